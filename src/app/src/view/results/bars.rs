//! The bars: a table with the time, range and speed-up of each strategy.

use super::elapsed::Elapsed;
use super::words;
use crate::state::{Action, Results, ResultsAction, Shared};
use crate::view::elements::{look_class, ranges_toggle, select_option, strategy_cell};
use lanes_analysis::compare::{Comparison, Row, SpeedUp, Verdict, representative};
use lanes_analysis::units;
use lanes_model::stats::Figures;
use lanes_model::{Ended, Millis, Run, Strategy, Turn};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct BarsProps {
    pub(crate) results: Shared<Results>,
    pub(crate) comparison: Comparison,
    /// The selected step of the sweep.
    pub(crate) point: u16,
    pub(crate) running: bool,
    /// The run under way.
    pub(crate) now: Option<Turn>,
    pub(crate) dispatch: Callback<Action>,
}

/// The table, and the choices of a baseline and of ranges.
#[component]
pub(crate) fn Bars(BarsProps { results, comparison, point, running, now, dispatch }: &BarsProps) -> Html {
    let with_ranges = use_state(|| false);
    let provisional = |strategy| representative(results.runs(), strategy, *point);
    let walls = results.strategies.iter().filter_map(|strategy| provisional(*strategy)).map(|run| run.wall.0);
    let ends = comparison.rows.iter().map(|row| if *with_ranges { row.wall.high } else { row.wall.median });
    let longest = walls.chain(ends).fold(0.0, f64::max);
    let winner = match comparison.verdict {
        Some(Verdict::Fastest { strategy, .. }) if !running => Some(strategy),
        _ => None,
    };
    let row = |strategy: Strategy| {
        let measured = comparison.rows.iter().find(|row| row.strategy == strategy);
        let turn = now.filter(|turn| turn.strategy == strategy);
        let elapsed = turn.map(|turn| html! { <Elapsed {turn} {longest} /> }).unwrap_or_default();
        let cells = match (measured, provisional(strategy)) {
            (Some(row), _) => measured_cells(comparison, row, longest, elapsed, *with_ranges),
            (None, Some(run)) => provisional_cells(run, longest, elapsed, *with_ranges),
            (None, None) => {
                let over = results.ended.is_some() || results.failure.is_some();
                let text = if over { words::NOT_MEASURED } else { words::NOT_YET };
                html! {
                    <>
                        <td class="bar">{ elapsed }</td>
                        <td class="time quiet">{ text }</td>
                        if *with_ranges { <td></td> }
                        <td></td>
                    </>
                }
            }
        };
        html! {
            <tr
                key={strategy.key()}
                class={classes!(
                    look_class(strategy),
                    (winner == Some(strategy)).then_some("winner"),
                )}
                data-strategy={strategy.key()}
                data-median-ms={measured.map(|row| format!("{:.3}", row.wall.median))}
            >
                { strategy_cell(strategy, results.setup.runtime()) }
                { cells }
            </tr>
        }
    };
    html! {
        <div class="bars-and-choices">
            <table class={classes!("bars", with_ranges.then_some("with-ranges"))}>
                <caption>
                    { words::measured_in(results.setup.runtime()) }
                    { comparison.caption() }
                    if *with_ranges { { comparison.ranges() } }
                    { comparison.speed_up_notes() }
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{ words::STRATEGY }</th>
                        <th scope="col" class="bar"><span class="hidden">{ words::BAR }</span></th>
                        <th scope="col">{ words::TIME }</th>
                        if *with_ranges { <th scope="col">{ words::RANGE }</th> }
                        <th scope="col">{ words::SPEED_UP }</th>
                    </tr>
                </thead>
                <tbody>{ for results.strategies.iter().copied().map(row) }</tbody>
            </table>
            <div class="choices">
                if comparison.rows.iter().any(|row| row.wall.count > 1) {
                    { ranges_toggle(&with_ranges) }
                }
                { baseline(comparison, dispatch) }
            </div>
        </div>
    }
}

/// Renders the choice of the baseline, once there are two strategies.
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
            <span>{ words::SPEED_UP_OVER }</span>
            <select {onchange}>
                if unmeasured { { select_option("", words::CHOOSE, true) } }
                { options }
            </select>
        </label>
    }
}

fn measured_cells(comparison: &Comparison, row: &Row, longest: f64, elapsed: Html, with_range: bool) -> Html {
    let Figures { median, low, high, count, .. } = row.wall;
    let range = || {
        if count > 1 {
            words::interval(&units::duration(Millis(low)), &units::duration(Millis(high)))
        } else {
            words::ONCE.to_owned()
        }
    };
    html! {
        <>
            <td class="bar">{ bar(median, longest, (count > 1).then_some((low, high)), "fill") }{ elapsed }</td>
            <td class="time">{ units::duration(Millis(median)) }</td>
            if with_range { <td class="range">{ range() }</td> }
            { speed_up_cell(comparison.speed_up(row)) }
        </>
    }
}

fn speed_up_cell(speed_up: Option<SpeedUp>) -> Html {
    let text = speed_up.map(SpeedUp::cell).unwrap_or_default();
    match speed_up {
        Some(SpeedUp::Same) => html! {
            <td class="speedup"><span aria-hidden="true">{ text }</span><span class="hidden">{ words::ABOUT_THE_SAME }</span></td>
        },
        Some(SpeedUp::Unclear) => html! { <td class="speedup quiet">{ text }</td> },
        _ => html! { <td class="speedup">{ text }</td> },
    }
}

fn provisional_cells(run: &Run, longest: f64, elapsed: Html, with_range: bool) -> Html {
    html! {
        <>
            <td class="bar">{ bar(run.wall.0, longest, None, "fill provisional") }{ elapsed }</td>
            <td class="time quiet">{ units::duration(run.wall) }</td>
            if with_range { <td></td> }
            <td class="quiet">
                { if run.ended == Ended::Stopped { words::STOPPED_RUN } else { words::WARM_UP } }
            </td>
        </>
    }
}

fn bar(value: f64, longest: f64, interval: Option<(f64, f64)>, class: &'static str) -> Html {
    let share = |value: f64| if longest > 0.0 { value / longest * 100.0 } else { 0.0 };
    let percent = |value: f64| format!("{:.3}%", share(value));
    let whisker = interval.map(|(low, high)| {
        html! {
            <g class="whisker">
                <line x1={percent(low)} x2={percent(high)} y1="50%" y2="50%" />
                <line x1={percent(low)} x2={percent(low)} y1="30%" y2="70%" />
                <line x1={percent(high)} x2={percent(high)} y1="30%" y2="70%" />
            </g>
        }
    });
    html! {
        <svg aria-hidden="true">
            <rect {class} width={percent(value)} height="100%" rx="3" />
            { whisker }
        </svg>
    }
}
