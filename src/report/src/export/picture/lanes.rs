//! The lanes of the runs that represent their strategies, on one time axis.

use super::ink;
use super::sheet::{HEAD, MARGIN, RIGHT, SMALL, Sheet, Style, TEXT, width};
use lanes_analysis::breakdown::Activity;
use lanes_analysis::look::{COLOURS, look};
use lanes_analysis::timeline::{Drawn, Group, Lane, Timeline, Window, activities, layout, style};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

/// Left and right ends of the time axis.
const AXIS: (f64, f64) = (MARGIN + 120.0, RIGHT);
/// Height of a row that has enough room.
const ROW: f64 = 18.0;
/// Maximum height of a lane with many rows.
const MAX_LANE: f64 = 160.0;
/// Maximum height of all lanes together; more lanes are drawn thinner.
const MAX_LANES: f64 = 1400.0;
/// Minimum height of a lane with a name.
const NAMED: f64 = 11.0;
/// Side of the mark in the strategy's colour.
const CHIP: f64 = 11.0;
const TICKS: u32 = 8;
/// Share of the axis below which spans are drawn as one.
const GRAIN: f64 = 1.0 / 2000.0;

/// Draws the lanes with a legend and an axis, or nothing if there is no run.
pub(super) fn draw(sheet: &mut Sheet, runs: &[&Run], holds_gil: impl Fn(Strategy) -> bool) {
    let timeline = layout(runs.iter().copied(), holds_gil);
    if timeline.groups.is_empty() || timeline.end <= Millis::ZERO {
        return;
    }
    sheet.y += 20.0;
    sheet.paragraph(HEAD, "Lanes", 1);
    legend(sheet, &timeline);
    axis(sheet, timeline.end);
    let natural: f64 = timeline.groups.iter().flat_map(|group| &group.lanes).map(natural_height).sum();
    let scale = (MAX_LANES / natural.max(1.0)).min(1.0);
    for group in &timeline.groups {
        draw_group(sheet, group, timeline.end, scale);
    }
}

fn natural_height(lane: &Lane) -> f64 {
    (lane.rows() as f64 * ROW).min(MAX_LANE)
}

fn place(moment: Millis, end: Millis) -> f64 {
    AXIS.0 + moment.0 / end.0 * (AXIS.1 - AXIS.0)
}

/// Draws the patterns of the activities that occur, with their names.
fn legend(sheet: &mut Sheet, timeline: &Timeline) {
    let occurs = |activity: &Activity| {
        let mut lanes = timeline.groups.iter().flat_map(|group| &group.lanes);
        match *activity {
            Activity::In(phase) => lanes.any(|lane| lane.has(phase)),
            Activity::Idle => lanes.any(|lane| !lane.idle.is_empty()),
        }
    };
    sheet.y += 24.0;
    let mut x = MARGIN;
    for activity in activities().filter(occurs) {
        let label = match activity {
            Activity::In(Phase::Compute) => "computing, in the strategy’s colour",
            other => style(other).label,
        };
        let wide = 30.0 + width(label, SMALL.size) + 14.0;
        if x + wide > RIGHT {
            (x, sheet.y) = (MARGIN, sheet.y + 20.0);
        }
        sheet.rect((x, sheet.y - 10.0, 24.0, 12.0), &ink::pattern(activity), "2");
        sheet.text((x + 30.0, sheet.y), SMALL, label);
        x += wide;
    }
}

fn axis(sheet: &mut Sheet, end: Millis) {
    sheet.y += 34.0;
    let ticks = Window::all(end).ticks(TICKS);
    for (tick, _) in ticks.moments() {
        let x = place(tick, end);
        let anchor = if x > RIGHT - 24.0 { "end" } else { "middle" };
        sheet.text((x, sheet.y - 8.0), Style { anchor, ..SMALL }, &ticks.label(tick));
        sheet.line((x, sheet.y - 5.0), (x, sheet.y), ink::STRONG_RULE, "1");
    }
    sheet.line((MARGIN, sheet.y), (RIGHT, sheet.y), ink::RULE, "1");
}

fn draw_group(sheet: &mut Sheet, group: &Group, end: Millis, scale: f64) {
    sheet.y += 22.0;
    let chip = COLOURS[look(group.strategy)].light;
    sheet.rect((MARGIN, sheet.y - CHIP + 1.0, CHIP, CHIP), chip, "2");
    let name = MARGIN + CHIP + 6.0;
    sheet.text((name, sheet.y), Style { weight: "600", ..TEXT }, group.strategy.key());
    let after_name = name + width(group.strategy.key(), TEXT.size) + 14.0;
    sheet.text((after_name, sheet.y), SMALL, &units::duration(group.wall));
    sheet.y += 6.0;
    for lane in &group.lanes {
        let height = natural_height(lane) * scale;
        if height >= NAMED {
            sheet.text((MARGIN, sheet.y + height.min(ROW) / 2.0 + 4.0), SMALL, &lane.name);
        }
        let gap = if height > 6.0 { 3.0 } else { 0.5 };
        let whole = place(group.wall, end) - AXIS.0;
        sheet.rect((AXIS.0, sheet.y, whole, height), ink::SUNKEN, "0");
        for idle in &lane.idle {
            let (left, right) = (place(idle.start, end), place(idle.end, end));
            if right - left >= 1.0 {
                sheet.rect((left, sheet.y, right - left, height), &ink::pattern(Activity::Idle), "0");
            }
        }
        let row_height = height / lane.rows() as f64;
        for place in 0..lane.rows() {
            let top = sheet.y + place as f64 * row_height;
            for drawn in lane.boxes(lane.row_at(place, None), &Window::all(end), Millis(end.0 * GRAIN)) {
                draw_span(sheet, group.strategy, &drawn, (top, row_height), end);
            }
        }
        sheet.y += height + gap;
    }
}

fn draw_span(sheet: &mut Sheet, strategy: Strategy, drawn: &Drawn, (top, row): (f64, f64), end: Millis) {
    let span = &drawn.span;
    let (left, right) = (place(span.start, end), place(span.end, end));
    let gap = if row > 8.0 { 1.0 } else { 0.0 };
    // A gap separates spans that meet.
    let gap_after = if right - left > 3.0 { 0.75 } else { 0.0 };
    sheet.rect(
        (left, top + gap, right - left - gap_after, row - 2.0 * gap),
        &ink::fill(strategy, Activity::In(span.phase)),
        "0",
    );
    // Only a plain ground is legible behind a number.
    let style = style(Activity::In(span.phase));
    if let Some(task) = span.task.filter(|_| style.path.is_empty() && row > 12.0) {
        let number = task.number().to_string();
        if width(&number, SMALL.size) + 8.0 < right - left {
            let ink = Style { colour: style.ink.light, ..SMALL };
            sheet.text((left + 5.0, top + row / 2.0 + 4.0), ink, &number);
        }
    }
}
