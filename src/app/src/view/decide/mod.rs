//! The decision guide: the short answer, a table of kinds of work, and three questions.
//!
//! All give advice by known rules. Measuring shows whether a rule holds on this machine.

mod answers;
mod finding;
mod kind_row;
mod words;

use super::controls::run_or_stop;
use super::elements::table_head;
use super::notices::engine_notice;
use crate::commands::Commands;
use crate::state::{Action, DecisionTableAction, State};
use answers::answers;
use finding::{Finding, finding, is_measuring};
use kind_row::{KindRow, experiment_link};
use lanes_catalogue::experiments::find;
use lanes_catalogue::guide::{Kind, QUESTIONS, Question, kind, kinds, led_to};
use lanes_model::Ended;
use lanes_model::Runtime;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct GuideProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

/// The whole guide.
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
                queued={state.decision_table().is_queued(kind.experiment)}
                like_yours={led == Some(kind.experiment)}
                cores={state.machine().cores}
                possible={state.embed().frame().has_workers()}
                embedded={state.embed().is_embed()}
                dispatch={commands.dispatch.clone()}
            />
        }
    };
    let measure = html! { <span class="hidden">{ words::MEASURE }</span> };
    let heads: [Html; 4] = [words::WORK.into(), words::ADVICE.into(), words::ON_THIS_MACHINE.into(), measure];
    html! {
        <>
            { answers() }
            { engine_notice(state.runs().engine()) }
            { measure_row(state, commands) }
            { questions(state, led, &commands.dispatch) }
            <p class="hidden" role="status">{ announcement(state) }</p>
            <table class="kinds">
                <caption>{ words::CAPTION }</caption>
                { table_head(heads) }
                <tbody>{ for kinds().map(row) }</tbody>
            </table>
        </>
    }
}

/// Renders the questions and the advice; `led` is the experiment that the answers lead to.
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
    let advice = match led.and_then(kind) {
        Some(kind) => advice(state, kind, dispatch),
        None => html! { words::ANSWER_FOR_ADVICE },
    };
    html! {
        <details class="three-questions" open={state.decision_table().answers().iter().any(Option::is_some)}>
            <summary>{ words::NOT_SURE }</summary>
            <form class="controls questions" aria-label={words::THREE_QUESTIONS}>
                { for QUESTIONS.iter().enumerate().map(fieldset) }
                <p class="answer" role="status">{ advice }</p>
            </form>
        </details>
    }
}

fn advice(state: &State, kind: &'static Kind, dispatch: &Callback<Action>) -> Html {
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
            { words::TRY_IT }
            { experiment_link(kind, title, state.machine().cores, state.embed().is_embed(), dispatch) }
            { "." }
        </>
    }
}

/// Renders Measure all, or Stop, with the number of rules checked.
fn measure_row(state: &State, commands: &Commands) -> Html {
    let all: Vec<&'static str> = kinds().map(|kind| kind.experiment).collect();
    let complete = |row: &&&str| {
        let results = state.runs().row_results(row);
        results.is_some_and(|results| results.ended == Some(Ended::Completed))
    };
    let checked = words::rules_checked(all.iter().filter(complete).count(), all.len());
    let measure = commands
        .dispatch
        .reform(move |()| Action::DecisionTable(DecisionTableAction::RowsRequested(all.clone())));
    let possible = state.embed().frame().has_workers();
    let label = html! { words::MEASURE_ALL };
    html! {
        <div class="run-row measure-all">
            <div>
                <h2>{ words::IS_IT_TRUE_HERE }</h2>
                <p>{ words::NOT_MEASURED_ADVICE }{ Runtime::Rust.measured() }{ "." }</p>
            </div>
            { run_or_stop(state.job(), label, possible, &measure, &commands.stop, None) }
            <span class="doing">{ checked }{ state.is_running().then_some(words::ROWS_WAIT) }</span>
        </div>
    }
}

/// Returns a text for screen readers about the row being measured, or about the last one measured.
fn announcement(state: &State) -> String {
    let Some(kind) = state.decision_table().latest().and_then(kind) else { return String::new() };
    if is_measuring(state, kind) {
        return words::measuring(kind.name);
    }
    let Some(results) = state.runs().row_results(kind.experiment) else { return String::new() };
    match finding(kind, results) {
        Ok(Finding { advice, call, .. }) => words::found(kind.name, call.words, &advice.headline),
        Err(_) => words::not_finished(kind.name),
    }
}
