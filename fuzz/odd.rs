//! Records made from bytes, of every experiment: mostly plausible, with some parts that cannot have been measured. Once the
//! bytes are used up, every part is plausible.

use lanes_catalogue::Setup;
use lanes_catalogue::experiments::CATALOGUE;
use lanes_model::Environment;
use lanes_model::product::Score;
use lanes_model::strategy::{Fetching, Processing, Schedule, Scheduler, Stages};
use lanes_model::workload::Parcel;
use lanes_model::{
    Answer, Attempt, Checksum, Count, Ended, Failure, FailureKind, LaneKind, LaneTrace, Millis, Phase,
    Product, Round, Run, Service, Span, Stage, Strategy, TaskId, TaskReport, Turn,
};
use lanes_report::record::{Detail, Record};
use std::rc::Rc;

/// A source of choices that uses up bytes, most often one per choice.
pub(super) struct Choices<'a> {
    /// The unused bytes.
    pub(super) rest: &'a [u8],
    /// Smallest byte that makes a part odd.
    odd_from: u8,
}

impl<'a> Choices<'a> {
    /// Creates choices from bytes, of which the first sets how often a part is odd.
    pub(super) fn new(bytes: &'a [u8]) -> Choices<'a> {
        let mut choices = Choices { rest: bytes, odd_from: 0 };
        choices.odd_from = [255, 250, 240, 200][choices.below(4)];
        choices
    }

    fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().unwrap_or((&0, &[]));
        self.rest = rest;
        *first
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit.max(1)
    }

    fn is_odd(&mut self) -> bool {
        self.byte() >= self.odd_from
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn number(&mut self) -> u64 {
        let edges = [0, 1, u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::MAX - 1, u64::MAX];
        match self.byte() {
            byte @ 0..=199 => u64::from(byte),
            200..=230 => u64::from(self.byte()) << self.below(57),
            _ => self.of(&edges),
        }
    }

    /// Returns a plausible time in milliseconds, which may be zero.
    fn time(&mut self) -> f64 {
        (self.number() % 1_000_000) as f64 / 8.0
    }

    /// Returns a time in milliseconds that no clock returns.
    fn impossible_time(&mut self) -> f64 {
        self.of(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -0.0, f64::MIN_POSITIVE, 1e300, f64::MAX])
    }
}

/// Makes a record, which may be wrong in any part.
pub(super) fn record(choices: &mut Choices) -> Record {
    let experiment = &CATALOGUE[choices.below(CATALOGUE.len())];
    let mut setup = Setup::new(experiment, 1 + choices.below(64) as u32);
    for parameter in experiment.parameters {
        if choices.byte() >= 200 {
            setup.set(parameter.key, choices.number());
        }
    }
    let runs: Vec<Run> = (0..choices.below(14)).map(|_| run(&setup, choices)).collect();
    Record {
        environment: Environment {
            cores: setup.cores(),
            isolated: choices.byte() < 128,
            clock_resolution_ms: if choices.is_odd() { choices.impossible_time() } else { 0.005 },
            hidden: choices.byte() >= 128,
            browser: "Chrome 156 on Linux".into(),
            version: "0.1.0".into(),
            recorded_at: "2026-11-22T15:00:00.000Z".into(),
            interpreter: None,
        },
        runs: runs.into_iter().map(Rc::new).collect(),
        ended: choices.of(&[Some(Ended::Completed), Some(Ended::Stopped), None]),
        failure: choices.is_odd().then(|| failure(choices)),
        lost: Vec::new(),
        detail: choices.of(&[Detail::Whole, Detail::AddedUp, Detail::LoopsToo, Detail::Totals]),
        setup,
    }
}

fn failure(choices: &mut Choices) -> Failure {
    let kind = choices.of(&[FailureKind::Task, FailureKind::Network, FailureKind::Panic]);
    Failure::new(kind, "It failed.").in_task(TaskId(choices.number() as u32))
}

fn run(setup: &Setup, choices: &mut Choices) -> Run {
    let strategies = setup.experiment().strategies;
    let points = setup.points().len().max(1);
    // Only a few strategies and points, so that several runs belong to the same case, as in a measurement.
    let (strategy, point) = (choices.below(strategies.len().min(4)), choices.below(points.min(2)) as u16);
    let turn = Turn {
        strategy: if choices.is_odd() { choices.of(strategies) } else { strategies[strategy] },
        point: if choices.is_odd() { choices.number() as u16 } else { point },
        round: match choices.below(8) {
            7 => Round::WarmUp,
            round => Round::Measured(round as u32),
        },
    };
    let wall = if choices.is_odd() { choices.impossible_time() } else { choices.time() };
    let mut run = Run {
        turn,
        ended: if choices.is_odd() { Ended::Stopped } else { Ended::Completed },
        start_up: Millis(if choices.is_odd() { choices.impossible_time() } else { choices.time() }),
        wall: Millis(wall),
        lanes: lanes(turn.strategy, wall, choices),
        reports: (0..=choices.below(5)).map(|task| report(task as u32, turn.strategy, choices)).collect(),
        bytes_moved: choices.number(),
    };
    if choices.below(8) == 7 {
        spoil(&mut run, choices);
    }
    run
}

