//! Where and when something is measured: what only the browser knows.

use crate::state::{Action, Machine, State};
use gloo_events::EventListener;
use js_sys::Date;
use lanes_model::Environment;
use yew::prelude::*;

/// Tells the state whether the page is in sight: browsers slow down what is not.
#[hook]
pub(crate) fn use_visibility(dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            dispatch.emit(Action::Hidden(document.hidden()));
            let page = document.clone();
            EventListener::new(&document, "visibilitychange", move |_| {
                dispatch.emit(Action::Hidden(page.hidden()));
            })
        });
        move || drop(listener)
    });
}

/// Notes where and when the reader's own job measured something, once it is over.
#[hook]
pub(crate) fn use_record(state: &State, dispatch: &Callback<Action>) {
    let over = state.results.as_ref().filter(|_| !state.is_running());
    let missing = over.is_some_and(|results| results.environment.is_none() && !results.runs.is_empty());
    let (machine, dispatch) = (state.machine.clone(), dispatch.clone());
    use_effect_with(missing, move |missing| {
        if *missing {
            dispatch.emit(Action::Recorded(environment(&machine)));
        }
    });
}

thread_local! {
    /// The smallest step of the page's clock, in milliseconds. It stays the same, and looking for it takes ten.
    static CLOCK_STEP: f64 = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |clock| smallest_step(|| clock.now()));
}

/// This machine and this moment.
pub(crate) fn environment(machine: &Machine) -> Environment {
    let window = web_sys::window();
    let browser = window.as_ref().and_then(|window| window.navigator().user_agent().ok());
    Environment {
        cores: machine.cores,
        isolated: machine.isolated,
        clock_resolution_ms: CLOCK_STEP.with(|step| *step),
        hidden: false,
        browser: browser.unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recorded_at: Date::new_0().to_iso_string().into(),
    }
}

/// The smallest step a clock makes, in its own unit, of those seen in some ten milliseconds; zero where it
/// made none.
fn smallest_step(now: impl Fn() -> f64) -> f64 {
    const LOOKS: usize = 50_000;
    let mut last = now();
    let mut smallest = f64::INFINITY;
    for _ in 0..LOOKS {
        let next = now();
        if next > last {
            smallest = smallest.min(next - last);
            last = next;
        }
    }
    if smallest.is_finite() { smallest } else { 0.0 }
}
