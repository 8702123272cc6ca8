//! A trace of a program: one run of *Your program*, with a lane for each thread.
//!
//! A trace has all calls, one within the other. The lanes show two things of them. *Waiting*: a call of a function that waits
//! (`waits.rs`). *Tasks*: the calls of the outermost level on which a thread made several, such as the items of a pool's
//! thread, which are three calls deep. All else of a thread's calls counts as computing.

use super::super::content::{Detail, Record};
use super::super::lanes::{millis, wall};
use super::super::limits::{MAX_MICROS, cut, cut_name};
use super::super::possible::Possible;
use super::super::usage::Usage;
use super::super::v1::MOST_CORES;
use super::events::{Call, Events};
use super::problem::TraceProblem;
use crate::address;
use lanes_catalogue::Setup;
use lanes_model::limits::MAX_PROGRAM_LANES;
use lanes_model::plan::{Round, Turn};
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::{Ended, Run};
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
use lanes_model::{Environment, Interpreter, Strategy};
use std::rc::Rc;

/// Experiment that the run belongs to.
const QUERY: &str = "x=python-program&runtime=cpython";

/// Number of cores of an unknown machine: so many that no text says there were too few. None shows it.
const ANY_CORES: u32 = MOST_CORES;

/// Share of a thread's time from which a call counts when the level of its tasks is looked for.
const SUBSTANTIAL: i64 = 100;

/// Shortest call, in microseconds, that is a task, and shortest wait that is shown.
const SHORTEST_TASK: i64 = 100;
const SHORTEST_WAIT: i64 = 30;

/// Deepest level that is looked at for tasks.
const DEEPEST: usize = 64;

/// Name that VizTracer gives to the first process, and the beginning of those that asyncio gives to its tasks.
const FIRST_PROCESS: &str = "MainProcess";
const COROUTINE: &str = "Task-";

/// Makes a record of a trace by VizTracer of this version, or by another program.
pub(super) fn record(
    version: Option<&str>,
    events: &Events,
    changed_at: &str,
) -> Result<Record, TraceProblem> {
    let run = run(events)?;
    let (setup, _) = address::read(QUERY, ANY_CORES, &[]);
    if !Possible::recorded(&setup).has_run(&run, &[]) {
        return Err(TraceProblem::TooManyThreads);
    }
    Ok(Record {
        environment: environment(version, changed_at),
        lost: Vec::new(),
        runs: vec![Rc::new(run)],
        ended: Some(Ended::Completed),
        failure: None,
        detail: Detail::Whole,
        setup: chosen(setup),
    })
}

fn chosen(mut setup: Setup) -> Setup {
    setup.choose(&[Strategy::Program]);
    setup
}

fn environment(version: Option<&str>, changed_at: &str) -> Environment {
    let name = if version.is_some() { "VizTracer" } else { "a trace" };
    Environment {
        cores: ANY_CORES,
        isolated: true,
        clock_resolution_ms: 0.0,
        hidden: false,
        browser: String::new(),
        version: String::new(),
        recorded_at: cut(changed_at),
        interpreter: Some(Interpreter {
            name: name.to_owned(),
            version: cut_name(version.unwrap_or_default()),
            system: String::new(),
            gil: true,
        }),
    }
}

/// A call in whole microseconds since the beginning of the trace.
#[derive(Clone, Copy, Debug)]
struct Timed {
    start: i64,
    end: i64,
    wait: Option<Phase>,
}

/// A piece of a lane. Tasks are numbered from one, over all lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    task: Option<u32>,
    phase: Phase,
    start: i64,
    end: i64,
}

/// A thread, with what its event loop ran.
struct Lane {
    thread: usize,
    kind: LaneKind,
    pieces: Vec<Piece>,
    /// Steps and waits of coroutines.
    of_loop: Vec<Piece>,
}

impl Lane {
    /// Adds what the event loop ran to the lane, and cuts the steps of coroutines out of what the loop itself computed.
    fn join_loop(&mut self) {
        if self.of_loop.is_empty() {
            return;
        }
        self.of_loop.sort_by_key(|piece| piece.start);
        let steps = self.of_loop.iter().filter(|piece| piece.phase == Phase::Compute);
        let mut steps = steps.map(|step| (step.start, step.end)).peekable();
        let mut left = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let mut at = piece.start;
            while let Some((start, end)) = steps.next_if(|(start, _)| *start < piece.end) {
                add(&mut left, Piece { start: at, end: start, ..*piece });
                at = end.max(at);
            }
            add(&mut left, Piece { start: at, ..*piece });
        }
        left.append(&mut self.of_loop);
        self.pieces = left;
    }
}

