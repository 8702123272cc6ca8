//! Assembly of a complete Python script from the source of an experiment and the prelude that it imports from.
//!
//! A source holds what is the experiment's own: values, work, strategies and a function `main`. What scripts share stands in
//! the modules of `prelude`. Sources and modules are real Python modules, laid out like this:
//!
//! ```python
//! # dependencies = ["httpx"]
//! """Title of the script."""
//!
//! import asyncio
//!
//! import httpx
//!
//! from prelude.compare import compare
//!
//! REQUESTS = 10  # lanes:requests
//! ```
//!
//! The first line is for sources that need packages. Packages are imported after a blank line, as ruff sorts imports, and
//! everything from the first line that is no import belongs to the body.

use std::collections::{BTreeMap, BTreeSet};

/// The modules of the prelude with their names, in the order in which they stand in a script: each before those that
/// it imports from.
const PRELUDE: [(&str, &str); 10] = [
    ("compare", include_str!("prelude/compare.py")),
    ("show", include_str!("prelude/show.py")),
    ("sweep", include_str!("prelude/sweep.py")),
    ("observe", include_str!("prelude/observe.py")),
    ("choose", include_str!("prelude/choose.py")),
    ("measure", include_str!("prelude/measure.py")),
    ("interpreter", include_str!("prelude/interpreter.py")),
    ("server", include_str!("prelude/server.py")),
    ("pools", include_str!("prelude/pools.py")),
    ("spawn", include_str!("prelude/spawn.py")),
];

/// The longest line of a script, as ruff formats it.
pub(super) const MAX_COLUMNS: usize = 88;

/// Line between an experiment's own code and the prelude's.
pub(super) const RULE: &str = "\
# --------------------------------------------------------------------------------------
# The harness: the same in every script.";

/// Assembles the script that a reader copies: the source's own code, a rule, the modules of the prelude that it needs, and
/// the call of `main`. Their imports are merged at the top.
pub(super) fn assemble(source: &str) -> String {
    let source = Module::parse(source);
    let (imports, harness) = harness(&source);
    let mut script = format!("# /// script\n# requires-python = \">=3.11\"\n{}# ///\n", source.head);
    script.push_str(&format!("\"\"\"{}\n\n{}\n\"\"\"\n\n", source.docstring, how_to_run(source.head)));
    script.push_str(&format!("{imports}\n{}\n", source.body));
    if !source.imports.prelude.is_empty() {
        script.push_str(&format!("\n\n{RULE}\n"));
    }
    script + &harness
}

/// Returns the imports of a module merged with those of the harness, and the harness: the modules of the prelude that the
/// module needs, and the call of `main`.
pub(super) fn harness(source: &Module) -> (String, String) {
    let mut imports = source.imports.clone();
    let mut harness = String::new();
    for (name, text) in PRELUDE {
        if imports.prelude.contains(name) {
            let module = Module::parse(text);
            imports.merge(&module.imports);
            harness.push_str(&format!("\n\n{}\n", module.body));
        }
    }
    harness.push_str("\n\nif __name__ == \"__main__\":\n    main()\n");
    (imports.lines(), harness)
}

/// Returns the sentence on how to run a script whose head names these packages.
fn how_to_run(head: &str) -> String {
    let packages: Vec<_> = head.split('"').skip(1).step_by(2).collect();
    if packages.is_empty() {
        return "Save it as a file and run it with CPython 3.11 or later. It needs no packages.".to_owned();
    }
    let install = packages.join(" ");
    format!(
        "Save it as a file and run it with `uv run`, or with CPython 3.11 or later after\n`pip install {install}`."
    )
}

/// A Python module in its parts.
pub(super) struct Module<'a> {
    /// The comments before the docstring, whole lines.
    head: &'a str,
    docstring: &'a str,
    imports: Imports<'a>,
    /// Everything after the imports, without blank lines around it.
    pub(super) body: &'a str,
}

