//! What the runs of an experiment made, where that is figures: one table for all of them.

use lanes_analysis::compare::{figures_of, representative};
use lanes_analysis::units;
use lanes_catalogue::setup::Setup;
use lanes_model::product::{Attempt, Service};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::workload::Parcel;

/// A table, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub caption: &'static str,
    /// The heads of its columns; those of the first are the heads of its rows.
    pub columns: Vec<String>,
    /// Whether its cells are words; else they are figures.
    pub words: bool,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// The tables of some runs of an experiment. Counts are those of one run of each strategy, whose wall time is the
/// median; how a server did is told over all measured runs. Nothing where what they made is no figure.
pub fn tables(setup: &Setup, strategies: &[Strategy], runs: &[&Run]) -> Vec<Table> {
    let all = [counts(strategies, runs), services(setup, strategies, runs), attempts(runs)];
    all.into_iter().flatten().collect()
}

/// What became of the increments, by strategy.
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
    let columns = ["Strategy", "Increments", "Counted", "Lost", "Time for each"].map(str::to_owned).to_vec();
    (!rows.is_empty()).then_some(Table {
        caption: "What became of the increments",
        columns,
        words: false,
        rows,
    })
}

/// How the server did, by strategy and step.
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
    let columns =
        ["Strategy", "Switch interval", "Windows", "Requests a second", "Median latency", "99th percentile"];
    (!rows.is_empty()).then_some(Table {
        caption: "How the server did: the median of its windows, and the interval of that median",
        columns: columns.map(str::to_owned).to_vec(),
        words: false,
        rows,
    })
}

/// What pickle says of a closure in CPython 3.11: `tests/claims` makes one and has it pickled.
const PYTHON_REFUSES: &str = "AttributeError: Can't pickle local object 'main.<locals>.closure'";

/// What the compiler says of this, and it does not compile:
///
/// ```compile_fail,E0277
/// let counter = std::rc::Rc::new(std::cell::Cell::new(0));
/// std::thread::spawn(move || counter.set(1));
/// ```
pub const RUST_REFUSES: &str = "error[E0277]: `Rc<Cell<i32>>` cannot be sent between threads safely";

/// What could be sent to a worker here, beside what Python and Rust say.
fn attempts(runs: &[&Run]) -> Option<Table> {
    let attempts = runs.iter().rev().find_map(|run| run.attempts())?;
    let row = |attempt: &Attempt| {
        let (what, python, rust) = match attempt.parcel {
            Parcel::Data => ("Numbers and bytes", "pickled, by value", "Send"),
            Parcel::NamedTask => {
                ("A function's name, with arguments", "pickled, by name: to be imported there", "Send")
            }
            Parcel::Closure => ("A closure", PYTHON_REFUSES, RUST_REFUSES),
        };
        let here = attempt.refused.as_deref().unwrap_or("crosses");
        [what, here, python, rust].map(str::to_owned).to_vec()
    };
    let columns = ["What", "This browser, just now", "Python 3.11's pickle (quoted)", "Rust's Send (quoted)"];
    Some(Table {
        caption: "What crosses, and what is refused",
        columns: columns.map(str::to_owned).to_vec(),
        words: true,
        rows: attempts.iter().map(row).collect(),
    })
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
    fn lost_increments_are_told_with_what_each_took() {
        let run = made(Product::Count(Count { expected: 1_000_000, counted: 999_000 }));
        let setup = Setup::new(find("lost-updates").unwrap(), 2);
        let tables = tables(&setup, &[run.turn.strategy], &[&run]);
        assert_eq!(tables[0].rows, [["threads", "1,000,000", "999,000", "1,000", "2.0 ns"]]);
        assert_eq!((tables.len(), tables[0].columns.len()), (1, 5));
    }

    #[test]
    fn a_server_is_told_of_at_each_step() {
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
    fn what_the_browser_refused_is_told_in_its_own_words() {
        let attempt = |parcel, refused: Option<&str>| Attempt { parcel, refused: refused.map(str::to_owned) };
        let attempts =
            vec![attempt(Parcel::NamedTask, None), attempt(Parcel::Closure, Some("DataCloneError: no"))];
        let run = made(Product::Attempts(attempts));
        let setup = Setup::new(find("pickling").unwrap(), 2);
        let tables = tables(&setup, &[run.turn.strategy], &[&run]);
        let cell = |row: usize, column: usize| tables[0].rows[row][column].as_str();
        assert_eq!((cell(0, 1), cell(1, 1)), ("crosses", "DataCloneError: no"));
        assert_eq!((cell(1, 2), cell(1, 3)), (PYTHON_REFUSES, RUST_REFUSES));
    }

    #[test]
    fn runs_without_figures_have_no_table() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let run = run(Strategy::Threads, 2.0, &[1]);
        assert_eq!(tables(&setup, &[run.turn.strategy], &[&run]), []);
    }
}
