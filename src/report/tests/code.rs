//! The scripts and sources that the page shows: they are there, they fit their experiments, and the scripts run.
//! The tests need `python3`, version 3.11 or later, and nothing beyond its standard library.

use lanes_catalogue::experiment::{RUNTIME, START_METHOD};
use lanes_catalogue::experiments::{CATALOGUE, find};
use lanes_catalogue::{Experiment, Setup};
use lanes_model::{Runtime, Strategy};
use lanes_report::code;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Returns the project's folder.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads the source of an experiment's script.
fn source(experiment: &'static Experiment) -> String {
    let folder = project().join("src/catalogue/src/experiments").join(experiment.id.replace('-', "_"));
    let path = folder.join("script.py");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lists the experiments whose work is the project's own.
fn experiments() -> impl Iterator<Item = &'static Experiment> {
    CATALOGUE.iter().filter(|experiment| !experiment.takes_code())
}

/// Returns the complete script of an experiment with its default values.
fn script(experiment: &'static Experiment) -> String {
    code::python_script(&source(experiment), &Setup::new(experiment, 2), "")
}

fn python(arguments: &[&str]) -> Output {
    let output = Command::new("python3").args(arguments).env("PYTHONDONTWRITEBYTECODE", "1").output();
    output.expect("The tests of the Python scripts need python3, version 3.11 or later, on PATH")
}

/// Returns an experiment's setup with these values and strategies.
fn setup(experiment: &str, values: &[(&str, u64)], strategies: &[Strategy]) -> Setup {
    let mut setup = Setup::new(find(experiment).expect("an experiment"), 2);
    for (key, value) in values {
        assert_eq!(setup.set(key, *value), Some(*value), "{key}");
    }
    setup.choose(strategies);
    setup
}

/// A script in a file of its own, which is removed in the end.
struct ScriptFile(PathBuf);

