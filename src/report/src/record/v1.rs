//! Version 1: the schema, in [postcard's wire format](https://postcard.jamesmunns.com/wire-format).
//!
//! The types in this module, in [`super::lanes`] and in [`super::tasks`] never change, since published links depend
//! on them. A different schema is version 2, with types of its own.

use super::content::{Detail, Record};
use super::lanes::{self, Lanes, micros, millis};
use super::limits::MAX_RUNS;
use super::limits::cut;
use super::possible::Possible;
use super::refusal::Refusal;
use super::tasks::{self, Answers, Reasons, Tasks, Why};
use super::usage::Usage;
use crate::address::{self, Note};
use lanes_analysis::compare::representative;
use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::plan::{Round, Turn};
use lanes_model::run::{Ended, Run};
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, Phase, TaskId};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

#[derive(Debug, Serialize, Deserialize)]
struct RecordV1 {
    /// Experiment with all its values, as in an address.
    query: String,
    /// Steps of the sweep, if there is one.
    steps: Vec<u64>,
    machine: MachineV1,
    /// Index into [`DETAILS`].
    detail: u8,
    /// Index into [`ENDS`].
    ended: u8,
    /// Index of the failure that ended the runs, and the number of its task, or zero.
    failure: Option<(u32, u32)>,
    reasons: Vec<Why>,
    /// Keys of the strategies that were run.
    strategies: Vec<String>,
    /// Answers, by point of the sweep.
    answers: Vec<Answers>,
    runs: Vec<RunV1>,
}

