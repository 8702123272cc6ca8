//! The code of an experiment: an equivalent Python script, and the Rust that really runs.
//!
//! The source of a script is `script.py` in the folder of its experiment, which the page fetches from
//! `code/python/<experiment>.py`; [`python_script`] makes the complete script of it. A line such as
//! `TASKS = 4  # lanes:tasks` gets the reader's value. The Rust is the source that the engine is compiled from,
//! `code/rust/<file>` on the site.

mod assemble;
mod editable;
mod files;
mod literal;
mod marks;
mod names;
mod own;

use crate::{address, share};
use assemble::assemble;
pub use assemble::imports_harness;
use files::{CARRIED, FILES_MARK};
pub use files::{Layout, OwnFiles, with_own_files};
use lanes_analysis::units;
use lanes_catalogue::experiment::{Experiment, Parameter, Python, RUNTIME, default_value};
use lanes_catalogue::{Setup, Value};
use lanes_model::plan::Program;
use lanes_model::ranking::MIN_SAMPLES;
use lanes_model::strategy::Strategy;
use literal::{MARK, list, quoted};
pub use marks::{Mark, marks};
pub use own::template;

/// Number of repeats in a script where the page chooses it: so many that the extremes are a usable interval. A script
/// with adaptive repeats would mostly be about those.
const AUTOMATIC_IN_A_SCRIPT: usize = MIN_SAMPLES;

/// Returns the name of an experiment's Python script: of its source on the site, and of the file that a reader saves.
pub fn python_file(experiment: &Experiment) -> String {
    format!("{}.py", experiment.id)
}

/// Functions of which each call is a task, in scripts that CPython does not run in the page.
const OTHER_TASKS: [(&str, &[&str]); 5] = [
    ("connection-limit", &["task"]),
    ("image-filter", &["filter_tile"]),
    ("read-files", &["read", "task"]),
    ("scrape", &["read", "visit"]),
    ("train", &["train"]),
];

/// Lists the functions of an experiment's script of which each call is a task.
fn tasks(experiment: &Experiment) -> &'static [&'static str] {
    let others = || OTHER_TASKS.iter().find(|(id, _)| *id == experiment.id).map(|(_, tasks)| *tasks);
    experiment.python.as_ref().map(|python| python.tasks).or_else(others).unwrap_or_default()
}

/// Returns the complete script of a source, with the values and strategies of a setup. Links that the script makes begin with
/// `site`, the address of the page; without one, the script writes files instead.
pub fn python_script(source: &str, setup: &Setup, site: &str) -> String {
    if setup.experiment().runs_program() {
        let program = own::whole(source, setup.code());
        return match editable::script(&program) {
            Some(script) => fill(&assemble(script, &[]), setup, site),
            None => program,
        };
    }
    if setup.experiment().takes_code() {
        let (code, rest) = own::parts(source, setup.code());
        return own::assemble(code, &rest, tasks(setup.experiment()), |script| fill(script, setup, site));
    }
    fill(&assemble(source, tasks(setup.experiment())), setup, site)
}

/// Makes the program that CPython runs in the browser: a source with the values and strategies of a setup. It imports the
/// prelude instead of containing it, since each strategy is called by the page there, and not by the script.
pub fn python_program(source: &str, setup: &Setup) -> Program {
    let python = setup.experiment().python.as_ref().unwrap_or(&Python::PLAIN);
    let name = |strategy: &Strategy| (*strategy, name_in_script(*strategy).to_owned());
    let source = if setup.experiment().runs_program() {
        own::whole(source, setup.code())
    } else if setup.experiment().takes_code() {
        let (code, rest) = own::parts(source, setup.code());
        own::program(code, &fill(&rest, setup, ""))
    } else {
        fill(source, setup, "")
    };
    Program {
        source,
        tasks: python.tasks.iter().map(|name| (*name).to_owned()).collect(),
        names: setup.strategies().iter().map(name).collect(),
        steps: setup.points(),
        released: python.released,
        start_method: setup.start_method(),
        allowed: Vec::new(),
    }
}

