//! What is on the canvases. Everything here is in pixels of the screen, so that edges and letters are sharp.

use super::palette::Palette;
use super::state::View;
use lanes_analysis::timeline::{Group, Hit, Interval, Lane, Place, Segment, Track, Tracks};
use lanes_model::{Millis, Phase, TaskId};
use std::fmt::Write;
use web_sys::CanvasRenderingContext2d;

/// How visible is what is not looked for.
const DIMMED: f64 = 0.28;
/// Lower rows than this, in CSS pixels, have no room for a number.
const NUMBERED: f64 = 11.0;
/// About how wide a digit is, in CSS pixels.
const DIGIT: f64 = 7.0;
/// The distance of ticks, in CSS pixels.
const TICK: f64 = 100.0;
/// How far apart, in CSS pixels, lines that tie a path together have to be to be told apart.
const TIES: f64 = 6.0;

/// What a canvas is drawn with.
pub(super) struct Pen<'a> {
    pub(super) context: CanvasRenderingContext2d,
    pub(super) palette: &'a Palette,
    /// How many pixels of the screen make a CSS pixel.
    pub(super) scale: f64,
    /// Where the lanes begin, right of their names, and where they end.
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) view: &'a View,
    /// The time that a CSS pixel stands for.
    pub(super) grain: Millis,
}

/// A box to be drawn.
pub(super) struct Box {
    phase: Phase,
    task: Option<TaskId>,
    left: f64,
    right: f64,
    top: f64,
    height: f64,
}

impl Pen<'_> {
    /// Where a moment lies.
    fn x(&self, moment: Millis) -> f64 {
        (self.left + (self.right - self.left) * self.view.window.share(moment)).clamp(self.left, self.right)
    }

    fn rect(&self, left: f64, top: f64, right: f64, bottom: f64) {
        self.context.fill_rect(left, top, right - left, bottom - top);
    }

    /// The upper and the lower edge of a strip, on pixels of the screen, `gap` CSS pixels apart from the strip below.
    fn edges(&self, track: Track, gap: f64) -> (f64, f64) {
        let top = (track.top * self.scale).round();
        let bottom = ((track.top + track.height) * self.scale).round();
        (top, (bottom - (gap * self.scale).round()).max(top + 1.0))
    }

    /// The moment up to which the runs are shown.
    fn until(&self) -> Millis {
        self.view.replay.map_or(Millis(f64::INFINITY), |replay| replay.moment)
    }

    /// How many ticks there is room for.
    fn ticks(&self) -> u32 {
        ((self.right - self.left) / self.scale / TICK).clamp(3.0, 10.0) as u32
    }

    fn says(&self, text: &str, x: f64, y: f64) {
        // Fails where the canvas is gone.
        let _ = self.context.fill_text(text, x, y);
    }
}

/// The axis, and above it, where only a part is in sight, which.
pub(super) fn axis(pen: &Pen<'_>, height: f64, text: &mut String) {
    let (context, scale, window) = (&pen.context, pen.scale, pen.view.window);
    let bottom = (height * scale).round();
    paper(pen, bottom);
    let thick = (3.0 * scale).round();
    if !window.is_all() {
        let whole = (pen.right - pen.left) / window.whole.0.max(f64::MIN_POSITIVE);
        let (start, end) = (pen.left + window.start.0 * whole, pen.left + window.end.0 * whole);
        context.set_fill_style_str(&pen.palette.line);
        pen.rect(pen.left, 0.0, pen.right, thick);
        context.set_fill_style_str(&pen.palette.accent);
        pen.rect(start, 0.0, end.max(start + thick * 2.0), thick);
    }
    context.set_font(&pen.palette.font);
    context.set_text_baseline("alphabetic");
    let ticks = window.ticks(pen.ticks());
    for (moment, _) in ticks.moments() {
        let x = pen.x(moment).round();
        context.set_fill_style_str(&pen.palette.line);
        pen.rect(x, bottom - 5.0 * scale, x + scale.round(), bottom);
        text.clear();
        text.push_str(&ticks.label(moment));
        // A name at either end is kept inside.
        let half = text.len() as f64 * DIGIT * scale / 2.0;
        let align = if x - half < pen.left {
            "left"
        } else if x + half > pen.right {
            "right"
        } else {
            "center"
        };
        context.set_text_align(align);
        context.set_fill_style_str(&pen.palette.quiet);
        pen.says(text, x, bottom - 8.0 * scale);
    }
    context.set_fill_style_str(&pen.palette.line);
    pen.rect(pen.left, bottom - scale.round(), pen.right, bottom);
    replay_line(pen, bottom - 7.0 * scale, bottom);
}

