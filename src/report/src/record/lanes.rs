//! Lanes, encoded in few numbers.
//!
//! Times are whole microseconds, since no clock is more precise. A span is three numbers, kept small by counting from
//! the previous span: the phase with the distance between task numbers, the gap after the previous end, and the
//! duration.
//!
//! Too many spans of a lane are summed over slices of time ([`added_up`]). For runs that are not drawn,
//! totals are enough.

use super::limits::MAX_MICROS;
use super::refusal::Refusal;
use super::usage::Usage;
use super::wire::{PHASES, phase_number};
use lanes_analysis::breakdown::{PRIORITY, for_each_stretch};
use lanes_model::run::Run;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};
use serde::{Deserialize, Serialize};

/// A lane, or several of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Lanes {
    /// Index into [`KINDS`], then into [`STAGES`].
    kind: u8,
    stage: u8,
    did: Did,
}

#[derive(Debug, Serialize, Deserialize)]
enum Did {
    /// Spans of one lane, three numbers each.
    Spans(Vec<u64>),
    /// Spans of one lane, some of them summed.
    AddedUp(Vec<u64>),
    /// Number of lanes, and what they did together: pairs of a phase, as index into [`PHASES`], and its time.
    Totals(u32, Vec<u64>),
}

const KINDS: [LaneKind; 3] = [LaneKind::Thread, LaneKind::Process, LaneKind::EventLoop];
const STAGES: [Stage; 3] = [Stage::Whole, Stage::Fetching, Stage::Processing];

/// Maximum difference between the clocks of workers, in ms: a span may end that much after its run.
pub(super) const TOLERANCE: f64 = 0.1;

/// Encodes the lanes of a drawn run, with at most `budget` spans each. The second value is true if spans were summed.
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

/// Encodes the lanes of a run that is not drawn: the time in each phase, summed over all lanes of a kind.
pub(super) fn totals(run: &Run) -> Vec<Lanes> {
    let mut all: Vec<(&LaneTrace, u32, [f64; PHASES.len()])> = Vec::new();
    for lane in &run.lanes {
        let alike =
            |(other, ..): &&mut (&LaneTrace, _, _)| (other.kind, other.stage) == (lane.kind, lane.stage);
        let times = match all.iter_mut().find(alike) {
            Some((_, count, times)) => {
                *count += 1;
                times
            }
            None => {
                all.push((lane, 1, [0.0; PHASES.len()]));
                let Some((.., times)) = all.last_mut() else { continue };
                times
            }
        };
        for (time, phase) in times.iter_mut().zip(PHASES) {
            *time += lane.total(phase).0;
        }
    }
    let group = |(lane, count, times): (&LaneTrace, u32, [f64; PHASES.len()])| {
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

/// Returns what a lane did, with its short spans summed. On an event loop, moments count as in the
/// [breakdown](lanes_analysis::breakdown). A stretch of one phase as long as a slice stays where it is; the others are
/// laid end to end by phase, slice by slice, so that each phase keeps its time, but not its place within the slice.
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

/// Short stretches of one slice.
#[derive(Default)]
struct Slice {
    is_open: bool,
    /// Start of the first stretch.
    start: f64,
    /// Time in each phase and the longest stretch of it, in the order of [`PRIORITY`].
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

    /// Appends the contents as spans, and empties the slice.
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

/// Splits what a lane did into consecutive stretches. On an event loop tasks overlap, so stretches there have no
/// task.
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

/// Converts to whole microseconds.
pub(super) fn micros(time: Millis) -> u64 {
    // NaN and negative times become zero.
    ((time.0 * 1000.0).round() as u64).min(MAX_MICROS)
}

/// Converts from microseconds, up to [`MAX_MICROS`].
pub(super) fn millis(micros: u64) -> Millis {
    Millis(micros.min(MAX_MICROS) as f64 / 1000.0)
}

/// Converts a wall time from microseconds. Zero becomes one microsecond.
pub(super) fn wall(micros: u64) -> Millis {
    millis(micros.max(1))
}

/// Encodes spans as three numbers each.
fn numbers(spans: &[Span]) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(spans.len() * 3);
    let (mut task, mut end) = (0, 0);
    for span in spans {
        // Zero stands for None: a lane's own work has no task.
        let own = span.task.map_or(0, |task| i64::from(task.0) + 1);
        let phase = phase_number(span.phase);
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

/// Maps small numbers of either sign to small unsigned ones: 0, -1, 1, -2, 2 ...
fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Decodes the lanes of a run with this wall time, which is above zero. Spans are within the run, and on threads and
/// processes one after another, whatever the numbers say.
pub(super) fn read(all: &[Lanes], wall: Millis, limits: &mut Usage) -> Result<Vec<LaneTrace>, Refusal> {
    let mut read = Vec::new();
    for lanes in all {
        let kind = *KINDS.get(usize::from(lanes.kind)).ok_or(Refusal::Malformed)?;
        let stage = *STAGES.get(usize::from(lanes.stage)).ok_or(Refusal::Malformed)?;
        match &lanes.did {
            Did::Spans(numbers) | Did::AddedUp(numbers) => {
                limits.lanes(1, numbers.len() / 3)?;
                read.push(LaneTrace { kind, stage, spans: spans(numbers, kind, wall)? });
            }
            // Without a lane, the totals would be spread over nothing.
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
        let phase = *PHASES.get(what as usize & ((1 << PHASE_BITS) - 1)).ok_or(Refusal::Malformed)?;
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

/// Makes spans that take as long in each phase as one of `lanes` (at least one) did on average.
fn even_spans(
    times: &[u64],
    kind: LaneKind,
    wall: Millis,
    lanes: usize,
    limits: &mut Usage,
) -> Result<Vec<Span>, Refusal> {
    let mut spans = Vec::new();
    let mut free = 0.0;
    for pair in times.chunks(2) {
        let [phase, time] = *pair else { return Err(Refusal::Malformed) };
        let phase = usize::try_from(phase).ok().and_then(|place| PHASES.get(place));
        let phase = *phase.ok_or(Refusal::Malformed)?;
        let time = millis(time).0 / lanes as f64;
        let span = |start: f64, end: f64| Span { task: None, phase, start: Millis(start), end: Millis(end) };
        if kind == LaneKind::EventLoop {
            // Tasks that waited at once waited longer in total than the run took.
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
    fn totals_of_no_lanes_are_refused() {
        for kind in 0..KINDS.len() as u8 {
            let did = Did::Totals(0, vec![0, u64::MAX]);
            let lanes = [Lanes { kind, stage: 0, did }];
            assert_eq!(read(&lanes, wall(0), &mut Usage::default()), Err(Refusal::Malformed));
        }
    }

    #[test]
    fn loops_with_too_many_waits_at_once_are_refused() {
        let lanes = [Lanes { kind: 2, stage: 0, did: Did::Totals(1, vec![0, u64::MAX]) }];
        assert_eq!(read(&lanes, wall(0), &mut Usage::default()), Err(Refusal::TooLarge));
    }
}
