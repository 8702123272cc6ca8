//! The controls of an experiment, and Run and Stop.

use super::files::BringFilesProps;
use super::lazy::Lazy;
use super::prediction::prediction;
use super::select_option;
use crate::page::Commands;
use crate::state::{Action, Draft, Engine, Job, Progress, State};
use lanes_analysis::units;
use lanes_catalogue::Value;
use lanes_catalogue::experiment::{AUTO, Choice, Domain, Parameter};
use lanes_model::Strategy;
use lanes_model::ranking::MIN_SAMPLES;
use lanes_model::strategy::IN_PYTHON;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The number that takes the place of one that was left to Lanes: as many as the ranking needs at least.
const FIXED_AT_FIRST: u64 = MIN_SAMPLES as u64;

pub(crate) fn controls(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let control = |(parameter, value): (&'static Parameter, &Value)| {
        let dispatch = commands.dispatch.clone();
        let draft = state.drafts.get(parameter.key).cloned();
        html! { <ParameterControl key={parameter.key} {parameter} value={value.clone()} {draft} {dispatch} /> }
    };
    let (advanced, usual): (Vec<_>, Vec<_>) =
        state.setup.values().shown().partition(|(parameter, _)| parameter.advanced);
    let cores = state.machine.cores;
    let changed = advanced
        .iter()
        .any(|(parameter, value)| **value != lanes_catalogue::experiment::default_value(parameter, cores));
    html! {
        <form class="controls" aria-label="Experiment" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <div class="parameters">{ for usual.into_iter().map(control) }</div>
            if let Some(remark) = state.setup.experiment().remark(&state.setup) {
                <p class="hint amounts" aria-live="polite">{ remark }</p>
            }
            { bring_files(state, commands, lazy) }
            if !advanced.is_empty() {
                <More key={state.setup.experiment().id} open={changed}>
                    <div class="parameters">{ for advanced.into_iter().map(control) }</div>
                </More>
            }
            { strategies(state, &commands.dispatch) }
            { prediction(state, &commands.dispatch) }
            { run_row(state, commands) }
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct MoreProps {
    /// Whether it is open at first.
    open: bool,
    children: Html,
}

/// What few need. A component, since it is the reader's to open and close, whatever they do with the values in it.
#[component]
fn More(MoreProps { open, children }: &MoreProps) -> Html {
    let open = *use_state(|| *open);
    html! {
        <details {open}>
            <summary>{ "More" }</summary>
            { children.clone() }
        </details>
    }
}

/// Run and Stop alone, where the values are not to be changed.
pub(crate) fn run_only(state: &State, commands: &Commands) -> Html {
    html! {
        <div class="controls run-only">{ run_row(state, commands) }</div>
    }
}

/// Run or Stop, what is missing for it, and how far it is.
fn run_row(state: &State, commands: &Commands) -> Html {
    html! {
        <div class="run-row">
            { run_button(state, commands) }
            if let Some(parameter) = state.setup.lacking() {
                <p class="lacking">{ format!("Fill in “{}” first.", parameter.label) }</p>
            } else if state.lacks_files() && state.job.is_none() {
                <p class="lacking">{ "Choose a file first." }</p>
            }
            { progress(state) }
        </div>
    }
}

/// Where files are chosen, for work that takes the reader's own.
fn bring_files(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let Some(own_files) = state.setup.values().own_files() else { return html! {} };
    let props = BringFilesProps {
        experiment: state.setup.experiment().id,
        own_files,
        shown: state.setup.values().uses_own_files(),
        files: state.own_files().cloned(),
        problem: state.file_problem.clone(),
        dispatch: commands.dispatch.clone(),
    };
    lazy.show_once_ready(|later| (later.bring_files)(props))
}

#[derive(PartialEq, Properties)]
struct ParameterProps {
    parameter: ByAddress,
    value: Value,
    draft: Option<Draft>,
    dispatch: Callback<Action>,
}

/// A parameter of the catalogue, which is itself wherever it is.
#[derive(Clone, Copy)]
struct ByAddress(&'static Parameter);

impl PartialEq for ByAddress {
    fn eq(&self, other: &ByAddress) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl From<&'static Parameter> for ByAddress {
    fn from(parameter: &'static Parameter) -> ByAddress {
        ByAddress(parameter)
    }
}

impl yew::html::IntoPropValue<ByAddress> for &'static Parameter {
    fn into_prop_value(self) -> ByAddress {
        self.into()
    }
}

/// A component, since a text half typed would be lost if it were shown anew for everything that changes elsewhere.
#[component]
fn ParameterControl(ParameterProps { parameter, value, draft, dispatch }: &ParameterProps) -> Html {
    let parameter = parameter.0;
    let (id, hint_id) = (format!("parameter-{}", parameter.key), format!("hint-{}", parameter.key));
    let control = match (&parameter.domain, value) {
        (Domain::Choice(options), Value::Number(index)) => {
            choice_input(parameter, *index, options, &hint_id, dispatch)
        }
        (_, Value::Number(number)) if parameter.is_automatic(*number) => {
            text_input(parameter, String::new(), draft.as_ref(), &hint_id, dispatch)
        }
        (_, Value::Number(number)) => {
            text_input(parameter, units::grouped(*number), draft.as_ref(), &hint_id, dispatch)
        }
        (_, Value::Text(text)) => text_input(parameter, text.clone(), draft.as_ref(), &hint_id, dispatch),
    };
    let wide = matches!(parameter.domain, Domain::Text { max, .. } if max > 200).then_some("wide");
    let hint = draft.as_ref().map_or(parameter.hint, |draft| draft.complaint.as_str()).to_owned();
    html! {
        <div class={classes!("parameter", wide, draft.as_ref().map(|_| "wrong"))}>
            <label for={id}>{ parameter.label }</label>
            <span class="field">{ control }<span class="unit">{ parameter.unit }</span></span>
            { automatic(parameter, value, &hint_id, dispatch) }
            <span class="hint" id={hint_id} aria-live="polite">{ hint }</span>
        </div>
    }
}

/// The choice to leave a number to Lanes, where it can be left to it. Typing a number takes the choice back.
fn automatic(
    parameter: &'static Parameter,
    value: &Value,
    hint_id: &str,
    dispatch: &Callback<Action>,
) -> Html {
    let (Some(automatic), Value::Number(number)) = (parameter.automatic, value) else { return html! {} };
    let key = parameter.key;
    let checked = parameter.is_automatic(*number);
    let other = if checked { FIXED_AT_FIRST } else { AUTO };
    let onchange = dispatch.reform(move |_: Event| Action::Picked { key, value: other });
    html! {
        <label class="automatic">
            <input
                type="checkbox"
                name={format!("{key}-{}", automatic.key)}
                {checked}
                aria-describedby={hint_id.to_owned()}
                {onchange}
            />
            { automatic.label }
        </label>
    }
}

/// A number, or a text.
fn text_input(
    parameter: &'static Parameter,
    value: String,
    draft: Option<&Draft>,
    hint_id: &str,
    dispatch: &Callback<Action>,
) -> Html {
    let key = parameter.key;
    let text = draft.map_or(value, |draft| draft.text.clone());
    let is_number = matches!(parameter.domain, Domain::Number { .. });
    // On change, not on input: a value half typed is no value yet.
    let onchange = dispatch.reform(move |event: Event| Action::Typed {
        key,
        text: event.target_unchecked_into::<HtmlInputElement>().value(),
    });
    html! {
        <input
            id={format!("parameter-{key}")}
            type="text"
            inputmode={if is_number { "numeric" } else if key == "urls" { "url" } else { "text" }}
            autocomplete="off"
            size={if is_number { "11" } else { "40" }}
            value={text}
            placeholder={parameter.automatic.map(|automatic| automatic.key)}
            aria-describedby={hint_id.to_owned()}
            aria-invalid={draft.map(|_| "true")}
            {onchange}
        />
    }
}

fn choice_input(
    parameter: &'static Parameter,
    value: u64,
    options: &'static [Choice],
    hint_id: &str,
    dispatch: &Callback<Action>,
) -> Html {
    let key = parameter.key;
    let onchange = dispatch.reform(move |event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        Action::Picked { key, value: u64::try_from(index).unwrap_or(0) }
    });
    let options = options
        .iter()
        .zip(0u64..)
        .map(|(option, index)| select_option(option.key, option.label, index == value));
    html! {
        <select id={format!("parameter-{key}")} aria-describedby={hint_id.to_owned()} {onchange}>
            { for options }
        </select>
    }
}

/// Which strategies are compared.
fn strategies(state: &State, dispatch: &Callback<Action>) -> Html {
    let chosen = state.setup.strategies();
    let choice = |strategy: Strategy| {
        let possible = state.possible(strategy);
        let checked = chosen.contains(&strategy) && possible;
        let onchange = dispatch.reform(move |_: Event| Action::Toggled(strategy));
        let is_only = chosen == [strategy];
        let meaning = strategy.meaning();
        let limit = match possible {
            true if is_only => Some("The only one chosen."),
            true => None,
            false => Some("Needs an isolated page."),
        };
        html! {
            <label class="strategy">
                <input
                    type="checkbox"
                    name={strategy.key()}
                    {checked}
                    disabled={!possible || is_only}
                    {onchange}
                />
                <span class="name">{ strategy.key() }</span>
                <span class="remark">{ meaning.here }{ IN_PYTHON }{ meaning.python }</span>
                if let Some(limit) = limit { <span class="remark limit">{ limit }</span> }
            </label>
        }
    };
    let experiment = state.setup.experiment();
    html! {
        <fieldset class="strategies">
            <legend>{ "Compare" }</legend>
            { for experiment.strategies.iter().copied().map(choice) }
            if !experiment.left_out.is_empty() {
                <p class="left-out">{ experiment.left_out }</p>
            }
        </fieldset>
    }
}

fn run_button(state: &State, commands: &Commands) -> Html {
    let run = html! { <>{ "Run" }<kbd>{ "Ctrl Enter" }</kbd></> };
    run_or_stop(state.job.as_ref(), run, state.next_job().is_some(), &commands.run, &commands.stop)
}

/// What runs, or Stop while a job is under way. It is one element, and never disabled while a job ends: a button that
/// goes takes the focus of whoever pressed it with it.
pub(super) fn run_or_stop(
    job: Option<&Job>,
    label: Html,
    possible: bool,
    run: &Callback<()>,
    stop: &Callback<()>,
) -> Html {
    let stopping = job.is_some_and(|job| job.stopping);
    let command = if job.is_some() { stop.clone() } else { run.clone() };
    // Not on the form's submission, which a sandbox may forbid: Enter in a field presses Run, too.
    let onclick = move |event: MouseEvent| {
        event.prevent_default();
        // The second click of two is not meant for what the first put in its place.
        if event.detail() != 2 {
            command.emit(());
        }
    };
    // Nor is a key that is held.
    let onkeydown = |event: KeyboardEvent| {
        if event.repeat() && event.key() == "Enter" {
            event.prevent_default();
        }
    };
    html! {
        <button
            type={if job.is_some() { "button" } else { "submit" }}
            class={if job.is_some() { "stop" } else { "run" }}
            disabled={job.is_none() && !possible}
            aria-disabled={stopping.then_some("true")}
            {onclick}
            {onkeydown}
        >
            if stopping {
                { "Stopping" }
            } else if job.is_some() {
                { "Stop" }
            } else {
                { label }
            }
        </button>
    }
}

/// How far the job is.
fn progress(state: &State) -> Html {
    let Some(job) = &state.job else { return html! {} };
    let starting = if state.engine == Engine::Starting { "the engine is starting" } else { "starting" };
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="progress">
            <progress max={max.to_string()} value={value.to_string()} aria-label={label} />
            <span>{ text }</span>
            <span class="doing">{ job.doing().unwrap_or_else(|| starting.to_owned()) }</span>
        </div>
    }
}
