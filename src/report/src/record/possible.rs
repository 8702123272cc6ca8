//! Invariants of every run that is read from a record, no matter who wrote it.
//!
//! Comparisons, verdicts, lessons, cautions, charts, tables, the timeline and exports rely on all of them, and none
//! checks them again:
//!
//! 1. **Times are numbers.** All are whole microseconds, from zero to [a day](super::limits::MAX_MICROS).
//! 2. **A run takes at least a microsecond.** Code divides by its wall time, and a coarse clock may measure less.
//! 3. **Spans are within their run**, give or take the difference between workers' clocks, and none ends before it
//!    starts. On a thread or a process they never overlap.
//! 4. **A run belongs to its experiment**: its strategy and its point are among the experiment's.
//! 5. **Turns are unique.** Of several runs of one strategy, at one point, in one round, the first is taken.
//! 6. **A run has the lanes of its strategy**: at least one, of the kinds and stages that the strategy has, and no
//!    more than a reader can choose. Code divides by their number.
//! 7. **Tasks are tasks of the work.** None is reported twice, none is beyond those of the setup (for CPython: beyond the limit of a record), and a complete run
//!    has at least one. Spans, and the failure that ended all runs, name no others.
//! 8. **Figures are possible.** Each is of a kind that its work produces; a counter counted no more than was added, a
//!    network got no more right than it was asked, and a server answered something, no later than the run ended, with a
//!    median no larger than the 99th percentile.
//!
//! The decoder ensures the first three, whatever the numbers are. A run that violates another is left out, and the
//! rest of its record is read; if that leaves no run, the record is refused.

use super::lanes::TOLERANCE;
use lanes_catalogue::setup::Setup;
use lanes_model::limits::{MAX_PROCESSES, MAX_PROGRAM_LANES, MAX_RECORDED_TASKS, MAX_WORKERS};
use lanes_model::product::{Attempt, Count, Product, Score, Service};
use lanes_model::run::{Ended, Run};
use lanes_model::strategy::{Schedule, Scheduler, Strategy};
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, Stage, TaskId};
use lanes_model::workload::Workload;

/// Properties that runs of a setup can have.
pub(super) struct Possible {
    /// Workload of each strategy of the experiment.
    works: Vec<(Strategy, Workload)>,
    /// Maximum number of tasks.
    tasks: u32,
}

impl Possible {
    /// Derives the possible properties from a setup.
    pub(super) fn new(setup: &Setup) -> Possible {
        // The record may contain strategies that are no longer selected.
        let mut setup = setup.clone();
        setup.choose(setup.experiment().strategies);
        let files =
            setup.values().own_files().filter(|_| setup.values().uses_own_files()).map(|files| files.most);
        let works = setup.plan(true, 0).cases.into_iter().map(|case| {
            let mut workload = case.work.workload();
            if let Some(files) = files {
                workload.work_on(files as u32);
            }
            (case.strategy, workload)
        });
        let works: Vec<(Strategy, Workload)> = works.collect();
        let tasks = if setup.runtime().is_python() {
            // A script may split its work differently than the engine.
            MAX_RECORDED_TASKS as u32
        } else {
            works.iter().map(|(_, workload)| workload.tasks()).max().unwrap_or(0)
        };
        Possible { works, tasks }
    }

    /// Derives the possible properties of what a script recorded, which may split its work differently than the engine.
    pub(super) fn recorded(setup: &Setup) -> Possible {
        Possible { tasks: MAX_RECORDED_TASKS as u32, ..Possible::new(setup) }
    }

    /// Returns true if the task exists.
    pub(super) fn has_task(&self, task: TaskId) -> bool {
        task.0 < self.tasks
    }

    /// Returns true if the run is possible in addition to those in `taken`.
    pub(super) fn has_run(&self, run: &Run, taken: &[Run]) -> bool {
        let is_new = || taken.iter().all(|other| other.turn != run.turn);
        has_its_lanes(run) && self.has_its_tasks(run) && self.has_its_figures(run) && is_new()
    }

    fn has_its_tasks(&self, run: &Run) -> bool {
        let reported = run.reports.iter().map(|report| report.task);
        let worked_on = run.lanes.iter().flat_map(|lane| &lane.spans).filter_map(|span| span.task);
        let is_done = run.ended == Ended::Stopped || !run.reports.is_empty();
        is_done && reported.chain(worked_on).all(|task| self.has_task(task))
    }

    fn has_its_figures(&self, run: &Run) -> bool {
        let answers = run.reports.iter().filter_map(|report| report.outcome.as_ref().ok());
        let mut products = answers.filter_map(|answer| answer.product.as_ref());
        products.all(|product| {
            let mut works = self.works.iter().filter(|(strategy, _)| *strategy == run.turn.strategy);
            works.any(|(_, workload)| is_made_by(product, workload, run.wall))
        })
    }
}

