//! The row of a kind of work: advice, and what measuring it found.

use super::finding::{Finding, finding};
use super::words;
use crate::state::{Action, DecisionTableAction, Job, LocationAction, Progress, Results, Shared};
use crate::view::elements::opens_elsewhere;
use crate::view::focus::go_to_experiment;
use lanes_analysis::look::look;
use lanes_analysis::units;
use lanes_catalogue::advice::Advice;
use lanes_catalogue::guide::{Kind, kind};
use lanes_model::{Failure, Millis, Strategy};
use lanes_report::address;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct KindProps {
    /// The experiment that stands for the kind.
    pub(super) experiment: &'static str,
    pub(super) results: Option<Shared<Results>>,
    /// The job that measures the kind, while one does.
    pub(super) job: Option<Job>,
    /// True if the kind waits to be measured.
    pub(super) queued: bool,
    /// True if the reader's answers lead to the kind.
    pub(super) like_yours: bool,
    pub(super) cores: u32,
    /// True if this page can measure anything.
    pub(super) possible: bool,
    /// True if the guide is part of an article, where links open elsewhere.
    pub(super) embedded: bool,
    pub(super) dispatch: Callback<Action>,
}

/// A kind of work, with the button that measures it.
#[component]
pub(super) fn KindRow(props: &KindProps) -> Html {
    let KindProps { experiment, results, job, queued, like_yours, cores, possible, embedded, dispatch } =
        props;
    let experiment = *experiment;
    let Some(kind) = kind(experiment) else { return html! {} };
    let name = kind.name;
    let found = results.as_ref().filter(|_| job.is_none()).map(|results| finding(kind, results));
    let here = match (job, &found) {
        (Some(job), _) => progress(name, job),
        (None, Some(Ok(finding))) => finding_view(finding),
        (None, Some(Err(failure))) => no_finding(failure.as_ref()),
        (None, None) if *queued => html! { <p class="quiet">{ words::WAITING_FOR_TURN }</p> },
        (None, None) => html! { <p class="quiet">{ words::NOT_MEASURED_YET }</p> },
    };
    let measured = found.and_then(Result::ok).map(|finding| finding.advice);
    let busy = job.is_some() || *queued;
    // Not disabled while it is measured, which would lose the focus.
    let measure = dispatch.clone();
    let onclick = move |_: MouseEvent| {
        if !busy {
            measure.emit(Action::DecisionTable(DecisionTableAction::RowsRequested(vec![experiment])));
        }
    };
    html! {
        <tr class={classes!(like_yours.then_some("like-yours"))} data-row={experiment}>
            <th scope="row">
                { experiment_link(kind, name, *cores, *embedded, dispatch) }
                if *like_yours { <span class="mark-yours">{ words::LIKE_YOURS }</span> }
            </th>
            { advice_cell(kind, measured) }
            <td class="here" data-label={words::ON_THIS_MACHINE}>{ here }</td>
            <td class="measure">
                <button type="button" {onclick} disabled={!possible} aria-disabled={busy.then_some("true")}>
                    { if results.is_some() && !busy { words::MEASURE_AGAIN } else { words::MEASURE } }
                    <span class="hidden">{ words::measure_what(name) }</span>
                </button>
            </td>
        </tr>
    }
}

/// Renders a link to the experiment that stands for a kind of work, at the sizes of its row.
pub(super) fn experiment_link(
    kind: &'static Kind,
    label: &'static str,
    cores: u32,
    embedded: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let href = kind.setup(cores).map(|setup| format!("?{}", address::write(&setup, cores)));
    let target = embedded.then_some("_blank");
    let dispatch = dispatch.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        if !embedded && !opens_elsewhere(&event) {
            // Without loading the page again, the results and the engine stay.
            event.prevent_default();
            dispatch.emit(Action::Location(LocationAction::RowOpened(kind.experiment)));
            go_to_experiment();
        }
    });
    html! { <a {href} {onclick} {target} rel={target.and(Some("noopener"))}>{ label }</a> }
}

/// Renders the advice for a kind of work: the known rule or, once measured, advice that includes the results.
fn advice_cell(kind: &Kind, measured: Option<Advice>) -> Html {
    let known = kind.known();
    let advice = measured.unwrap_or_else(|| Advice {
        headline: known.headline.to_owned(),
        python: known.why.to_owned(),
        rust: known.rust.to_owned(),
    });
    html! {
        <td class="advice">
            <p class="headline">{ advice.headline }</p>
            <p>{ advice.python }</p>
            <p class="quiet"><span>{ words::IN_RUST }</span>{ advice.rust }</p>
        </td>
    }
}

fn progress(name: &str, job: &Job) -> Html {
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="row-progress">
            <progress max={max.to_string()} value={value.to_string()} aria-label={words::progress(name, label)} />
            <span class="quiet">{ text }</span>
        </div>
    }
}

/// Renders the judgement of the rule, then its figures.
fn finding_view(Finding { call, fastest, times, waiting, .. }: &Finding) -> Html {
    html! {
        <>
            <p class="call" data-call={call.key}>{ call.words }</p>
            if let Some(fastest) = fastest {
                <p class="fastest">{ words::FASTEST }{ fastest }</p>
            }
            { times_view(times) }
            <p class="quiet" data-waiting={format!("{waiting:.3}")}>{ words::waiting(*waiting) }</p>
        </>
    }
}

/// Renders a bar for the median time of each strategy.
fn times_view(times: &[(Strategy, Millis)]) -> Html {
    let longest = times.iter().map(|(_, time)| time.0).fold(0.0, f64::max);
    let item = |(strategy, time): &(Strategy, Millis)| {
        let width = if longest > 0.0 { time.0 / longest * 100.0 } else { 0.0 };
        html! {
            <li class={format!("look-{}", look(*strategy))} data-strategy={strategy.key()}>
                <span>{ strategy.key() }</span>
                <svg aria-hidden="true"><rect width={format!("{width:.2}%")} height="100%" rx="2" /></svg>
                <span>{ units::duration(*time) }</span>
            </li>
        }
    };
    html! { <ul class="times" aria-label={words::MEDIAN_TIMES}>{ for times.iter().map(item) }</ul> }
}

/// Renders the reason why there is no finding.
fn no_finding(failure: Option<&Failure>) -> Html {
    match failure {
        Some(failure) => html! { <p class="bad-text">{ failure.to_string() }</p> },
        None => html! { <p class="quiet">{ words::STOPPED_EARLY }</p> },
    }
}
