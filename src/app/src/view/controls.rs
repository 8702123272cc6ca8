//! The controls of an experiment, and Run and Stop.

use crate::page::Commands;
use crate::state::{Action, Draft, Engine, Job, State};
use lanes_model::experiment::{Choice, Domain, Parameter};
use lanes_model::{Round, Strategy, setup, units};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ControlsProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

#[component]
pub(crate) fn Controls(ControlsProps { state, commands }: &ControlsProps) -> Html {
    let run = commands.run.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        run.emit(());
    });
    let control = |(parameter, value): (&'static Parameter, u64)| {
        let dispatch = commands.dispatch.clone();
        let draft = state.drafts.get(parameter.key).cloned();
        html! { <ParameterControl key={parameter.key} {parameter} {value} {draft} {dispatch} /> }
    };
    let (advanced, usual): (Vec<_>, Vec<_>) =
        state.setup.values().partition(|(parameter, _)| parameter.advanced);
    let cores = state.machine.cores;
    let changed = advanced.iter().any(|(parameter, value)| *value != setup::default_value(parameter, cores));
    html! {
        <form class="controls" aria-label="Experiment" {onsubmit}>
            <div class="parameters">{ for usual.into_iter().map(control) }</div>
            if !advanced.is_empty() {
                <details key={state.setup.experiment().id} open={changed}>
                    <summary>{ "More" }</summary>
                    <div class="parameters">{ for advanced.into_iter().map(control) }</div>
                </details>
            }
            <Strategies state={state.clone()} dispatch={commands.dispatch.clone()} />
            <div class="run-row">
                <RunButton state={state.clone()} stop={commands.stop.clone()} />
                <Progress job={state.job.clone()} engine={state.engine.clone()} repeats={state.results.as_ref().map_or(0, |results| results.repeats)} />
            </div>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct ParameterProps {
    parameter: ByAddress,
    value: u64,
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

#[component]
fn ParameterControl(ParameterProps { parameter, value, draft, dispatch }: &ParameterProps) -> Html {
    let parameter = parameter.0;
    let (id, hint_id) = (format!("parameter-{}", parameter.key), format!("hint-{}", parameter.key));
    let control = match parameter.domain {
        Domain::Number { .. } => number_input(parameter, *value, draft.as_ref(), &hint_id, dispatch),
        Domain::Choice(options) => choice_input(parameter, *value, options, &hint_id, dispatch),
    };
    let hint = draft.as_ref().map_or(parameter.hint, |draft| draft.complaint.as_str()).to_owned();
    html! {
        <div class={classes!("parameter", draft.as_ref().map(|_| "wrong"))}>
            <label for={id}>{ parameter.label }</label>
            <span class="field">{ control }<span class="unit">{ parameter.unit }</span></span>
            <span class="hint" id={hint_id}>{ hint }</span>
        </div>
    }
}

fn number_input(
    parameter: &'static Parameter,
    value: u64,
    draft: Option<&Draft>,
    hint_id: &str,
    dispatch: &Callback<Action>,
) -> Html {
    let key = parameter.key;
    let text = draft.map_or_else(|| units::grouped(value), |draft| draft.text.clone());
    // On change, not on input: a number half typed is no number yet.
    let onchange = dispatch.reform(move |event: Event| Action::Typed {
        key,
        text: event.target_unchecked_into::<HtmlInputElement>().value(),
    });
    html! {
        <input
            id={format!("parameter-{key}")}
            type="text"
            inputmode="numeric"
            autocomplete="off"
            size="11"
            value={text}
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
    let options = options.iter().zip(0u64..).map(|(option, index)| {
        html! { <option value={option.key} selected={index == value}>{ option.label }</option> }
    });
    html! {
        <select id={format!("parameter-{key}")} aria-describedby={hint_id.to_owned()} {onchange}>
            { for options }
        </select>
    }
}

#[derive(PartialEq, Properties)]
struct StrategiesProps {
    state: State,
    dispatch: Callback<Action>,
}

/// Which strategies are compared.
#[component]
fn Strategies(StrategiesProps { state, dispatch }: &StrategiesProps) -> Html {
    let chosen = state.setup.strategies();
    let choice = |strategy: Strategy| {
        let possible = state.possible(strategy);
        let checked = chosen.contains(&strategy) && possible;
        let onchange = dispatch.reform(move |_: Event| Action::Toggled(strategy));
        let remark = if possible { strategy.in_python() } else { "needs an isolated page" };
        html! {
            <label class="strategy">
                <input
                    type="checkbox"
                    name={strategy.key()}
                    {checked}
                    disabled={!possible || chosen == [strategy]}
                    {onchange}
                />
                <span class="name">{ strategy.key() }</span>
                <span class="remark">{ remark }</span>
            </label>
        }
    };
    let strategies = state.setup.experiment().strategies.iter().copied();
    html! {
        <fieldset class="strategies">
            <legend>{ "Compare" }</legend>
            { for strategies.map(choice) }
        </fieldset>
    }
}

#[derive(PartialEq, Properties)]
struct RunButtonProps {
    state: State,
    stop: Callback<()>,
}

/// Run, or Stop while a job is under way.
#[component]
fn RunButton(RunButtonProps { state, stop }: &RunButtonProps) -> Html {
    let Some(job) = &state.job else {
        return html! {
            <button type="submit" class="run" key="run" disabled={state.next_job().is_none()}>
                { "Run" }<kbd>{ "Ctrl Enter" }</kbd>
            </button>
        };
    };
    let onclick = stop.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="stop" key="stop" {onclick} disabled={job.stopping}>
            { if job.stopping { "Stopping" } else { "Stop" } }
        </button>
    }
}

#[derive(PartialEq, Properties)]
struct ProgressProps {
    job: Option<Job>,
    engine: Engine,
    repeats: u32,
}

/// Tasks done of all.
#[component]
fn Progress(ProgressProps { job, engine, repeats }: &ProgressProps) -> Html {
    let Some(job) = job else { return html! {} };
    let doing = match job.turn {
        Some(turn) => match turn.round {
            Round::WarmUp => format!("{}, warming up", turn.strategy.key()),
            Round::Measured(round) => format!("{}, {} of {repeats}", turn.strategy.key(), round + 1),
        },
        None if *engine == Engine::Starting => "the engine is starting".to_owned(),
        None => "starting".to_owned(),
    };
    html! {
        <div class="progress">
            <progress max={job.total.to_string()} value={job.done.to_string()} aria-label="Tasks done" />
            <span>{ format!("{} of {} tasks", units::grouped(job.done), units::grouped(job.total)) }</span>
            <span class="doing">{ doing }</span>
        </div>
    }
}
