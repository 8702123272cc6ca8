//! The lanes timeline, and the table of what it shows.

use crate::state::{Results, Shared};
use lanes_model::compare::representative;
use lanes_model::timeline::{Group, Lane, Placed, Timeline, layout, tick_label, ticks};
use lanes_model::{LaneTrace, Millis, Phase, Run, units};
use yew::prelude::*;

/// The height of a lane with one row, in CSS pixels; more rows share [`MAX_LANE_HEIGHT`].
const ROW_HEIGHT: f64 = 18.0;
const MAX_LANE_HEIGHT: f64 = 160.0;
/// Spans narrower than this share of the axis, in per cent, have no room for their name.
const NAMED_SPAN_WIDTH: f64 = 5.0;
const TICKS: u32 = 5;

#[derive(PartialEq, Properties)]
pub(crate) struct LanesProps {
    pub(crate) results: Shared<Results>,
    /// The point of what is varied.
    pub(crate) point: u16,
}

#[component]
pub(crate) fn Lanes(LanesProps { results, point }: &LanesProps) -> Html {
    let drawn = |approach| representative(results.runs(), approach, *point);
    let runs = results.approaches.iter().copied().filter_map(drawn);
    let runs: Vec<&Run> = runs.collect();
    let timeline = layout(runs.iter().copied());
    if timeline.groups.is_empty() {
        return html! {};
    }
    html! {
        <section class="lanes" aria-labelledby="lanes-title">
            <h2 id="lanes-title">{ "Lanes" }</h2>
            { legend(&timeline) }
            <div class="timeline">
                { axis(&timeline) }
                { for timeline.groups.iter().zip(&runs).map(|(group, run)| group_view(group, run, timeline.end)) }
            </div>
            <details>
                <summary>{ "The same as a table" }</summary>
                { table(&runs) }
            </details>
        </section>
    }
}

/// The phases that occur.
fn legend(timeline: &Timeline) -> Html {
    let entry = |phase: Phase| {
        html! {
            <li>
                <svg aria-hidden="true"><rect class={class(phase)} width="100%" height="100%" fill={fill(phase)} /></svg>
                { phase.label() }
            </li>
        }
    };
    let occurs = |phase: &Phase| {
        let lanes = timeline.groups.iter().flat_map(|group| &group.lanes);
        lanes.flat_map(|lane| &lane.spans).any(|placed| placed.span.phase == *phase)
    };
    html! {
        <>
            <svg class="patterns" aria-hidden="true">
                <defs>
                    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect class="hatch-ground" width="6" height="6" />
                        <rect class="hatch-line" width="2" height="6" />
                    </pattern>
                    <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
                        <rect class="dots-ground" width="5" height="5" />
                        <circle class="dots-dot" cx="2.5" cy="2.5" r="1.2" />
                    </pattern>
                    <pattern id="starved" width="5" height="5" patternUnits="userSpaceOnUse">
                        <rect class="starved-ground" width="5" height="5" />
                        <rect class="starved-line" width="5" height="1" y="2" />
                    </pattern>
                    <pattern id="blocked" width="5" height="5" patternUnits="userSpaceOnUse">
                        <rect class="blocked-ground" width="5" height="5" />
                        <rect class="blocked-line" width="2" height="5" x="1" />
                    </pattern>
                </defs>
            </svg>
            <ul class="legend">{ for Phase::ALL.into_iter().filter(occurs).map(entry) }</ul>
        </>
    }
}

pub(super) fn class(phase: Phase) -> String {
    format!("span {}", phase.key())
}

/// Waiting is hatched and dotted, so that phases differ by more than colour.
pub(super) fn fill(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::IoWait => Some("url(#hatch)"),
        Phase::LockWait => Some("url(#dots)"),
        Phase::Starved => Some("url(#starved)"),
        Phase::Blocked => Some("url(#blocked)"),
        _ => None,
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

fn group_view(group: &Group, run: &Run, end: Millis) -> Html {
    let lanes = group.lanes.iter().zip(&run.lanes).enumerate().map(|(index, (lane, trace))| {
        let mut name = run.lane_name(index);
        if lane.every > 1 {
            name = format!("{name}, one row in {}", lane.every);
        }
        let description = format!("{}, {name}: {}", group.approach.key(), totals_text(trace));
        lane_view(group.wall, lane, index, name, description, end)
    });
    html! {
        <div class="group" key={group.approach.key()} data-strategy={group.approach.key()}>
            <h3>{ group.approach.key() }<span class="wall">{ units::duration(group.wall) }</span></h3>
            { for lanes }
        </div>
    }
}

fn lane_view(
    wall: Millis,
    lane: &Lane,
    index: usize,
    name: String,
    description: String,
    end: Millis,
) -> Html {
    let height = (lane.rows as f64 * ROW_HEIGHT).min(MAX_LANE_HEIGHT);
    let row_height = height / lane.rows as f64;
    html! {
        <div class="lane">
            <span class="lane-name">{ name }</span>
            <svg height={height.to_string()} role="img" aria-label={description} data-lane={index.to_string()}>
                <rect class="lane-ground" width={format!("{:.3}%", percent(wall, end))} height="100%" />
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
    let task = span.task.map(|task| task.number().to_string());
    let what = match (&task, placed.spans) {
        (Some(task), 1) => format!("Task {task}: {}", span.phase.label()),
        (None, 1) => units::capitalised(span.phase.label()),
        (_, spans) => format!("{spans} spans, mostly {}", span.phase.label()),
    };
    let title =
        format!("{what} for {}, from {} on", units::duration(span.duration()), units::duration(span.start));
    let name = task.clone().filter(|_| width >= NAMED_SPAN_WIDTH && row_height > 12.0);
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
                data-task={task}
                data-spans={placed.spans.to_string()}
                data-start={format!("{:.3}", span.start.0)}
                data-end={format!("{:.3}", span.end.0)}
            />
            if let Some(name) = name {
                <text x={format!("{start:.3}%")} dx="5" y={format!("{:.1}", y + row_height / 2.0 + 4.0)}>
                    { name }
                </text>
            }
        </g>
    }
}

/// What a lane did, in words: the phases that took any time.
fn totals_text(lane: &LaneTrace) -> String {
    let totals = Phase::ALL.into_iter().filter_map(|phase| {
        let total = lane.total(phase);
        (total > Millis::ZERO).then(|| format!("{} {}", units::duration(total), phase.label()))
    });
    let totals: Vec<String> = totals.collect();
    format!("{} tasks, {}", lane.tasks(), totals.join(", "))
}

fn table(runs: &[&Run]) -> Html {
    let occurs = |phase: &Phase| {
        let mut spans = runs.iter().flat_map(|run| &run.lanes).flat_map(|lane| &lane.spans);
        spans.any(|span| span.phase == *phase)
    };
    let phases: Vec<Phase> = Phase::ALL.into_iter().filter(occurs).collect();
    let rows = runs.iter().flat_map(|run| {
        run.lanes.iter().enumerate().map(|(index, lane)| {
            html! {
                <tr>
                    <th scope="row">{ run.turn.approach.key() }</th>
                    <td>{ run.lane_name(index) }</td>
                    <td>{ lane.tasks() }</td>
                    { for phases.iter().map(|phase| html! { <td>{ units::duration(lane.total(*phase)) }</td> }) }
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
                        { for phases.iter().map(|phase| html! { <th scope="col">{ units::capitalised(phase.label()) }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
