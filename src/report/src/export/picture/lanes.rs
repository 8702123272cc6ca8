//! The lanes of the runs that stand for their strategies, on one time axis.

use super::ink;
use super::sheet::{HEAD, MARGIN, RIGHT, SMALL, Sheet, Style, TEXT, width};
use lanes_analysis::timeline::{Drawn, Group, Lane, Timeline, Window, layout};
use lanes_analysis::units;
use lanes_catalogue::setup::Setup;
use lanes_model::run::Run;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

/// Where the time axis begins and ends.
const AXIS: (f64, f64) = (MARGIN + 120.0, RIGHT);
/// How high a row is where there is room.
const ROW: f64 = 18.0;
/// How high a lane of many rows is at most.
const MOST_OF_A_LANE: f64 = 160.0;
/// How high all lanes together should be at most; many lanes are drawn thinner.
const MOST_OF_ALL: f64 = 1400.0;
/// Lanes thinner than this have no name.
const NAMED: f64 = 11.0;
const TICKS: u32 = 8;
/// What fraction of the axis is still seen by itself.
const GRAIN: f64 = 1.0 / 2000.0;

/// Draws the lanes with a legend and an axis; nothing where there is no run.
pub(super) fn draw(sheet: &mut Sheet, runs: &[&Run], setup: &Setup) {
    let timeline = layout(runs.iter().copied(), |strategy| setup.holds_gil(strategy));
    if timeline.groups.is_empty() || timeline.end <= Millis::ZERO {
        return;
    }
    sheet.y += 20.0;
    sheet.paragraph(HEAD, "Lanes", 1);
    legend(sheet, &timeline);
    axis(sheet, timeline.end);
    let wanted: f64 = timeline.groups.iter().flat_map(|group| &group.lanes).map(wanted_height).sum();
    let scale = (MOST_OF_ALL / wanted.max(1.0)).min(1.0);
    for group in &timeline.groups {
        draw_group(sheet, group, timeline.end, scale);
    }
}

fn wanted_height(lane: &Lane) -> f64 {
    (lane.rows() as f64 * ROW).min(MOST_OF_A_LANE)
}

fn place(moment: Millis, end: Millis) -> f64 {
    AXIS.0 + moment.0 / end.0 * (AXIS.1 - AXIS.0)
}

/// The phases that occur.
fn legend(sheet: &mut Sheet, timeline: &Timeline) {
    let occurs = |phase: &Phase| {
        let lanes = timeline.groups.iter().flat_map(|group| &group.lanes);
        lanes.flat_map(|lane| &lane.spans).any(|span| span.phase == *phase)
    };
    sheet.y += 24.0;
    let mut x = MARGIN;
    for phase in Phase::ALL.into_iter().filter(occurs) {
        let wide = 30.0 + width(phase.label(), SMALL.size) + 14.0;
        if x + wide > RIGHT {
            (x, sheet.y) = (MARGIN, sheet.y + 20.0);
        }
        sheet.rect((x, sheet.y - 10.0, 24.0, 12.0), ink::fill(phase), "2");
        sheet.text((x + 30.0, sheet.y), SMALL, phase.label());
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
    sheet.text((MARGIN, sheet.y), Style { weight: "600", ..TEXT }, group.strategy.key());
    let beside = MARGIN + width(group.strategy.key(), TEXT.size) + 14.0;
    sheet.text((beside, sheet.y), SMALL, &units::duration(group.wall));
    sheet.y += 6.0;
    for lane in &group.lanes {
        let height = wanted_height(lane) * scale;
        if height >= NAMED {
            sheet.text((MARGIN, sheet.y + height.min(ROW) / 2.0 + 4.0), SMALL, &lane.name);
        }
        let gap = if height > 6.0 { 3.0 } else { 0.5 };
        let whole = place(group.wall, end) - AXIS.0;
        sheet.rect((AXIS.0, sheet.y, whole, height), ink::SUNKEN, "0");
        let row_height = height / lane.rows() as f64;
        for place in 0..lane.rows() {
            let top = sheet.y + place as f64 * row_height;
            for drawn in lane.boxes(lane.row_at(place, None), &Window::all(end), Millis(end.0 * GRAIN)) {
                draw_span(sheet, &drawn, (top, row_height), end);
            }
        }
        sheet.y += height + gap;
    }
}

fn draw_span(sheet: &mut Sheet, drawn: &Drawn, (top, row): (f64, f64), end: Millis) {
    let span = &drawn.span;
    let (left, right) = (place(span.start, end), place(span.end, end));
    let gap = if row > 8.0 { 1.0 } else { 0.0 };
    // Spans that meet are told apart.
    let apart = if right - left > 3.0 { 0.75 } else { 0.0 };
    sheet.rect((left, top + gap, right - left - apart, row - 2.0 * gap), ink::fill(span.phase), "0");
    // Only what computes is dark and plain enough to be written on.
    if let Some(task) = span.task.filter(|_| span.phase == Phase::Compute && row > 12.0) {
        let number = task.number().to_string();
        if width(&number, SMALL.size) + 8.0 < right - left {
            let style = Style { colour: ink::COMPUTE_INK, ..SMALL };
            sheet.text((left + 5.0, top + row / 2.0 + 4.0), style, &number);
        }
    }
}
