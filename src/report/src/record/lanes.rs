//! Lanes in few numbers.
//!
//! Times are whole microseconds: no clock tells more. A span is three numbers, each as small as its neighbour makes
//! it: what it is and how far its task is from the last one's, how long after the last span's end it began, and how
//! long it took.
//!
//! Where a lane has too many spans, what it did is added up by slices of time ([`added_up`]). Of runs that nobody
//! draws, totals are enough.

use super::Refusal;
use super::limits::{Limits, MAX_MICROS};
use lanes_analysis::breakdown::{PRIORITY, for_each_stretch};
use lanes_model::run::Run;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
use serde::{Deserialize, Serialize};

/// One lane, or several of a kind.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Lanes {
    /// [`KINDS`] and [`STAGES`], by place.
    kind: u8,
    stage: u8,
    did: Did,
}

#[derive(Debug, Serialize, Deserialize)]
enum Did {
    /// One lane's spans, three numbers each.
    Spans(Vec<u64>),
    /// The same, some of them added up.
    AddedUp(Vec<u64>),
    /// What so many lanes did together: pairs of a phase, by its place in [`Phase::ALL`], and its time.
    Totals(u32, Vec<u64>),
}

const KINDS: [LaneKind; 3] = [LaneKind::Thread, LaneKind::Process, LaneKind::EventLoop];
const STAGES: [Stage; 3] = [Stage::Whole, Stage::Fetching, Stage::Processing];

/// How far clocks of different workers may disagree, in milliseconds: a span may end that much after its run.
pub(super) const TOLERANCE: f64 = 0.1;

/// The lanes of a run that is drawn, with at most `budget` spans each, and whether some were added up.
pub(super) fn drawn(run: &Run, budget: usize) -> (Vec<Lanes>, bool) {
    let mut any = false;
    let one = |lane: &LaneTrace| {
        let fits = lane.spans.len() <= budget;
        any |= !fits;
        let did = if fits {
            Did::Spans(numbers(&lane.spans))
        } else {
            Did::AddedUp(numbers(&added_up(lane, run.wall, run.wall.0 / (budget / 3).max(1) as f64)))
        };
        lanes(lane, did)
    };
    (run.lanes.iter().map(one).collect(), any)
}

/// The lanes of a run that is not drawn: how long those of a kind were in each phase, all together.
pub(super) fn totals(run: &Run) -> Vec<Lanes> {
    let mut all: Vec<(&LaneTrace, u32, [f64; Phase::ALL.len()])> = Vec::new();
    for lane in &run.lanes {
        let alike =
            |(other, ..): &&mut (&LaneTrace, _, _)| (other.kind, other.stage) == (lane.kind, lane.stage);
        let times = match all.iter_mut().find(alike) {
            Some((_, count, times)) => {
                *count += 1;
                times
            }
            None => {
                all.push((lane, 1, [0.0; Phase::ALL.len()]));
                let Some((.., times)) = all.last_mut() else { continue };
                times
            }
        };
        for (time, phase) in times.iter_mut().zip(Phase::ALL) {
            *time += lane.total(phase).0;
        }
    }
    let group = |(lane, count, times): (&LaneTrace, u32, [f64; Phase::ALL.len()])| {
        let times = (0..).zip(times).filter(|(_, time)| *time > 0.0);
        lanes(
            lane,
            Did::Totals(count, times.flat_map(|(phase, time)| [phase, micros(Millis(time))]).collect()),
        )
    };
    all.into_iter().map(group).collect()
}

fn lanes(lane: &LaneTrace, did: Did) -> Lanes {
    let place = |found: Option<usize>| found.unwrap_or(0) as u8;
    Lanes {
        kind: place(KINDS.iter().position(|kind| *kind == lane.kind)),
        stage: place(STAGES.iter().position(|stage| *stage == lane.stage)),
        did,
    }
}