fn run(events: &Events) -> Result<Run, TraceProblem> {
    let base = events.calls.iter().map(|call| call.start).fold(f64::INFINITY, f64::min);
    let mut threads: Vec<Vec<Timed>> = vec![Vec::new(); events.threads.len()];
    for call in &events.calls {
        threads[call.thread].push(timed(call, base));
    }
    let mut tasks = 0;
    let mut lanes: Vec<Lane> = Vec::new();
    let mut coroutines = Vec::new();
    for (thread, calls) in threads.iter_mut().enumerate().filter(|(_, calls)| !calls.is_empty()) {
        // A call comes before those that it makes.
        calls.sort_by_key(|call| (call.start, -call.end));
        if events.threads[thread].name.starts_with(COROUTINE) {
            coroutines.push((thread, steps(calls)));
        } else if lanes.len() as u64 == MAX_PROGRAM_LANES {
            return Err(TraceProblem::TooManyThreads);
        } else {
            lanes.push(Lane {
                thread,
                kind: kind(events, thread),
                pieces: pieces(calls, &mut tasks),
                of_loop: Vec::new(),
            });
        }
    }
    for (thread, steps) in coroutines {
        tasks += 1;
        add_to_loop(&mut lanes, events, thread, &steps, tasks);
    }
    lanes.iter_mut().for_each(Lane::join_loop);
    lanes.sort_by_key(|lane| (lane.kind == LaneKind::Process, lane.pieces.first().map(|piece| piece.start)));
    let end = lanes.iter().flat_map(|lane| &lane.pieces).map(|piece| piece.end).max();
    let end = end.ok_or(TraceProblem::NoCalls)?;
    let mut usage = Usage::default();
    usage.tasks(tasks as usize)?;
    let mut traces = Vec::with_capacity(lanes.len());
    for Lane { kind, mut pieces, .. } in lanes {
        usage.lanes(1, pieces.len())?;
        pieces.sort_by_key(|piece| (piece.end, piece.start));
        traces.push(LaneTrace { kind, stage: Stage::Whole, spans: pieces.iter().map(span).collect() });
    }
    // A program without tasks is one.
    let reports =
        (0..tasks.max(1)).map(|task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(0).into()) });
    Ok(Run {
        turn: Turn { strategy: Strategy::Program, point: 0, round: Round::Measured(0) },
        ended: Ended::Completed,
        start_up: Millis::ZERO,
        wall: wall(end as u64),
        lanes: traces,
        reports: reports.collect(),
        bytes_moved: 0,
    })
}

/// Converts the times of a call. Numbers that are none become zero.
fn timed(call: &Call, base: f64) -> Timed {
    let micros = |time: f64| (time - base).round().clamp(0.0, MAX_MICROS as f64) as i64;
    let start = micros(call.start);
    Timed { start, end: micros(call.end).max(start), wait: call.phase.filter(is_wait) }
}

fn is_wait(phase: &Phase) -> bool {
    matches!(phase, Phase::IoWait | Phase::MutexWait)
}

fn kind(events: &Events, thread: usize) -> LaneKind {
    let process = &events.threads[thread].process;
    let is_named =
        |process: &String| events.processes.get(process).is_some_and(|of| of.name == FIRST_PROCESS);
    let has_first = events.threads.iter().any(|thread| is_named(&thread.process));
    let first = if has_first { is_named(process) } else { *process == events.threads[0].process };
    if first { LaneKind::Thread } else { LaneKind::Process }
}

fn span(piece: &Piece) -> Span {
    Span {
        task: piece.task.and_then(|task| task.checked_sub(1)).map(TaskId),
        phase: piece.phase,
        start: millis(piece.start as u64),
        end: millis(piece.end as u64),
    }
}

/// Returns the level of a thread's tasks, counted from zero: the outermost one with several calls that take a hundredth of the
/// thread's time; otherwise the innermost with one that does not wait.
fn level(calls: &[(Timed, usize)]) -> usize {
    let total: i64 =
        calls.iter().filter(|(_, depth)| *depth == 0).map(|(call, _)| call.end - call.start).sum();
    let mut counts = [0usize; DEEPEST];
    let mut innermost = 0;
    for (call, depth) in calls.iter().filter(|(_, depth)| *depth < DEEPEST) {
        if (call.end - call.start).saturating_mul(SUBSTANTIAL) >= total {
            counts[*depth] += 1;
            if call.wait.is_none() {
                innermost = innermost.max(*depth);
            }
        }
    }
    counts.iter().position(|count| *count > 1).unwrap_or(innermost)
}