/// What all else is drawn on: where a page is printed that is dark on the screen, its canvases stay dark.
fn paper(pen: &Pen<'_>, bottom: f64) {
    pen.context.set_fill_style_str(&pen.palette.ground);
    pen.rect(0.0, 0.0, pen.right, bottom);
}

/// A group: its ticks, the GIL, the lanes, what is looked for in them, and what is pointed at.
pub(super) fn group(pen: &Pen<'_>, index: usize, tracks: &Tracks, boxes: &mut Vec<Box>, text: &mut String) {
    let Some(group) = pen.view.timeline.groups.get(index) else { return };
    let path = pen.view.paths.as_ref().and_then(|paths| paths.get(index));
    pen.context.set_font(&pen.palette.font);
    pen.context.set_text_baseline("middle");
    paper(pen, (tracks.height * pen.scale).ceil());
    ground(pen, group, tracks);
    names(pen, group, tracks, text);
    let is_searched = pen.view.task.is_some() || path.is_some();
    if is_searched {
        pen.context.set_global_alpha(DIMMED);
    }
    gil(pen, group, tracks, text);

    boxes.clear();
    for (lane, track) in group.lanes.iter().zip(&tracks.lanes) {
        collect(pen, lane, *track, boxes);
    }
    if is_searched {
        fill(pen, boxes);
        pen.context.set_global_alpha(1.0);
        boxes.clear();
        if let Some(path) = path {
            path.iter().for_each(|segment| collect_segment(pen, group, tracks, segment, boxes));
        }
        if let Some(task) = pen.view.task {
            let lanes = group.lanes.iter().zip(&tracks.lanes);
            lanes.for_each(|(lane, track)| collect_task(pen, lane, *track, task, boxes));
        }
    }
    fill(pen, boxes);
    numbers(pen, boxes, text);
    if let Some(path) = path {
        connect(pen, group, tracks, path);
    }
    marks(pen, index, tracks);
    replay_line(pen, 0.0, (tracks.height * pen.scale).round());
}

/// Ticks, and what there is of a lane where it has no span.
fn ground(pen: &Pen<'_>, group: &Group, tracks: &Tracks) {
    let context = &pen.context;
    context.set_fill_style_str(&pen.palette.line);
    let bottom = (tracks.height * pen.scale).round();
    for (moment, _) in pen.view.window.ticks(pen.ticks()).moments() {
        let x = pen.x(moment).round();
        pen.rect(x, 0.0, x + pen.scale.round(), bottom);
    }
    let end = pen.x(group.wall.min(pen.until()));
    context.set_fill_style_str(&pen.palette.sunken);
    for track in &tracks.lanes {
        let (top, bottom) = pen.edges(*track, 0.0);
        pen.rect(pen.left, top, end, bottom);
    }
    pen.palette.idle.fill.apply(context);
    for (lane, track) in group.lanes.iter().zip(&tracks.lanes) {
        let (top, bottom) = pen.edges(*track, 0.0);
        for Interval { start, end } in in_sight(&lane.idle, pen) {
            let (left, right) = (pen.x(*start), pen.x(end.min(pen.until())));
            if right - left >= 1.0 {
                pen.rect(left, top, right, bottom);
            }
        }
    }
}