/// Lists the lanes of a run: stage, kind, and maximum number.
pub(super) fn stages(strategy: Strategy) -> Vec<(Stage, LaneKind, u64)> {
    let schedule = strategy.schedule();
    let most = |kind| match kind {
        _ if strategy.is_program() => MAX_PROGRAM_LANES,
        LaneKind::EventLoop => 1,
        LaneKind::Thread if schedule == Schedule::Whole(Scheduler::Sequential) => 1,
        LaneKind::Process if strategy == Strategy::ProcessesAnew => MAX_PROCESSES,
        LaneKind::Thread | LaneKind::Process => MAX_WORKERS,
    };
    schedule.lanes().into_iter().map(|(stage, kind)| (stage, kind, most(kind))).collect()
}

fn has_its_lanes(run: &Run) -> bool {
    let stages = stages(run.turn.strategy);
    let is_known = |kind, stage| stages.iter().any(|(own, of, _)| (*own, *of) == (stage, kind));
    let is_there = |(stage, _, most): &(Stage, LaneKind, u64)| {
        let lanes = run.lanes.iter().filter(|lane| lane.stage == *stage).count() as u64;
        (1..=*most).contains(&lanes)
    };
    run.lanes.iter().all(|lane| is_known(lane.kind, lane.stage)) && stages.iter().all(is_there)
}

/// Returns true if the workload produces this kind of figure, and the value is possible within the wall time.
fn is_made_by(product: &Product, workload: &Workload, wall: Millis) -> bool {
    match (product, workload) {
        (Product::Service(service), Workload::Convoy(_)) => is_service(service, wall),
        (Product::Count(Count { expected, counted }), Workload::Counting(counting)) => {
            (1..=counting.expected()).contains(expected) && counted <= expected
        }
        (Product::Score(Score { right, tested }), Workload::CrossValidation(_)) => {
            *tested > 0 && right <= tested
        }
        (Product::Attempts(attempts), Workload::Crossing(_)) => are_attempts(attempts),
        // Records contain no other figures.
        _ => false,
    }
}

/// Upper bound on answers per ms: no server answers faster than one request in a nanosecond.
const ANSWERED_A_MS: f64 = 1e6;

fn is_service(service: &Service, wall: Millis) -> bool {
    let most = service.over.0 * ANSWERED_A_MS;
    service.answered > 0
        && service.answered as f64 <= most
        && service.median <= service.p99
        && service.p99 <= service.over
        && service.over.0 <= wall.0 + TOLERANCE
}

