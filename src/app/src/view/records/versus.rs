//! Two recorded results side by side.

use super::kept::compare_control;
use crate::state::records::{Content, Entry, Origin, RecordsAction};
use crate::state::{Action, State};
use crate::view::focus::{go_back_to, pass_on_focus};
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_model::Run;
use lanes_model::stats::Figures;
use lanes_report::versus::{Call, Difference, Row, Side, Versus};
use yew::prelude::*;

/// The id of the heading, which takes the focus when the reader opens the comparison.
pub(super) const HEADING: &str = "versus-title";

/// This against that, by strategy.
pub(in crate::view) fn versus(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some([one, other]) = state.records().compared(state.shown_id()) else { return html! {} };
    // Whatever was chosen first, the reader's own stands before somebody else's.
    let is_foreign = one.0.origin == Origin::Link && other.0.origin == Origin::Reader;
    let [this, that] = if is_foreign { [other, one] } else { [one, other] };
    let [these, those]: [Vec<&Run>; 2] = [this, that].map(|(_, content)| content.results.runs().collect());
    let side = |content, runs| Side { setup: setup_of(content), runs };
    let versus = Versus::new(side(this.1, &these), side(that.1, &those), this.1.results.point());
    let table = match &versus {
        Some(versus) => table(versus, [name(this.0), name(that.0)]),
        None => html! { <p>{ "The two runs share no steps." }</p> },
    };
    let opener = state.records().comparison().opened_by().map(compare_control);
    let close = dispatch.reform(move |press: MouseEvent| {
        match opener.clone() {
            Some(opener) => go_back_to(opener),
            None => pass_on_focus(&press),
        }
        Action::Records(RecordsAction::ComparisonClosed)
    });
    let title = if this.0.origin == that.0.origin {
        "This run against that"
    } else {
        "Your run against the link’s"
    };
    html! {
        <section class="versus" aria-labelledby={HEADING}>
            <div class="versus-head">
                <h2 id={HEADING} tabindex="-1">{ title }</h2>
                <button type="button" class="quiet" onclick={close}>{ "Close" }</button>
            </div>
            <dl>
                { for [("A", this), ("B", that)].map(|(mark, (entry, content))| html! {
                    <div>
                        <dt>{ mark }</dt>
                        <dd>{ name(entry) }{ ", " }{ &*content.label }</dd>
                    </div>
                }) }
            </dl>
            { table }
            { for versus.as_ref().map(differences) }
        </section>
    }
}

fn setup_of(content: &Content) -> &Setup {
    &content.results.setup
}

fn name(entry: &Entry) -> &'static str {
    match entry.origin {
        Origin::Link => "from the link",
        Origin::Reader => "yours",
    }
}

fn table(versus: &Versus, names: [&'static str; 2]) -> Html {
    let highs = versus.rows.iter().flat_map(|row| [row.this, row.that]).flatten().map(|figures| figures.high);
    let most = highs.fold(0.0, f64::max);
    let what = versus.measure.label.to_lowercase();
    let step = versus.step.as_ref().map_or_else(String::new, |step| format!(" {step}."));
    html! {
        <table class="bars">
            <caption>{ format!("Median {what} and its interval, measured in Rust.{step} The last column compares A with B.") }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Strategy" }</th>
                    <th scope="col" class="bar"><span class="hidden">{ "Bars" }</span></th>
                    { for ["A", "B"].into_iter().zip(names).map(|(mark, name)| html! {
                        <th scope="col">{ mark }<span class="hidden">{ format!(", {name}") }</span></th>
                    }) }
                    <th scope="col">{ "A against B" }</th>
                </tr>
            </thead>
            <tbody>{ for versus.rows.iter().map(|row| row_view(versus, row, most)) }</tbody>
        </table>
    }
}

fn row_view(versus: &Versus, row: &Row, most: f64) -> Html {
    let figures = |figures: Option<Figures>| {
        let text = |value| versus.measure.text(value);
        match figures {
            Some(Figures { median, low, high, .. }) => html! {
                <td class="time" title={format!("{} to {}", text(low), text(high))}>{ text(median) }</td>
            },
            None => html! { <td class="time quiet">{ "not measured" }</td> },
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
            <td class="bar">{ bar(row.this, most, "fill this") }{ bar(row.that, most, "fill that") }</td>
            { figures(row.this) }
            { figures(row.that) }
            <td class="call">{ versus.words(row.call) }</td>
        </tr>
    }
}

fn bar(figures: Option<Figures>, most: f64, class: &'static str) -> Html {
    let Some(Figures { median, low, high, .. }) = figures.filter(|_| most > 0.0) else { return html! {} };
    let percent = |value: f64| format!("{:.3}%", value / most * 100.0);
    html! {
        <svg aria-hidden="true">
            <rect {class} width={percent(median)} height="100%" rx="2" />
            <line x1={percent(low)} x2={percent(high)} y1="50%" y2="50%" />
        </svg>
    }
}

/// The settings in which they differ: then it is not only the machines that do.
fn differences(versus: &Versus) -> Html {
    if versus.differences.is_empty() {
        return html! {};
    }
    let one = |it: &Difference| {
        let label = it.label.to_lowercase();
        format!("{label} {} against {}", it.this, it.that)
    };
    let all: Vec<_> = versus.differences.iter().map(one).collect();
    html! { <p class="outdated">{ format!("The settings differ: {}.", units::capitalised(&all.join(", "))) }</p> }
}
