//! Where the time went: a stacked bar per strategy, as a share of all its lanes' time, and its figures as a table.

use super::lanes::fill;
use super::tables::plain_table;
use crate::state::{Results, Shared};
use lanes_analysis::breakdown::{Activity, breakdown};
use lanes_analysis::compare::representative;
use lanes_analysis::units;
use lanes_model::{Millis, Phase, Run, Strategy};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PhasesProps {
    pub(crate) results: Shared<Results>,
    /// The point of what is varied.
    pub(crate) point: u16,
}

/// What the lanes of one run did.
struct Parts {
    strategy: Strategy,
    /// The time of all its lanes.
    all: Millis,
    parts: Vec<(Activity, Millis)>,
}

impl Parts {
    fn of(run: &Run) -> Parts {
        let parts = breakdown(run);
        Parts { strategy: run.turn.strategy, all: parts.iter().map(|(_, time)| *time).sum(), parts }
    }

    fn share(&self, time: Millis) -> f64 {
        if self.all > Millis::ZERO { time.0 / self.all.0 } else { 0.0 }
    }

    /// `computing 97 %, 620 ms`.
    fn told(&self, (activity, time): &(Activity, Millis)) -> String {
        [name(*activity), " ", &units::percent(self.share(*time)), ", ", &units::duration(*time)].concat()
    }
}

#[component]
pub(crate) fn Phases(PhasesProps { results, point }: &PhasesProps) -> Html {
    let pointed = use_state(|| None::<Strategy>);
    let drawn = |strategy| representative(results.runs(), strategy, *point);
    let all: Vec<Parts> = results.strategies.iter().copied().filter_map(drawn).map(Parts::of).collect();
    if all.is_empty() {
        return html! {};
    }
    let point_at = {
        let pointed = pointed.clone();
        Callback::from(move |strategy| pointed.set(Some(strategy)))
    };
    let detail = match all.iter().find(|parts| Some(parts.strategy) == *pointed) {
        Some(parts) => {
            let told: Vec<String> = parts.parts.iter().map(|part| parts.told(part)).collect();
            [parts.strategy.key(), ": ", &told.join("; ")].concat()
        }
        None => "Point at a bar, tap it, or go to it with the Tab key, for its figures.".to_owned(),
    };
    html! {
        <section class="phases" aria-labelledby="phases-title">
            <h2 id="phases-title">{ "Where the time went" }</h2>
            <table class="shares">
                <caption>{ "How the lanes of each strategy spent their time, all lanes together." }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Strategy" }</th>
                        <th scope="col" class="bar"><span class="hidden">{ "Bar" }</span></th>
                        <th scope="col">{ "Mostly" }</th>
                    </tr>
                </thead>
                <tbody>{ for all.iter().map(|parts| row(parts, &point_at)) }</tbody>
            </table>
            <p class="pointed">{ detail }</p>
            <details>
                <summary>{ "The figures as a table" }</summary>
                { table(&all) }
            </details>
        </section>
    }
}

fn row(parts: &Parts, point_at: &Callback<Strategy>) -> Html {
    let strategy = parts.strategy;
    let told: Vec<String> = parts.parts.iter().map(|part| parts.told(part)).collect();
    let most = parts.parts.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let mostly =
        most.map(|(activity, time)| [&units::percent(parts.share(*time)), " ", name(*activity)].concat());
    let mut start = 0.0;
    let pieces = parts.parts.iter().zip(&told).map(|((activity, time), told)| {
        let (x, width) = (start, parts.share(*time) * 100.0);
        start += width;
        html! {
            <g>
                <title>{ units::capitalised(told) }</title>
                <rect class="span" fill={look(*activity)} x={format!("{x:.3}%")} width={format!("{width:.3}%")} height="100%" />
            </g>
        }
    });
    let pieces: Html = pieces.collect();
    html! {
        <tr
            key={strategy.key()}
            data-strategy={strategy.key()}
            onpointerenter={point_at.reform(move |_: PointerEvent| strategy)}
        >
            <th scope="row">{ strategy.key() }</th>
            <td class="bar">
                <svg
                    role="img"
                    tabindex="0"
                    aria-label={told.join("; ")}
                    onfocus={point_at.reform(move |_: FocusEvent| strategy)}
                >
                    { pieces }
                </svg>
            </td>
            <td class="mostly">{ mostly }</td>
        </tr>
    }
}

/// The activities that occur, in the order of the bars.
fn occurring(all: &[Parts]) -> Vec<Activity> {
    let activities = Phase::ALL.into_iter().map(Activity::In).chain([Activity::Idle]);
    let occurs =
        |activity: &Activity| all.iter().flat_map(|parts| &parts.parts).any(|(own, _)| own == activity);
    activities.filter(occurs).collect()
}

fn table(all: &[Parts]) -> Html {
    let activities = occurring(all);
    let row = |parts: &Parts| {
        let cell = |activity: &Activity| {
            let own = parts.parts.iter().find(|(own, _)| own == activity);
            html! {
                <td>
                    if let Some((_, time)) = own {
                        { units::duration(*time) }
                        <span class="quiet">{ ", " }{ units::percent(parts.share(*time)) }</span>
                    }
                </td>
            }
        };
        html! {
            <tr>
                <th scope="row">{ parts.strategy.key() }</th>
                { for activities.iter().map(cell) }
                <td>{ units::duration(parts.all) }</td>
            </tr>
        }
    };
    let names = activities.iter().map(|activity| units::capitalised(name(*activity)));
    let heads = ["Strategy".to_owned()].into_iter().chain(names).chain(["All lanes".to_owned()]);
    plain_table("Where the time went, as a table", heads, all.iter().map(row).collect())
}

fn name(activity: Activity) -> &'static str {
    match activity {
        Activity::In(phase) => phase.label(),
        Activity::Idle => "idle",
    }
}

fn look(activity: Activity) -> AttrValue {
    match activity {
        Activity::In(phase) => fill(Some(phase)),
        Activity::Idle => fill(None),
    }
}
