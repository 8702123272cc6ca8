//! The lanes timeline, and the table of what it shows.

use crate::state::Results;
use lanes_model::compare::representative;
use lanes_model::timeline::{Group, Lane, Placed, Timeline, layout, ticks};
use lanes_model::{LaneKind, Millis, Phase, units};
use std::rc::Rc;
use yew::prelude::*;

/// The height of a lane with one row, in CSS pixels; more rows share [`MAX_LANE_HEIGHT`].
const ROW_HEIGHT: f64 = 18.0;
const MAX_LANE_HEIGHT: f64 = 160.0;
/// Spans narrower than this share of the axis, in per cent, have no room for their name.
const NAMED_SPAN_WIDTH: f64 = 5.0;
const TICKS: u32 = 5;

#[derive(PartialEq, Properties)]
pub(crate) struct LanesProps {
    pub(crate) results: Rc<Results>,
}

#[component]
pub(crate) fn Lanes(LanesProps { results }: &LanesProps) -> Html {
    let runs = results.strategies.iter().filter_map(|strategy| representative(&results.runs, *strategy));
    let timeline = layout(runs);
    if timeline.groups.is_empty() {
        return html! {};
    }
    html! {
        <section class="lanes" aria-labelledby="lanes-title">
            <h2 id="lanes-title">{ "Lanes" }</h2>
            { legend() }
            <div class="timeline">
                { axis(&timeline) }
                { for timeline.groups.iter().map(|group| group_view(group, timeline.end)) }
            </div>
            <details>
                <summary>{ "The same as a table" }</summary>
                { table(&timeline) }
            </details>
        </section>
    }
}

fn label(phase: Phase) -> &'static str {
    match phase {
        Phase::Compute => "computing",
        Phase::IoWait => "waiting",
    }
}

fn legend() -> Html {
    let entry = |phase: Phase| {
        html! {
            <li>
                <svg aria-hidden="true"><rect class={class(phase)} width="100%" height="100%" fill={fill(phase)} /></svg>
                { label(phase) }
            </li>
        }
    };
    html! {
        <>
            <svg class="patterns" aria-hidden="true">
                <defs>
                    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect class="hatch-ground" width="6" height="6" />
                        <rect class="hatch-line" width="2" height="6" />
                    </pattern>
                </defs>
            </svg>
            <ul class="legend">{ for Phase::ALL.into_iter().map(entry) }</ul>
        </>
    }
}

fn class(phase: Phase) -> String {
    format!("span {}", phase.key())
}

/// Waiting is hatched, so that phases differ by more than colour.
fn fill(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Compute => None,
        Phase::IoWait => Some("url(#hatch)"),
    }
}

fn percent(moment: Millis, end: Millis) -> f64 {
    if end > Millis::ZERO { moment.0 / end.0 * 100.0 } else { 0.0 }
}

fn axis(timeline: &Timeline) -> Html {
    let end = timeline.end;
    let tick = |(index, moment): (usize, Millis)| {
        let at = percent(moment, end);
        let x = format!("{at:.3}%");
        // A name at either end is kept inside.
        let anchor = match at {
            a if a < 5.0 => "start",
            a if a > 85.0 => "end",
            _ => "middle",
        };
        html! {
            <>
                <line x1={x.clone()} x2={x.clone()} y1="14" y2="20" />
                <text {x} y="11" text-anchor={anchor} class={classes!((index % 2 == 1).then_some("minor"))}>{ tick_label(moment, end) }</text>
            </>
        }
    };
    html! {
        <div class="axis" aria-hidden="true">
            <span class="lane-name"></span>
            <svg height="20">{ for ticks(end, TICKS).into_iter().enumerate().map(tick) }</svg>
        </div>
    }
}

/// Ticks share one unit, with as few decimals as tell them apart.
fn tick_label(moment: Millis, end: Millis) -> String {
    match end.0 {
        e if e >= 2000.0 => format!("{} s", (moment.0 / 100.0).round() / 10.0),
        e if e >= 10.0 => format!("{} ms", moment.0.round()),
        _ => format!("{} ms", (moment.0 * 1000.0).round() / 1000.0),
    }
}

