//! Tables of the figures that the runs of an experiment produced.

use lanes_analysis::compare::{figures_of, representative};
use lanes_analysis::units;
use lanes_catalogue::setup::Setup;
use lanes_model::product::{Attempt, Service};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::workload::Parcel;

/// Table of cells that are ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Caption of the table.
    pub caption: &'static str,
    /// Column headers. The first column has the headers of the rows.
    pub columns: Vec<String>,
    /// True if the cells are words, false if they are figures.
    pub words: bool,
    /// Rows, with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// Makes the tables for the runs of an experiment. Counts are those of each strategy's run with the median wall time;
/// server statistics cover all measured runs. Returns nothing if the runs produced no figures.
pub fn tables(setup: &Setup, strategies: &[Strategy], runs: &[&Run]) -> Vec<Table> {
    let all = [counts(strategies, runs), services(setup, strategies, runs), attempts(setup, runs)];
    all.into_iter().flatten().collect()
}

/// Tabulates the increments, by strategy.
fn counts(strategies: &[Strategy], runs: &[&Run]) -> Option<Table> {
    let row = |strategy: &Strategy| {
        let run = representative(runs.iter().copied(), *strategy, 0)?;
        let count = run.count()?;
        let each = run.wall.0 * 1e6 / count.expected.max(1) as f64;
        Some(vec![
            strategy.key().to_owned(),
            units::grouped(count.expected),
            units::grouped(count.counted),
            units::grouped(count.lost()),
            format!("{each:.1} ns"),
        ])
    };
    let rows: Vec<_> = strategies.iter().filter_map(row).collect();
    let columns =
        ["Strategy", "Increments", "Counted", "Lost", "Time per increment"].map(str::to_owned).to_vec();
    (!rows.is_empty()).then_some(Table {
        caption: "Increments, counted and lost",
        columns,
        words: false,
        rows,
    })
}

/// Tabulates the server statistics, by strategy and step.
fn services(setup: &Setup, strategies: &[Strategy], runs: &[&Run]) -> Option<Table> {
    let points: Vec<(u16, u64)> = (0..).zip(setup.points()).collect();
    let at_all_points = |strategy: &Strategy| {
        let strategy = *strategy;
        let row = move |(point, x): &(u16, u64)| {
            let over_windows = |of: fn(&Service) -> f64| {
                figures_of(runs, strategy, *point, |run| run.service().as_ref().map(of))
            };
            let rate = over_windows(Service::per_second)?;
            Some(vec![
                strategy.key().to_owned(),
                units::duration(Millis(*x as f64 / 1000.0)),
                units::grouped(rate.count as u64),
                rate.text(|rate| units::grouped(rate.round() as u64)),
                over_windows(|service| service.median.0)?.text(|ms| units::duration(Millis(ms))),
                over_windows(|service| service.p99.0)?.text(|ms| units::duration(Millis(ms))),
            ])
        };
        points.iter().filter_map(row).collect::<Vec<_>>()
    };
    let rows: Vec<_> = strategies.iter().flat_map(at_all_points).collect();
    let columns = [
        "Strategy",
        "Switch interval",
        "Windows",
        "Requests per second",
        "Median latency",
        "99th percentile",
    ];
    (!rows.is_empty()).then_some(Table {
        caption: "Server statistics: median over all windows, with its confidence interval",
        columns: columns.map(str::to_owned).to_vec(),
        words: false,
        rows,
    })
}

/// Error of pickle for a closure in CPython 3.11, as produced in `tests/claims`.
const PYTHON_REFUSES: &str = "AttributeError: Can't pickle local object 'main.<locals>.closure'";

/// Error of the compiler for code such as this:
///
/// ```compile_fail,E0277
/// let counter = std::rc::Rc::new(std::cell::Cell::new(0));
/// std::thread::spawn(move || counter.set(1));
/// ```
pub const RUST_REFUSES: &str = "error[E0277]: `Rc<Cell<i32>>` cannot be sent between threads safely";

/// Names a kind of value.
fn parcel(parcel: Parcel) -> &'static str {
    match parcel {
        Parcel::Data => "Numbers and bytes",
        Parcel::NamedTask => "A function's name, with arguments",
        Parcel::Closure => "A closure",
        Parcel::Generator => "A generator",
        Parcel::Lock => "A lock",
    }
}

/// Tabulates what could be sent to a worker: by CPython itself or, if a browser sent it, with the equivalents in Python and
/// Rust.
fn attempts(setup: &Setup, runs: &[&Run]) -> Option<Table> {
    let attempts = runs.iter().rev().find_map(|run| run.attempts())?;
    if setup.runtime().is_python() {
        return Some(pickled(attempts));
    }
    let row = |attempt: &Attempt| {
        let (python, rust) = match attempt.parcel {
            Parcel::Data => ("pickled, by value", "Send"),
            Parcel::NamedTask => ("pickled, by name; the worker imports it", "Send"),
            Parcel::Closure | Parcel::Generator | Parcel::Lock => (PYTHON_REFUSES, RUST_REFUSES),
        };
        let here = attempt.refused.as_deref().unwrap_or("sent");
        [parcel(attempt.parcel), here, python, rust].map(str::to_owned).to_vec()
    };
    let columns = ["What", "This browser, just now", "Python 3.11's pickle (quoted)", "Rust's Send (quoted)"];
    Some(Table {
        caption: "What can be sent to a worker",
        columns: columns.map(str::to_owned).to_vec(),
        words: true,
        rows: attempts.iter().map(row).collect(),
    })
}

