//! Made-up runs for the tests of lessons.

/// Returns the marks of an experiment's chart on two cores: varied value, whether a point has a ring, and text.
pub(crate) fn marks(id: &str, runs: &[lanes_model::run::Run]) -> Vec<(f64, bool, String)> {
    let experiment = crate::experiments::find(id).expect("an experiment");
    let setup = crate::setup::Setup::new(experiment, 2);
    let runs: Vec<&lanes_model::run::Run> = runs.iter().collect();
    let sweep = experiment.sweep.as_ref().expect("a sweep");
    let chart = crate::sweep::Chart::new(&setup, sweep, setup.strategies(), &runs);
    let marks = experiment.marks(&setup, &chart).into_iter();
    marks.map(|mark| (mark.x, mark.point.is_some(), mark.text)).collect()
}

pub(crate) mod waiting {
    use crate::setup::Setup;

    use lanes_analysis::compare::compare;

    use lanes_model::run::Run;

    use crate::experiments::find;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::{Phase, Span};

    use lanes_model::product::{Checksum, TaskReport};
    use lanes_model::run::Ended;
    use lanes_model::testing::repeated;
    use lanes_model::trace::{LaneKind, LaneTrace, Stage, TaskId};

    /// Makes a run of one lane. Each span is its task, phase, start and end.
    pub(crate) fn run(
        strategy: Strategy,
        point: u16,
        wall: f64,
        spans: &[(Option<u32>, Phase, f64, f64)],
    ) -> Run {
        let span = |&(task, phase, start, end): &(Option<u32>, Phase, f64, f64)| Span {
            task: task.map(TaskId),
            phase,
            start: Millis(start),
            end: Millis(end),
        };
        let tasks: std::collections::BTreeSet<u32> = spans.iter().filter_map(|(task, ..)| *task).collect();
        let report = |task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(1).into()) };
        let (kind, stage) = (LaneKind::EventLoop, Stage::Whole);
        Run {
            turn: Turn { strategy, point, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(wall),
            lanes: vec![LaneTrace { kind, stage, spans: spans.iter().map(span).collect() }],
            reports: tasks.into_iter().map(report).collect(),
            bytes_moved: 0,
        }
    }

    /// Makes the lesson of five runs like each, which hardly vary.
    pub(crate) fn lesson_of(id: &str, runs: &[Run]) -> Option<String> {
        lesson_of_varying(id, runs, 0.02)
    }

    /// Makes the lesson of five runs like each, whose times vary by the share `spread`.
    pub(crate) fn lesson_of_varying(id: &str, runs: &[Run], spread: f64) -> Option<String> {
        let runs: Vec<Run> = runs.iter().flat_map(|run| repeated(run, spread)).collect();
        lesson_as_is(id, &runs)
    }

    /// Makes the lesson of the given runs only.
    pub(crate) fn lesson_as_is(id: &str, runs: &[Run]) -> Option<String> {
        let experiment = find(id).expect("an experiment");
        let runs: Vec<&Run> = runs.iter().collect();
        let comparison = compare(runs.iter().copied(), 0);
        experiment.lesson().expect("a lesson")(&Setup::new(experiment, 2), &comparison, &runs)
    }

    pub(crate) const WAIT: [(Option<u32>, Phase, f64, f64); 1] = [(Some(0), Phase::IoWait, 0.0, 10.0)];
}

pub(crate) mod computing {
    use crate::setup::Setup;

    use crate::experiments::find;
    use lanes_analysis::compare::compare;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::run::Ended;
    use lanes_model::run::Run;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::repeated;
    use lanes_model::time::Millis;
    use lanes_model::trace::{LaneKind, Span, Stage, TaskId};
    use lanes_model::trace::{LaneTrace, Phase};

    /// Makes a run of 100 ms times `wall`, whose lanes were busy until those shares of it.
    pub(crate) fn run(strategy: Strategy, wall: f64, lanes: &[f64]) -> Run {
        let lane = |busy: &f64| {
            let span = |phase, start: f64, end: f64| Span {
                task: Some(TaskId(0)),
                phase,
                start: Millis(start * 100.0 * wall),
                end: Millis(end * 100.0 * wall),
            };
            let spans = vec![span(Phase::Serialize, 0.0, 0.1), span(Phase::Compute, 0.1, *busy)];
            LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans }
        };
        Run {
            turn: Turn { strategy, point: 0, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(100.0 * wall),
            lanes: lanes.iter().map(lane).collect(),
            reports: Vec::new(),
            bytes_moved: 1_500_000,
        }
    }

