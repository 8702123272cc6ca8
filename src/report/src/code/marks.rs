//! Marks: the lines of a script that only one strategy needs.
//!
//! They follow from the structure that the scripts share, so a reader copies nothing that is there for a mark only:
//!
//! ```python
//! async def gather(urls):              # asyncio: no other part calls it
//!     ...
//!
//! def main() -> None:
//!     with (
//!         ThreadPoolExecutor(WORKERS) as threads,          # threads: no other part names it
//!         process_pool(WORKERS) as processes,              # processes
//!     ):
//!         strategies = {
//!             "sequential": lambda: [get(url) for url in urls],        # sequential
//!             "asyncio": lambda: asyncio.run(gather(urls)),            # asyncio
//! ```
//!
//! An entry of a table with the name of a strategy is a part of it, unless its value is a text: that explains why the script
//! leaves the strategy out. So is a block after `if name == "<strategy>":`. A function belongs to a strategy if `main` reaches it
//! from its parts alone.

use super::assemble::RULE;
use super::name_in_script;
use super::names::names;
use lanes_catalogue::experiment::Experiment;
use lanes_model::strategy::Strategy;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Consecutive lines of a script that only one strategy needs, or several with the same name in Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Numbers of the lines, from 0.
    pub lines: Range<usize>,
    /// The experiment's strategies that these lines stand for. In Python, the interpreter decides if threads share a GIL.
    pub strategies: Vec<Strategy>,
    /// True for an entry of a table of strategies, false for other code of the strategy.
    pub is_entry: bool,
}

/// Returns the marks of a complete script, by line. The harness has none: all strategies share it.
pub fn marks(script: &str, experiment: &Experiment) -> Vec<Mark> {
    let own = script.split(RULE).next().unwrap_or_default();
    let code = Outline::of(own.lines().collect());
    let owners = code.owners();
    let mut marks: Vec<Mark> = Vec::new();
    for (line, owner) in owners.iter().enumerate() {
        let Some(owner) = owner else { continue };
        let strategies: Vec<_> =
            experiment.strategies.iter().copied().filter(|one| name_in_script(*one) == *owner).collect();
        let is_entry = code.parts.iter().any(|part| part.is_entry && part.lines.contains(&line));
        match marks.last_mut() {
            Some(last)
                if last.lines.end == line && last.strategies == strategies && last.is_entry == is_entry =>
            {
                last.lines.end = line + 1;
            }
            _ if strategies.is_empty() => {}
            _ => marks.push(Mark { lines: line..line + 1, strategies, is_entry }),
        }
    }
    marks
}

/// A statement at the top level of a script.
struct Unit<'a> {
    lines: Range<usize>,
    /// The names that the statement defines.
    defines: Vec<&'a str>,
    is_function: bool,
}

/// A piece of code of one strategy.
struct Part<'a> {
    lines: Range<usize>,
    strategy: &'a str,
    /// True for an entry of a table, false for a branch.
    is_entry: bool,
}

/// A script's own code in its units and parts.
struct Outline<'a> {
    lines: Vec<&'a str>,
    units: Vec<Unit<'a>>,
    parts: Vec<Part<'a>>,
}

impl<'a> Outline<'a> {
    fn of(lines: Vec<&'a str>) -> Outline<'a> {
        let (units, parts) = (units(&lines), parts(&lines));
        Outline { lines, units, parts }
    }

    /// Returns the strategy that each line belongs to.
    fn owners(&self) -> Vec<Option<&'a str>> {
        let mut owners = vec![None; self.lines.len()];
        let shared = self.reached(self.names_outside_parts(|unit| unit.defines.contains(&"main")));
        let mut needed: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for part in &self.parts {
            let reached = self.reached(self.names_in(part.lines.clone()).collect());
            needed.entry(part.strategy).or_default().extend(reached);
        }
        for (index, unit) in self.units.iter().enumerate().filter(|(_, unit)| unit.is_function) {
            let mut users = needed.iter().filter(|(_, units)| units.contains(&index));
            if let (false, Some((strategy, _)), None) = (shared.contains(&index), users.next(), users.next())
            {
                owners[unit.lines.clone()].fill(Some(*strategy));
            }
        }
        for (line, strategy) in self.contexts() {
            owners[line] = Some(strategy);
        }
        for part in &self.parts {
            owners[part.lines.clone()].fill(Some(part.strategy));
        }
        owners
    }