/// The intervals of those in rising order that are in sight, and have begun.
fn in_sight<'a>(intervals: &'a [Interval], pen: &Pen<'_>) -> impl Iterator<Item = &'a Interval> {
    let window = pen.view.window;
    let until = window.end.min(pen.until());
    let first = intervals.partition_point(|interval| interval.end < window.start);
    intervals[first..].iter().take_while(move |interval| interval.start < until)
}

/// The names of the lanes, as many as there is room for.
fn names(pen: &Pen<'_>, group: &Group, tracks: &Tracks, text: &mut String) {
    let line = 15.0;
    pen.context.set_fill_style_str(&pen.palette.quiet);
    pen.context.set_text_align("left");
    let room = pen.left - 6.0 * pen.scale;
    let says = |text: &str, y: f64| {
        // Fails where the canvas is gone.
        let _ = pen.context.fill_text_with_max_width(text, 0.0, (y * pen.scale).round(), room);
    };
    let mut free = 0.0;
    if let Some(track) = tracks.gil {
        let middle = track.top + track.height / 2.0;
        says("GIL", middle);
        free = middle + line / 2.0;
    }
    for (lane, track) in group.lanes.iter().zip(&tracks.lanes) {
        let middle = track.top + track.height.min(18.0) / 2.0;
        // Of narrow lanes too, the names have to lie within the canvas.
        let middle = if free == 0.0 { middle.max(line / 2.0) } else { middle };
        if middle - line / 2.0 < free || (free > 0.0 && middle + line / 2.0 > tracks.height) {
            continue;
        }
        says(&lane.name, middle);
        free = middle + line / 2.0;
        if lane.every() > 1 {
            text.clear();
            // Writing to a text does not fail.
            let _ = write!(text, "1 row in {}", lane.every());
            says(text, middle + line);
        }
    }
}

/// Who holds the GIL.
fn gil(pen: &Pen<'_>, group: &Group, tracks: &Tracks, text: &mut String) {
    let Some(track) = tracks.gil else { return };
    let (top, bottom) = pen.edges(track, 0.0);
    let window = pen.view.window;
    let until = window.end.min(pen.until());
    let first = group.gil.partition_point(|hold| hold.end < window.start);
    pen.context.set_text_align("left");
    for hold in group.gil[first..].iter().take_while(|hold| hold.start < until) {
        let left = pen.x(hold.start);
        let right = pen.x(hold.end.min(until)).max(left + 1.0);
        pen.context.set_fill_style_str(&pen.palette.holders[hold.lane % pen.palette.holders.len()]);
        pen.rect(left, top, right, bottom);
        text.clear();
        // Writing to a text does not fail.
        let _ = write!(text, "T{}", hold.lane + 1);
        if right - left > (DIGIT * text.len() as f64 + 8.0) * pen.scale {
            pen.context.set_fill_style_str(&pen.palette.ground);
            pen.says(text, left + 4.0 * pen.scale, (top + bottom) / 2.0);
        }
    }
}

/// The gap to the next row, in CSS pixels.
fn gap(row: Track) -> f64 {
    if row.height > 8.0 { 1.0 } else { 0.0 }
}

/// The boxes of a lane in sight.
fn collect(pen: &Pen<'_>, lane: &Lane, track: Track, boxes: &mut Vec<Box>) {
    let until = pen.until();
    for place in 0..lane.rows() {
        let row = track.row(place);
        let (top, bottom) = pen.edges(row, if lane.rows() > 1 { gap(row) } else { 0.0 });
        let drawn = lane.boxes(lane.row_at(place, pen.view.task), &pen.view.window, pen.grain);
        for drawn in drawn.take_while(|drawn| drawn.span.start < until) {
            let left = pen.x(drawn.span.start);
            let right = pen.x(drawn.span.end.min(until)).max(left + 1.0);
            let task = drawn.span.task.filter(|_| drawn.spans == 1);
            boxes.push(Box { phase: drawn.span.phase, task, left, right, top, height: bottom - top });
        }
    }
}

