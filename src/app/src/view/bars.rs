//! The bars: one strategy each, with time, spread and speed-up. It is a table; the bars are its picture.

use super::select_option;
use crate::state::{Action, Results, ResultsAction, Shared};
use lanes_analysis::compare::{Comparison, Row, SpeedUp, Verdict, representative};
use lanes_analysis::units;
use lanes_model::stats::Figures;
use lanes_model::{Millis, Run, Strategy};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct BarsProps {
    pub(crate) results: Shared<Results>,
    pub(crate) comparison: Comparison,
    /// The point of what is varied.
    pub(crate) point: u16,
    pub(crate) running: bool,
    pub(crate) dispatch: Callback<Action>,
}

#[component]
pub(crate) fn Bars(BarsProps { results, comparison, point, running, dispatch }: &BarsProps) -> Html {
    let provisional = |strategy| representative(results.runs(), strategy, *point);
    let walls = results.strategies.iter().filter_map(|strategy| provisional(*strategy)).map(|run| run.wall.0);
    let highs = comparison.rows.iter().map(|row| row.wall.high);
    let longest = walls.chain(highs).fold(0.0, f64::max);
    let winner = match comparison.verdict {
        Some(Verdict::Fastest { strategy, .. }) if !running => Some(strategy),
        _ => None,
    };
    let row = |strategy: Strategy| {
        let measured = comparison.rows.iter().find(|row| row.strategy == strategy);
        let cells = match (measured, provisional(strategy)) {
            (Some(row), _) => measured_cells(comparison, row, longest, winner == Some(strategy)),
            (None, Some(run)) => provisional_cells(run, longest),
            (None, None) => {
                let over = results.ended.is_some() || results.failure.is_some();
                let said = if over { "not measured" } else { "not yet" };
                html! { <><td class="bar"></td><td class="time quiet">{ said }</td><td></td><td></td></> }
            }
        };
        html! {
            <tr
                key={strategy.key()}
                class={classes!((winner == Some(strategy)).then_some("winner"))}
                data-strategy={strategy.key()}
                data-median-ms={measured.map(|row| format!("{:.3}", row.wall.median))}
            >
                <th scope="row">{ strategy.key() }</th>
                { cells }
            </tr>
        }
    };
    html! {
        <div class="bars-and-baseline">
        <table class="bars">
            <caption>
                { "Measured in Rust. " }
                { comparison.caption() }
                { comparison.speed_up_notes() }
            </caption>
            <thead>
                <tr>
                    <th scope="col">{ "Strategy" }</th>
                    <th scope="col" class="bar"><span class="hidden">{ "Bar" }</span></th>
                    <th scope="col">{ "Time" }</th>
                    <th scope="col">{ "Spread" }</th>
                    <th scope="col">{ "Speed-up" }</th>
                </tr>
            </thead>
            <tbody>{ for results.strategies.iter().copied().map(row) }</tbody>
        </table>
        { baseline(comparison, dispatch) }
        </div>
    }
}

/// The choice of what the others are compared with, once there are others.
fn baseline(comparison: &Comparison, dispatch: &Callback<Action>) -> Html {
    if comparison.rows.len() < 2 {
        return html! {};
    }
    let strategies: Vec<Strategy> = comparison.rows.iter().map(|row| row.strategy).collect();
    let unmeasured = comparison.row(comparison.baseline).is_none();
    let option =
        |strategy: &Strategy| select_option(strategy.key(), strategy.key(), *strategy == comparison.baseline);
    let options: Html = strategies.iter().map(option).collect();
    let dispatch = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let key = event.target_unchecked_into::<HtmlSelectElement>().value();
        if let Some(strategy) = strategies.iter().find(|strategy| strategy.key() == key) {
            dispatch.emit(Action::Results(ResultsAction::BaselineChosen(*strategy)));
        }
    });
    html! {
        <label class="baseline">
            <span>{ "Speed-up over" }</span>
            <select {onchange}>
                if unmeasured { { select_option("", "choose", true) } }
                { options }
            </select>
        </label>
    }
}

fn measured_cells(comparison: &Comparison, row: &Row, longest: f64, winner: bool) -> Html {
    let Figures { median, low, high, count, .. } = row.wall;
    let spread = (high - median).max(median - low);
    let interval = format!("{} to {}", units::duration(Millis(low)), units::duration(Millis(high)));
    html! {
        <>
            <td class="bar">{ bar(median, longest, (count > 1).then_some((low, high)), if winner { "fill winner" } else { "fill" }) }</td>
            <td class="time">{ units::duration(Millis(median)) }</td>
            <td class="spread" title={interval}>
                { if count > 1 { format!("±{}", units::duration(Millis(spread))) } else { "once".to_owned() } }
            </td>
            { speed_up_cell(comparison.speed_up(row)) }
        </>
    }
}

fn speed_up_cell(speed_up: Option<SpeedUp>) -> Html {
    let text = speed_up.map(SpeedUp::cell).unwrap_or_default();
    match speed_up {
        Some(SpeedUp::Same) => html! {
            <td class="speedup"><span aria-hidden="true">{ text }</span><span class="hidden">{ "about the same" }</span></td>
        },
        Some(SpeedUp::Unclear) => html! { <td class="speedup quiet">{ text }</td> },
        _ => html! { <td class="speedup">{ text }</td> },
    }
}

fn provisional_cells(run: &Run, longest: f64) -> Html {
    html! {
        <>
            <td class="bar">{ bar(run.wall.0, longest, None, "fill provisional") }</td>
            <td class="time quiet">{ units::duration(run.wall) }</td>
            <td class="quiet">
                { if run.ended == lanes_model::Ended::Stopped { "stopped" } else { "warm-up" } }
            </td>
            <td></td>
        </>
    }
}

fn bar(value: f64, longest: f64, interval: Option<(f64, f64)>, class: &'static str) -> Html {
    let share = |value: f64| if longest > 0.0 { value / longest * 100.0 } else { 0.0 };
    let percent = |value: f64| format!("{:.3}%", share(value));
    let whisker = interval.map(|(low, high)| {
        html! {
            <>
                <line x1={percent(low)} x2={percent(high)} y1="50%" y2="50%" />
                <line x1={percent(low)} x2={percent(low)} y1="30%" y2="70%" />
                <line x1={percent(high)} x2={percent(high)} y1="30%" y2="70%" />
            </>
        }
    });
    html! {
        <svg aria-hidden="true">
            <rect {class} width={percent(value)} height="100%" rx="3" />
            { whisker }
        </svg>
    }
}