/// Splits a thread's time, given its calls by their starts, into what it computed and where it waited.
fn pieces(calls: &[Timed], tasks: &mut u32) -> Vec<Piece> {
    let nested = nested(calls);
    let level = level(&nested);
    let mut pieces: Vec<Piece> = Vec::new();
    // The calls under way: where each ends, its task, and the phase of what no other call within it does.
    let mut open: Vec<(i64, Option<u32>, Phase)> = Vec::new();
    let mut at = 0;
    for (place, (call, depth)) in nested.iter().enumerate() {
        close(&mut open, &mut pieces, &mut at, call.start);
        if let Some((_, task, phase)) = open.last() {
            add(&mut pieces, Piece { task: *task, phase: *phase, start: at, end: call.start });
        }
        at = call.start;
        let outer = open.last().copied();
        let is_task =
            *depth == level && call.end - call.start >= SHORTEST_TASK && !only_waits(&nested[place..]);
        let task = match outer {
            _ if is_task => {
                *tasks += 1;
                Some(*tasks)
            }
            Some((_, task, _)) => task,
            None => None,
        };
        let wait = call.wait.filter(|_| call.end - call.start >= SHORTEST_WAIT);
        let phase = wait.or(outer.map(|(.., phase)| phase)).unwrap_or(Phase::Compute);
        open.push((call.end, task, phase));
    }
    close(&mut open, &mut pieces, &mut at, i64::MAX);
    pieces
}

/// Closes the calls that end before a time.
fn close(open: &mut Vec<(i64, Option<u32>, Phase)>, pieces: &mut Vec<Piece>, at: &mut i64, until: i64) {
    while let Some((end, task, phase)) = open.pop_if(|(end, ..)| *end <= until) {
        add(pieces, Piece { task, phase, start: *at, end });
        *at = end.max(*at);
    }
}

/// Adds a piece, which continues the one before if it is alike.
fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        _ if piece.end <= piece.start => {}
        Some(last) if last.end == piece.start && (last.task, last.phase) == (piece.task, piece.phase) => {
            last.end = piece.end;
        }
        _ => pieces.push(piece),
    }
}

/// Gives each call its depth, and ends it no later than the one that made it.
fn nested(calls: &[Timed]) -> Vec<(Timed, usize)> {
    let mut open: Vec<i64> = Vec::new();
    let nest = |call: &Timed| {
        while open.pop_if(|end| *end <= call.start).is_some() {}
        let end = open.last().map_or(call.end, |end| call.end.min(*end));
        let depth = open.len();
        open.push(end);
        (Timed { end, ..*call }, depth)
    };
    calls.iter().map(nest).collect()
}

/// Returns true if the first of these calls does little but wait, as one that takes the next item from a queue.
fn only_waits(calls: &[(Timed, usize)]) -> bool {
    let Some(((first, depth), rest)) = calls.split_first() else { return false };
    let within = rest.iter().take_while(|(_, of)| of > depth);
    let waits = within.map(|(call, _)| call).chain([first]).filter(|call| call.wait.is_some());
    let waited: i64 = waits.map(|call| call.end - call.start).sum();
    first.end - first.start - waited < SHORTEST_TASK
}

/// Returns the steps of a coroutine, whose outermost calls they are.
fn steps(calls: &[Timed]) -> Vec<(i64, i64)> {
    let mut steps: Vec<(i64, i64)> = Vec::new();
    for (call, _) in nested(calls).iter().filter(|(_, depth)| *depth == 0) {
        match steps.last_mut() {
            Some((_, end)) if call.start - *end < SHORTEST_WAIT => *end = call.end,
            _ => steps.push((call.start, call.end)),
        }
    }
    steps
}

/// Adds the steps of a coroutine, and its waits in between, to the lane of its event loop: the first of its process that computes
/// when it begins.
fn add_to_loop(lanes: &mut [Lane], events: &Events, thread: usize, steps: &[(i64, i64)], task: u32) {
    let Some((first, _)) = steps.first() else { return };
    let process = &events.threads[thread].process;
    let is_on = |lane: &Lane| {
        let next = lane.pieces.partition_point(|piece| piece.start <= *first);
        let piece = next.checked_sub(1).and_then(|at| lane.pieces.get(at));
        events.threads[lane.thread].process == *process && piece.is_some_and(|piece| *first < piece.end)
    };
    let Some(lane) = lanes.iter_mut().find(|lane| is_on(lane)) else { return };
    lane.kind = LaneKind::EventLoop;
    let mut waited_from = None;
    for (start, end) in steps {
        if let Some(from) = waited_from {
            add(
                &mut lane.of_loop,
                Piece { task: Some(task), phase: Phase::IoWait, start: from, end: *start },
            );
        }
        add(&mut lane.of_loop, Piece { task: Some(task), phase: Phase::Compute, start: *start, end: *end });
        waited_from = Some(*end);
    }
}