/// Makes the lanes of a strategy, each with some spans.
fn lanes(strategy: Strategy, wall: f64, choices: &mut Choices) -> Vec<LaneTrace> {
    let many = 1 + choices.below(4);
    let lanes = match strategy.schedule() {
        Schedule::Whole(scheduler) => match scheduler {
            Scheduler::Sequential => vec![(LaneKind::Thread, Stage::Whole)],
            Scheduler::Async => vec![(LaneKind::EventLoop, Stage::Whole)],
            Scheduler::Threads | Scheduler::ThreadsGil => vec![(LaneKind::Thread, Stage::Whole); many],
            Scheduler::Processes => vec![(LaneKind::Process, Stage::Whole); many],
            Scheduler::Program => {
                let kinds = [LaneKind::Thread, LaneKind::Process, LaneKind::EventLoop];
                (0..many).map(|_| (kinds[choices.below(kinds.len())], Stage::Whole)).collect()
            }
        },
        Schedule::Staged(Stages { fetching, processing }) => {
            let mut lanes = match fetching {
                Fetching::Async => vec![(LaneKind::EventLoop, Stage::Fetching)],
                Fetching::Threads => vec![(LaneKind::Thread, Stage::Fetching); many],
            };
            let processes = processing == Processing::Processes;
            let kind = if processes { LaneKind::Process } else { LaneKind::Thread };
            lanes.extend(vec![(kind, Stage::Processing); many]);
            lanes
        }
    };
    lanes.into_iter().map(|(kind, stage)| LaneTrace { kind, stage, spans: spans(wall, choices) }).collect()
}

/// Makes consecutive spans.
fn spans(wall: f64, choices: &mut Choices) -> Vec<Span> {
    let count = choices.below(6);
    let mut free = 0.0;
    let mut one = |_| {
        let (task, phase) = (TaskId(choices.below(4) as u32), choices.of(&Phase::ALL));
        let long = wall * f64::from(choices.byte()) / 255.0 / count as f64;
        let span = Span { task: Some(task), phase, start: Millis(free), end: Millis(free + long) };
        free += long;
        span
    };
    (0..count).map(&mut one).collect()
}

fn report(task: u32, strategy: Strategy, choices: &mut Choices) -> TaskReport {
    let task = TaskId(task);
    let outcome = match choices.byte() {
        0..=219 => Ok(Answer { checksum: Checksum(7), product: product(task, strategy, choices) }),
        220..=239 => Err(failure(choices)),
        _ => Ok(Checksum(choices.number()).into()),
    };
    TaskReport { task, outcome }
}

/// Makes the product of a task, or None.
fn product(task: TaskId, strategy: Strategy, choices: &mut Choices) -> Option<Product> {
    if choices.byte() < 128 {
        return None;
    }
    let time = |choices: &mut Choices| {
        Millis(if choices.is_odd() { choices.impossible_time() } else { choices.time() })
    };
    let sent =
        Attempt { parcel: choices.of(&Parcel::ALL), refused: choices.is_odd().then(|| "It cannot.".into()) };
    Some(match choices.below(4) {
        0 => Product::Service(Service {
            answered: choices.number(),
            over: time(choices),
            median: time(choices),
            p99: time(choices),
        }),
        1 => Product::Count(Count { expected: choices.number(), counted: choices.number() }),
        2 => Product::Score(Score { right: choices.number() as u32, tested: choices.number() as u32 }),
        _ if task.0 == 0 || strategy.has_gil() => Product::Attempts(vec![sent]),
        _ => Product::Attempts(vec![sent; choices.below(4)]),
    })
}

/// Makes a part of a run impossible.
fn spoil(run: &mut Run, choices: &mut Choices) {
    let kinds = [LaneKind::Thread, LaneKind::Process, LaneKind::EventLoop];
    let stages = [Stage::Whole, Stage::Fetching, Stage::Processing];
    match choices.below(10) {
        0..=2 => run.lanes.clear(),
        3 => run.reports.clear(),
        4 => run.lanes.iter_mut().for_each(|lane| lane.kind = choices.of(&kinds)),
        5 => run.lanes.iter_mut().for_each(|lane| lane.stage = choices.of(&stages)),
        6 => run.lanes = vec![run.lanes[0].clone(); choices.below(200)],
        7 => run.reports.iter_mut().for_each(|report| report.task = TaskId(choices.number() as u32)),
        8 => {
            for span in run.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
                (span.start, span.end) = (Millis(choices.impossible_time()), Millis(choices.time()));
            }
        }
        _ => {
            for span in run.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
                span.task = Some(TaskId(choices.number() as u32));
            }
        }
    }
}
