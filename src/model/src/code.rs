//! The code of an experiment: a Python script that does what it does, and the Rust that really runs.
//!
//! The scripts are files, `code/python/<experiment>.py` beside the page, and valid Python as they stand. A line
//! such as `TASKS = 4  # lanes:tasks` holds a value of the page: [`fill`] puts the reader's in its place. The Rust
//! is the source that the engine is compiled from, `code/rust/<file>` beside the page.

use crate::experiment::{Domain, Experiment, Parameter};
use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::units;

/// What marks a line with a value of the page; the parameter's name follows.
const MARK: &str = "  # lanes:";

/// How tasks come to lanes, whatever they do.
const SCHEDULE: &str = "schedule.rs";

/// What each experiment is made of, in `src/workloads/src`: what its tasks do comes first.
const RUST: &[(&str, &[&str])] = &[
    ("ten-requests", &["requests.rs", SCHEDULE]),
    ("sum-of-squares", &["kernel/squares.rs", "sums.rs", SCHEDULE, "gil.rs"]),
    ("failing-task", &["kernel/misfortune.rs", "failing.rs", SCHEDULE]),
];

/// The file name of an experiment's Python script, in `code/python`.
pub fn python_file(experiment: &Experiment) -> String {
    format!("{}.py", experiment.id)
}

/// The Rust sources of an experiment, in `code/rust`, the most telling first.
pub fn rust_files(experiment: &Experiment) -> &'static [&'static str] {
    RUST.iter().find(|(id, _)| *id == experiment.id).map_or(&[], |(_, files)| *files)
}

/// A script with the values and strategies of a setup in the places that ask for them. A place that asks for
/// what the experiment does not have keeps its value.
pub fn fill(script: &str, setup: &Setup) -> String {
    let mut filled = String::with_capacity(script.len());
    for line in script.lines() {
        match line.split_once(MARK) {
            Some((assignment, key)) => filled.push_str(&fill_assignment(assignment, key, setup)),
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    filled
}

fn fill_assignment(assignment: &str, key: &str, setup: &Setup) -> String {
    let value = match key {
        "strategies" => Some(strategies(setup.strategies())),
        _ => setup
            .values()
            .find(|(parameter, _)| parameter.key == key)
            .map(|(parameter, value)| literal(parameter, value)),
    };
    match (assignment.split_once(" = "), value) {
        (Some((name, _)), Some(value)) => format!("{name} = {value}"),
        _ => assignment.to_owned(),
    }
}

/// A value as Python writes it: `300_000_000`, or the name of an option, `"error"`.
fn literal(parameter: &Parameter, value: u64) -> String {
    let option = match parameter.domain {
        Domain::Choice(options) => options.get(value as usize),
        Domain::Number { .. } => None,
    };
    option.map_or_else(|| units::grouped(value).replace(',', "_"), |option| quoted(option.key))
}

/// A list of strategies as the scripts name them. Whether threads share a GIL is up to the interpreter that
/// runs a script, so both strategies with threads are one there.
fn strategies(chosen: &[Strategy]) -> String {
    let mut names: Vec<_> = chosen.iter().map(|strategy| quoted(python_name(*strategy))).collect();
    names.dedup();
    format!("[{}]", names.join(", "))
}

/// A key as Python writes it. Keys are plain words: there is nothing to escape.
fn quoted(key: &str) -> String {
    format!("\"{key}\"")
}

fn python_name(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Sequential => "sequential",
        Strategy::Async => "asyncio",
        Strategy::ThreadsGil | Strategy::Threads => "threads",
        Strategy::Processes => "processes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::find;

    #[test]
    fn the_values_and_strategies_of_the_page_arrive() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.set("n", 12_345_678);
        setup.choose(&[Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes]);
        let script = "N = 5  # lanes:n\nSTRATEGIES = []  # lanes:strategies\nprint(N == 5)\n";
        assert_eq!(
            fill(script, &setup),
            "N = 12_345_678\nSTRATEGIES = [\"threads\", \"processes\"]\nprint(N == 5)\n"
        );
    }

    #[test]
    fn an_option_arrives_by_its_name() {
        let mut setup = Setup::new(find("failing-task").unwrap(), 2);
        setup.set("how", 3);
        assert_eq!(fill("HOW = \"error\"  # lanes:how", &setup), "HOW = \"memory\"\n");
    }

    #[test]
    fn a_place_for_something_else_keeps_its_value() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        assert_eq!(fill("DEPTH = 3  # lanes:depth\n", &setup), "DEPTH = 3\n");
    }
}
