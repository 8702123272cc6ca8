//! A trace that the page saved, read back into the runs that it was made of: one for each strategy.

use super::super::content::{Detail, Record};
use super::super::lanes::{TOLERANCE, millis, wall};
use super::super::limits::{MAX_MICROS, cut};
use super::super::possible::Possible;
use super::super::refusal::Refusal;
use super::super::usage::Usage;
use super::super::v1::{MOST_CORES, is_moment};
use super::events::{Call, Events};
use super::problem::TraceProblem;
use crate::address::{self, Note};
use lanes_catalogue::Setup;
use lanes_model::plan::{Round, Turn};
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::{Ended, Run};
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
use lanes_model::{Environment, Strategy};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Follows the cores in the description of a page that was not isolated.
const NOT_ISOLATED: &str = ", not isolated";

/// Separates the name of an event loop's lane from the number of its row.
const ROW: &str = ", row ";

/// Details that the page writes of results. Other programs write anything, so every key may be absent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OtherData {
    address: Option<String>,
    machine: Option<String>,
    recorded_at: Option<String>,
    step: Option<u64>,
}

/// Origin of a trace that the page saved.
pub(super) struct Source<'a> {
    query: &'a str,
    machine: &'a str,
    recorded_at: &'a str,
    step: Option<u64>,
}

impl Source<'_> {
    /// Returns the source that the page wrote; None for a trace of another program.
    pub(super) fn of(data: &OtherData) -> Option<Source<'_>> {
        let (_, query) = data.address.as_deref()?.split_once('?')?;
        let recorded_at = data.recorded_at.as_deref().filter(|moment| is_moment(moment))?;
        address::named(query)?;
        Some(Source { query, machine: data.machine.as_deref()?, recorded_at, step: data.step })
    }

    /// Reads the description of the machine back, which is `2 cores, Chrome 156 on Linux`.
    fn environment(&self) -> Environment {
        let (cores, browser) = self.machine.split_once(", ").unwrap_or(("", self.machine));
        let cores = cores.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let of_isolated = browser.strip_suffix(NOT_ISOLATED);
        Environment {
            cores: u32::clamp(cores, 1, MOST_CORES),
            isolated: of_isolated.is_none(),
            clock_resolution_ms: 0.0,
            hidden: false,
            browser: cut(of_isolated.unwrap_or(browser)),
            version: String::new(),
            recorded_at: cut(self.recorded_at),
            interpreter: None,
        }
    }

    /// Returns the place of the step that the page showed.
    fn point(&self, setup: &Setup) -> Option<u16> {
        match (setup.points().as_slice(), self.step) {
            ([], _) => Some(0),
            (points, Some(step)) => {
                let place = points.iter().position(|point| *point == step)?;
                u16::try_from(place).ok()
            }
            (_, None) => None,
        }
    }
}

/// Makes a record of a trace that the page saved.
pub(super) fn record(source: &Source<'_>, events: &Events) -> Result<Record, TraceProblem> {
    let environment = source.environment();
    let (mut setup, notes) = address::read_in_full(source.query, environment.cores);
    if let Some(Note::UnknownExperiment { given }) = notes.into_iter().next() {
        return Err(TraceProblem::Refused(Refusal::UnknownExperiment { given }));
    }
    let point = source.point(&setup).ok_or(TraceProblem::NoStep)?;
    let possible = Possible::recorded(&setup);
    let mut usage = Usage::default();
    let mut runs: Vec<Run> = Vec::new();
    let mut processes: Vec<&String> = Vec::new();
    for thread in &events.threads {
        if !processes.contains(&&thread.process) && processes.len() <= Strategy::ALL.len() {
            processes.push(&thread.process);
        }
    }
    for process in processes {
        let Some(of) = events.processes.get(process) else { continue };
        let found = setup.experiment().strategies.iter().find(|strategy| strategy.key() == of.name);
        let Some(strategy) = found else { continue };
        let turn = Turn { strategy: *strategy, point, round: Round::Measured(0) };
        let run = run(turn, process, of.wall, events, &mut usage)?;
        if possible.has_run(&run, &runs) {
            runs.push(run);
        }
    }
    if runs.is_empty() {
        return Err(TraceProblem::NoCalls);
    }
    let was_run = |strategy: &&Strategy| runs.iter().any(|run| run.turn.strategy == **strategy);
    let strategies: Vec<Strategy> = setup.experiment().strategies.iter().filter(was_run).copied().collect();
    setup.choose(&strategies);
    Ok(Record {
        lost: Vec::new(),
        environment,
        runs: runs.into_iter().map(Rc::new).collect(),
        ended: Some(Ended::Completed),
        failure: None,
        detail: Detail::Whole,
        setup,
    })
}