/// Returns *Your program* with the script of an experiment as its code, to run under CPython. Returns None if CPython does not
/// run the script in the browser, or if the reader has written it anyway.
pub fn in_editor(source: &str, setup: &Setup) -> Option<Setup> {
    let values = editable::values(setup)?;
    editable::program(&fill(source, &values, ""), &values)
}

/// Fills the values and strategies of a setup into a script. Marks of parameters that the experiment or its runtime does not
/// have keep their values.
fn fill(script: &str, setup: &Setup, site: &str) -> String {
    let mut filled = String::with_capacity(script.len());
    let keys: Vec<_> = script.lines().filter_map(|line| Some(line.split_once(MARK)?.1)).collect();
    for line in script.lines() {
        match line.split_once(MARK) {
            Some((assignment, key)) => filled.push_str(&fill_assignment(assignment, key, setup, &keys, site)),
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    filled
}

/// Fills one value in. `keys` are those of all marks of the script.
fn fill_assignment(assignment: &str, key: &str, setup: &Setup, keys: &[&str], site: &str) -> String {
    let Some((name, _)) = assignment.split_once(" = ") else { return assignment.to_owned() };
    match key {
        "page" => format!("{name} = {}", quoted(&share::link(site, &address::write_in_full(setup), None))),
        "strategies" => list(name, strategies(setup.strategies())),
        "not-carried" => list(name, not_carried(setup, keys)),
        _ => {
            let shown = setup
                .values()
                .iter()
                .find(|(parameter, _)| parameter.key == key && parameter.runtimes.includes(setup.runtime()));
            shown.map_or_else(
                || assignment.to_owned(),
                |(parameter, value)| format!("{name} = {}", literal(parameter, value)),
            )
        }
    }
}

/// Lists the reader's settings that a script with marks of these keys does not have. The interpreter that runs a script is up
/// to the reader, so the runtime is none of them.
fn not_carried(setup: &Setup, keys: &[&str]) -> Vec<String> {
    let shown = setup.values().shown();
    let changed = shown.filter(|(parameter, value)| {
        let is_carried =
            keys.contains(&parameter.key) || keys.contains(&FILES_MARK) && CARRIED.contains(&parameter.key);
        !is_carried
            && parameter.key != RUNTIME.key
            && **value != default_value(parameter, setup.values().cores(), setup.runtime())
    });
    let text = |(parameter, value): (&Parameter, &Value)| {
        let unit = if parameter.unit.is_empty() { String::new() } else { format!(" {}", parameter.unit) };
        quoted(&format!("{} ({}{unit})", parameter.label, value.label(parameter)))
    };
    changed.map(text).collect()
}

/// Formats a value as Python: `300_000_000`, or the key of an option, `"error"`.
fn literal(parameter: &Parameter, value: &Value) -> String {
    match value {
        Value::Number(number) if parameter.is_automatic(*number) => AUTOMATIC_IN_A_SCRIPT.to_string(),
        Value::Number(number) => match parameter.domain.option(*number) {
            Some(option) => quoted(option.key),
            None => units::grouped(*number).replace(',', "_"),
        },
        Value::Text(text) => quoted(text),
    }
}

/// Lists strategies by the names in the scripts. The interpreter that runs a script decides if threads
/// share a GIL, so both strategies with threads have the same name there.
fn strategies(chosen: &[Strategy]) -> Vec<String> {
    let mut names: Vec<_> = chosen.iter().map(|strategy| quoted(name_in_script(*strategy))).collect();
    names.dedup();
    names
}

/// Returns the name of a strategy in the tables of the scripts.
fn name_in_script(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Async => "asyncio",
        Strategy::ThreadsGil => "threads",
        Strategy::Simulated => "unlimited",
        Strategy::ThisServer => "limit={CONNECTIONS}",
        Strategy::AsyncPlusThreadsGil => Strategy::AsyncPlusThreads.key(),
        Strategy::ThreadsPlusThreadsGil => Strategy::ThreadsPlusThreads.key(),
        other => other.key(),
    }
}

/// Returns true if a script gives a strategy this name when it runs: `limit=6` has a value of the script.
pub(crate) fn is_named_in_script(strategy: Strategy, name: &str) -> bool {
    let known = name_in_script(strategy);
    match known.split_once('{') {
        Some((before, _)) => name.starts_with(before),
        None => name == known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;

    #[test]
    fn the_values_and_strategies_of_the_page_are_filled_in() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.set("n", 12_345_678);
        setup.choose(&Strategy::BASIC[2..]);
        let script = "N = 5  # lanes:n\nSTRATEGIES = []  # lanes:strategies\nprint(N == 5)\n";
        assert_eq!(
            fill(script, &setup, ""),
            "N = 12_345_678\nSTRATEGIES = [\"threads\", \"processes\"]\nprint(N == 5)\n"
        );
    }

    #[test]
    fn a_list_too_long_for_a_line_takes_a_line_for_each_value() {
        let setup = Setup::new(find("lost-updates").unwrap(), 2);
        let filled = fill("STRATEGIES = []  # lanes:strategies", &setup, "");
        assert!(filled.starts_with("STRATEGIES = [\n    \"sequential\",\n    \"gil-plain\",\n"), "{filled}");
        assert!(filled.ends_with("    \"subtotals\",\n]\n"), "{filled}");
    }

    #[test]
    fn an_option_is_filled_in_by_its_key() {
        let mut setup = Setup::new(find("failing-task").unwrap(), 2);
        setup.set("how", 3);
        assert_eq!(fill("HOW = \"error\"  # lanes:how", &setup, ""), "HOW = \"memory\"\n");
    }

    #[test]
    fn automatic_repeats_are_a_number_in_a_script() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        assert_eq!(fill("REPEATS = 3  # lanes:repeats", &setup, ""), "REPEATS = 5\n");
        setup.set("repeats", 2);
        assert_eq!(fill("REPEATS = 3  # lanes:repeats", &setup, ""), "REPEATS = 2\n");
    }

    #[test]
    fn the_start_method_is_that_of_the_page_only_where_cpython_runs() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let filled = |setup: &Setup| fill("START_METHOD = \"spawn\"  # lanes:start", setup, "");
        assert_eq!(filled(&setup), "START_METHOD = \"spawn\"\n");
        setup.set("runtime", 1);
        assert_eq!(filled(&setup), "START_METHOD = \"fork\"\n");
        setup.set("start", 1);
        assert_eq!(filled(&setup), "START_METHOD = \"spawn\"\n");
        assert_eq!(python_program("", &setup).start_method.key(), "spawn");
    }

    #[test]
    fn no_text_ends_the_quotes_around_it() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        setup.set("network", 2);
        setup.set_text("urls", "https://a.example/\"\\").unwrap();
        assert_eq!(fill("URLS = \"\"  # lanes:urls", &setup, ""), "URLS = \"https://a.example/\\\"\\\\\"\n");
    }

    #[test]
    fn settings_that_a_script_lacks_are_listed() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        let script = "REQUESTS = 1  # lanes:requests\nNOT_CARRIED: list[str] = []  # lanes:not-carried\n";
        assert_eq!(fill(script, &setup, ""), "REQUESTS = 10\nNOT_CARRIED: list[str] = []\n");
        setup.set("requests", 20);
        setup.set("errors", 5);
        setup.set("network", 1);
        assert_eq!(
            fill(script, &setup, ""),
            "REQUESTS = 20\nNOT_CARRIED: list[str] = [\"Network (this server)\", \"Errors (5 %)\"]\n"
        );
    }

    #[test]
    fn a_setting_that_the_page_hides_has_its_default() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        setup.set("jitter", 500);
        assert_eq!(fill("JITTER_MS = 0  # lanes:jitter\n", &setup, ""), "JITTER_MS = 500\n");
        setup.set(RUNTIME.key, 1);
        assert_eq!(fill("JITTER_MS = 0  # lanes:jitter\n", &setup, ""), "JITTER_MS = 0\n");
    }

    #[test]
    fn an_unknown_mark_keeps_its_value() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        assert_eq!(fill("DEPTH = 3  # lanes:depth\n", &setup, ""), "DEPTH = 3\n");
    }
}
