//! The three questions, and the advice that the answers lead to.

use super::finding::{finding, is_measuring};
use super::kind_row::experiment_link;
use super::words;
use crate::state::{Action, State};
use lanes_model::catalogue::find;
use lanes_model::guide::{Kind, QUESTIONS, Question, kind};
use yew::prelude::*;

/// Renders the questions and the advice; `led` is the experiment that the answers lead to.
pub(super) fn questions(state: &State, led: Option<&'static str>, dispatch: &Callback<Action>) -> Html {
    let option = |question: usize, answer: usize, text: &'static str| {
        let onchange = dispatch.reform(move |_: Event| Action::Answered { question, answer });
        let checked = state.guide.answers[question] == Some(answer);
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
        <form class="controls questions" aria-label={words::THREE_QUESTIONS}>
            { for QUESTIONS.iter().enumerate().map(fieldset) }
            <p class="answer" role="status">{ advice }</p>
        </form>
    }
}

fn advice(state: &State, kind: &'static Kind, dispatch: &Callback<Action>) -> Html {
    let known = kind.known();
    let measured = state.guide.results.get(kind.experiment).filter(|_| !is_measuring(state, kind));
    let found = measured.and_then(|results| finding(kind, results).ok());
    let headline = found.as_ref().map_or(known.headline, |found| &found.advice.headline);
    let title = find(kind.experiment).map_or(kind.name, |experiment| experiment.title);
    html! {
        <>
            <strong>{ headline }{ ". " }</strong>
            { known.why }
            if let Some(found) = &found { { " " }{ found.call.words }{ "." } }
            { words::TRY_IT }
            { experiment_link(kind, title, state.machine.cores, state.embed.is_embed(), dispatch) }
            { "." }
        </>
    }
}