/// A span, or a part of it, that is looked for: large enough to be seen.
fn push_found(
    pen: &Pen<'_>,
    phase: Phase,
    task: Option<TaskId>,
    part: Interval,
    row: Track,
    boxes: &mut Vec<Box>,
) {
    let window = pen.view.window;
    let until = pen.until();
    if part.end < window.start || part.start > window.end || part.start >= until {
        return;
    }
    let (top, bottom) = pen.edges(row, gap(row));
    let height = (bottom - top).max(4.0 * pen.scale);
    let left = pen.x(part.start);
    let right = pen.x(part.end.min(until)).max(left + 2.0 * pen.scale);
    boxes.push(Box { phase, task, left, right, top, height });
}

fn collect_task(pen: &Pen<'_>, lane: &Lane, track: Track, task: TaskId, boxes: &mut Vec<Box>) {
    for (index, span) in lane.spans.iter().enumerate().filter(|(_, span)| span.task == Some(task)) {
        let row = track.row(lane.place_of(lane.row_of(index)));
        let part = Interval { start: span.start, end: span.end };
        push_found(pen, span.phase, span.task, part, row, boxes);
    }
}

fn collect_segment(pen: &Pen<'_>, group: &Group, tracks: &Tracks, segment: &Segment, boxes: &mut Vec<Box>) {
    let span = &group.lanes[segment.lane].spans[segment.index];
    let part = Interval { start: segment.start, end: segment.end };
    push_found(pen, span.phase, span.task, part, segment_row(group, tracks, segment), boxes);
}

fn segment_row(group: &Group, tracks: &Tracks, segment: &Segment) -> Track {
    let lane = &group.lanes[segment.lane];
    tracks.lanes[segment.lane].row(lane.place_of(lane.row_of(segment.index)))
}

/// Fills boxes, one phase after the other: changing what is painted with takes longer than painting.
fn fill(pen: &Pen<'_>, boxes: &[Box]) {
    for phase in Phase::ALL {
        let mut own = boxes.iter().filter(|one| one.phase == phase).peekable();
        if own.peek().is_some() {
            pen.palette.of(phase).fill.apply(&pen.context);
        }
        for one in own {
            // Neighbours of one phase are told apart by a line of the ground.
            let line = if one.right - one.left > 4.0 * pen.scale { pen.scale.round() } else { 0.0 };
            pen.context.fill_rect(one.left, one.top, one.right - one.left - line, one.height);
        }
    }
}

/// The numbers of tasks, where there is room.
fn numbers(pen: &Pen<'_>, boxes: &[Box], text: &mut String) {
    pen.context.set_text_align("left");
    for phase in Phase::ALL {
        let paint = pen.palette.of(phase);
        for one in boxes.iter().filter(|one| one.phase == phase && one.height >= NUMBERED * pen.scale) {
            let Some(task) = one.task else { continue };
            if one.right - one.left < (DIGIT + 10.0) * pen.scale {
                continue;
            }
            text.clear();
            // Writing to a text does not fail.
            let _ = write!(text, "{}", task.number());
            let width = DIGIT * text.len() as f64 * pen.scale;
            if one.right - one.left < width + 10.0 * pen.scale {
                continue;
            }
            let (x, middle) = (one.left + 5.0 * pen.scale, (one.top + one.height / 2.0).round());
            if let Some(plate) = &paint.plate {
                pen.context.set_fill_style_str(plate);
                pen.rect(
                    x - 2.0 * pen.scale,
                    one.top + pen.scale,
                    x + width + pen.scale,
                    one.top + one.height - pen.scale,
                );
            }
            pen.context.set_fill_style_str(&paint.ink);
            pen.says(text, x, middle + pen.scale * 0.5);
        }
    }
}

