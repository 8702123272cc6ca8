//! Elements that several parts of the page share.

use super::focus::on_last_press;
use super::words;
use crate::state::Action;
use gloo_timers::callback::Timeout;
use lanes_analysis::look::look;
use lanes_model::strategy::NOT_IN_PYTHON;
use lanes_model::{Runtime, Strategy};
use web_sys::{File, HtmlInputElement};
use yew::html::IntoPropValue;
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

/// Renders an `<option>` of a list.
///
/// The selection is set as a property: once the reader has chosen, browsers ignore the attribute, and the list would
/// show another value than the one in use.
pub(super) fn select_option(
    value: impl Into<AttrValue>,
    label: impl Into<AttrValue>,
    selected: bool,
) -> Html {
    let mut option = VTag::new("option");
    option.add_attribute("value", value);
    option.add_property("selected", selected);
    option.add_child(VText::new(label).into());
    option.into()
}

/// Renders a button that disappears when it is pressed, and passes on the focus.
pub(super) fn vanishing_button(
    label: impl IntoPropValue<Html>,
    dispatch: &Callback<Action>,
    action: Action,
) -> Html {
    let onclick = on_last_press(dispatch, action);
    html! { <button type="button" class="quiet" {onclick}>{ label.into_prop_value() }</button> }
}

/// Files that a picker offers.
pub(super) struct Accepted {
    /// File types, as in the attribute of an `<input>`.
    pub(super) types: &'static str,
    /// True if several files can be chosen at once.
    pub(super) several: bool,
}

/// Renders a button that opens the browser's file dialog. `described_by` is the id of the element that describes it.
pub(super) fn file_picker(
    label: impl IntoPropValue<Html>,
    accepted: Accepted,
    described_by: &'static str,
    take: impl Fn(Vec<File>) + 'static,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let list = input.files();
        let chosen: Vec<File> =
            list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.item(index))).collect();
        if !chosen.is_empty() {
            take(chosen);
        }
        // Cleared once the list has been read, so that the same file can be chosen again after it was changed.
        Timeout::new(0, move || input.set_value("")).forget();
    });
    html! {
        <label class="choose-file">
            { label.into_prop_value() }
            <input
                type="file"
                class="hidden"
                accept={accepted.types}
                multiple={accepted.several}
                aria-describedby={described_by}
                {onchange}
            />
        </label>
    }
}

/// Returns true if a click on a link opens it elsewhere, as with a modifier key.
pub(super) fn opens_elsewhere(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0
}

/// Returns the class that gives an element, and all within it, the colour of a strategy.
pub(super) fn look_class(strategy: Strategy) -> String {
    format!("look-{}", look(strategy))
}

/// Returns the classes of a strategy's name, with a mark in its colour.
pub(super) fn name_classes(strategy: Strategy) -> Classes {
    classes!("strategy-name", look_class(strategy))
}

/// Renders the choice to show confidence intervals.
pub(super) fn ranges_toggle(shown: &UseStateHandle<bool>) -> Html {
    let setter = shown.setter();
    let onchange =
        move |event: Event| setter.set(event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="ranges">
            <input type="checkbox" checked={**shown} {onchange} />
            { words::SHOW_RANGES }
        </label>
    }
}

/// Renders the first cell of a strategy's row: its name, and what it is or stands for in Python.
pub(super) fn strategy_cell(strategy: Strategy, runtime: Runtime) -> Html {
    let python = strategy.meaning().python;
    let like = match python {
        _ if runtime.is_python() => "",
        NOT_IN_PYTHON => words::IN_PYTHON,
        _ => words::LIKE,
    };
    html! {
        <th scope="row" class={name_classes(strategy)}>
            { strategy.key() }
            <span class="in-python">{ like }{ python }</span>
        </th>
    }
}

/// Renders a region that scrolls sideways if the page is narrower than its content.
pub(super) fn scroll_region(label: impl IntoPropValue<AttrValue>, content: Html) -> Html {
    let label: AttrValue = label.into_prop_value();
    html! { <div class="scroll" tabindex="0" role="region" aria-label={label}>{ content }</div> }
}

/// Renders the head of a table.
pub(super) fn table_head<L: IntoPropValue<Html>>(labels: impl IntoIterator<Item = L>) -> Html {
    let cell = |label: L| html! { <th scope="col">{ label.into_prop_value() }</th> };
    html! { <thead><tr>{ for labels.into_iter().map(cell) }</tr></thead> }
}

/// Renders a table in a region that scrolls.
pub(super) fn plain_table(label: &'static str, heads: impl IntoIterator<Item = String>, rows: Html) -> Html {
    let table = html! { <table class="plain">{ table_head(heads) }<tbody>{ rows }</tbody></table> };
    scroll_region(label, table)
}