#[derive(Debug, Serialize, Deserialize)]
struct MachineV1 {
    cores: u32,
    isolated: bool,
    clock_us: u64,
    browser: String,
    version: String,
    recorded_at: String,
    hidden: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct RunV1 {
    /// Index into the keys of strategies.
    strategy: u8,
    point: u16,
    /// Number of the measured round, from one; zero for the warm-up.
    round: u32,
    stopped: bool,
    start_up_us: u64,
    wall_us: u64,
    bytes_moved: u64,
    tasks: Tasks,
    lanes: Vec<Lanes>,
}

const DETAILS: [Detail; 4] = [Detail::Whole, Detail::AddedUp, Detail::LoopsToo, Detail::Totals];
const ENDS: [Option<Ended>; 3] = [None, Some(Ended::Completed), Some(Ended::Stopped)];

/// Record in the schema. Only the lanes of drawn runs depend on the number of spans, so the rest is made once.
pub(super) struct Draft<'a> {
    record: RecordV1,
    /// Runs that are drawn, with their indices.
    drawn: Vec<(usize, &'a Run)>,
    detail: Detail,
}

impl<'a> Draft<'a> {
    /// Encodes all of a record with `runs` except the lanes of those that are drawn.
    pub(super) fn new(record: &Record, runs: &[&'a Run]) -> Draft<'a> {
        let was_run = |strategy: &&Strategy| runs.iter().any(|run| run.turn.strategy == **strategy);
        let strategies: Vec<Strategy> =
            record.setup.experiment().strategies.iter().filter(was_run).copied().collect();
        let points = runs.iter().map(|run| usize::from(run.turn.point) + 1).max().unwrap_or(0);
        let at = |point: usize| runs.iter().copied().filter(move |run| usize::from(run.turn.point) == point);
        let answers: Vec<Answers> = (0..points).map(|point| Answers::of(at(point))).collect();
        let drawn: Vec<(usize, &Run)> = drawn(runs).into_iter().map(|index| (index, runs[index])).collect();
        let mut reasons = Reasons::default();
        let mut parts = Vec::with_capacity(runs.len());
        for (index, run) in runs.iter().enumerate() {
            let is_drawn = drawn.iter().any(|(other, _)| *other == index);
            let place = strategies.iter().position(|other| *other == run.turn.strategy);
            let tasks = tasks::condense(run, &answers[usize::from(run.turn.point)], is_drawn, &mut reasons);
            parts.push(RunV1 {
                strategy: place.unwrap_or(0) as u8,
                point: run.turn.point,
                round: match run.turn.round {
                    Round::WarmUp => 0,
                    Round::Measured(round) => round.saturating_add(1),
                },
                stopped: run.ended == Ended::Stopped,
                start_up_us: micros(run.start_up),
                wall_us: micros(run.wall),
                bytes_moved: run.bytes_moved,
                tasks,
                lanes: if is_drawn { Vec::new() } else { lanes::totals(run) },
            });
        }
        let task = |task: Option<TaskId>| task.map_or(0, TaskId::number);
        let failure = record.failure.as_ref().map(|failure| (reasons.place(failure), task(failure.task)));
        let record_v1 = RecordV1 {
            query: address::write_in_full(&record.setup),
            steps: record.setup.points(),
            machine: MachineV1::of(&record.environment),
            detail: 0,
            ended: ENDS.iter().position(|ended| *ended == record.ended).unwrap_or(0) as u8,
            failure,
            reasons: reasons.0,
            strategies: strategies.iter().map(|strategy| strategy.key().to_owned()).collect(),
            answers,
            runs: parts,
        };
        Draft { record: record_v1, drawn, detail: record.detail }
    }

    /// Counts the spans of the runs that are drawn.
    pub(super) fn spans(&self) -> usize {
        self.drawn.iter().flat_map(|(_, run)| &run.lanes).map(|lane| lane.spans.len()).sum()
    }

    /// Encodes the record with about `budget` spans.
    pub(super) fn write(&mut self, budget: usize) -> Vec<u8> {
        let lanes: usize = self.drawn.iter().map(|(_, run)| run.lanes.len()).sum();
        let mut detail = if budget == 0 { Detail::Totals } else { self.detail };
        for (index, run) in &self.drawn {
            self.record.runs[*index].lanes = if budget > 0 {
                let (lanes, added_up) = lanes::drawn(run, budget / lanes.max(1));
                if added_up {
                    let has_loop = run.lanes.iter().any(|lane| lane.kind == LaneKind::EventLoop);
                    detail = detail.max(if has_loop { Detail::LoopsToo } else { Detail::AddedUp });
                }
                lanes
            } else {
                lanes::totals(run)
            };
        }
        self.record.detail = DETAILS.iter().position(|other| *other == detail).unwrap_or(0) as u8;
        // Postcard cannot fail here: the schema is plain data, and memory is the only sink.
        postcard::to_stdvec(&self.record).unwrap_or_default()
    }
}

impl MachineV1 {
    fn of(environment: &Environment) -> MachineV1 {
        MachineV1 {
            cores: environment.cores,
            isolated: environment.isolated,
            clock_us: micros(Millis(environment.clock_resolution_ms)),
            browser: cut(&environment.browser),
            version: cut(&environment.version),
            recorded_at: cut(&environment.recorded_at),
            hidden: environment.hidden,
        }
    }
}

/// Finds the indices of the runs that are drawn: for each strategy and point, the run with the median time in whole
/// microseconds. Every reader of the record therefore sees the same run.
fn drawn(runs: &[&Run]) -> Vec<usize> {
    let slim = |run: &&Run| Run {
        turn: run.turn,
        ended: run.ended,
        start_up: run.start_up,
        wall: lanes::wall(micros(run.wall)),
        lanes: Vec::new(),
        reports: Vec::new(),
        bytes_moved: run.bytes_moved,
    };
    let slim: Vec<Run> = runs.iter().map(slim).collect();
    let is_drawn = |(_, run): &(usize, &Run)| {
        let drawn = representative(&slim, run.turn.strategy, run.turn.point);
        drawn.is_some_and(|drawn| std::ptr::eq(drawn, *run))
    };
    slim.iter().enumerate().filter(is_drawn).map(|(index, _)| index).collect()
}

/// Decodes version 1.
pub(super) fn read(bytes: &[u8]) -> Result<Record, Refusal> {
    let (record, rest) = postcard::take_from_bytes::<RecordV1>(bytes).map_err(|_| Refusal::Malformed)?;
    if !rest.is_empty() {
        return Err(Refusal::Malformed);
    }
    if record.runs.len() > MAX_RUNS {
        return Err(Refusal::TooLarge);
    }
    let environment = environment(&record.machine)?;
    let (setup, lost) = setup(&record, environment.cores)?;
    let possible = Possible::new(&setup);
    let mut limits = Usage::default();
    let mut runs = Vec::with_capacity(record.runs.len());
    let mut changed = None;
    for run in &record.runs {
        match read_run(run, &record, &setup, &mut limits) {
            Ok(run) if possible.has_run(&run, &runs) => runs.push(run),
            Ok(_) | Err(Refusal::Malformed) => {}
            Err(refusal @ Refusal::Changed { .. }) => changed = Some(refusal),
            Err(refusal) => return Err(refusal),
        }
    }
    if runs.is_empty() && !record.runs.is_empty() {
        let lost = lost.first().map(|lost| Refusal::Changed { what: lost.trim_end_matches('.').to_owned() });
        return Err(changed.or(lost).unwrap_or(Refusal::Malformed));
    }
    let failure = record.failure.map(|(reason, task)| {
        let task = task.checked_sub(1).map(TaskId).filter(|task| possible.has_task(*task));
        tasks::failure(&record.reasons, reason, task)
    });
    Ok(Record {
        environment,
        runs: runs.into_iter().map(Rc::new).collect(),
        ended: *ENDS.get(usize::from(record.ended)).ok_or(Refusal::Malformed)?,
        failure: failure.transpose()?,
        detail: *DETAILS.get(usize::from(record.detail)).ok_or(Refusal::Malformed)?,
        lost,
        setup,
    })
}

/// Maximum number of cores.
pub(super) const MOST_CORES: u32 = 4_096;

fn environment(machine: &MachineV1) -> Result<Environment, Refusal> {
    if !is_moment(&machine.recorded_at) {
        return Err(Refusal::Malformed);
    }
    Ok(Environment {
        cores: machine.cores.clamp(1, MOST_CORES),
        isolated: machine.isolated,
        clock_resolution_ms: millis(machine.clock_us).0,
        browser: cut(&machine.browser),
        version: cut(&machine.version),
        recorded_at: cut(&machine.recorded_at),
        hidden: machine.hidden,
        interpreter: None,
    })
}

/// Returns true if a text begins like a moment in ISO 8601, to the minute.
pub(super) fn is_moment(text: &str) -> bool {
    let shape = b"0000-00-00T00:00";
    let fits = |(byte, shape): (u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == *shape };
    text.len() >= shape.len() && text.bytes().zip(shape).all(fits)
}

/// Restores the setup, and lists the settings that could not be read.
///
/// # Errors
/// An unknown experiment, or other steps of a sweep: then the figures have no meaning.
fn setup(record: &RecordV1, cores: u32) -> Result<(Setup, Vec<String>), Refusal> {
    // Without a name, the query would mean the first experiment.
    address::named(&record.query).ok_or(Refusal::Malformed)?;
    let (setup, notes) = address::read_in_full(&record.query, cores);
    let mut lost = Vec::new();
    for note in notes {
        match note {
            Note::UnknownExperiment { given } => return Err(Refusal::UnknownExperiment { given }),
            note => lost.push(note.to_string()),
        }
    }
    if setup.points() != record.steps {
        let what =
            lost.first().map_or("its steps are different", |lost| lost.trim_end_matches('.')).to_owned();
        return Err(Refusal::Changed { what });
    }
    Ok((setup, lost))
}

fn read_run(run: &RunV1, record: &RecordV1, setup: &Setup, limits: &mut Usage) -> Result<Run, Refusal> {
    let key = record.strategies.get(usize::from(run.strategy)).ok_or(Refusal::Malformed)?;
    let known = setup.experiment().strategies.iter().find(|strategy| strategy.is_named(key));
    let strategy =
        *known.ok_or_else(|| Refusal::Changed { what: format!("it has no strategy “{}”", cut(key)) })?;
    let point = usize::from(run.point);
    if point >= record.steps.len().max(1) {
        return Err(Refusal::Malformed);
    }
    let answers = record.answers.get(point).ok_or(Refusal::Malformed)?;
    let wall = lanes::wall(run.wall_us);
    let mut lanes = lanes::read(&run.lanes, wall, limits)?;
    if !strategy.has_gil() && !strategy.is_program() {
        // Early versions recorded a moment of waiting for a lock where a convoy's server had none to wait for.
        lanes.iter_mut().for_each(|lane| lane.spans.retain(|span| span.phase != Phase::LockWait));
    }
    let round = run.round.checked_sub(1).map_or(Round::WarmUp, Round::Measured);
    Ok(Run {
        turn: Turn { strategy, point: run.point, round },
        ended: if run.stopped { Ended::Stopped } else { Ended::Completed },
        start_up: millis(run.start_up_us),
        wall,
        lanes,
        reports: tasks::read(&run.tasks, answers, &record.reasons, limits)?,
        bytes_moved: run.bytes_moved,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::plausible;
    use super::*;

    /// Reads a record of an experiment after turning today's form into an earlier one with `change`.
    fn read_changed(id: &str, change: impl FnOnce(&mut RecordV1)) -> Record {
        let record = plausible(id, 4, 2);
        let bytes = Draft::new(&record, &record.runs().collect::<Vec<_>>()).write(usize::MAX);
        let mut record: RecordV1 = postcard::from_bytes(&bytes).unwrap();
        change(&mut record);
        read(&postcard::to_stdvec(&record).unwrap()).unwrap()
    }

    #[test]
    fn a_row_of_lost_updates_that_was_renamed_is_still_read() {
        let read = read_changed("lost-updates", |record| {
            record.query = record.query.replace("gil-plain,gil-call,unprotected", "unprotected,threads-gil");
            assert!(record.query.contains("strategies=sequential,unprotected,threads-gil,mutex"));
            for (was, is) in [("gil-plain", "unprotected"), ("gil-call", "threads-gil")] {
                let place = record.strategies.iter().position(|key| key == was).unwrap();
                record.strategies[place] = is.to_owned();
            }
        });
        let keys = |strategies: &mut dyn Iterator<Item = Strategy>| {
            strategies.map(Strategy::key).collect::<std::collections::BTreeSet<_>>()
        };
        let expected = ["atomic", "gil-call", "mutex", "sequential", "subtotals", "unprotected"];
        assert!(keys(&mut read.setup.strategies().iter().copied()).into_iter().eq(expected));
        assert!(keys(&mut read.runs.iter().map(|run| run.turn.strategy)).into_iter().eq(expected));
    }

    /// Image filters held the GIL before readers could choose a library that releases it.
    #[test]
    fn a_record_from_before_a_parameter_has_the_value_of_that_time() {
        let library = |record: &Record| record.setup.number("library");
        let before = read_changed("image-filter", |record| {
            assert!(record.query.contains("&library=releases"));
            record.query = record.query.replace("&library=releases", "").replace("&v=1", "");
        });
        assert_eq!(library(&before), Some(1));
        assert!(before.setup.holds_gil(Strategy::BASIC[2]));
        assert_eq!(library(&read_changed("image-filter", |_| {})), Some(0));
    }
}