/// Returns true if there are attempts, each with another parcel.
fn are_attempts(attempts: &[Attempt]) -> bool {
    let again = |(place, one): (usize, &Attempt)| attempts[..place].iter().any(|it| it.parcel == one.parcel);
    !attempts.is_empty() && !attempts.iter().enumerate().any(again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiment::{OWN, SOURCE};
    use lanes_catalogue::experiments::{CATALOGUE, find};
    use lanes_model::plan::{Round, Turn};
    use lanes_model::product::Answer;
    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::trace::{LaneTrace, Phase, Span};
    use lanes_model::workload::{Counter, Counting, Parcel};

    const THREADS: Strategy = Strategy::Threads;

    /// Makes a run of one task on a lane of each kind that the strategy has.
    fn run(strategy: Strategy) -> Run {
        let lane = |(stage, kind, _)| LaneTrace { kind, stage, spans: Vec::new() };
        let report = TaskReport { task: TaskId(0), outcome: Ok(Checksum(7).into()) };
        Run {
            turn: Turn { strategy, point: 0, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(100.0),
            lanes: stages(strategy).into_iter().map(lane).collect(),
            reports: vec![report],
            bytes_moved: 0,
        }
    }

    fn is_possible(id: &str, run: &Run) -> bool {
        Possible::new(&Setup::new(find(id).unwrap(), 4)).has_run(run, &[])
    }

    /// Returns true if a run is still possible after a change.
    fn still(id: &str, strategy: Strategy, change: impl FnOnce(&mut Run)) -> bool {
        let mut run = run(strategy);
        assert!(is_possible(id, &run), "{id}, {strategy}");
        change(&mut run);
        is_possible(id, &run)
    }

    #[test]
    fn every_strategy_of_every_experiment_is_possible() {
        for experiment in CATALOGUE {
            for strategy in experiment.strategies {
                assert!(is_possible(experiment.id, &run(*strategy)), "{}, {strategy}", experiment.id);
            }
        }
    }

    #[test]
    fn a_run_has_the_lanes_of_its_strategy() {
        let threads = |change: fn(&mut Run)| still("sum-of-squares", THREADS, change);
        assert!(threads(|run| run.lanes = vec![run.lanes[0].clone(); MAX_WORKERS as usize]));
        assert!(!threads(|run| run.lanes = vec![run.lanes[0].clone(); MAX_WORKERS as usize + 1]));
        assert!(!threads(|run| run.lanes.clear()));
        assert!(!threads(|run| run.lanes[0].kind = LaneKind::EventLoop));
        assert!(!threads(|run| run.lanes[0].stage = Stage::Fetching));
        let one = |change| still("sum-of-squares", Strategy::Sequential, change);
        assert!(!one(|run: &mut Run| run.lanes.push(run.lanes[0].clone())));
        let staged = |change: fn(&mut Run)| still("download-process", Strategy::AsyncPlusProcesses, change);
        assert!(staged(|run| run.lanes.push(run.lanes[1].clone())));
        assert!(!staged(|run| run.lanes.push(run.lanes[0].clone())));
        assert!(!staged(|run| run.lanes.truncate(1)));
        assert!(!staged(|run| drop(run.lanes.remove(0))));
    }

    #[test]
    fn no_turn_occurs_twice() {
        let (one, mut other) = (run(THREADS), run(THREADS));
        let possible = Possible::new(&Setup::new(find("sum-of-squares").unwrap(), 4));
        assert!(!possible.has_run(&other, std::slice::from_ref(&one)));
        other.turn.round = Round::WarmUp;
        assert!(possible.has_run(&other, &[one]));
    }

    #[test]
    fn tasks_are_tasks_of_the_work() {
        let with = |change: fn(&mut Run)| still("sum-of-squares", THREADS, change);
        assert!(with(|run| run.reports[0].task = TaskId(3)));
        assert!(!with(|run| run.reports[0].task = TaskId(4)));
        let span = |task| Span { task, phase: Phase::Compute, start: Millis::ZERO, end: Millis(1.0) };
        let worked = |task| still("sum-of-squares", THREADS, |run| run.lanes[0].spans.push(span(task)));
        assert!(worked(None) && worked(Some(TaskId(3))) && !worked(Some(TaskId(4))));
        assert!(!with(|run| run.reports.clear()));
        assert!(with(|run| (run.ended, run.reports) = (Ended::Stopped, Vec::new())));
        let mut own = Setup::new(find("word-count").unwrap(), 4);
        assert!(!Possible::new(&own).has_task(TaskId(99)));
        own.set(SOURCE, OWN);
        assert!(Possible::new(&own).has_task(TaskId(99)) && !Possible::new(&own).has_task(TaskId(100)));
    }

    fn makes(id: &str, strategy: Strategy, product: Product) -> bool {
        still(id, strategy, |run| {
            run.reports[0].outcome = Ok(Answer { checksum: Checksum(7), product: Some(product) });
        })
    }

    #[test]
    fn figures_are_possible() {
        let all = Counting { tasks: 4, increments: 3_000_000, counter: Counter::Mutex };
        let gil = Strategy::ThreadsGil;
        let call = Strategy::GilCall;
        let counted =
            |expected, counted| makes("lost-updates", call, Product::Count(Count { expected, counted }));
        assert!(counted(all.expected(), 7) && counted(9, 9));
        assert!(!counted(9, 10) && !counted(0, 0) && !counted(all.expected() + 1, 7));
        assert!(!makes("sum-of-squares", THREADS, Product::Count(Count { expected: 9, counted: 9 })));
        let scored = |right, tested| makes("train", THREADS, Product::Score(Score { right, tested }));
        assert!(scored(0, 1) && scored(5, 5) && !scored(6, 5) && !scored(0, 0));
        let served = |answered, over, median, p99| {
            let [over, median, p99] = [over, median, p99].map(Millis);
            makes("gil-convoy", gil, Product::Service(Service { answered, over, median, p99 }))
        };
        assert!(served(20, 100.0, 1.0, 1.0) && served(1, 0.001, 0.0, 0.001));
        assert!(!served(0, 100.0, 1.0, 1.0) && !served(20, 0.0, 0.0, 0.0) && !served(20, 101.0, 1.0, 1.0));
        assert!(
            !served(20, 100.0, 2.0, 1.0) && !served(20, 1.0, 1.0, 2.0) && !served(u64::MAX, 100.0, 1.0, 1.0)
        );
        let copied = Strategy::Copied;
        let sent = |parcels: &[Parcel]| {
            let attempt = |parcel: &Parcel| Attempt { parcel: *parcel, refused: None };
            makes("pickling", copied, Product::Attempts(parcels.iter().map(attempt).collect()))
        };
        assert!(sent(&Parcel::ALL) && sent(&[Parcel::Closure]));
        assert!(!sent(&[]) && !sent(&[Parcel::Data, Parcel::Closure, Parcel::Data]));
    }
}