impl<'a> Module<'a> {
    pub(super) fn parse(text: &'a str) -> Module<'a> {
        let (head, rest) = text.split_at(text.find("\"\"\"").unwrap_or(0));
        let (docstring, code) = match rest.get(3..).and_then(|inside| inside.split_once("\"\"\"")) {
            Some((docstring, code)) => (docstring.trim_end(), code),
            None => ("", rest),
        };
        let (imports, body) = Imports::parse(code);
        Module { head, docstring, imports, body: body.trim() }
    }
}

/// The imports at the top of a module or script.
#[derive(Clone, Default)]
struct Imports<'a> {
    standard_library: Section<'a>,
    packages: Section<'a>,
    /// Names of modules of the prelude.
    prelude: BTreeSet<&'a str>,
}

impl<'a> Imports<'a> {
    /// Takes the imports off the beginning of a module's code, and returns what follows them.
    fn parse(mut code: &'a str) -> (Imports<'a>, &'a str) {
        let mut imports = Imports::default();
        loop {
            let statement = code.trim_start();
            let is_apart = code[..code.len() - statement.len()].matches('\n').count() > 1;
            let Some(end) = end_of_import(statement) else { return (imports, statement) };
            let (import, rest) = statement.split_at(end);
            code = rest;
            if let Some(module) = import.strip_prefix("from prelude.").and_then(|rest| rest.split(' ').next())
            {
                imports.prelude.insert(module);
            } else if is_apart && !imports.standard_library.is_empty() || !imports.packages.is_empty() {
                imports.packages.add(import);
            } else {
                imports.standard_library.add(import);
            }
        }
    }

    fn merge(&mut self, other: &Imports<'a>) {
        self.standard_library.merge(&other.standard_library);
        self.packages.merge(&other.packages);
        self.prelude.extend(&other.prelude);
    }

    /// Returns the imports as ruff sorts and formats them.
    fn lines(&self) -> String {
        let sections = [&self.standard_library, &self.packages].map(Section::lines);
        let lines: Vec<_> = sections.into_iter().filter(|lines| !lines.is_empty()).collect();
        lines.join("\n")
    }
}

/// Returns where the import statement at the beginning of some code ends, or None if there is none.
fn end_of_import(code: &str) -> Option<usize> {
    let is_import = code.starts_with("import ") || code.starts_with("from ");
    let line = code.find('\n').unwrap_or(code.len());
    let end = if code[..line].ends_with('(') { code.find(')')? + 1 } else { line };
    is_import.then_some(end)
}

/// Imports of the standard library, or those of packages.
#[derive(Clone, Default)]
struct Section<'a> {
    /// Modules of `import module` statements.
    modules: BTreeSet<&'a str>,
    /// Modules of `from module import name` statements, with the names.
    names: BTreeMap<&'a str, BTreeSet<(Kind, &'a str)>>,
}

/// The kind of an imported name by its case, in the order in which ruff sorts them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Constant,
    Class,
    Function,
}

impl Kind {
    fn of(name: &str) -> Kind {
        let has = |is: fn(char) -> bool| name.chars().any(is);
        match name.starts_with(char::is_uppercase) {
            true if has(char::is_lowercase) => Kind::Class,
            true => Kind::Constant,
            false => Kind::Function,
        }
    }
}

impl<'a> Section<'a> {
    fn is_empty(&self) -> bool {
        self.modules.is_empty() && self.names.is_empty()
    }

