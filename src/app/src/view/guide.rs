//! The decision guide: three questions, and a table of kinds of work. Both advise by known rules; measuring then says
//! whether a rule holds on this machine.

use super::controls::run_or_stop;
use super::focus::go_to_experiment;
use super::notices::engine_notice;
use super::sidebar::opens_elsewhere;
use crate::commands::Commands;
use crate::state::{Action, DecisionTableAction, Job, LocationAction, Progress, Results, Shared, State};
use lanes_analysis::compare::{Comparison, Verdict, compare};
use lanes_analysis::units;
use lanes_catalogue::advice::{Advice, Confirmation, advice, confirmation};
use lanes_catalogue::experiments::find;
use lanes_catalogue::guide::{Kind, QUESTIONS, Question, kind, kinds, led_to};
use lanes_model::runtime::MEASURED;
use lanes_model::{Ended, Failure};
use lanes_report::address;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct GuideProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

#[component]
pub(crate) fn GuideView(GuideProps { state, commands }: &GuideProps) -> Html {
    let led = led_to(state.decision_table().answers()).map(|kind| kind.experiment);
    let row = |kind: &'static Kind| {
        let job = state.job().filter(|job| job.row == Some(kind.experiment)).cloned();
        html! {
            <KindRow
                key={kind.experiment}
                experiment={kind.experiment}
                results={state.runs().row_results(kind.experiment).cloned()}
                {job}
                wanted={state.decision_table().is_queued(kind.experiment)}
                like_yours={led == Some(kind.experiment)}
                cores={state.machine().cores}
                possible={state.embed().frame().has_workers()}
                embedded={state.embed().is_embed()}
                dispatch={commands.dispatch.clone()}
            />
        }
    };
    html! {
        <>
            { questions(state, led, &commands.dispatch) }
            { engine_notice(state.runs().engine()) }
            { measure_row(state, commands) }
            <p class="hidden" role="status">{ spoken(state) }</p>
            <table class="kinds">
                <caption>
                    { "The advice is known before anything is measured. " }{ MEASURED }
                    { ", a small experiment for each kind of work shows whether it holds on this machine." }
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Work" }</th>
                        <th scope="col">{ "Advice" }</th>
                        <th scope="col">{ "On this machine" }</th>
                        <th scope="col"><span class="hidden">{ "Measure" }</span></th>
                    </tr>
                </thead>
                <tbody>{ for kinds().map(row) }</tbody>
            </table>
        </>
    }
}

/// The three questions, and the advice that the answers lead to.
fn questions(state: &State, led: Option<&'static str>, dispatch: &Callback<Action>) -> Html {
    let option = |question: usize, answer: usize, text: &'static str| {
        let onchange = dispatch.reform(move |_: Event| {
            Action::DecisionTable(DecisionTableAction::Answered { question, answer })
        });
        let checked = state.decision_table().answers()[question] == Some(answer);
        html! {
            <label><input type="radio" name={format!("question-{question}")} {checked} {onchange} />{ text }</label>
        }
    };
    let fieldset = |(index, question): (usize, &'static Question)| {
        html! {
            <fieldset>
                <legend>{ question.text }</legend>
                { for question.answers.iter().enumerate().map(|(answer, text)| option(index, answer, text)) }
            </fieldset>
        }
    };
    let answer = match led.and_then(kind) {
        Some(kind) => {
            let known = kind.known();
            let measured = state.runs().row_results(kind.experiment).filter(|_| !is_measuring(state, kind));
            let found = measured.and_then(|results| finding(kind, results).ok());
            let headline = found.as_ref().map_or(known.headline, |found| &found.advice.headline);
            let title = find(kind.experiment).map_or(kind.name, |experiment| experiment.title);
            html! {
                <>
                    <strong>{ headline }{ ". " }</strong>
                    { known.why }
                    if let Some(found) = &found { { " " }{ found.call.words }{ "." } }
                    { " Try it: " }
                    { experiment_link(kind, title, state.machine().cores, state.embed().is_embed(), dispatch) }
                    { "." }
                </>
            }
        }
        None => html! { "Answer them, and the advice appears here." },
    };
    html! {
        <form class="controls questions" aria-label="Three questions">
            { for QUESTIONS.iter().enumerate().map(fieldset) }
            <p class="answer" role="status">{ answer }</p>
        </form>
    }
}