fn run(
    turn: Turn,
    process: &str,
    time: Option<f64>,
    events: &Events,
    usage: &mut Usage,
) -> Result<Run, TraceProblem> {
    let threads: Vec<usize> =
        (0..events.threads.len()).filter(|thread| events.threads[*thread].process == process).collect();
    let of_process = |call: &&Call| events.threads[call.thread].process == process;
    let last = events.calls.iter().filter(of_process).map(|call| call.end).fold(0.0, f64::max);
    // Files of earlier versions have no duration, and a run ends with its last span or a little later.
    let wall = wall(time.unwrap_or(last).clamp(0.0, MAX_MICROS as f64) as u64);
    let kinds = turn.strategy.schedule().lanes();
    let mut spans: Vec<Vec<Span>> = vec![Vec::new(); events.threads.len()];
    for call in events.calls.iter().filter(of_process) {
        usage.lanes(0, 1)?;
        spans[call.thread].push(span(call, wall));
    }
    let mut lanes: Vec<LaneTrace> = Vec::new();
    for thread in threads {
        let name = &events.threads[thread].name;
        let of_thread = std::mem::take(&mut spans[thread]);
        match lanes.last_mut() {
            // The next row of the same event loop.
            Some(lane) if name.contains(ROW) => lane.spans.extend(of_thread),
            _ => {
                usage.lanes(1, 0)?;
                let own =
                    kinds.iter().find(|(stage, kind)| is_name_of(name, *stage, *kind)).or(kinds.first());
                let (stage, kind) = own.copied().ok_or(TraceProblem::Refused(Refusal::Malformed))?;
                lanes.push(LaneTrace { kind, stage, spans: of_thread });
            }
        }
    }
    let mut tasks = BTreeSet::new();
    for lane in &mut lanes {
        if !turn.strategy.has_gil() && !turn.strategy.is_program() {
            lane.spans.retain(|span| span.phase != Phase::LockWait);
        }
        tidy(lane);
        tasks.extend(lane.spans.iter().filter_map(|span| span.task));
    }
    usage.tasks(tasks.len())?;
    let report = |task| TaskReport { task, outcome: Ok(Checksum(0).into()) };
    Ok(Run {
        turn,
        ended: Ended::Completed,
        start_up: Millis::ZERO,
        wall,
        lanes,
        reports: tasks.into_iter().map(report).collect(),
        bytes_moved: 0,
    })
}

fn span(call: &Call, wall: Millis) -> Span {
    let within = |time: f64| {
        // Whole microseconds, as in every record.
        let micros = time.round().clamp(0.0, MAX_MICROS as f64);
        Millis(millis(micros as u64).0.min(wall.0 + TOLERANCE))
    };
    let start = within(call.start);
    Span {
        task: call.task.and_then(|task| task.checked_sub(1)).map(TaskId),
        phase: call.phase.unwrap_or(Phase::Compute),
        start,
        end: Millis(within(call.end).0.max(start.0)),
    }
}

/// Puts the spans of a lane into the order in which they ended. On a thread or a process, none begins before the last ended.
fn tidy(lane: &mut LaneTrace) {
    if lane.kind != LaneKind::EventLoop {
        lane.spans.sort_by(|one, other| one.start.0.total_cmp(&other.start.0));
        let mut free = 0.0;
        for span in &mut lane.spans {
            span.start = Millis(span.start.0.max(free));
            span.end = Millis(span.end.0.max(span.start.0));
            free = span.end.0;
        }
    }
    lane.spans.sort_by(|one, other| one.end.0.total_cmp(&other.end.0));
}

