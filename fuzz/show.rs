//! Every text and drawing that the page makes from runs.

use lanes_analysis::breakdown::breakdown;
use lanes_analysis::caution::cautions;
use lanes_analysis::compare::{Comparison, Computing, Nature, WaitsFor, compare};
use lanes_analysis::look::SHAPES;
use lanes_analysis::prediction::judged;
use lanes_analysis::timeline::{
    Group, Shown, Step, Timeline, Window, critical_path, first_place, hit, layout, story, tracks, walk,
};
use lanes_catalogue::advice::advice;
use lanes_catalogue::guide::kinds;
use lanes_catalogue::sweep::{Chart, above_from};
use lanes_model::{Millis, Run, Strategy, TaskId};
use lanes_report::export::{Measured, csv, markdown, picture, trace_events};
use lanes_report::record::Record;
use lanes_report::report::{Report, View};
use lanes_report::result::ResultDocument;
use lanes_report::table::tables;
use lanes_report::versus::{Side, Versus};

/// Presents, draws and exports a record at every point of its sweep and over every baseline. Returns the texts that a
/// reader sees.
pub(super) fn everything(record: &Record) -> Vec<String> {
    let runs: Vec<&Run> = record.runs().collect();
    let mut texts = lessons(record, &runs);
    for point in 0..record.setup.points().len().max(1) as u16 {
        texts.extend(at_point(record, &runs, point));
    }
    texts.extend(exports(record, &runs));
    runs.iter().for_each(|run| drop(breakdown(run)));
    draw(&layout(runs.iter().copied(), |strategy| record.setup.holds_gil(strategy)));
    texts
}

/// Returns the sentences about the first point: the lesson, the outcome of each possible prediction, and the advice.
fn lessons(record: &Record, runs: &[&Run]) -> Vec<String> {
    let experiment = record.setup.experiment();
    let comparison = compare(runs.iter().copied(), 0);
    let lesson = experiment.lesson().and_then(|lesson| lesson(&record.setup, &comparison, runs));
    let guesses = experiment.strategies.iter().map(|picked| judged(*picked, &comparison, runs));
    let advice = kinds().filter_map(|kind| advice(kind, &comparison));
    let advice = advice.flat_map(|advice| [advice.headline, advice.python, advice.rust]);
    lesson.into_iter().chain(guesses).chain(advice).collect()
}

fn at_point(record: &Record, runs: &[&Run], point: u16) -> Vec<String> {
    let comparison = compare(runs.iter().copied(), point);
    let mut texts = cautions(&comparison, runs, point, &record.environment, false);
    texts.extend(comparison.agreement.as_ref().err().map(ToString::to_string));
    for baseline in record.setup.experiment().strategies {
        texts.extend(comparison_texts(&comparison.clone().against(*baseline)));
    }
    let side = Side { setup: &record.setup, runs };
    if let Some(versus) = Versus::new(side, side, point) {
        texts.extend(versus.rows.iter().map(|row| versus.words(row.call)));
    }
    texts
}

/// Returns the texts about a comparison: verdict, nature of the work, speed-ups and the table.
fn comparison_texts(comparison: &Comparison) -> Vec<String> {
    let verdict = comparison.verdict.iter().flat_map(|verdict| [verdict.sentence(), verdict.short()]);
    let natures = [
        Nature { waits_for: WaitsFor::Network, computing: Computing::Holds },
        Nature { waits_for: WaitsFor::Files, computing: Computing::Releases },
        Nature { waits_for: WaitsFor::Network, computing: Computing::Either },
    ];
    let work = natures.into_iter().filter_map(|nature| Some(comparison.work?.sentence(nature)));
    let rows = comparison
        .rows
        .iter()
        .filter_map(|row| comparison.speed_up(row))
        .flat_map(|speed_up| [Some(speed_up.cell()), speed_up.as_fast_as()].into_iter().flatten());
    let notes = [comparison.caption(), comparison.speed_up_notes(), markdown::table(comparison)];
    verdict.chain(work).chain(rows).chain(notes).collect()
}

fn exports(record: &Record, runs: &[&Run]) -> Vec<String> {
    let Record { setup, environment, .. } = record;
    let strategies = setup.experiment().strategies;
    let mut texts = Vec::new();
    if let Some(sweep) = &setup.experiment().sweep {
        let chart = Chart::new(setup, sweep, strategies, runs);
        setup.experiment().fits(setup, &chart);
        for series in &chart.series {
            assert!(series.look < SHAPES.len());
            for other in &chart.series {
                above_from(series, other);
            }
            texts.extend(series.points.iter().map(|point| chart.text(&sweep.measure, series, point)));
        }
    }
    texts.extend(tables(setup, strategies, runs).into_iter().flat_map(|table| table.rows).flatten());
    ResultDocument::new(setup, runs.iter().copied(), record.failure.as_ref(), environment.clone());
    // All points are exported alike, so the first and the last are enough.
    let points = setup.points().len() as u16;
    for point in [0, points.saturating_sub(1)].into_iter().take(usize::from(points.clamp(1, 2))) {
        let baseline = strategies.last().copied().unwrap_or(Strategy::Sequential);
        let view = View { point, baseline, is_telling: true };
        let report = Report::new(setup, runs, view, Some(environment));
        let measured = Measured {
            setup,
            strategies,
            runs,
            report: &report,
            point,
            // A record does not contain this.
            enough: None,
            environment,
            address: "https://lanes.example/",
        };
        trace_events::document(&measured);
        texts.extend([markdown::text(&measured), picture::picture(&measured).svg]);
        if point == 0 {
            texts.push(csv::table(&measured));
        }
    }
    texts
}

/// Lays out the timeline as the page does, and moves over it with pointer and keys.
fn draw(timeline: &Timeline) {
    let all = Window::all(timeline.end);
    let near = all.zoom(all.moment(0.3), 0.01);
    let windows = [all, near, near.pan(0.5), near.pan(-9.0), near.showing(Millis::ZERO, timeline.end)];
    for window in &windows {
        let ticks = window.ticks(8);
        ticks.moments().take(100).for_each(|(moment, _)| drop(ticks.label(moment)));
        timeline.groups.iter().for_each(|group| draw_group(group, window));
    }
    let Some(mut place) = first_place(timeline, 0) else { return };
    for step in [Step::Last, Step::Down, Step::Next, Step::Down, Step::First, Step::Up, Step::Previous] {
        place = walk(timeline, place, step, Some(TaskId(1)));
        assert!(timeline.span(place).is_some());
    }
}

fn draw_group(group: &Group, window: &Window) {
    let grain = Millis(window.length().0 / 500.0);
    for segment in critical_path(group) {
        assert!(segment.index < group.lanes[segment.lane].spans.len());
    }
    for bundle in &group.bundles {
        bundle.columns(window, grain).for_each(drop);
    }
    for lane in &group.lanes {
        for place in 0..lane.rows() {
            lane.boxes(lane.row_at(place, None), window, grain).for_each(drop);
        }
    }
    for task in [0, 1, u32::MAX] {
        story(group, TaskId(task));
        for tracks in [false, true].map(|is_expanded| tracks(group, is_expanded)) {
            let shown = Shown { tracks: &tracks, window, grain, wanted: Some(TaskId(task)) };
            for share in [0.0, 0.4, 1.0] {
                hit(group, shown, window.moment(share), tracks.height * share);
            }
        }
    }
    group.done_by(window.end);
}
