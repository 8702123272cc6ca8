//! Where the focus goes: when the control that has it goes, to what a control opened elsewhere on the page, back to that
//! control, and past the head of the page.

use crate::state::Action;
use gloo_timers::callback::Timeout;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, MouseEvent};
use yew::Callback;

/// What can take the focus, but for a list that goes with its only entry.
const STAYS: &str = "[tabindex='-1']:not(ul:has(> :only-child))";

/// What a press of a control does that is gone after it.
pub(super) fn on_last_press(dispatch: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |press: MouseEvent| {
        pass_on_focus(&press);
        action.clone()
    })
}

/// Gives the focus of a control that was pressed to the part of the page around it, the nearest with `tabindex="-1"`.
/// Where the control goes, the focus would otherwise be nowhere, and a screen reader would begin at the top again.
pub(super) fn pass_on_focus(press: &MouseEvent) {
    let control = press.target().and_then(|target| target.dyn_into::<Element>().ok());
    let around = control.and_then(|control| control.closest(STAYS).ok().flatten());
    if let Some(around) = around.as_ref().and_then(|around| around.dyn_ref::<HtmlElement>()) {
        focus_where_it_is(around);
    }
}

/// Gives the focus to an element without scrolling.
fn focus_where_it_is(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Cannot fail for an element of the page.
    let _ = element.focus_with_options(&options);
}

/// Scrolls to a part of the page that a control is about to open elsewhere, and gives it the focus. A part that does not
/// open changes nothing.
pub(super) fn go_to(id: &'static str) {
    soon(move || {
        if let Some(part) = element(id) {
            part.scroll_into_view();
            focus_where_it_is(&part);
        }
    });
}

/// Gives the focus back to the control that opened what is about to close, wherever on the page the control is.
pub(super) fn go_back_to(id: String) {
    soon(move || {
        if let Some(control) = element(&id) {
            // Cannot fail for an element of the page.
            let _ = control.focus();
        }
    });
}

/// Scrolls to the head of the page, where another experiment is about to be shown, and gives the focus to that.
pub(super) fn go_to_experiment() {
    soon(|| {
        scroll_to_top();
        if let Some(main) = element("experiment") {
            focus_where_it_is(&main);
        }
    });
}

/// Scrolls to the head of the page, where another experiment is about to be shown. The focus stays in the list.
pub(super) fn show_experiment() {
    soon(scroll_to_top);
}

fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Does something once the page shows what the action under way made of it, and the way back has noted how far down the
/// reader was.
fn soon(act: impl FnOnce() + 'static) {
    Timeout::new(0, act).forget();
}

fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Gives the focus to what the page is about. The link by itself would put its place into the address, where recorded
/// results may stand.
pub(super) fn skip_head(press: MouseEvent) {
    press.prevent_default();
    if let Some(main) = element("experiment") {
        // Cannot fail for an element of the page.
        let _ = main.focus();
    }
}
