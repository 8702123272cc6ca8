//! Keyboard focus: where it moves when its control disappears, and the places on the page that controls lead to.

use crate::state::Action;
use gloo_timers::callback::Timeout;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, MouseEvent};
use yew::Callback;

/// Id of the element that holds what the page is about: an experiment or the decision guide.
pub(super) const MAIN: &str = "experiment";
/// Id of the sentence that says that the results below it are recorded.
pub(super) const RECORDED_BANNER: &str = "recorded-title";
/// Id of the heading of the notice about requests to other servers.
pub(super) const CONFIRMATION: &str = "confirmation";
/// Id of the heading above two recorded results side by side.
pub(super) const COMPARISON_HEADING: &str = "versus-title";

/// Selector of the elements that can take over the focus, except a list that disappears with its only entry.
const LASTING: &str = "[tabindex='-1']:not(ul:has(> :only-child))";

/// Returns the id of the button that shows a saved run.
pub(super) fn show_button(key: u32) -> String {
    format!("show-{key}")
}

/// Returns the id of the button that adds a saved run to the comparison.
pub(super) fn compare_button(key: u32) -> String {
    format!("compare-{key}")
}

/// Makes the click handler of a control that disappears when it is used.
pub(super) fn on_last_press(dispatch: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |press: MouseEvent| {
        pass_on_focus(&press);
        action.clone()
    })
}

/// Moves the focus from a pressed control to its nearest ancestor with `tabindex="-1"`.
///
/// Otherwise a control that disappears would leave the focus nowhere, and a screen reader would start at the top again.
pub(super) fn pass_on_focus(press: &MouseEvent) {
    let control = press.target().and_then(|target| target.dyn_into::<Element>().ok());
    let part = control.and_then(|control| control.closest(LASTING).ok().flatten());
    if let Some(part) = part.as_ref().and_then(|part| part.dyn_ref::<HtmlElement>()) {
        focus_without_scrolling(part);
    }
}

fn focus_without_scrolling(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Cannot fail for an element of the page.
    let _ = element.focus_with_options(&options);
}

/// Scrolls to a part of the page that a control is about to open, and focuses it. Does nothing if the part does not open.
pub(super) fn go_to(id: &'static str) {
    after_render(move || {
        if let Some(part) = element(id) {
            part.scroll_into_view();
            focus_without_scrolling(&part);
        }
    });
}

/// Returns the focus to the control that opened what is about to close.
pub(super) fn go_back_to(id: String) {
    after_render(move || {
        if let Some(control) = element(&id) {
            // Cannot fail for an element of the page.
            let _ = control.focus();
        }
    });
}

/// Scrolls to the top of the page, where another experiment is about to be shown, and focuses the experiment.
pub(super) fn go_to_experiment() {
    after_render(|| {
        scroll_to_top();
        if let Some(main) = element(MAIN) {
            focus_without_scrolling(&main);
        }
    });
}

/// Scrolls to the top of the page, where another experiment is about to be shown. The focus stays in the list.
pub(super) fn show_experiment() {
    after_render(scroll_to_top);
}

fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Calls a function after the current action has been rendered and the browser's history has noted the scroll position.
fn after_render(act: impl FnOnce() + 'static) {
    Timeout::new(0, act).forget();
}

fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Focuses what the page is about. Following the link would write its fragment to the address, which may hold recorded
/// results.
pub(super) fn skip_header(press: MouseEvent) {
    press.prevent_default();
    if let Some(main) = element(MAIN) {
        // Cannot fail for an element of the page.
        let _ = main.focus();
    }
}
