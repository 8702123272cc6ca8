//! Drawing of the axis and of a group of lanes.

use super::pen::{Box, Buffers, Pen};
use super::stack;
use super::state::View;
use super::words;
use lanes_analysis::timeline::{Group, Hit, Interval, Lane, Place, Segment, Track, Tracks};
use lanes_model::{Millis, Phase, Strategy, TaskId};
use std::fmt::Write;

/// Opacity of what is not searched for.
const DIMMED: f64 = 0.28;
/// Minimum height of a row with numbers, in CSS pixels.
const NUMBERED: f64 = 11.0;
/// Approximate width of a digit, in CSS pixels.
const DIGIT: f64 = 7.0;
/// Minimum distance between the vertical lines of a path, in CSS pixels.
const TIES: f64 = 6.0;

/// Draws the axis, and above it which part is in sight if that is not all.
pub(super) fn axis(pen: &Pen<'_>, height: f64, text: &mut String) {
    let (context, scale, window) = (&pen.context, pen.scale, pen.view.window);
    let bottom = (height * scale).round();
    background(pen, bottom);
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
        // A label at either end stays inside.
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
        pen.write(text, x, bottom - 8.0 * scale);
    }
    context.set_fill_style_str(&pen.palette.line);
    pen.rect(pen.left, bottom - scale.round(), pen.right, bottom);
    replay_line(pen, bottom - 7.0 * scale, bottom);
}

/// Fills the background. A page that is dark on the screen prints in light colours, but its canvases stay dark.
fn background(pen: &Pen<'_>, bottom: f64) {
    pen.context.set_fill_style_str(&pen.palette.ground);
    pen.rect(0.0, 0.0, pen.right, bottom);
}

/// Draws a group: its ticks, the GIL, the lanes, what is searched for, and what is pointed at.
pub(super) fn group(pen: &Pen<'_>, index: usize, tracks: &Tracks, buffers: &mut Buffers) {
    let Some(group) = pen.view.timeline.groups.get(index) else { return };
    let path = pen.view.paths.as_ref().and_then(|paths| paths.get(index));
    pen.context.set_font(&pen.palette.font);
    pen.context.set_text_baseline("middle");
    background(pen, (tracks.height * pen.scale).ceil());
    ground(pen, group, tracks);
    names(pen, group, tracks);
    let is_searched = pen.view.task.is_some() || path.is_some();
    if is_searched {
        pen.context.set_global_alpha(DIMMED);
    }
    gil(pen, group, tracks, &mut buffers.text);
    for (bundle, track) in group.bundles.iter().zip(&tracks.bundles) {
        if let Some(track) = track {
            stack::bundle(pen, group.strategy, bundle, *track, &mut buffers.levels);
        }
    }

    let Buffers { boxes, text, .. } = buffers;
    boxes.clear();
    for (lane, track) in drawn_lanes(group, tracks) {
        collect(pen, lane, track, boxes);
    }
    if is_searched {
        fill(pen, group.strategy, boxes);
        pen.context.set_global_alpha(1.0);
        boxes.clear();
        if let Some(path) = path {
            path.iter().for_each(|segment| collect_segment(pen, group, tracks, segment, boxes));
        }
        if let Some(task) = pen.view.task {
            let lanes = drawn_lanes(group, tracks);
            lanes.for_each(|(lane, track)| collect_task(pen, lane, track, task, boxes));
        }
    }
    fill(pen, group.strategy, boxes);
    numbers(pen, group.strategy, boxes, text);
    if let Some(path) = path {
        connect(pen, group, tracks, path);
    }
    marks(pen, index, tracks);
    replay_line(pen, 0.0, (tracks.height * pen.scale).round());
}

/// Iterates over the lanes that have a strip of their own.
fn drawn_lanes<'a>(group: &'a Group, tracks: &'a Tracks) -> impl Iterator<Item = (&'a Lane, Track)> {
    group.lanes.iter().zip(&tracks.lanes).filter_map(|(lane, track)| Some((lane, (*track)?)))
}

/// Draws the ticks, the backgrounds of the lanes and their idle time.
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
    for (_, track) in drawn_lanes(group, tracks) {
        let (top, bottom) = pen.edges(track, 0.0);
        pen.rect(pen.left, top, end, bottom);
    }
    pen.palette.idle.fill.apply(context);
    for (lane, track) in drawn_lanes(group, tracks) {
        let (top, bottom) = pen.edges(track, 0.0);
        for Interval { start, end } in in_sight(&lane.idle, pen) {
            let (left, right) = (pen.x(*start), pen.x(end.min(pen.until())));
            if right - left >= 1.0 {
                pen.rect(left, top, right, bottom);
            }
        }
    }
}