/// Returns true if a lane of a stage and a kind has such a name: `process 2`, or `fetch: event loop, row 3`.
fn is_name_of(name: &str, stage: Stage, kind: LaneKind) -> bool {
    let of_stage = match stage {
        Stage::Whole => Some(name),
        Stage::Fetching => name.strip_prefix("fetch: "),
        Stage::Processing => name.strip_prefix("work: "),
    };
    let start = match kind {
        LaneKind::Thread => "thread ",
        LaneKind::Process => "process ",
        LaneKind::EventLoop => "event loop",
    };
    of_stage.is_some_and(|name| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::decode_trace;
    use super::*;
    use crate::export::tests::Sample;
    use crate::export::trace_events;
    use lanes_analysis::compare::representative;

    fn saved(sample: &Sample) -> String {
        serde_json::to_string(&sample.with(trace_events::document)).unwrap()
    }

    fn read(text: &str) -> Result<Record, TraceProblem> {
        decode_trace(text, "2026-11-30T15:04:05Z")
    }

    #[test]
    fn what_the_page_saved_is_what_it_measured() {
        let sample = Sample::new("sum-of-squares");
        let record = read(&saved(&sample)).unwrap();
        assert_eq!(record.setup.strategies(), [Strategy::Sequential, Strategy::Async, Strategy::Threads]);
        let Environment { cores, browser, recorded_at, interpreter, .. } = &record.environment;
        assert_eq!((*cores, browser.as_str()), (2, "Chrome 156 on Linux"));
        assert_eq!((recorded_at.as_str(), interpreter), ("2026-11-22T15:04:05.678Z", &None));
        let spans = |run: &Run| {
            // The order of spans that end together is of no meaning, and a microsecond is the unit.
            let micros = |time: Millis| (time.0 * 1e3).round() as i64;
            let mut all: Vec<_> = run
                .lanes
                .iter()
                .zip(0..)
                .flat_map(|(lane, place)| {
                    lane.spans
                        .iter()
                        .map(move |span| (place, span.task, span.phase, micros(span.start), micros(span.end)))
                })
                .collect();
            all.sort_unstable_by_key(|(place, task, _, start, end)| (*place, *start, *end, *task));
            all
        };
        for run in record.runs() {
            let measured = representative(sample.runs.iter(), run.turn.strategy, 0).unwrap();
            assert_eq!((run.wall, run.lanes.len()), (measured.wall, measured.lanes.len()));
            assert_eq!(
                run.lanes.iter().map(|lane| lane.kind).collect::<Vec<_>>(),
                measured.lanes.iter().map(|lane| lane.kind).collect::<Vec<_>>()
            );
            for (one, other) in spans(run).iter().zip(spans(measured)) {
                assert_eq!((one.0, one.1, one.2), (other.0, other.1, other.2));
                // Saving may end a span a nanosecond before the next.
                assert!((one.3 - other.3).abs() <= 1 && (one.4 - other.4).abs() <= 1, "{one:?} {other:?}");
            }
            assert_eq!(spans(run).len(), spans(measured).len());
        }
    }

    #[test]
    fn a_step_of_a_sweep_is_kept_and_a_file_without_one_is_refused() {
        let text = saved(&Sample::new("scaling"));
        let first = Setup::new(lanes_catalogue::experiments::find("scaling").unwrap(), 2).points()[0];
        let step = format!(",\"step\":{first}");
        assert!(text.contains(&step), "{text}");
        assert_eq!(read(&text.replace(&step, "")), Err(TraceProblem::NoStep));
        let later = read(&text.replace(&step, &format!(",\"step\":{}", first + 1))).unwrap();
        assert!(later.runs().all(|run| run.turn.point == 1));
    }

    #[test]
    fn strategies_that_the_experiment_lacks_are_left_out() {
        let text = saved(&Sample::new("sum-of-squares"));
        let record = read(&text.replace("\"async\"", "\"unheard-of\"")).unwrap();
        assert_eq!(record.setup.strategies(), [Strategy::Sequential, Strategy::Threads]);
        let none = text.replace("sum-of-squares", "none");
        assert_eq!(read(&none), Err(Refusal::UnknownExperiment { given: "none".to_owned() }.into()));
    }
}