/// Measure all, or Stop, and how far it is.
fn measure_row(state: &State, commands: &Commands) -> Html {
    let all: Vec<&'static str> = kinds().map(|kind| kind.experiment).collect();
    let complete = |row: &&&str| {
        let results = state.runs().row_results(row);
        results.is_some_and(|results| results.ended == Some(Ended::Completed))
    };
    let measured = all.iter().filter(complete).count();
    let count = all.len();
    let measure = commands
        .dispatch
        .reform(move |()| Action::DecisionTable(DecisionTableAction::RowsRequested(all.clone())));
    let possible = state.embed().frame().has_workers();
    let elsewhere = state.is_running().then_some(" An experiment is being measured; rows wait for it.");
    html! {
        <div class="run-row">
            { run_or_stop(state.job(), html! { "Measure all" }, possible, &measure, &commands.stop) }
            <span class="doing">{ format!("{measured} of {count} rules checked on this machine.") }{ elsewhere }</span>
        </div>
    }
}

fn is_measuring(state: &State, kind: &Kind) -> bool {
    state.job().is_some_and(|job| job.row == Some(kind.experiment))
}

/// What a screen reader says: the row under way, or what came of the last.
fn spoken(state: &State) -> String {
    let Some(kind) = state.decision_table().latest().and_then(kind) else { return String::new() };
    let name = kind.name;
    if is_measuring(state, kind) {
        return format!("Measuring {}.", name.to_lowercase());
    }
    let Some(results) = state.runs().row_results(kind.experiment) else { return String::new() };
    match finding(kind, results) {
        Ok(Finding { advice, call, .. }) => format!("{name}: {}. {}.", call.words, advice.headline),
        Err(_) => format!("{name}: not measured to the end."),
    }
}

#[derive(PartialEq, Properties)]
struct KindProps {
    /// The experiment that stands for the kind.
    experiment: &'static str,
    results: Option<Shared<Results>>,
    /// The job that measures it, while one does.
    job: Option<Job>,
    /// Whether it waits to be measured.
    wanted: bool,
    /// Whether the answers lead to it.
    like_yours: bool,
    cores: u32,
    /// Whether anything can be measured here.
    possible: bool,
    /// Whether the guide is an article's part, which keeps its place: links open elsewhere.
    embedded: bool,
    dispatch: Callback<Action>,
}

/// A kind of work, and what was measured of it.
#[component]
fn KindRow(props: &KindProps) -> Html {
    let KindProps { experiment, results, job, wanted, like_yours, cores, possible, embedded, dispatch } =
        props;
    let experiment = *experiment;
    let Some(kind) = kind(experiment) else { return html! {} };
    let name = kind.name;
    let found = results.as_ref().filter(|_| job.is_none()).map(|results| finding(kind, results));
    let here = match (job, &found) {
        (Some(job), _) => progress(name, job),
        (None, Some(Ok(finding))) => finding_view(finding),
        (None, Some(Err(why))) => why_nothing(why.as_ref()),
        (None, None) if *wanted => html! { <p class="quiet">{ "Waiting for its turn" }</p> },
        (None, None) => html! { <p class="quiet">{ "Not measured yet" }</p> },
    };
    let measured = found.and_then(Result::ok).map(|finding| finding.advice);
    let busy = job.is_some() || *wanted;
    // Not disabled while it is measured: the focus would be lost.
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
                if *like_yours { <span class="mark-yours">{ "like yours" }</span> }
            </th>
            { advice_cell(kind, measured) }
            <td class="here" data-label="On this machine">{ here }</td>
            <td class="measure">
                <button type="button" {onclick} disabled={!possible} aria-disabled={busy.then_some("true")}>
                    { if results.is_some() && !busy { "Again" } else { "Measure" } }
                    <span class="hidden">{ format!(" {}", name.to_lowercase()) }</span>
                </button>
            </td>
        </tr>
    }
}