    /// Returns the lines such as `process_pool(WORKERS) as processes,` whose name only one strategy's parts have.
    fn contexts(&self) -> Vec<(usize, &'a str)> {
        let mut found = Vec::new();
        for (line, text) in self.lines.iter().enumerate() {
            let item = text.trim_end().strip_suffix(',').filter(|_| text.starts_with(' '));
            let Some((_, name)) = item.and_then(|item| item.rsplit_once(" as ")) else { continue };
            let Some(unit) = self.units.iter().find(|unit| unit.lines.contains(&line)) else { continue };
            let is_used = |range: Range<usize>| self.names_in(range).any(|used| used == name);
            let mut strategies = BTreeSet::new();
            for other in unit.lines.clone().filter(|other| *other != line && is_used(*other..*other + 1)) {
                strategies.insert(self.part_at(other).map(|part| part.strategy));
            }
            if let (Some(Some(strategy)), 1) = (strategies.first(), strategies.len()) {
                found.push((line, *strategy));
            }
        }
        found
    }

    fn part_at(&self, line: usize) -> Option<&Part<'a>> {
        self.parts.iter().find(|part| part.lines.contains(&line))
    }

    /// Returns the names in some lines.
    fn names_in(&self, lines: Range<usize>) -> impl Iterator<Item = &'a str> {
        self.lines[lines].iter().flat_map(|line| names(line))
    }

    /// Returns the names that some units have outside of all parts.
    fn names_outside_parts(&self, is_meant: impl Fn(&Unit) -> bool) -> BTreeSet<&'a str> {
        let units = self.units.iter().filter(|unit| is_meant(unit));
        let lines = units.flat_map(|unit| unit.lines.clone()).filter(|line| self.part_at(*line).is_none());
        lines.flat_map(|line| self.names_in(line..line + 1)).collect()
    }

    /// Returns the units that these names lead to, by their indexes.
    fn reached(&self, mut names: BTreeSet<&'a str>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        while let Some(name) = names.pop_first() {
            for (index, unit) in self.units.iter().enumerate() {
                if unit.defines.contains(&name) && reached.insert(index) {
                    names.extend(self.names_outside_parts(|other| other.lines == unit.lines));
                }
            }
        }
        reached
    }
}

/// Finds the statements at the top level.
fn units<'a>(lines: &[&'a str]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let begins = line.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if begins {
            let (is_function, defines) = defined(line);
            units.push(Unit { lines: number..number + 1, defines, is_function });
        } else if let Some(unit) = units.last_mut().filter(|_| line.starts_with([' ', ')', ']', '}'])) {
            unit.lines.end = number + 1;
        }
    }
    units
}

/// Returns the names that the first line of a statement defines, and whether it begins a function.
fn defined(line: &str) -> (bool, Vec<&str>) {
    let is_name = |name: &&str| !name.is_empty() && !name.contains(' ');
    let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("def ");
    match function.or_else(|| line.strip_prefix("class ")) {
        Some(rest) => {
            let name = rest.split(['(', ':']).next();
            (function.is_some(), name.into_iter().filter(is_name).collect())
        }
        None => {
            let targets = line.split_once(" = ").map_or("", |(targets, _)| targets);
            let targets = targets.split(':').next().unwrap_or_default().split(", ");
            (false, targets.filter(is_name).collect())
        }
    }
}

/// Finds the parts of strategies, each with the comments that stand right before it.
fn parts<'a>(lines: &[&'a str]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let statement = line.trim_start();
        let indent = line.len() - statement.len();
        let Some((strategy, is_entry)) = entry(statement).map(|name| (name, true)).or(branch(statement))
        else {
            continue;
        };
        let is_inside = |later: &&&str| {
            let inner = later.trim_start();
            let column = later.len() - inner.len();
            column > indent || column == indent && inner.starts_with([')', ']', '}'])
        };
        let end = number + 1 + lines[number + 1..].iter().take_while(is_inside).count();
        let is_comment = |before: &&&str| before.trim_start().starts_with("# ");
        let comments = lines[..number].iter().rev().take_while(is_comment).count();
        let start = if is_entry { number - comments } else { number };
        parts.push(Part { lines: start..end, strategy, is_entry });
    }
    parts
}