/// Returns the intervals that are in sight and have begun, of intervals in rising order.
fn in_sight<'a>(intervals: &'a [Interval], pen: &Pen<'_>) -> impl Iterator<Item = &'a Interval> {
    let window = pen.view.window;
    let until = window.end.min(pen.until());
    let first = intervals.partition_point(|interval| interval.end < window.start);
    intervals[first..].iter().take_while(move |interval| interval.start < until)
}

/// Draws the names of the lanes, as many as fit.
fn names(pen: &Pen<'_>, group: &Group, tracks: &Tracks) {
    let line = 15.0;
    pen.context.set_fill_style_str(&pen.palette.quiet);
    pen.context.set_text_align("left");
    let room = pen.left - 6.0 * pen.scale;
    let write = |text: &str, y: f64| {
        // Fails if the canvas is gone.
        let _ = pen.context.fill_text_with_max_width(text, 0.0, (y * pen.scale).round(), room);
    };
    let mut free = 0.0;
    if let Some(track) = tracks.gil {
        let middle = track.top + track.height / 2.0;
        write(words::GIL, middle);
        free = middle + line / 2.0;
    }
    // A bundle always has room for its name.
    for (bundle, track) in group.bundles.iter().zip(&tracks.bundles) {
        if let Some(track) = track {
            write(&bundle.name, track.top + line / 2.0);
        }
    }
    for (lane, track) in drawn_lanes(group, tracks) {
        let middle = track.top + track.height.min(18.0) / 2.0;
        // The name of a narrow lane stays within the canvas, too.
        let middle = if free == 0.0 { middle.max(line / 2.0) } else { middle };
        if middle - line / 2.0 < free || (free > 0.0 && middle + line / 2.0 > tracks.height) {
            continue;
        }
        write(&lane.name, middle);
        free = middle + line / 2.0;
        if lane.every() > 1 {
            write(&words::rows_drawn(lane.every()), middle + line);
        }
    }
}

/// Draws which thread holds the GIL.
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
        let holder = &pen.palette.holders[hold.lane % pen.palette.holders.len()];
        holder.fill.apply(&pen.context);
        // A line of the background separates holds of the same tone.
        let line = if right - left > 4.0 * pen.scale { pen.scale.round() } else { 0.0 };
        pen.rect(left, top, right - line, bottom);
        text.clear();
        // Writing to a String does not fail.
        let _ = write!(text, "T{}", hold.lane + 1);
        if right - left > (DIGIT * text.len() as f64 + 8.0) * pen.scale {
            pen.context.set_fill_style_str(&holder.ink);
            pen.write(text, left + 4.0 * pen.scale, (top + bottom) / 2.0);
        }
    }
}

/// Returns the gap below a row, in CSS pixels.
fn gap(row: Track) -> f64 {
    if row.height > 8.0 { 1.0 } else { 0.0 }
}

/// Collects the boxes of a lane that are in sight.
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

/// Adds a box for a span that is searched for, or for a part of it, large enough to be visible.
fn push_match(
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
        push_match(pen, span.phase, span.task, part, row, boxes);
    }
}

fn collect_segment(pen: &Pen<'_>, group: &Group, tracks: &Tracks, segment: &Segment, boxes: &mut Vec<Box>) {
    let Some(row) = row_of(group, segment.lane, segment.index, tracks) else { return };
    let span = &group.lanes[segment.lane].spans[segment.index];
    let part = Interval { start: segment.start, end: segment.end };
    push_match(pen, span.phase, span.task, part, row, boxes);
}

/// Fills boxes phase by phase, since changing the fill takes longer than filling.
fn fill(pen: &Pen<'_>, strategy: Strategy, boxes: &[Box]) {
    for phase in Phase::ALL {
        let mut own = boxes.iter().filter(|area| area.phase == phase).peekable();
        if own.peek().is_some() {
            pen.palette.of(strategy, phase).fill.apply(&pen.context);
        }
        for area in own {
            // A line of the background separates neighbours of the same phase.
            let line = if area.right - area.left > 4.0 * pen.scale { pen.scale.round() } else { 0.0 };
            pen.context.fill_rect(area.left, area.top, area.right - area.left - line, area.height);
        }
    }
}

