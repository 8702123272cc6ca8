//! Where the time went: a stacked bar per approach, as a share of all its lanes' time.

use super::lanes::{fill, label};
use crate::state::{Results, Shared};
use lanes_model::breakdown::{Activity, breakdown};
use lanes_model::compare::representative;
use lanes_model::{Millis, Run, units};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PhasesProps {
    pub(crate) results: Shared<Results>,
    /// The point of what is varied.
    pub(crate) point: u16,
}

#[component]
pub(crate) fn Phases(PhasesProps { results, point }: &PhasesProps) -> Html {
    let drawn = |approach| representative(results.runs(), approach, *point);
    let runs: Vec<&Run> = results.approaches.iter().copied().filter_map(drawn).collect();
    if runs.is_empty() {
        return html! {};
    }
    html! {
        <section class="phases" aria-labelledby="phases-title">
            <h2 id="phases-title">{ "Where the time went" }</h2>
            <table class="shares">
                <caption>{ "What all lanes of a run did, as shares of its wall time times their number." }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Strategy" }</th>
                        <th scope="col" class="bar"><span class="hidden">{ "Bar" }</span></th>
                        <th scope="col">{ "Mostly" }</th>
                    </tr>
                </thead>
                <tbody>{ for runs.into_iter().map(row) }</tbody>
            </table>
        </section>
    }
}

fn row(run: &Run) -> Html {
    let parts = breakdown(run);
    let all: Millis = parts.iter().map(|(_, time)| *time).sum();
    let share = |time: Millis| if all > Millis::ZERO { time.0 / all.0 } else { 0.0 };
    let said =
        parts.iter().map(|(activity, time)| format!("{} {}", units::percent(share(*time)), name(*activity)));
    let said: Vec<String> = said.collect();
    let most = parts.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let mostly = most.map(|(activity, time)| format!("{} {}", units::percent(share(*time)), name(*activity)));
    let mut start = 0.0;
    let pieces = parts.iter().map(|(activity, time)| {
        let (x, width) = (start, share(*time) * 100.0);
        start += width;
        html! {
            <g>
                <title>{ format!("{}: {}", units::capitalised(name(*activity)), units::duration(*time)) }</title>
                <rect class="span" fill={look(*activity)} x={format!("{x:.3}%")} width={format!("{width:.3}%")} height="100%" />
            </g>
        }
    });
    html! {
        <tr key={run.turn.approach.key()} data-strategy={run.turn.approach.key()}>
            <th scope="row">{ run.turn.approach.key() }</th>
            <td class="bar"><svg role="img" aria-label={said.join(", ")}>{ for pieces }</svg></td>
            <td class="mostly">{ mostly }</td>
        </tr>
    }
}

fn name(activity: Activity) -> &'static str {
    match activity {
        Activity::In(phase) => label(phase),
        Activity::Idle => "idle",
    }
}

fn look(activity: Activity) -> AttrValue {
    match activity {
        Activity::In(phase) => fill(Some(phase)),
        Activity::Idle => fill(None),
    }
}