/// What a lane did, with its short spans added up. On an event loop moments count as in the
/// [breakdown](lanes_analysis::breakdown). A stretch of one phase that is as long as a slice stays where it is; the others are
/// laid end to end by phase, slice by slice, so that each phase keeps its time, if not its place within the slice.
///
/// ```text
/// slices  |          |          |
/// before  c.w.c.w.c.wcccccccccccccc.w
/// after   cccwww....cccccccccccccc.w
/// ```
fn added_up(lane: &LaneTrace, wall: Millis, slice: f64) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = Slice::default();
    for stretch in stretches(lane, wall) {
        let is_long = stretch.duration().0 >= slice;
        if is_long || stretch.end.0 > open.start + slice {
            open.close(&mut spans);
        }
        if is_long {
            spans.push(stretch);
        } else {
            open.add(&stretch);
        }
    }
    open.close(&mut spans);
    spans
}

/// The short stretches of one slice.
#[derive(Default)]
struct Slice {
    is_open: bool,
    /// When its first stretch began.
    start: f64,
    /// By priority, the time in each phase, and whose the longest stretch of it was.
    phases: [(f64, Option<Span>); PRIORITY.len()],
}

impl Slice {
    fn add(&mut self, stretch: &Span) {
        let Some(place) = PRIORITY.iter().position(|phase| *phase == stretch.phase) else { return };
        if !self.is_open {
            (self.is_open, self.start) = (true, stretch.start.0);
        }
        let (time, longest) = &mut self.phases[place];
        *time += stretch.duration().0;
        if longest.is_none_or(|longest| stretch.duration() > longest.duration()) {
            *longest = Some(*stretch);
        }
    }

    /// Lays out what is in it, and empties it.
    fn close(&mut self, spans: &mut Vec<Span>) {
        let mut at = self.start;
        for (time, longest) in std::mem::take(self).phases {
            if let Some(longest) = longest {
                spans.push(Span { start: Millis(at), end: Millis(at + time), ..longest });
                at += time;
            }
        }
    }
}

/// What a lane did, one span after the other. On an event loop tasks overlap, and a moment is nobody's.
fn stretches(lane: &LaneTrace, wall: Millis) -> Vec<Span> {
    if lane.kind != LaneKind::EventLoop {
        return lane.spans.clone();
    }
    let mut stretches: Vec<Span> = Vec::new();
    for_each_stretch(lane, wall, |phase, from, to| {
        let phase = PRIORITY[phase];
        match stretches.last_mut() {
            Some(last) if last.phase == phase && last.end.0 == from => last.end = Millis(to),
            _ => stretches.push(Span { task: None, phase, start: Millis(from), end: Millis(to) }),
        }
    });
    stretches
}

/// A time in whole microseconds.
pub(super) fn micros(time: Millis) -> u64 {
    // What is not a number, or negative, becomes zero.
    ((time.0 * 1000.0).round() as u64).min(MAX_MICROS)
}

/// A time of whole microseconds, as far as there are such.
pub(super) fn millis(micros: u64) -> Millis {
    Millis(micros.min(MAX_MICROS) as f64 / 1000.0)
}

/// The wall time of a run. One that took no time at all is taken to have taken a microsecond.
pub(super) fn wall(micros: u64) -> Millis {
    millis(micros.max(1))
}

/// Three numbers a span.
fn numbers(spans: &[Span]) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(spans.len() * 3);
    let (mut task, mut end) = (0, 0);
    for span in spans {
        // Zero is none, as a lane's own work has no task.
        let own = span.task.map_or(0, |task| i64::from(task.0) + 1);
        let phase = Phase::ALL.iter().position(|phase| *phase == span.phase).unwrap_or(0) as u64;
        let (from, to) = (micros(span.start) as i64, micros(span.end) as i64);
        numbers.extend([
            zigzag(own - task) << PHASE_BITS | phase,
            zigzag(from - end),
            (to - from).max(0) as u64,
        ]);
        (task, end) = (own, to);
    }
    numbers
}

const PHASE_BITS: u32 = 4;

