//! Where the focus goes when the control that has it goes, and past the head of the page.

use crate::state::Action;
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
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // Cannot fail for an element of the page.
        let _ = around.focus_with_options(&options);
    }
}

/// Gives the focus to what the page is about. The link by itself would put its place into the address, where recorded
/// results may stand.
pub(super) fn skip_head(press: MouseEvent) {
    press.prevent_default();
    let document = web_sys::window().and_then(|window| window.document());
    let main = document.and_then(|document| document.get_element_by_id("experiment"));
    if let Some(main) = main.as_ref().and_then(|main| main.dyn_ref::<HtmlElement>()) {
        // Cannot fail for an element of the page.
        let _ = main.focus();
    }
}