fn group_view(group: &Group, end: Millis) -> Html {
    let lanes = group.lanes.iter().enumerate().map(|(index, lane)| lane_view(group, index, lane, end));
    html! {
        <div class="group" key={group.strategy.key()} data-strategy={group.strategy.key()}>
            <h3>{ group.strategy.key() }<span class="wall">{ units::duration(group.wall) }</span></h3>
            { for lanes }
        </div>
    }
}

fn lane_name(lane: &Lane, index: usize) -> String {
    match lane.kind {
        LaneKind::Thread => format!("thread {}", index + 1),
        LaneKind::EventLoop => "event loop".to_owned(),
    }
}

fn lane_view(group: &Group, index: usize, lane: &Lane, end: Millis) -> Html {
    let height = (lane.rows as f64 * ROW_HEIGHT).min(MAX_LANE_HEIGHT);
    let row_height = height / lane.rows as f64;
    let name = lane_name(lane, index);
    let description = format!("{}, {name}: {}", group.strategy.key(), totals_text(lane));
    html! {
        <div class="lane">
            <span class="lane-name">{ name }</span>
            <svg height={height.to_string()} role="img" aria-label={description} data-lane={index.to_string()}>
                <rect class="lane-ground" width={format!("{:.3}%", percent(group.wall, end))} height="100%" />
                { for lane.spans.iter().map(|placed| span_view(placed, row_height, end)) }
            </svg>
        </div>
    }
}

fn span_view(placed: &Placed, row_height: f64, end: Millis) -> Html {
    let span = &placed.span;
    let width = percent(span.duration(), end);
    let start = percent(span.start, end);
    let y = placed.row as f64 * row_height;
    let gap = if row_height > 8.0 { 2.0 } else { 0.5 };
    let task = span.task.number();
    let title = format!(
        "Task {task}: {} for {}, from {} on",
        label(span.phase),
        units::duration(span.duration()),
        units::duration(span.start)
    );
    let named = width >= NAMED_SPAN_WIDTH && row_height > 12.0;
    html! {
        <g>
            <title>{ title }</title>
            <rect
                class={class(span.phase)}
                fill={fill(span.phase)}
                x={format!("{start:.3}%")}
                y={format!("{:.1}", y + gap / 2.0)}
                width={format!("{width:.3}%")}
                height={format!("{:.1}", row_height - gap)}
                data-task={task.to_string()}
                data-start={format!("{:.3}", span.start.0)}
                data-end={format!("{:.3}", span.end.0)}
            />
            if named {
                <text x={format!("{:.3}%", start)} dx="5" y={format!("{:.1}", y + row_height / 2.0 + 4.0)}>
                    { task }
                </text>
            }
        </g>
    }
}

fn total(lane: &Lane, phase: Phase) -> Millis {
    let spans = lane.spans.iter().map(|placed| placed.span).filter(|span| span.phase == phase);
    spans.map(|span| span.duration()).sum()
}

fn tasks(lane: &Lane) -> usize {
    lane.spans.iter().map(|placed| placed.span.task).collect::<std::collections::BTreeSet<_>>().len()
}

fn totals_text(lane: &Lane) -> String {
    let totals = Phase::ALL.map(|phase| format!("{} {}", units::duration(total(lane, phase)), label(phase)));
    format!("{} tasks, {}", tasks(lane), totals.join(", "))
}

fn table(timeline: &Timeline) -> Html {
    let rows = timeline.groups.iter().flat_map(|group| {
        group.lanes.iter().enumerate().map(|(index, lane)| {
            html! {
                <tr>
                    <th scope="row">{ group.strategy.key() }</th>
                    <td>{ lane_name(lane, index) }</td>
                    <td>{ tasks(lane) }</td>
                    { for Phase::ALL.map(|phase| html! { <td>{ units::duration(total(lane, phase)) }</td> }) }
                </tr>
            }
        })
    });
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label="Lanes as a table">
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{ "Strategy" }</th>
                        <th scope="col">{ "Lane" }</th>
                        <th scope="col">{ "Tasks" }</th>
                        { for Phase::ALL.map(|phase| html! { <th scope="col">{ label(phase) }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
