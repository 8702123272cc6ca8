//! Shares of time: for each strategy a stacked bar of its lanes' time by activity, and its figures as a table.

use super::words;
use crate::state::{Results, Shared};
use crate::view::elements::plain_table;
use crate::view::lanes::{fill, name_classes};
use lanes_analysis::breakdown::{Activity, breakdown};
use lanes_analysis::compare::representative;
use lanes_analysis::timeline::style;
use lanes_analysis::units;
use lanes_model::{Millis, Phase, Run, Strategy};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SharesProps {
    pub(crate) results: Shared<Results>,
    /// The selected step of the sweep.
    pub(crate) point: u16,
}

/// Time of one run by activity.
struct Parts {
    strategy: Strategy,
    /// Time of all its lanes together.
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

    fn texts(&self) -> Vec<String> {
        let text = |(activity, time): &(Activity, Millis)| {
            words::part(style(*activity).label, self.share(*time), *time)
        };
        self.parts.iter().map(text).collect()
    }
}

/// The bars, the figures of the bar that is pointed at, and the table.
#[component]
pub(crate) fn Shares(SharesProps { results, point }: &SharesProps) -> Html {
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
        Some(parts) => [parts.strategy.key(), ": ", &parts.texts().join("; ")].concat(),
        None => words::POINT_AT_BAR.to_owned(),
    };
    html! {
        <section class="phases" aria-labelledby="phases-title">
            <h2 id="phases-title">{ words::WHERE_TIME_WENT }</h2>
            <table class="shares">
                <caption>{ words::SHARES_CAPTION }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ words::STRATEGY }</th>
                        <th scope="col" class="bar"><span class="hidden">{ words::BAR }</span></th>
                        <th scope="col">{ words::MOSTLY }</th>
                    </tr>
                </thead>
                <tbody>{ for all.iter().map(|parts| row(parts, &point_at)) }</tbody>
            </table>
            <p class="pointed">{ detail }</p>
            <details>
                <summary>{ words::SHOW_AS_TABLE }</summary>
                { table(&all) }
            </details>
        </section>
    }
}

fn row(parts: &Parts, point_at: &Callback<Strategy>) -> Html {
    let strategy = parts.strategy;
    let texts = parts.texts();
    let most = parts.parts.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let mostly = most
        .map(|(activity, time)| [&units::percent(parts.share(*time)), " ", style(*activity).label].concat());
    let mut start = 0.0;
    let pieces = parts.parts.iter().zip(&texts).map(|((activity, time), text)| {
        let (x, width) = (start, parts.share(*time) * 100.0);
        start += width;
        html! {
            <g>
                <title>{ units::capitalised(text) }</title>
                <rect class="span" fill={fill(strategy, *activity)} x={format!("{x:.3}%")} width={format!("{width:.3}%")} height="100%" />
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
            <th scope="row" class={name_classes(strategy)}>{ strategy.key() }</th>
            <td class="bar">
                <svg
                    role="img"
                    tabindex="0"
                    aria-label={texts.join("; ")}
                    onfocus={point_at.reform(move |_: FocusEvent| strategy)}
                >
                    { pieces }
                </svg>
            </td>
            <td class="mostly">{ mostly }</td>
        </tr>
    }
}

/// Returns the activities that occur, in the order of the bars.
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
    let names = activities.iter().map(|activity| units::capitalised(style(*activity).label));
    let heads = [words::STRATEGY.to_owned()].into_iter().chain(names).chain([words::ALL_LANES.to_owned()]);
    plain_table(words::SHARES_TABLE, heads, all.iter().map(row).collect())
}