/// Reads the name of a strategy that a table's entry runs: `"asyncio": lambda: asyncio.run(gather(urls)),`. Entries with a
/// text explain, and run nothing.
fn entry(statement: &str) -> Option<&str> {
    let (name, value) = statement.trim_start_matches('f').strip_prefix('"')?.split_once("\": ")?;
    (is_strategy(name) && !value.starts_with(['"', '\''])).then_some(name)
}

/// Reads the name of a strategy that a branch is for: `if name == "sequential":`.
fn branch(statement: &str) -> Option<(&str, bool)> {
    let name = statement.strip_prefix("if name == \"")?.strip_suffix("\":")?;
    is_strategy(name).then_some((name, false))
}

fn is_strategy(name: &str) -> bool {
    Strategy::ALL.into_iter().any(|strategy| name_in_script(strategy) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use proptest::prelude::*;

    /// Returns the first line of each mark, without indentation, with the strategies.
    fn marked(script: &str, experiment: &str) -> Vec<(String, Vec<&'static str>)> {
        let lines: Vec<_> = script.lines().collect();
        let text = |mark: &Mark| lines[mark.lines.clone()].join("\n").trim().to_owned();
        let keys = |mark: &Mark| mark.strategies.iter().map(|strategy| strategy.key()).collect();
        let marks = marks(script, find(experiment).unwrap());
        marks.iter().map(|mark| (text(mark), keys(mark))).collect()
    }

    #[test]
    fn entries_functions_and_contexts_of_one_strategy_are_marked() {
        let script = "\
async def gather(urls):
    return await all_of(urls)


def get(url):
    return url


def main() -> None:
    with (
        server(respond) as address,
        ThreadPoolExecutor(2) as threads,
        process_pool(2) as processes,
    ):
        strategies = {
            \"sequential\": lambda: [get(url) for url in address],
            \"asyncio\": lambda: asyncio.run(gather(address)),
            # They share a client.
            \"threads\": lambda: list(
                threads.map(get, address)
            ),
            \"processes\": lambda: processes.map(get, address),
        }
        left_out = {
            \"one-pass\": \"There is one.\",
        }
";
        let threads = vec!["threads-gil", "threads"];
        assert_eq!(
            marked(script, "ten-requests"),
            [
                ("async def gather(urls):\n    return await all_of(urls)".to_owned(), vec!["async"]),
                ("ThreadPoolExecutor(2) as threads,".to_owned(), threads.clone()),
                ("process_pool(2) as processes,".to_owned(), vec!["processes"]),
                ("\"sequential\": lambda: [get(url) for url in address],".to_owned(), vec!["sequential"]),
                ("\"asyncio\": lambda: asyncio.run(gather(address)),".to_owned(), vec!["async"]),
                (
                    "# They share a client.\n            \"threads\": lambda: list(\n                \
                     threads.map(get, address)\n            ),"
                        .to_owned(),
                    threads
                ),
                ("\"processes\": lambda: processes.map(get, address),".to_owned(), vec!["processes"]),
            ]
        );
    }

    #[test]
    fn what_main_or_a_second_strategy_reaches_belongs_to_none() {
        let script = "\
def shared():
    return helper()


def helper():
    return 1


def own():
    return deeper()


def deeper():
    return 2


ROWS = {
    \"sequential\": own,
    \"threads\": shared,
    \"processes\": shared,
}


def main():
    for name in ROWS:
        if name == \"threads\":
            pause()
        ROWS[name]()
";
        let lines: Vec<_> = marked(script, "ten-requests").into_iter().map(|(text, _)| text).collect();
        assert_eq!(
            lines,
            [
                "def own():\n    return deeper()",
                "def deeper():\n    return 2",
                "\"sequential\": own,",
                "\"threads\": shared,",
                "\"processes\": shared,",
                "if name == \"threads\":\n            pause()"
            ]
        );
    }

    #[test]
    fn the_harness_and_strategies_of_other_experiments_have_no_marks() {
        let script = format!("{RULE}\n    \"threads\": run,\n");
        assert_eq!(marks(&script, find("ten-requests").unwrap()), []);
        assert_eq!(marks("    \"copied\": run,\n", find("ten-requests").unwrap()), []);
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_text_and_do_not_overlap(text in "(\"threads\": |if name == |def | as |,\n|\n| |f|\"|.)*") {
            let marks = marks(&text, find("ten-requests").unwrap());
            prop_assert!(marks.iter().all(|mark| mark.lines.end <= text.lines().count()));
            prop_assert!(marks.is_sorted_by(|one, next| one.lines.end <= next.lines.start));
        }
    }
}