/// Small numbers of either sign as small ones without: 0, -1, 1, -2, 2 ...
fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The lanes of a run of that wall time, which is above zero. Spans lie within the run, and on threads and processes after one another,
/// whatever the numbers say.
pub(super) fn read(all: &[Lanes], wall: Millis, limits: &mut Limits) -> Result<Vec<LaneTrace>, Refusal> {
    let mut read = Vec::new();
    for lanes in all {
        let kind = *KINDS.get(usize::from(lanes.kind)).ok_or(Refusal::Malformed)?;
        let stage = *STAGES.get(usize::from(lanes.stage)).ok_or(Refusal::Malformed)?;
        match &lanes.did {
            Did::Spans(numbers) | Did::AddedUp(numbers) => {
                limits.lanes(1, numbers.len() / 3)?;
                read.push(LaneTrace { kind, stage, spans: spans(numbers, kind, wall)? });
            }
            // What no lanes did would be of any length.
            Did::Totals(0, _) => return Err(Refusal::Malformed),
            Did::Totals(lanes, times) => {
                let lanes = *lanes as usize;
                limits.lanes(lanes, 0)?;
                let spans = even_spans(times, kind, wall, lanes, limits)?;
                read.extend(std::iter::repeat_n(LaneTrace { kind, stage, spans }, lanes));
            }
        }
    }
    Ok(read)
}

fn spans(numbers: &[u64], kind: LaneKind, wall: Millis) -> Result<Vec<Span>, Refusal> {
    let latest = wall.0 + TOLERANCE;
    let (mut task, mut end, mut free) = (0i64, 0i64, 0.0);
    let mut spans = Vec::with_capacity(numbers.len() / 3);
    for three in numbers.chunks(3) {
        let [what, after, long] = *three else { return Err(Refusal::Malformed) };
        task = task.saturating_add(unzigzag(what >> PHASE_BITS));
        let own = u32::try_from(task).map_err(|_| Refusal::Malformed)?;
        let phase = *Phase::ALL.get(what as usize & ((1 << PHASE_BITS) - 1)).ok_or(Refusal::Malformed)?;
        let from = end.saturating_add(unzigzag(after)).max(0);
        end = from.saturating_add(i64::try_from(long).unwrap_or(i64::MAX));
        let within = |micros: i64| millis(micros as u64).0.clamp(free, latest.max(free));
        let (start, stop) = (within(from), within(end));
        if kind != LaneKind::EventLoop {
            free = stop;
        }
        let task = own.checked_sub(1).map(TaskId);
        spans.push(Span { task, phase, start: Millis(start), end: Millis(stop) });
    }
    Ok(spans)
}

/// Spans that take as long in each phase as so many lanes, at least one, did on average.
fn even_spans(
    times: &[u64],
    kind: LaneKind,
    wall: Millis,
    lanes: usize,
    limits: &mut Limits,
) -> Result<Vec<Span>, Refusal> {
    let mut spans = Vec::new();
    let mut free = 0.0;
    for pair in times.chunks(2) {
        let [phase, time] = *pair else { return Err(Refusal::Malformed) };
        let phase = usize::try_from(phase).ok().and_then(|place| Phase::ALL.get(place));
        let phase = *phase.ok_or(Refusal::Malformed)?;
        let time = millis(time).0 / lanes as f64;
        let span = |start: f64, end: f64| Span { task: None, phase, start: Millis(start), end: Millis(end) };
        if kind == LaneKind::EventLoop {
            // Tasks that waited at once waited longer, together, than the run took.
            let at_once = (time / wall.0).ceil().max(1.0);
            limits.lanes(0, (at_once as usize).saturating_mul(lanes))?;
            let each = span(0.0, (time / at_once).min(wall.0));
            spans.extend(std::iter::repeat_n(each, at_once as usize));
        } else {
            limits.lanes(0, lanes)?;
            let end = (free + time).min((wall.0 + TOLERANCE).max(free));
            spans.push(span(free, end));
            free = end;
        }
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_lanes_did_is_refused() {
        for kind in 0..KINDS.len() as u8 {
            let did = Did::Totals(0, vec![0, u64::MAX]);
            let lanes = [Lanes { kind, stage: 0, did }];
            assert_eq!(read(&lanes, wall(0), &mut Limits::default()), Err(Refusal::Malformed));
        }
    }

    #[test]
    fn loops_that_waited_for_too_much_at_once_are_refused() {
        let lanes = [Lanes { kind: 2, stage: 0, did: Did::Totals(1, vec![0, u64::MAX]) }];
        assert_eq!(read(&lanes, wall(0), &mut Limits::default()), Err(Refusal::TooLarge));
    }
}
