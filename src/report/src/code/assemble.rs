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
const PRELUDE: [(&str, &str); 17] = [
    ("compare", include_str!("prelude/compare.py")),
    ("show", include_str!("prelude/show.py")),
    ("sweep", include_str!("prelude/sweep.py")),
    ("observe", include_str!("prelude/observe.py")),
    ("scaled", include_str!("prelude/scaled.py")),
    ("texts", include_str!("prelude/texts.py")),
    ("introduce", include_str!("prelude/introduce.py")),
    ("choose", include_str!("prelude/choose.py")),
    (MEASURE, include_str!("prelude/measure.py")),
    (RECORD, include_str!("prelude/record.py")),
    // The package `lanes-record` has the same module.
    ("trace", include_str!("../../../../packages/python/src/lanes_record/trace.py")),
    ("interpreter", include_str!("prelude/interpreter.py")),
    ("server", include_str!("prelude/server.py")),
    ("connections", include_str!("prelude/connections.py")),
    ("pools", include_str!("prelude/pools.py")),
    ("spawn", include_str!("prelude/spawn.py")),
    (RUN_SCRIPT, include_str!("prelude/run_script.py")),
];

/// The module that records tasks, which comes along with the one that measures times if it is known what the tasks are.
const RECORD: &str = "record";
const MEASURE: &str = "measure";

/// The module that calls `main`, which every script needs.
const RUN_SCRIPT: &str = "run_script";

/// The longest line of a script, as ruff formats it.
pub(super) const MAX_COLUMNS: usize = 88;

/// Line between an experiment's own code and the prelude's, whose imports follow it.
pub(super) const RULE: &str = "\
# --------------------------------------------------------------------------------------
# The harness: the same in every script.
# ruff: noqa: E402";

/// Assembles the script that a reader copies: the source's own code, and the harness. `tasks` are the functions of which each
/// call is a task.
pub(super) fn assemble(source: &str, tasks: &[&str]) -> String {
    let source = Module::parse(source);
    let script = format!(
        "# /// script\n# requires-python = \">=3.11\"\n{}# ///\n{}\n\"\"\"{}{}\"\"\"\n\n",
        source.head,
        how_to_run(source.head),
        source.docstring,
        if source.docstring.contains('\n') { "\n" } else { "" },
    );
    script + &source.code() + &harness(&source, tasks)
}

/// Returns true if a script imports the prelude.
pub fn imports_harness(source: &str) -> bool {
    !Module::parse(source).imports.prelude.is_empty()
}

/// Returns the harness of a module: a rule, the modules of the prelude that it needs, with those of their imports that it lacks,
/// and the call of `main`.
pub(super) fn harness(source: &Module, tasks: &[&str]) -> String {
    let mut needed = source.imports.prelude.clone();
    needed.insert(RUN_SCRIPT);
    let mut imports = Imports::default();
    let mut modules = String::new();
    for (name, text) in PRELUDE {
        if needed.contains(name) {
            let module = Module::parse(text);
            needed.extend(&module.imports.prelude);
            needed.extend((name == MEASURE && !tasks.is_empty()).then_some(RECORD));
            imports.standard_library.merge(&module.imports.standard_library);
            modules.push_str(&format!("\n\n{}\n", module.body));
        }
    }
    imports.standard_library.remove(&source.imports.standard_library);
    let (names, main) = match needed.contains(RECORD) {
        true => (format!("LANES = record_tasks({})\n\n", listed(tasks)), "recorded(main, LANES)"),
        false => (String::new(), "main"),
    };
    let call = format!("{names}if __name__ == \"__main__\":\n    {RUN_SCRIPT}({main})\n");
    format!("\n\n{RULE}\n\n{}{modules}\n\n{call}", imports.lines())
}

/// Lists names as arguments in Python.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