/// Tabulates what CPython could pickle.
fn pickled(attempts: &[Attempt]) -> Table {
    let row = |attempt: &Attempt| {
        let by = if attempt.parcel == Parcel::NamedTask { "pickled, by name" } else { "pickled" };
        [parcel(attempt.parcel), attempt.refused.as_deref().unwrap_or(by)].map(str::to_owned).to_vec()
    };
    Table {
        caption: "What can be sent to a process",
        columns: ["What", "This CPython, just now"].map(str::to_owned).to_vec(),
        words: true,
        rows: attempts.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use lanes_model::plan::Round;
    use lanes_model::product::Count;
    use lanes_model::product::Product;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;

    fn made(product: Product) -> Run {
        let mut run = run(Strategy::Threads, 2.0, &[1]);
        run.reports[0].outcome.as_mut().unwrap().product = Some(product);
        run
    }

    #[test]
    fn lost_increments_are_listed_with_the_time_of_each() {
        let run = made(Product::Count(Count { expected: 1_000_000, counted: 999_000 }));
        let setup = Setup::new(find("lost-updates").unwrap(), 2);
        let tables = tables(&setup, &[run.turn.strategy], &[&run]);
        assert_eq!(tables[0].rows, [["threads", "1,000,000", "999,000", "1,000", "2.0 ns"]]);
        assert_eq!((tables.len(), tables[0].columns.len()), (1, 5));
    }

    #[test]
    fn server_statistics_have_a_row_for_each_step() {
        let window = |round, answered| {
            let service = Service { answered, over: Millis(100.0), median: Millis(3.0), p99: Millis(5.0) };
            let mut run = made(Product::Service(service));
            (run.turn.point, run.turn.round) = (1, round);
            run
        };
        let runs =
            [(Round::WarmUp, 1), (Round::Measured(0), 30)].map(|(round, answered)| window(round, answered));
        let setup = Setup::new(find("gil-convoy").unwrap(), 2);
        let rows = |runs: &[&Run]| tables(&setup, &[runs[0].turn.strategy], runs)[0].rows.clone();
        let once = ["threads", "5.00 ms", "1", "300", "3.00 ms", "5.00 ms"];
        assert_eq!(rows(&[&runs[0], &runs[1]]), [once]);
        let other = window(Round::Measured(1), 20);
        let twice = [
            "threads",
            "5.00 ms",
            "2",
            "250 (200 to 300)",
            "3.00 ms (3.00 ms to 3.00 ms)",
            "5.00 ms (5.00 ms to 5.00 ms)",
        ];
        assert_eq!(rows(&[&runs[0], &runs[1], &other]), [twice]);
    }

    #[test]
    fn the_browsers_refusal_is_quoted() {
        let attempt = |parcel, refused: Option<&str>| Attempt { parcel, refused: refused.map(str::to_owned) };
        let attempts =
            vec![attempt(Parcel::NamedTask, None), attempt(Parcel::Closure, Some("DataCloneError: no"))];
        let run = made(Product::Attempts(attempts));
        let setup = Setup::new(find("pickling").unwrap(), 2);
        let tables = tables(&setup, &[run.turn.strategy], &[&run]);
        let cell = |row: usize, column: usize| tables[0].rows[row][column].as_str();
        assert_eq!((cell(0, 1), cell(1, 1)), ("sent", "DataCloneError: no"));
        assert_eq!((cell(1, 2), cell(1, 3)), (PYTHON_REFUSES, RUST_REFUSES));
    }

    #[test]
    fn cpythons_own_refusal_is_quoted() {
        let attempt = |parcel, refused: Option<&str>| Attempt { parcel, refused: refused.map(str::to_owned) };
        let no = Some("TypeError: cannot pickle '_thread.lock' object");
        let run = made(Product::Attempts(vec![attempt(Parcel::NamedTask, None), attempt(Parcel::Lock, no)]));
        let mut setup = Setup::new(find("pickling").unwrap(), 2);
        setup.set("runtime", 1);
        let tables = tables(&setup, &[run.turn.strategy], &[&run]);
        let refused = "TypeError: cannot pickle '_thread.lock' object";
        assert_eq!(
            tables[0].rows,
            [["A function's name, with arguments", "pickled, by name"], ["A lock", refused]]
        );
    }

    #[test]
    fn runs_without_figures_have_no_table() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let run = run(Strategy::Threads, 2.0, &[1]);
        assert_eq!(tables(&setup, &[run.turn.strategy], &[&run]), []);
    }
}
