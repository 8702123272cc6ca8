//! Chart of counted updates: how many of them each strategy lost.

use super::words;
use crate::state::{Results, Shared};
use crate::view::elements::look_class;
use lanes_analysis::compare::representative;
use lanes_analysis::look::{SHAPES, look};
use lanes_analysis::units;
use lanes_model::product::Count;
use lanes_model::{Run, Strategy};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CountsProps {
    pub(crate) results: Shared<Results>,
}

/// A bar for each strategy: the updates that were counted and, outlined, those that were lost. The counts are those of
/// the run with the median time, as in the lesson. Nothing for work that counts no updates.
#[component]
pub(crate) fn Counts(CountsProps { results }: &CountsProps) -> Html {
    let Some(asked) = results.setup.updates() else { return html! {} };
    // The script of CPython may make fewer.
    let made = results.runs.iter().find_map(|run| run.count()).map(|count| count.expected);
    let updates = made.unwrap_or(asked);
    let row = |strategy: Strategy| {
        let count = representative(results.runs(), strategy, 0).and_then(Run::count);
        html! {
            <tr class={look_class(strategy)} data-strategy={strategy.key()}>
                <th scope="row">
                    <svg class="key" viewBox="-7 -7 14 14" aria-hidden="true"><path class="marker" d={SHAPES[look(strategy)]} /></svg>
                    { strategy.key() }
                </th>
                { cells(count) }
            </tr>
        }
    };
    html! {
        <>
            <table class="counts">
                <caption><strong>{ words::COUNTED }{ units::grouped(updates) }</strong>{ words::COUNTED_NOTE }{ words::measured_in(results.setup.runtime()).trim_end() }</caption>
                <thead class="hidden">
                    <tr>
                        { for words::COUNT_COLUMNS.map(|head| html! { <th scope="col">{ head }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for results.strategies.iter().copied().map(row) }</tbody>
            </table>
            <h2 class="times">{ words::TIMES }</h2>
        </>
    }
}

/// Renders the bar and the figures of a strategy.
fn cells(count: Option<Count>) -> Html {
    let Some(count) = count else {
        return html! { <><td class="bar"></td><td class="quiet" colspan="2">{ words::NOT_COUNTED }</td></> };
    };
    let share = |updates: u64| updates as f64 / count.expected.max(1) as f64;
    let percent = |updates| format!("{:.3}%", share(updates) * 100.0);
    let (text, class) = match count.lost() {
        0 => (words::NOTHING_LOST.to_owned(), "quiet"),
        lost => (words::lost(lost, share(lost)), "bad-text"),
    };
    html! {
        <>
            <td class="bar">
                <svg aria-hidden="true">
                    if count.lost() > 0 {
                        <rect class="missing" width="100%" height="100%" rx="3" />
                    }
                    <rect class="counted" width={percent(count.counted)} height="100%" rx="3" />
                </svg>
            </td>
            <td>{ units::grouped(count.counted) }</td>
            <td {class} data-lost={count.lost().to_string()}>{ text }</td>
        </>
    }
}
