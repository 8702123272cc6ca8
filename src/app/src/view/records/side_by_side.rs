//! Two recorded results side by side.

use super::words;
use crate::state::records::{Content, Entry, Origin, RecordsAction};
use crate::state::{Action, State};
use crate::view::focus::{COMPARISON_HEADING, compare_button, go_back_to, pass_on_focus};
use lanes_model::Run;
use lanes_model::stats::Figures;
use lanes_report::versus::{Call, Row, Side, Versus};
use yew::prelude::*;

/// Renders the two runs that the reader compares, by strategy.
pub(in crate::view) fn side_by_side(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some([one, other]) = state.records().compared(state.shown_id()) else { return html! {} };
    // The reader's own run comes first, whichever of the two was chosen first.
    let is_foreign = one.0.origin != Origin::Reader && other.0.origin == Origin::Reader;
    let [this, that] = if is_foreign { [other, one] } else { [one, other] };
    let runs: [Vec<&Run>; 2] = [this, that].map(|(_, content)| content.results.runs().collect());
    let [a, b] = [(this.1, &runs[0]), (that.1, &runs[1])]
        .map(|(content, runs)| Side { setup: &content.results.setup, runs });
    let versus = Versus::new(a, b, this.1.results.point());
    let table = match &versus {
        Some(versus) => table(versus, [this, that].map(|(entry, _)| words::side(entry.origin))),
        None => html! { <p>{ words::NO_COMMON_STEPS }</p> },
    };
    let opener = state.records().comparison().opened_by().map(compare_button);
    let close = dispatch.reform(move |press: MouseEvent| {
        match opener.clone() {
            Some(opener) => go_back_to(opener),
            None => pass_on_focus(&press),
        }
        Action::Records(RecordsAction::ComparisonClosed)
    });
    let title = match (this.0.origin, that.0.origin) {
        (Origin::Reader, Origin::Link) => words::YOURS_AND_THE_LINKS,
        (Origin::Reader, Origin::File) => words::YOURS_AND_THE_FILES,
        _ => words::TWO_RUNS,
    };
    let side = |(mark, (entry, content)): (&'static str, (&Entry, &Content))| {
        html! {
            <div><dt>{ mark }</dt><dd>{ words::side(entry.origin) }{ ", " }{ &*content.label }</dd></div>
        }
    };
    html! {
        <section class="versus" aria-labelledby={COMPARISON_HEADING}>
            <div class="versus-head">
                <h2 id={COMPARISON_HEADING} tabindex="-1">{ title }</h2>
                <button type="button" class="quiet" onclick={close}>{ words::CLOSE }</button>
            </div>
            <dl>{ for words::MARKS.into_iter().zip([this, that]).map(side) }</dl>
            { table }
            { for versus.as_ref().map(differences) }
            { for [a, b].into_iter().filter_map(|side| side.setup.runtime_remark()).take(1) }
        </section>
    }
}

fn table(versus: &Versus, names: [&'static str; 2]) -> Html {
    let highs = versus.rows.iter().flat_map(|row| [row.this, row.that]).flatten().map(|figures| figures.high);
    let longest = highs.fold(0.0, f64::max);
    let side = |(mark, name): (&'static str, &'static str)| {
        html! { <th scope="col">{ mark }<span class="hidden">{ ", " }{ name }</span></th> }
    };
    html! {
        <table class="bars">
            <caption>{ words::comparison_caption(versus) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ words::STRATEGY }</th>
                    <th scope="col" class="bar"><span class="hidden">{ words::BARS }</span></th>
                    { for words::MARKS.into_iter().zip(names).map(side) }
                    <th scope="col">{ words::A_AND_B }</th>
                </tr>
            </thead>
            <tbody>{ for versus.rows.iter().map(|row| row_view(versus, row, longest)) }</tbody>
        </table>
    }
}

fn row_view(versus: &Versus, row: &Row, longest: f64) -> Html {
    let figures = |figures: Option<Figures>| {
        let text = |value| versus.measure.text(value);
        match figures {
            Some(Figures { median, low, high, .. }) => html! {
                <td class="time" title={words::interval(&text(low), &text(high))}>{ text(median) }</td>
            },
            None => html! { <td class="time quiet">{ words::NOT_MEASURED }</td> },
        }
    };
    let call = match row.call {
        Call::Less(_) => "less",
        Call::More(_) => "more",
        _ => "open",
    };
    html! {
        <tr key={row.strategy.key()} data-strategy={row.strategy.key()} data-call={call}>
            <th scope="row">{ row.strategy.key() }</th>
            <td class="bar">{ bar(row.this, longest, "fill this") }{ bar(row.that, longest, "fill that") }</td>
            { figures(row.this) }
            { figures(row.that) }
            <td class="call">{ versus.words(row.call) }</td>
        </tr>
    }
}

fn bar(figures: Option<Figures>, longest: f64, class: &'static str) -> Html {
    let Some(Figures { median, low, high, .. }) = figures.filter(|_| longest > 0.0) else { return html! {} };
    let percent = |value: f64| format!("{:.3}%", value / longest * 100.0);
    html! {
        <svg aria-hidden="true">
            <rect {class} width={percent(median)} height="100%" rx="2" />
            <line x1={percent(low)} x2={percent(high)} y1="50%" y2="50%" />
        </svg>
    }
}

/// Says which settings differ, since differences in time may then come from them.
fn differences(versus: &Versus) -> Html {
    if versus.differences.is_empty() {
        return html! {};
    }
    html! { <p class="outdated">{ words::differences(&versus.differences) }</p> }
}
