//! The control of one parameter: a number, a text or a choice.

use crate::state::{Action, Draft, SettingsAction};
use crate::view::elements::select_option;
use lanes_analysis::units;
use lanes_catalogue::Value;
use lanes_catalogue::experiment::{AUTO, Choice, Domain, Parameter};
use lanes_model::ranking::MIN_SAMPLES;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// First value of a number that was automatic: as many repeats as the ranking needs at least.
const FIXED_AT_FIRST: u64 = MIN_SAMPLES as u64;

#[derive(PartialEq, Properties)]
pub(super) struct ParameterProps {
    pub(super) parameter: ByAddress,
    pub(super) value: Value,
    pub(super) draft: Option<Draft>,
    pub(super) dispatch: Callback<Action>,
}

/// A parameter of the catalogue, compared by address.
#[derive(Clone, Copy)]
pub(super) struct ByAddress(&'static Parameter);

impl PartialEq for ByAddress {
    fn eq(&self, other: &ByAddress) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl yew::html::IntoPropValue<ByAddress> for &'static Parameter {
    fn into_prop_value(self) -> ByAddress {
        ByAddress(self)
    }
}

/// The control of a parameter. A component, since rendering it for every change elsewhere would lose half-typed text.
#[component]
pub(super) fn ParameterControl(props: &ParameterProps) -> Html {
    let ParameterProps { parameter, value, draft, dispatch } = props;
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

/// Renders a checkbox that leaves a number to Lanes, for parameters that allow it. Typing a number clears it.
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
    let onchange =
        dispatch.reform(move |_: Event| Action::Settings(SettingsAction::Picked { key, value: other }));
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

/// Renders a field for a number or a text.
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
    // On change rather than on input: a half-typed value is not a value yet.
    let onchange = dispatch.reform(move |event: Event| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        Action::Settings(SettingsAction::Typed { key, text })
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

/// Renders a list of options.
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
        Action::Settings(SettingsAction::Picked { key, value: u64::try_from(index).unwrap_or(0) })
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
