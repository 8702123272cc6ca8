//! The legend of the patterns, and what the canvases show as a list and as a table.

use super::words;
use crate::state::Shared;
use crate::view::elements::plain_table;
use lanes_analysis::breakdown::Activity;
use lanes_analysis::timeline::{Group, Lane, Style, TILE, Timeline, activities, style, style_of};
use lanes_analysis::units;
use lanes_model::{Millis, Phase, Strategy};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct LegendProps {
    pub(super) timeline: Shared<Timeline>,
    /// True if a bundle is drawn as one row.
    pub(super) has_bundle: bool,
}

#[derive(PartialEq, Properties)]
pub(super) struct DrawnProps {
    pub(super) timeline: Shared<Timeline>,
}

/// Returns the activities that occur, in the order of the legend.
fn occurring(timeline: &Timeline) -> Vec<Activity> {
    let lanes = || timeline.groups.iter().flat_map(|group| &group.lanes);
    let occurs = |activity: &Activity| match *activity {
        Activity::In(phase) => lanes().any(|lane| lane.has(phase)),
        Activity::Idle => lanes().any(|lane| !lane.idle.is_empty()),
    };
    activities().filter(occurs).collect()
}

/// The meaning of each pattern.
#[component]
pub(super) fn Legend(LegendProps { timeline, has_bundle }: &LegendProps) -> Html {
    let entry = |activity: Activity| {
        let is_computing = activity == Activity::In(Phase::Compute);
        let label = if is_computing { words::COMPUTING } else { style(activity).label };
        html! {
            <li>
                <svg aria-hidden="true">
                    <rect class="span" width="100%" height="100%" fill={pattern(style(activity))} />
                </svg>
                { label }
            </li>
        }
    };
    let has_gil = timeline.groups.iter().any(|group| !group.gil.is_empty());
    html! {
        <>
            { patterns() }
            <ul class="legend">
                { for occurring(timeline).into_iter().map(entry) }
                if has_gil { <li>{ words::GIL_ROW }</li> }
                if *has_bundle { <li>{ words::BUNDLE_ROW }</li> }
            </ul>
        </>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct LaneListProps {
    pub(super) group: Shared<Group>,
}

/// The lanes of a group in words, for screen readers.
#[component]
pub(super) fn LaneList(LaneListProps { group }: &LaneListProps) -> Html {
    let lane = |index: usize| html! { <li data-lane={index.to_string()}>{ words::lane(group, index) }</li> };
    html! { <ul class="hidden">{ for (0..group.lanes.len()).map(lane) }</ul> }
}

/// The table of each lane's totals.
#[component]
pub(super) fn LanesTable(DrawnProps { timeline }: &DrawnProps) -> Html {
    // Every table has a column for idle time.
    let occurring = occurring(timeline);
    let columns: Vec<Activity> =
        activities().filter(|activity| *activity == Activity::Idle || occurring.contains(activity)).collect();
    let total = |lane: &Lane, activity: &Activity| match *activity {
        Activity::In(phase) => lane.total(phase),
        Activity::Idle => lane.idle_time(),
    };
    let times = |lane: &Lane| {
        let cell = |time: Millis| html! { <td>{ units::duration(time) }</td> };
        columns.iter().map(|activity| cell(total(lane, activity))).collect::<Html>()
    };
    let rows = |group: &Rc<Group>| {
        let row = |lane: &Lane| {
            html! {
                <tr>
                    <th scope="row">{ group.strategy.key() }</th>
                    <td>{ lane.name.clone() }</td>
                    <td>{ lane.tasks }</td>
                    { times(lane) }
                </tr>
            }
        };
        group.lanes.iter().map(row).collect::<Html>()
    };
    let activities = columns.iter().map(|activity| units::capitalised(style(*activity).label));
    let heads = words::TABLE_COLUMNS.map(str::to_owned).into_iter().chain(activities);
    plain_table(words::TABLE, heads, timeline.groups.iter().map(rows).collect())
}

/// Returns the fill of an SVG shape that stands for an activity of a strategy.
pub(in crate::view) fn fill(strategy: Strategy, activity: Activity) -> AttrValue {
    let style = style_of(strategy, activity);
    if style.path.is_empty() { format!("var({})", style.ground.token).into() } else { pattern(style) }
}

fn pattern(Style { id, .. }: Style) -> AttrValue {
    format!("url(#{id})").into()
}

/// Renders the patterns that [`fill`] names, once for the page. The canvas draws the same patterns.
fn patterns() -> Html {
    let tile = TILE.to_string();
    let tiled = |Style { id, ground, mark, path, width, .. }: Style| {
        let value = |token: &str| format!("var({token})");
        html! {
            <pattern {id} width={tile.clone()} height={tile.clone()} patternUnits="userSpaceOnUse">
                <rect width={tile.clone()} height={tile.clone()} fill={value(ground.token)} />
                <path
                    d={path}
                    stroke={value(mark.token)}
                    stroke-width={width.to_string()}
                    stroke-linecap="round"
                />
            </pattern>
        }
    };
    html! {
        <svg class="patterns" aria-hidden="true"><defs>{ for activities().map(style).map(tiled) }</defs></svg>
    }
}