/// A link to the experiment that stands for a kind of work, at the sizes of its row.
fn experiment_link(
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
            // What was measured stays, and so does the engine.
            event.prevent_default();
            dispatch.emit(Action::Location(LocationAction::RowOpened(kind.experiment)));
            go_to_experiment();
        }
    });
    html! { <a {href} {onclick} {target} rel={target.and(Some("noopener"))}>{ label }</a> }
}

/// The advice for a kind of work: the known rule or, once there is any, the advice that takes in what was measured.
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
            <p class="quiet"><span>{ "In Rust: " }</span>{ advice.rust }</p>
        </td>
    }
}

fn progress(name: &str, job: &Job) -> Html {
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="row-progress">
            <progress max={max.to_string()} value={value.to_string()} aria-label={format!("{name}: {}", label.to_lowercase())} />
            <span class="quiet">{ text }</span>
        </div>
    }
}

/// What measuring a kind of work gave.
struct Finding {
    advice: Advice,
    call: Call,
    /// The fastest strategies; none where that cannot be told.
    fastest: Option<String>,
    /// The share of the time that tasks wait when they run one after the other.
    waiting: f64,
}

/// What was measured says of the known rule.
struct Call {
    words: &'static str,
    /// The name in the style sheet and in tests.
    key: &'static str,
}

impl Call {
    fn of(kind: &Kind, comparison: &Comparison) -> Call {
        let call = |key, words| Call { words, key };
        match confirmation(kind, comparison) {
            Confirmation::Confirms => call("confirmed", "Confirmed here"),
            Confirmation::Contradicts => call("contradicted", "Not confirmed here"),
            _ if comparison.verdict == Some(Verdict::OnlyOnce) => {
                call("open", "Measured once, which cannot tell")
            }
            Confirmation::CannotTell => call("open", "This machine is too busy to tell"),
            Confirmation::NotMeasured => call("open", "Nothing to compare"),
        }
    }
}

/// What was measured, or the failure that kept it from being measured; none where it was stopped.
fn finding(kind: &Kind, results: &Results) -> Result<Finding, Option<Failure>> {
    let comparison = compare(results.runs(), 0);
    let failure = results.failure.as_ref().or(comparison.agreement.as_ref().err());
    let failure = failure.or_else(|| results.runs().flat_map(|run| run.failures()).next());
    if let Some(failure) = failure {
        return Err(Some(failure.clone()));
    }
    if results.ended != Some(Ended::Completed) {
        return Err(None);
    }
    let advice = advice(kind, &comparison).ok_or(None)?;
    let waiting = comparison.work.map_or(0.0, |work| work.waiting);
    let tells = |verdict: &&Verdict| matches!(verdict, Verdict::Fastest { .. } | Verdict::Equal { .. });
    let fastest = comparison.verdict.as_ref().filter(tells).map(Verdict::short);
    Ok(Finding { advice, call: Call::of(kind, &comparison), fastest, waiting })
}

/// What was measured says of the rule; the figures come second.
fn finding_view(Finding { call, fastest, waiting, .. }: &Finding) -> Html {
    html! {
        <>
            <p class="call" data-call={call.key}>{ call.words }</p>
            if let Some(fastest) = fastest {
                <p class="fastest">{ "Fastest: " }{ fastest }</p>
            }
            <p class="quiet" data-waiting={format!("{waiting:.3}")}>
                { format!("Run sequentially, tasks wait for {} of the time.", units::percent(*waiting)) }
            </p>
        </>
    }
}

/// Why there is nothing to say of a rule.
fn why_nothing(failure: Option<&Failure>) -> Html {
    match failure {
        Some(failure) => html! { <p class="bad-text">{ failure.to_string() }</p> },
        None => html! { <p class="quiet">{ "Stopped before it was measured" }</p> },
    }
}