/// Returns the comment on how to run a script whose head names these packages.
fn how_to_run(head: &str) -> String {
    let packages: Vec<_> = head.split('"').skip(1).step_by(2).collect();
    if packages.is_empty() {
        return "# Run it with `uv run`, or with CPython 3.11 or later: it needs no packages.".to_owned();
    }
    let install = packages.join(" ");
    format!("# Run it with `uv run`, or after `pip install {install}` with CPython 3.11 or later.")
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

    /// Returns the module's own code: its imports, but for those of the prelude, and its body.
    pub(super) fn code(&self) -> String {
        format!("{}\n{}\n", self.imports.lines(), self.body)
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

    /// Removes what another section has, too.
    fn remove(&mut self, other: &Section<'a>) {
        self.modules.retain(|module| !other.modules.contains(module));
        for (module, names) in &mut self.names {
            let others = other.names.get(module);
            names.retain(|name| !others.is_some_and(|others| others.contains(name)));
        }
        self.names.retain(|_, names| !names.is_empty());
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
        let source = "\"\"\"Title.\n\nDetails.\n\"\"\"\n\nimport sys\nimport zlib\n\nfrom prelude.scaled import scaled\n\n\
                      N = 5  # lanes:n\n\n\ndef main() -> None:\n    print(zlib.crc32(b\"\"), scaled)\n";
        let after_imports = |text: &'static str, import| text.split_once(import).unwrap().1.trim();
        let scaled = after_imports(include_str!("prelude/scaled.py"), "import functools\n");
        let run_script =
            after_imports(include_str!("prelude/run_script.py"), "from collections.abc import Callable\n");
        assert_eq!(
            assemble(source, &[]),
            format!(
                "# /// script\n# requires-python = \">=3.11\"\n# ///\n\
                 # Run it with `uv run`, or with CPython 3.11 or later: it needs no packages.\n\
                 \"\"\"Title.\n\nDetails.\n\"\"\"\n\n\
                 import sys\nimport zlib\n\nN = 5  # lanes:n\n\n\n\
                 def main() -> None:\n    print(zlib.crc32(b\"\"), scaled)\n\n\n{RULE}\n\n\
                 import functools\nimport multiprocessing\nimport os\nimport signal\nimport threading\n\
                 from collections.abc import Callable\n\n\n{scaled}\n\n\n{run_script}\n\n\n\
                 if __name__ == \"__main__\":\n    run_script(main)\n"
            )
        );
    }

    #[test]
    fn the_modules_that_a_module_imports_from_come_along() {
        let script = assemble("from prelude.server import server\n", &[]);
        assert!(script.contains("\nclass QuietProcess(") && script.contains("\ndef server("), "{script}");
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
            &[],
        );
        assert!(script.contains("\n# dependencies = [\"aiohttp\", \"Pillow\"]\n# ///\n"), "{script}");
        assert!(
            script.contains("\n# Run it with `uv run`, or after `pip install aiohttp Pillow` with CPython"),
            "{script}"
        );
        assert!(
            script.contains("\n\nimport os\n\nimport aiohttp\nfrom PIL import Image\n\nN = 5\n"),
            "{script}"
        );
    }

    #[test]
    fn names_of_one_module_share_a_sorted_statement() {
        let (mut imports, _) = Imports::parse("from a import g, f, Bell, Cat\nimport z\nimport y\n");
        let (others, _) = Imports::parse("from a import (\n    FIRST,\n    f,\n)\nimport y\n");
        imports.standard_library.merge(&others.standard_library);
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
    fn a_harness_imports_nothing_twice() {
        let (mut harness, _) = Imports::parse("import a\nimport b\nfrom c import d, e\nfrom f import g\n");
        let (own, _) = Imports::parse("import b\nfrom c import e, h\nfrom f import g\n");
        harness.standard_library.remove(&own.standard_library);
        assert_eq!(harness.lines(), "import a\nfrom c import d\n");
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
            assert!(assemble(text, &[]).ends_with("    run_script(main)\n"), "{text}");
        }
    }
}