/// Draws the numbers of tasks that fit into their boxes.
fn numbers(pen: &Pen<'_>, strategy: Strategy, boxes: &[Box], text: &mut String) {
    pen.context.set_text_align("left");
    for phase in Phase::ALL {
        let paint = pen.palette.of(strategy, phase);
        for area in boxes.iter().filter(|area| area.phase == phase && area.height >= NUMBERED * pen.scale) {
            let Some(task) = area.task else { continue };
            if area.right - area.left < (DIGIT + 10.0) * pen.scale {
                continue;
            }
            text.clear();
            // Writing to a String does not fail.
            let _ = write!(text, "{}", task.number());
            let width = DIGIT * text.len() as f64 * pen.scale;
            if area.right - area.left < width + 10.0 * pen.scale {
                continue;
            }
            let (x, middle) = (area.left + 5.0 * pen.scale, (area.top + area.height / 2.0).round());
            if let Some(plate) = &paint.plate {
                pen.context.set_fill_style_str(plate);
                pen.rect(
                    x - 2.0 * pen.scale,
                    area.top + pen.scale,
                    x + width + pen.scale,
                    area.top + area.height - pen.scale,
                );
            }
            pen.context.set_fill_style_str(&paint.ink);
            pen.write(text, x, middle + pen.scale * 0.5);
        }
    }
}

/// Underlines a path, and connects its parts on different rows.
fn connect(pen: &Pen<'_>, group: &Group, tracks: &Tracks, path: &[Segment]) {
    let window = pen.view.window;
    let until = window.end.min(pen.until());
    let thick = (2.0 * pen.scale).round();
    pen.context.set_fill_style_str(&pen.palette.ink);
    let mut before: Option<f64> = None;
    let (mut drawn_to, mut tied_at) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for segment in path.iter().filter(|segment| segment.end >= window.start && segment.start < until) {
        let Some(row) = row_of(group, segment.lane, segment.index, tracks) else { continue };
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

/// Returns the row on which a span is drawn; None if its lane is drawn as part of a bundle.
pub(super) fn row_of(group: &Group, lane: usize, index: usize, tracks: &Tracks) -> Option<Track> {
    let own = group.lanes.get(lane)?;
    Some((*tracks.lanes.get(lane)?)?.row(own.place_of(own.row_of(index))))
}

/// Returns the row of the span at a place.
pub(super) fn row_at(view: &View, place: Place, tracks: &Tracks) -> Option<Track> {
    row_of(view.timeline.groups.get(place.group)?, place.lane, place.index, tracks)
}

/// Draws frames at what the pointer is on and at the focused span.
fn marks(pen: &Pen<'_>, group: usize, tracks: &Tracks) {
    let view = pen.view;
    if let Some(pointed) = view.pointed.filter(|pointed| pointed.group == group) {
        match pointed.hit {
            Hit::Span { lane, place, drawn } => {
                let row = tracks.lanes.get(lane).copied().flatten().map(|track| track.row(place));
                frame(pen, row, drawn.span.start, drawn.span.end, 1.0);
            }
            Hit::Idle { lane, gap } => {
                frame(pen, tracks.lanes.get(lane).copied().flatten(), gap.start, gap.end, 1.0);
            }
            Hit::Gil(hold) => frame(pen, tracks.gil, hold.start, hold.end, 1.0),
            Hit::Bundle { bundle, level } => {
                frame(pen, tracks.bundles.get(bundle).copied().flatten(), level.start, level.end, 1.0);
            }
        }
    }
    let place = view.place.filter(|place| view.has_focus && place.group == group);
    if let Some(place) = place
        && let Some(span) = view.timeline.span(place)
    {
        frame(pen, row_at(view, place, tracks), span.start, span.end, 2.0);
    }
}

/// Draws a frame at the edge of a part of a row, set off by a line of the background.
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
    let stroke = |grow: f64| {
        let (left, top) = (left - grow, top.max(grow + width) - grow);
        pen.context.stroke_rect(left, top, right + grow - left, bottom + grow - top);
    };
    pen.context.set_line_width(width);
    pen.context.set_stroke_style_str(&pen.palette.ground);
    stroke(-width / 2.0);
    pen.context.set_stroke_style_str(&pen.palette.ink);
    stroke(width / 2.0);
}

/// Draws the moment of a replay.
fn replay_line(pen: &Pen<'_>, top: f64, bottom: f64) {
    let Some(replay) = pen.view.replay else { return };
    let window = pen.view.window;
    if (window.start..=window.end).contains(&replay.moment) {
        let x = pen.x(replay.moment).round().min(pen.right - 2.0 * pen.scale);
        pen.context.set_fill_style_str(&pen.palette.accent);
        pen.rect(x, top, x + (2.0 * pen.scale).round(), bottom);
    }
}