    pub(crate) fn five_each(runs: &[Run], spread: f64) -> Vec<Run> {
        runs.iter().flat_map(|run| repeated(run, spread)).collect()
    }

    pub(crate) fn lesson(id: &str, runs: &[Run]) -> Option<String> {
        let experiment = find(id).unwrap();
        let comparison = compare(runs, 0);
        (experiment.lesson().unwrap())(
            &Setup::new(experiment, 2),
            &comparison,
            &runs.iter().collect::<Vec<_>>(),
        )
    }
}

pub(crate) mod lock {

    use crate::setup::Setup;

    use lanes_model::run::Run;

    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::Phase;

    use crate::experiments::find;
    use lanes_analysis::compare::compare;

    use lanes_model::testing::{repeated, run};
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    /// Makes the lesson for threads with a GIL that took `with_gil` ms, and waited half of that for the GIL.
    ///
    /// Times vary by the share `spread`. If it is 0, there is a single run of each strategy.
    pub(crate) fn lesson(id: &str, with_gil: f64, spread: f64) -> Option<String> {
        let experiment = find(id).unwrap();
        let mut under = run(Strategy::ThreadsGil, with_gil, &[1]);
        let end = Millis(with_gil / 2.0);
        let span = Span { task: Some(TaskId(0)), phase: Phase::LockWait, start: Millis::ZERO, end };
        under.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }; 2];
        let runs = [run(Strategy::Sequential, 100.0, &[1]), under, run(Strategy::Threads, 50.0, &[1])];
        let rounds = if spread > 0.0 { 5 } else { 1 };
        let runs: Vec<Run> =
            runs.iter().flat_map(|run| repeated(run, spread).into_iter().take(rounds)).collect();
        let runs: Vec<&Run> = runs.iter().collect();
        experiment.lesson().unwrap()(&Setup::new(experiment, 2), &compare(runs.iter().copied(), 0), &runs)
    }
}

pub(crate) mod spans {

    use lanes_model::run::Run;

    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::Phase;

    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage};

    /// Makes a run of `wall` ms with one span of `ms`.
    pub(crate) fn at(strategy: Strategy, point: u16, wall: f64, phase: Phase, ms: f64) -> Run {
        let mut run = run(Strategy::Processes, wall, &[1]);
        (run.turn.strategy, run.turn.point) = (strategy, point);
        let span = Span { task: None, phase, start: Millis::ZERO, end: Millis(ms) };
        run.lanes = vec![LaneTrace { kind: LaneKind::Process, stage: Stage::Whole, spans: vec![span] }];
        run
    }
}

pub(crate) mod loops {
    use crate::experiment::Experiment;
    use crate::setup::Setup;

    use lanes_model::run::Run;

    use lanes_model::strategy::Strategy;
    use lanes_model::time::Millis;
    use lanes_model::trace::Phase;

    use lanes_analysis::compare::compare;
    use lanes_model::plan::Round;
    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage};

    pub(crate) fn measured(strategy: Strategy, point: u16, walls: [f64; 3]) -> impl Iterator<Item = Run> {
        (0..).zip(walls).map(move |(round, wall)| {
            let mut run = run(strategy, wall, &[1, 2]);
            (run.turn.point, run.turn.round) = (point, Round::Measured(round));
            let span = Span { task: None, phase: Phase::Compute, start: Millis(0.0), end: Millis(wall) };
            run.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }];
            run
        })
    }

    pub(crate) fn lesson(experiment: &'static Experiment, cores: u32, runs: &[Run]) -> Option<String> {
        let runs: Vec<&Run> = runs.iter().collect();
        let comparison = compare(runs.iter().copied(), 0);
        experiment.lesson()?(&Setup::new(experiment, cores), &comparison, &runs)
    }
}