    fn add(&mut self, statement: &'a str) {
        match statement.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")) {
            Some((module, names)) => {
                let names = names.trim_matches(['(', ')']).split(',').map(str::trim);
                let names = names.filter(|name| !name.is_empty()).map(|name| (Kind::of(name), name));
                self.names.entry(module).or_default().extend(names);
            }
            None => {
                self.modules.insert(statement.trim_start_matches("import ").trim());
            }
        }
    }

    fn merge(&mut self, other: &Section<'a>) {
        self.modules.extend(&other.modules);
        for (module, names) in &other.names {
            self.names.entry(module).or_default().extend(names);
        }
    }

    fn lines(&self) -> String {
        let modules = self.modules.iter().map(|module| format!("import {module}\n"));
        let names = self.names.iter().map(|(module, names)| {
            let names: Vec<_> = names.iter().map(|(_, name)| *name).collect();
            let line = format!("from {module} import {}\n", names.join(", "));
            match line.len() > MAX_COLUMNS + 1 {
                true => format!("from {module} import (\n    {},\n)\n", names.join(",\n    ")),
                false => line,
            }
        });
        modules.chain(names).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_its_own_code_before_the_harness() {
        let source = "\"\"\"Title.\n\nDetails.\n\"\"\"\n\nimport zlib\n\nfrom prelude.spawn import SPAWN\n\nN = 5  # lanes:n\n\n\n\
                      def main() -> None:\n    print(zlib.crc32(b\"\"), SPAWN)\n";
        let spawn = include_str!("prelude/spawn.py").split_once("import sys\n\n").unwrap().1;
        assert_eq!(
            assemble(source),
            format!(
                "# /// script\n# requires-python = \">=3.11\"\n# ///\n\"\"\"Title.\n\nDetails.\n\n\
                 Save it as a file and run it with CPython 3.11 or later. It needs no packages.\n\"\"\"\n\n\
                 import multiprocessing\nimport sys\nimport zlib\n\nN = 5  # lanes:n\n\n\n\
                 def main() -> None:\n    print(zlib.crc32(b\"\"), SPAWN)\n\n\n{RULE}\n\n\n{spawn}\n\n\
                 if __name__ == \"__main__\":\n    main()\n"
            )
        );
    }

    #[test]
    fn the_modules_that_a_module_imports_from_come_along() {
        let script = assemble("from prelude.server import server\n");
        assert!(script.contains("\nSPAWN = ") && script.contains("\ndef server("), "{script}");
        assert!(!script.contains("def compare(") && !script.contains("prelude"), "{script}");
    }

    #[test]
    fn modules_stand_before_those_that_they_import_from() {
        for (place, (name, text)) in PRELUDE.iter().enumerate() {
            let later: Vec<_> = PRELUDE[place + 1..].iter().map(|(name, _)| *name).collect();
            let imports = Module::parse(text).imports;
            assert!(imports.prelude.iter().all(|module| later.contains(module)), "{name}");
            assert!(imports.packages.is_empty(), "{name}");
        }
    }

    #[test]
    fn packages_are_named_where_they_are_installed_and_imported() {
        let script = assemble(
            "# dependencies = [\"aiohttp\", \"Pillow\"]\n\"\"\"Title.\"\"\"\n\nimport os\n\nimport aiohttp\nfrom PIL import Image\n\nN = 5\n",
        );
        assert!(script.contains("\n# dependencies = [\"aiohttp\", \"Pillow\"]\n# ///\n"), "{script}");
        assert!(script.contains("after\n`pip install aiohttp Pillow`.\n"), "{script}");
        assert!(
            script.contains("\n\nimport os\n\nimport aiohttp\nfrom PIL import Image\n\nN = 5\n"),
            "{script}"
        );
    }

    #[test]
    fn names_of_one_module_share_a_sorted_statement() {
        let (mut imports, _) = Imports::parse("from a import g, f, Bell, Cat\nimport z\nimport y\n");
        imports.merge(&Imports::parse("from a import (\n    FIRST,\n    f,\n)\nimport y\n").0);
        assert_eq!(imports.lines(), "import y\nimport z\nfrom a import FIRST, Bell, Cat, f, g\n");
        let long = [
            "a_name_of_thirty_characters_1",
            "a_name_of_thirty_characters_2",
            "a_name_of_thirty_characters_3",
        ];
        let line = format!("from a import {}\n", long.join(", "));
        let (imports, _) = Imports::parse(&line);
        assert_eq!(imports.lines(), format!("from a import (\n    {},\n)\n", long.join(",\n    ")));
    }

    #[test]
    fn text_of_any_kind_is_assembled() {
        for text in [
            "",
            "\"\"\"",
            "\"\"\"\"\"\"",
            "from a import (",
            "import",
            "from prelude.none import x",
            "<!doctype html>",
        ] {
            assert!(assemble(text).ends_with("    main()\n"), "{text}");
        }
    }
}
