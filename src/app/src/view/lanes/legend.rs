//! What the patterns mean, and the table of what is drawn.

use super::look::{fill, patterns};
use super::words::lane_text;
use crate::state::Shared;
use crate::view::tables::plain_table;
use lanes_analysis::timeline::{Group, Lane, Timeline};
use lanes_analysis::units;
use lanes_model::{Millis, Phase};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct DrawnProps {
    pub(super) timeline: Shared<Timeline>,
}

/// The phases that occur.
fn phases(timeline: &Timeline) -> Vec<Phase> {
    let lanes = || timeline.groups.iter().flat_map(|group| &group.lanes);
    Phase::ALL.into_iter().filter(|phase| lanes().any(|lane| lane.has(*phase))).collect()
}

/// What the patterns mean.
#[component]
pub(super) fn Legend(DrawnProps { timeline }: &DrawnProps) -> Html {
    let entry = |phase: Option<Phase>| {
        html! {
            <li>
                <svg aria-hidden="true"><rect class="span" width="100%" height="100%" fill={fill(phase)} /></svg>
                { phase.map_or("idle", Phase::label) }
            </li>
        }
    };
    let idle = timeline.groups.iter().flat_map(|group| &group.lanes).any(|lane| !lane.idle.is_empty());
    let entries = phases(timeline).into_iter().map(Some).chain(idle.then_some(None));
    let has_gil = timeline.groups.iter().any(|group| !group.gil.is_empty());
    html! {
        <>
            { patterns() }
            <ul class="legend">
                { for entries.map(entry) }
                if has_gil { <li>{ "GIL row: T1 is thread 1 holding the lock" }</li> }
            </ul>
        </>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct LaneListProps {
    pub(super) timeline: Shared<Timeline>,
    /// Which group.
    pub(super) group: usize,
}

/// What each lane of a group did, for those who do not see it.
#[component]
pub(super) fn LaneList(LaneListProps { timeline, group }: &LaneListProps) -> Html {
    let group = &timeline.groups[*group];
    let lane = |index: usize| html! { <li data-lane={index.to_string()}>{ lane_text(group, index) }</li> };
    html! { <ul class="hidden">{ for (0..group.lanes.len()).map(lane) }</ul> }
}

/// The totals of each lane.
#[component]
pub(super) fn LanesTable(DrawnProps { timeline }: &DrawnProps) -> Html {
    let phases = phases(timeline);
    let times = |lane: &Lane| {
        let totals = phases.iter().map(|phase| lane.total(*phase)).chain([lane.idle_time()]);
        totals.map(|time: Millis| html! { <td>{ units::duration(time) }</td> }).collect::<Html>()
    };
    let rows = |group: &Group| {
        let row = |lane: &Lane| {
            html! {
                <tr>
                    <th scope="row">{ group.strategy.key() }</th>
                    <td>{ lane.name.clone() }</td>
                    <td>{ lane.tasks() }</td>
                    { times(lane) }
                </tr>
            }
        };
        group.lanes.iter().map(row).collect::<Html>()
    };
    let times_of = phases.iter().map(|phase| units::capitalised(phase.label()));
    let heads = ["Strategy", "Lane", "Tasks"].map(str::to_owned).into_iter();
    let heads = heads.chain(times_of).chain(["Idle".to_owned()]);
    plain_table("Lanes as a table", heads, timeline.groups.iter().map(rows).collect())
}