impl ScriptFile {
    /// Writes the script of an experiment, with the values of a setup, as a reader saves it.
    fn new(id: &str, setup: &Setup) -> ScriptFile {
        // Tests run side by side, and two may run the same script.
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("lanes-{id}-{}-{run}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let experiment = find(id).expect("an experiment");
        let file = folder.join(code::python_file(experiment));
        std::fs::write(&file, code::python_script(&source(experiment), setup, "")).unwrap();
        ScriptFile(file)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for ScriptFile {
    fn drop(&mut self) {
        // Best effort: a file that stays behind harms nobody.
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// Has python3 run a script, filled in as the page does it, and returns what it prints.
fn run(script: &str, setup: &Setup) -> String {
    // A file, since new processes start from it again.
    let file = ScriptFile::new(script, setup);
    let output = python(&[file.path()]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{script}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said.into_owned()
}

#[test]
fn every_experiment_has_its_python_and_its_rust() {
    for experiment in experiments() {
        assert!(script(experiment).contains("if __name__ == \"__main__\":"), "{}", experiment.id);
        let files = experiment.rust;
        assert!(!files.is_empty(), "{} has no Rust", experiment.id);
        for file in files {
            assert!(project().join("src/workloads/src").join(file).is_file(), "{}: {file}", experiment.id);
        }
    }
}

/// Marks that stand for no parameter: the strategies, and the reader's files with the layout of a table.
const NO_PARAMETERS: [&str; 7] =
    ["strategies", "own-files", "delimiter", "quote", "decimal-mark", "group-column", "amount-column"];

#[test]
fn every_place_in_a_script_asks_for_something_the_experiment_has() {
    for experiment in experiments() {
        let source = source(experiment);
        let asked: Vec<_> = source.lines().filter_map(|line| line.split_once("# lanes:")).collect();
        assert!(!asked.is_empty(), "{} takes nothing from the page", experiment.id);
        for (assignment, key) in asked {
            let known =
                NO_PARAMETERS.contains(&key) || experiment.parameters.iter().any(|one| one.key == key);
            assert!(known, "{}: {assignment}# lanes:{key}", experiment.id);
            let is_assignment = assignment
                .split_once(" = ")
                .is_some_and(|(name, _)| name.split(": ").all(|part| !part.contains(' ')));
            assert!(is_assignment && assignment.ends_with("  "), "{}: {assignment}", experiment.id);
        }
    }
}

/// Prints the names that a script defines more than once at its top level, as JSON.
const DEFINED_TWICE: &str = r#"
import ast, collections, json, sys
names = collections.Counter()
for node in ast.parse(sys.argv[1]).body:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names[node.name] += 1
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        names.update(alias.asname or alias.name for alias in node.names)
    else:
        stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        names.update(stored)
print(json.dumps([name for name, times in names.items() if times > 1]))
"#;

#[test]
fn every_script_compiles_and_defines_each_name_once() {
    for experiment in CATALOGUE {
        let script = script(experiment);
        for text in [&source(experiment), &script] {
            let output = python(&["-c", DEFINED_TWICE, text]);
            let said = String::from_utf8_lossy(&output.stdout);
            assert_eq!(said, "[]\n", "{}: {}", experiment.id, String::from_utf8_lossy(&output.stderr));
        }
        assert!(
            !script.contains("prelude"),
            "{} imports a part of the prelude that is not there",
            experiment.id
        );
    }
}

/// Scripts that compare no strategies line by line: they differ in the interpreter, or have one strategy.
const WITHOUT_TABLE: [&str; 2] = ["gil-convoy", "thousands"];

/// Scripts whose results are no times, so that they record no lanes.
const WITHOUT_RECORDING: [&str; 3] = ["failing-task", "gil-convoy", "lost-updates"];

#[test]
fn every_script_shows_work_and_strategies_before_the_harness() {
    for experiment in experiments() {
        let script = script(experiment);
        let (own, harness) =
            script.split_once("\n# The harness: the same in every script.\n").expect("a rule");
        assert!(own.contains("\ndef main() -> None:\n"), "{}", experiment.id);
        assert!(harness.contains("\ndef ") && !own.contains("\ndef run_script("), "{}", experiment.id);
        let main =
            if harness.contains("\nLANES = record_tasks(\"") { "recorded(main, LANES)" } else { "main" };
        assert_eq!(main == "main", WITHOUT_RECORDING.contains(&experiment.id), "{}", experiment.id);
        let call = format!("\n\nif __name__ == \"__main__\":\n    run_script({main})\n");
        assert!(harness.ends_with(&call), "{}", experiment.id);
        // What a script is about is on the first screen.
        let line = |is: fn(&str) -> bool| own.lines().position(is).map(|line| line + 1);
        let work = line(|line| line.starts_with("def ") || line.starts_with("async def "));
        assert!(work.is_some_and(|line| line < 40), "{}: the work begins at {work:?}", experiment.id);
        let table = line(|line| line.trim_start().starts_with('"') && line.contains("\": lambda: "));
        assert_eq!(table.is_none(), WITHOUT_TABLE.contains(&experiment.id), "{}", experiment.id);
        assert!(table.is_none_or(|line| line < 45), "{}: the strategies begin at {table:?}", experiment.id);
    }
}

/// Parameters that no script has: one with a value other than the default is named when the script runs.
const NOT_CARRIED: [&str; 11] = [
    "network",
    "urls",
    "site",
    "errors",
    "source",
    "group",
    "amount",
    "separator",
    "decimal",
    "pool",
    "work",
];

#[test]
fn every_setting_of_the_page_is_in_its_script_or_known_to_be_missing() {
    for experiment in experiments() {
        let marked = source(experiment)
            + include_str!("../src/code/prelude/server.py")
            + include_str!("../src/code/prelude/introduce.py")
            + include_str!("../src/code/prelude/spawn.py");
        for parameter in experiment.parameters {
            let is_carried = marked.contains(&format!("  # lanes:{}\n", parameter.key));
            let is_exempt = NOT_CARRIED.contains(&parameter.key)
                || parameter.key == RUNTIME.key
                || ["image-filter:library", "lost-updates:repeats", "failing-task:repeats"]
                    .contains(&&*format!("{}:{}", experiment.id, parameter.key));
            assert!(is_carried || is_exempt, "{}: {}", experiment.id, parameter.key);
        }
    }
}

#[test]
fn a_setting_without_effect_is_named_with_its_value() {
    let values = [("requests", 2), ("latency", 10), ("errors", 5), ("network", 1), ("repeats", 1)];
    let said = run("gil-io", &setup("gil-io", &values, &[Strategy::Threads]));
    for setting in ["Network (this server)", "Errors (5 %)"] {
        assert!(said.contains(&format!("Without effect here: {setting}.\n")), "{said}");
    }
    assert_eq!(said.matches("Without effect here").count(), 2, "{said}");
}

#[test]
fn a_strategy_that_fails_is_named_and_the_others_go_on() {
    let values = [("requests", 2), ("latency", 1_000), ("timeout", 100), ("repeats", 1)];
    let file =
        ScriptFile::new("gil-io", &setup("gil-io", &values, &[Strategy::Sequential, Strategy::Threads]));
    let output = python(&[file.path()]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Failed: sequential. ") && said.contains("Failed: threads. "), "{said}");
    // With nothing left to compare, the reader sees where the last one failed.
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && errors.contains(", in get\n"), "{errors}");
}

/// Prints the words of a text that the script of *Word count* counts, with their numbers.
const WORDS: &str = r#"
import pathlib, runpy, sys
path = pathlib.Path(sys.argv[1])
text = path.with_name("text.txt")
text.write_text(sys.argv[2], encoding="utf-8")
print(*(f"{word}:{number}" for word, number in sorted(runpy.run_path(str(path))["count"](text).items())))
"#;

/// The words are those of `count_words` in `lanes-workloads`.
#[test]
fn words_are_those_that_the_page_counts() {
    let file = ScriptFile::new("word-count", &setup("word-count", &[("passes", 2)], &[]));
    let text = "Don\u{2019}t stop, don't! L'été 2nd x_y rock'n'roll 'quoted' ''a words' ΑΒΓ 中文 naïve NAÏVE";
    let output = python(&["-c", WORDS, file.path(), text]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        said,
        "a:1 don't:2 l'été:1 naïve:2 nd:1 quoted:1 rock'n'roll:1 stop:1 words:1 x:1 y:1 αβγ:1 中文:1\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_script_has_each_strategy_of_the_page_or_says_why_not() {
    let mut left_out = 0;
    for experiment in experiments() {
        let source = source(experiment);
        if !source.contains("  # lanes:strategies\n") {
            continue;
        }
        let mut setup = Setup::new(experiment, 2);
        setup.choose(experiment.strategies);
        let script = code::python_script(&source, &setup, "");
        let (_, list) = script.split_once("\nSTRATEGIES = [").unwrap();
        for name in list.split(']').next().unwrap().split('"').skip(1).step_by(2) {
            let reason = format!("\"{name}\": \"");
            left_out += usize::from(source.contains(&reason));
            assert!(source.contains(&format!("\"{name}\": ")), "{}: {name}", experiment.id);
        }
    }
    assert!(left_out > 5, "{left_out}");
}

#[test]
fn a_strategy_that_a_script_leaves_out_is_named_with_the_reason() {
    let values = [("rows", 1_000), ("repeats", 1)];
    let said =
        run("data-crunching", &setup("data-crunching", &values, &[Strategy::Async, Strategy::Threads]));
    let reason = "Left out: asyncio. It would read one chunk after the other, as sequential does.";
    assert!(said.lines().any(|line| line == reason), "{said}");
    assert_eq!(speedup("threads", &said), 1.0, "{said}");
}

#[test]
fn a_script_that_leaves_out_all_that_was_chosen_says_what_there_is() {
    let file =
        ScriptFile::new("data-crunching", &setup("data-crunching", &[("rows", 1_000)], &[Strategy::Async]));
    let output = python(&[file.path()]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(errors, "Choose at least one of sequential, threads, processes.\n");
}

/// Returns the only line about a strategy.
fn line_of<'a>(strategy: &str, said: &'a str) -> &'a str {
    let mut lines = said.lines().filter(|line| line.split(' ').next() == Some(strategy));
    match (lines.next(), lines.next()) {
        (Some(line), None) => line,
        _ => panic!("not one line of {strategy}: {said}"),
    }
}

/// Returns the speed-up of a strategy from what a script printed.
fn speedup(strategy: &str, said: &str) -> f64 {
    let figure = line_of(strategy, said).rsplit(' ').next().and_then(|figure| figure.strip_suffix('x'));
    figure.and_then(|figure| figure.parse().ok()).unwrap_or_else(|| panic!("no speed-up: {said}"))
}

#[test]
fn a_script_that_computes_compares_the_chosen_strategies() {
    let strategies = [Strategy::Sequential, Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes];
    let values = [("tasks", 3), ("n", 50_000), ("repeats", 1)];
    let said = run("sum-of-squares", &setup("sum-of-squares", &values, &strategies));
    assert_eq!(speedup("sequential", &said), 1.0, "{said}");
    for name in ["threads", "processes"] {
        // On a busy machine starting processes takes a hundred times as long as this little work.
        assert!(speedup(name, &said) < 100.0, "{said}");
    }
    assert!(!said.contains("asyncio"), "{said}");
    assert!(said.contains("Every run gave the same answers."), "{said}");
}

#[test]
fn a_script_about_chunks_gives_the_same_picture_however_rows_are_shared_out() {
    let mut setup = setup("mandelbrot", &[("iterations", 20), ("width", 70), ("repeats", 1)], &[]);
    let all = setup.experiment().strategies;
    setup.choose(all);
    let said = run("mandelbrot", &setup);
    for strategy in all {
        assert!(speedup(strategy.key(), &said) > 0.0, "{said}");
    }
    assert!(said.contains("Every run gave the same answers."), "{said}");
}

#[test]
fn a_script_about_pickling_sends_what_can_be_imported() {
    let said = run("pickling", &setup("pickling", &[("most", 4), ("repeats", 1)], &[]));
    let result = |what: &str| {
        let line = said.lines().find(|line| line.starts_with(what));
        line.unwrap_or_else(|| panic!("no {what}: {said}"))[what.len()..].trim_start().to_owned()
    };
    for crosses in ["a dict of lists", "a function of a module"] {
        assert!(result(crosses).ends_with(" bytes"), "{said}");
    }
    for refused in ["a nested function", "a lambda", "a generator", "a lock"] {
        assert!(result(refused).contains("Error: "), "{said}");
    }
}

#[test]
fn a_script_that_waits_waits_for_all_at_once_on_threads() {
    let values = [("requests", 6), ("latency", 100), ("workers", 6), ("repeats", 1)];
    let setup = setup("gil-io", &values, &[Strategy::Sequential, Strategy::Threads]);
    // A machine that is busy otherwise may keep one of them waiting, but not each time.
    let all_at_once = (0..5).any(|_| {
        let said = run("gil-io", &setup);
        assert_eq!(speedup("sequential", &said), 1.0, "{said}");
        speedup("threads", &said) > 2.0
    });
    assert!(all_at_once);
}

#[test]
fn a_script_runs_its_tasks_under_asyncio_too() {
    let strategies = [Strategy::Sequential, Strategy::Async, Strategy::Processes];
    let sum_of_squares = [("tasks", 3), ("n", 50_000), ("repeats", 1)];
    let read_files = [("files", 4), ("size", 10_000), ("workers", 2), ("limit", 2), ("repeats", 1)];
    for (id, values) in [("sum-of-squares", &sum_of_squares[..]), ("read-files", &read_files)] {
        let said = run(id, &setup(id, values, &strategies));
        // How quick they are is up to the machine: with this little work, starting is most of it.
        for name in ["asyncio", "processes"] {
            assert!(speedup(name, &said).is_finite(), "{said}");
        }
        assert!(said.contains("Every run gave the same answers."), "{said}");
    }
}

/// Returns how many increments a row of *Lost updates* lost, from what its script printed.
fn lost(row: &str, said: &str) -> u64 {
    let line = line_of(row, said);
    let figure = line.split(" increments").nth(1);
    let figure = figure.and_then(|rest| rest.split(" lost").next());
    figure.and_then(|lost| lost.trim().replace(',', "").parse().ok()).unwrap_or_else(|| panic!("{line}"))
}

#[test]
fn the_script_of_break_even_names_no_win_that_does_not_last() {
    let values = [("least", 1_000), ("most", 100_000), ("repeats", 1)];
    let said = run("break-even", &setup("break-even", &values, &[Strategy::Sequential, Strategy::Processes]));
    // The way to a process takes longer than this little work, on any machine.
    assert!(said.ends_with("processes: no reliable gain up to n = 2,000.\n"), "{said}");
    assert_eq!(said.lines().filter(|line| line.contains(" ms")).count(), 2, "{said}");

    let gain_from = "import runpy, sys; found = runpy.run_path(sys.argv[1])['gain_from']; \
        slow, fast, both = [3.0] * 5, [2.0] * 5, [1.0, 2.0, 2.0, 2.0, 4.0]; \
        print(found([(1, slow, fast), (2, slow, both), (3, slow, fast), (4, slow, fast)]), \
              found([(1, slow, fast), (2, slow, both)]), found([(1, slow, fast), (2, slow, fast)]))";
    let file = ScriptFile::new("break-even", &Setup::new(find("break-even").unwrap(), 2));
    let output = python(&["-c", gain_from, file.path()]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3 None 1\n", "{output:?}");
}

#[test]
fn a_plain_increment_loses_nothing_under_a_gil_and_one_with_a_call_does() {
    let mut setup = setup("lost-updates", &[("n", 200_000), ("workers", 4), ("switch", 50)], &[]);
    setup.choose(setup.experiment().strategies);
    // Whether a thread loses the GIL at the call is up to the machine, but not each time.
    let some_lost = (0..20).any(|_| {
        let said = run("lost-updates", &setup);
        for row in ["sequential", "gil-plain", "mutex", "atomic", "subtotals"] {
            assert_eq!(lost(row, &said), 0, "{said}");
        }
        assert!(line_of("gil-plain", &said).contains(" 160,000 increments "), "{said}");
        assert!(said.contains("Left out: unprotected. It needs an interpreter without a GIL"), "{said}");
        lost("gil-call", &said) > 0
    });
    assert!(some_lost, "nothing was lost in twenty runs");
}

/// The script counts in the rows of the page, under their names.
#[test]
fn the_script_of_lost_updates_has_the_rows_of_the_page() {
    let experiment = find("lost-updates").unwrap();
    // Each label is the code of its row.
    let script = script(experiment);
    for code in ["counter += 1", "counter = add_one(counter)", "with lock:", "next(ticket)", "own += 1"] {
        assert!(script.contains(code), "{code}");
    }
    for strategy in &experiment.strategies[1..4] {
        let (code, _) = strategy.meaning().python.split_once(',').unwrap();
        assert!(script.contains(code), "{code}");
    }
}

#[test]
fn a_script_about_libraries_compares_threads_that_release_the_gil_with_some_that_hold_it() {
    let values = [("tasks", 2), ("size", 20_000), ("passes", 2), ("repeats", 2)];
    let said = run("releases-gil", &setup("releases-gil", &values, &[]));
    for name in ["sequential", "threads", "releasing", "processes"] {
        assert!(speedup(name, &said) > 0.0, "{said}");
    }
    assert!(said.ends_with("Every run gave the same answers.\n"), "{said}");
}

/// Hashes in both ways, while a thread counts and keeps releasing the GIL. That thread never asks for the GIL, since the
/// switch interval is an hour: it counts only where the work releases the GIL by itself.
const COUNTS_MEANWHILE: &str = r#"
import runpy, sys, threading, time
script = runpy.run_path(sys.argv[1])
sys.setswitchinterval(3600)
ticks, done = 0, False

def count():
    global ticks
    while not done:
        ticks += 1
        time.sleep(0.0001)

thread = threading.Thread(target=count)
thread.start()
for name in ["sha256", "sha256_holding"]:
    # A busy machine may not let the thread run in time, but not each time.
    for _ in range(20):
        before = ticks
        script[name](0)
        counted = ticks - before
        if name == "sha256_holding" or counted:
            break
    print(name, "counted" if counted else "stood still")
done = True
thread.join()
"#;

#[test]
fn hashlib_holds_or_releases_the_gil_as_the_script_says() {
    let file = ScriptFile::new("releases-gil", &Setup::new(find("releases-gil").unwrap(), 2));
    let output = python(&["-c", COUNTS_MEANWHILE, file.path()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "sha256 counted\nsha256_holding stood still\n");
}

#[test]
fn the_script_about_the_convoy_tells_rate_and_latency_of_several_windows() {
    let values =
        |cpu| [("cpu", cpu), ("duration", 40), ("shortest", 20_000), ("longest", 20_000), ("repeats", 3)];
    let rate = |cpu| -> f64 {
        let said = run("gil-convoy", &setup("gil-convoy", &values(cpu), &[]));
        assert!(said.contains("Median of 3 runs (smallest to largest), interval, us:\n"), "{said}");
        let median = |column: &str| {
            let start = format!("   20,000  threads  {column} ");
            let line = said.lines().find_map(|line| line.strip_prefix(&start)).expect(column);
            let (median, range) = line.trim_start().split_once(' ').expect(column);
            assert!(range.starts_with('(') && range.contains(" to "), "{line}");
            median.replace(',', "").parse::<f64>().unwrap()
        };
        assert!(median("p50, ms") <= median("p99, ms"), "{said}");
        median("answers/s")
    };
    // A machine that is busy otherwise may keep the client from asking, but not each time.
    assert!((0..5).any(|_| rate(0) > rate(1) * 2.0));
}

#[test]
fn a_script_about_a_failure_shows_what_becomes_of_it() {
    let values = [("how", 2), ("tasks", 8), ("n", 1_000)];
    let strategies = [Strategy::Async, Strategy::Threads, Strategy::Processes];
    let said = run("failing-task", &setup("failing-task", &values, &strategies));
    assert_eq!(said.matches("task 4: RecursionError").count(), 3, "{said}");
    assert_eq!(said.matches("7 of 8 tasks answered").count(), 3, "{said}");
}

#[test]
fn an_exception_that_nobody_catches_ends_its_worker_alone() {
    let strategies = [Strategy::Sequential, Strategy::Async, Strategy::Threads, Strategy::Processes];
    let said = |workers| {
        let values = [("how", 1), ("tasks", 8), ("n", 1_000), ("workers", workers)];
        run("failing-task", &setup("failing-task", &values, &strategies))
    };
    let (alone, two) = (said(1), said(2));
    // Only the other thread or process can do what is left.
    for name in ["sequential", "threads", "processes"] {
        assert!(line_of(name, &alone).ends_with("4 of 8 tasks answered"), "{alone}");
    }
    for name in ["asyncio", "threads", "processes"] {
        assert!(line_of(name, &two).ends_with("7 of 8 tasks answered"), "{two}");
    }
    assert!(two.contains("task 4: UnansweredError: The exception ended its thread."), "{two}");
}

/// Every strategy is marked that a script runs; of the others it says why it leaves them out.
#[test]
fn every_strategy_that_a_script_runs_is_marked() {
    for experiment in experiments() {
        let script = script(experiment);
        let marks = code::marks(&script, experiment);
        assert_eq!(marks.is_empty(), WITHOUT_TABLE.contains(&experiment.id), "{}", experiment.id);
        if marks.is_empty() {
            continue;
        }
        let lines: Vec<_> = script.lines().collect();
        for strategy in experiment.strategies {
            let entries = marks.iter().filter(|mark| mark.is_entry && mark.strategies.contains(strategy));
            let name = if *strategy == Strategy::Async { "asyncio" } else { strategy.key() };
            let is_left_out = script.contains(&format!("\"{name}\": \""));
            assert_eq!(entries.count() == 0, is_left_out, "{}: {name}", experiment.id);
        }
        for mark in &marks {
            let text = lines[mark.lines.clone()].join("\n");
            assert!(!text.trim().is_empty() && text.len() < script.len() / 3, "{}: {text}", experiment.id);
        }
    }
}

#[test]
fn the_function_that_only_an_event_loop_runs_is_marked() {
    for (id, function) in [
        ("ten-requests", "async def gather("),
        ("scrape", "async def scrape("),
        ("lost-updates", "def call("),
    ] {
        let experiment = find(id).unwrap();
        let script = script(experiment);
        let line = script.lines().position(|line| line.starts_with(function)).expect(function);
        let mark = code::marks(&script, experiment).into_iter().find(|mark| mark.lines.contains(&line));
        assert_eq!(mark.expect(function).strategies.len(), 1, "{function}");
    }
}

#[test]
fn a_script_for_cpython_in_the_browser_has_its_tasks_and_its_strategies() {
    let mut with_python = 0;
    for experiment in experiments() {
        let Some(python) = &experiment.python else { continue };
        let source = source(experiment);
        for task in python.tasks {
            assert!(source.contains(&format!("def {task}(")), "{}: {task}", experiment.id);
        }
        for runtime in [Runtime::Cpython, Runtime::CpythonNogil] {
            let index = Runtime::ALL.iter().position(|other| *other == runtime).unwrap();
            let mut setup = Setup::new(experiment, 2);
            assert_eq!(setup.set(RUNTIME.key, index as u64), Some(index as u64));
            let program = code::python_program(&source, &setup);
            assert!(!program.names.is_empty(), "{} {runtime:?}", experiment.id);
            assert_eq!(program.steps.is_empty(), experiment.sweep.is_none(), "{}", experiment.id);
            for (strategy, name) in &program.names {
                assert!(source.contains(&format!("\"{name}\": lambda")), "{}: {strategy}", experiment.id);
            }
            with_python += 1;
        }
    }
    assert!(with_python >= 16, "{with_python}");
}

#[test]
fn cpython_shows_the_settings_that_its_script_has_and_no_others() {
    for experiment in experiments().filter(|experiment| experiment.python.is_some()) {
        let source = source(experiment);
        let mut setup = Setup::new(experiment, 2);
        setup.set(RUNTIME.key, 1);
        // The page sets these by itself.
        let by_page = [RUNTIME.key, START_METHOD.key, "switch", "repeats"];
        let shown = setup.values().shown().map(|(parameter, _)| parameter.key);
        for key in shown.filter(|key| !by_page.contains(key)) {
            assert!(source.contains(&format!("  # lanes:{key}\n")), "{}: {key}", experiment.id);
        }
    }
}

/// Returns a setup with the reader's code.
fn own(code: &str, strategies: &[Strategy]) -> Setup {
    let mut setup = setup("python-task", &[("repeats", 1)], strategies);
    setup.set_code(Some(code)).unwrap();
    setup
}

#[test]
fn own_code_is_compared_natively_as_well() {
    let code = "import time\n\nitems = range(4)\n\n\ndef task(item):\n    time.sleep(0.05)\n    return item\n\n\n\
                async def task_async(item):\n    return item\n";
    let said = run("python-task", &own(code, &Strategy::BASIC));
    assert!(speedup("threads", &said) > 1.3, "{said}");
    assert!(speedup("asyncio", &said) > 10.0, "{said}");
    line_of("processes", &said);
}

/// The processes of a script start as those of the page do where CPython runs, and otherwise in the safest way.
#[test]
fn the_start_method_of_the_page_is_that_of_the_script() {
    let print = "import runpy, sys; print(runpy.run_path(sys.argv[1])['SPAWN'].get_start_method())";
    let start_method = |id, runtime, method| {
        let mut setup = setup(id, &[(START_METHOD.key, method)], &[]);
        setup.set(RUNTIME.key, runtime);
        let output = python(&["-c", print, ScriptFile::new(id, &setup).path()]);
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let fork = if cfg!(target_os = "linux") { "fork" } else { "spawn" };
    assert_eq!(["python-task", "gil-cpu"].map(|id| start_method(id, 1, 0)), [fork; 2]);
    assert_eq!(["python-task", "gil-cpu"].map(|id| start_method(id, 1, 1)), ["spawn"; 2]);
    assert_eq!(start_method("gil-cpu", 0, 0), "spawn");
    let mut setup = setup("gil-cpu", &[("n", 50_000), ("repeats", 1)], &[Strategy::Processes]);
    setup.set(RUNTIME.key, 1);
    assert!(run("gil-cpu", &setup).contains("Every run gave the same answers."));
}

#[test]
fn the_template_of_own_code_runs_without_asyncio() {
    let said = run("python-task", &setup("python-task", &[("repeats", 1)], &Strategy::BASIC));
    line_of("processes", &said);
    assert!(!said.contains("asyncio"), "{said}");
}

#[test]
fn a_traceback_of_own_code_has_the_lines_of_the_editor() {
    let code = "items = [1, 0]\n\n\ndef task(item):\n    return 1 // item\n";
    let file = ScriptFile::new("python-task", &own(code, &[Strategy::Sequential]));
    let output = python(&[file.path()]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && errors.contains("line 5, in task"), "{errors}");
    let program = code::python_program(&source(find("python-task").unwrap()), &own(code, &[]));
    assert!(program.source.starts_with(code), "{}", program.source);
}

#[test]
fn every_template_runs_natively() {
    let templates = project().join("src/catalogue/src/experiments/python_task/templates");
    let mut count = 0;
    for file in std::fs::read_dir(templates).unwrap() {
        let code = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let said = run("python-task", &own(&code, &Strategy::BASIC));
        assert_eq!(said.contains("\nasyncio "), code.contains("async def task_async"), "{said}");
        line_of("processes", &said);
        count += 1;
    }
    assert_eq!(count, 4);
}