/// Underlines a path, and ties together its parts on different rows.
fn connect(pen: &Pen<'_>, group: &Group, tracks: &Tracks, path: &[Segment]) {
    let window = pen.view.window;
    let until = window.end.min(pen.until());
    let thick = (2.0 * pen.scale).round();
    pen.context.set_fill_style_str(&pen.palette.ink);
    let mut before: Option<f64> = None;
    let (mut drawn_to, mut tied_at) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for segment in path.iter().filter(|segment| segment.end >= window.start && segment.start < until) {
        let row = segment_row(group, tracks, segment);
        let y = ((row.top + row.height) * pen.scale).round() - thick;
        let (left, right) = (pen.x(segment.start), pen.x(segment.end.min(until)));
        if let Some(other) = before.filter(|other| *other != y) {
            if left - tied_at >= TIES * pen.scale {
                pen.rect(left, other.min(y), left + thick, other.max(y) + thick);
                tied_at = left;
            }
        } else if right <= drawn_to {
            continue;
        }
        pen.rect(left, y, right.max(left + 1.0), y + thick);
        (before, drawn_to) = (Some(y), right);
    }
}

/// The row on which a span is drawn.
pub(super) fn row_of(view: &View, place: Place, tracks: &Tracks) -> Option<Track> {
    let lane = view.timeline.groups.get(place.group)?.lanes.get(place.lane)?;
    Some(tracks.lanes.get(place.lane)?.row(lane.place_of(lane.row_of(place.index))))
}

/// Frames what the pointer is on, and what the keyboard is on.
fn marks(pen: &Pen<'_>, group: usize, tracks: &Tracks) {
    let view = pen.view;
    if let Some(pointed) = view.pointed.filter(|pointed| pointed.group == group) {
        match pointed.hit {
            Hit::Span { lane, place, drawn } => {
                let row = tracks.lanes.get(lane).map(|track| track.row(place));
                frame(pen, row, drawn.span.start, drawn.span.end, 1.0);
            }
            Hit::Idle { lane, gap } => frame(pen, tracks.lanes.get(lane).copied(), gap.start, gap.end, 1.0),
            Hit::Gil(hold) => frame(pen, tracks.gil, hold.start, hold.end, 1.0),
        }
    }
    let place = view.place.filter(|place| view.has_focus && place.group == group);
    if let Some(place) = place
        && let Some(span) = view.timeline.span(place)
    {
        frame(pen, row_of(view, place, tracks), span.start, span.end, 2.0);
    }
}

/// A frame around a part of a row, with a line of the ground between.
fn frame(pen: &Pen<'_>, row: Option<Track>, start: Millis, end: Millis, width: f64) {
    let Some(row) = row else { return };
    let window = pen.view.window;
    if end < window.start || start > window.end {
        return;
    }
    let (top, bottom) = pen.edges(row, gap(row));
    let left = pen.x(start);
    let right = pen.x(end).max(left + 3.0 * pen.scale);
    let width = width * pen.scale;
    let around = |grow: f64| {
        let (left, top) = (left - grow, top.max(grow + width) - grow);
        pen.context.stroke_rect(left, top, right + grow - left, bottom + grow - top);
    };
    pen.context.set_line_width(width);
    pen.context.set_stroke_style_str(&pen.palette.ground);
    around(-width / 2.0);
    pen.context.set_stroke_style_str(&pen.palette.ink);
    around(width / 2.0);
}

/// The moment of a replay.
fn replay_line(pen: &Pen<'_>, top: f64, bottom: f64) {
    let Some(replay) = pen.view.replay else { return };
    let window = pen.view.window;
    if (window.start..=window.end).contains(&replay.moment) {
        let x = pen.x(replay.moment).round().min(pen.right - 2.0 * pen.scale);
        pen.context.set_fill_style_str(&pen.palette.accent);
        pen.rect(x, top, x + (2.0 * pen.scale).round(), bottom);
    }
}
