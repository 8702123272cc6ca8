//! The page: ties the state to the engine, the browser and the views.

use crate::commands::{use_commands, use_queued_rows};
use crate::effects::{
    current_address, need, use_address, use_autorun, use_engine_preparation, use_environment, use_run_key,
    use_runtime, use_visibility,
};
use crate::engine::{EngineHandle, Keep};
use crate::environment::{Machine, current_frame};
use crate::js::CodeTools;
use crate::state::{Action, State};
use crate::view;
use js_sys::Function;
use lanes_report::presentation::Theme;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;
use yew::prelude::*;

/// Values that the page starts from.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) machine: Machine,
    /// Function that makes an engine worker, given its runtime and the number of threads of its pool.
    pub(crate) spawn_engine: Function,
    /// Promise that resolves once the page knows if a service worker runs.
    pub(crate) preparation: JsValue,
    pub(crate) code_tools: CodeTools,
    /// Function that returns a promise, which resolves when the page has come into view.
    pub(crate) when_seen: Function,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<State>, action: Action) -> Rc<State> {
        Rc::new(State::reduce(&self, action))
    }
}

#[component]
pub(crate) fn Page(props: &Props) -> Html {
    let state = use_reducer(|| State::new(props.machine.clone(), current_frame(), &current_address()));
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let engine = use_engine(&props.spawn_engine, &state, &dispatch);
    let commands = use_commands(&state, &dispatch, &engine, &props.code_tools);
    let lazy = view::use_lazy(&dispatch, &engine, &props.code_tools);
    use_engine_preparation(&props.preparation, &dispatch, &engine);
    use_runtime(&state, &engine);
    use_address(&state, &dispatch);
    use_visibility(&dispatch);
    use_environment(&state, &dispatch);
    use_queued_rows(&state, &dispatch, &engine);
    use_autorun(&state, &commands, &props.when_seen);
    use_theme(&state);
    use_frame_height(&state);
    use_run_key();

    html! {
        <>
            { view::layout(&state, &commands, &props.code_tools, &lazy) }
            { lazy.show_once_ready(|later| (later.unseen)(&state, &commands, &props.code_tools)) }
        </>
    }
}

/// Creates the handle to the engine. No engine is started yet.
#[hook]
fn use_engine(spawn: &Function, state: &State, dispatch: &Callback<Action>) -> Rc<EngineHandle> {
    let keep = if state.embed().engine_on_demand() { Keep::WhileUsed } else { Keep::Always };
    let (spawn, dispatch, need) = (spawn.clone(), dispatch.clone(), need(state));
    use_memo((), move |()| {
        EngineHandle::new(spawn, keep, need, move |action| dispatch.emit(Action::Engine(action)))
    })
}

/// Gives an embed the theme that its address or its host page asks for. On a page of its own the theme menu does so,
/// because it knows the reader's choice.
#[hook]
fn use_theme(state: &State) {
    let embed = state.embed();
    use_effect_with(embed.is_embed().then_some(embed.presentation().theme), |theme| {
        if let Some(theme) = theme {
            view::show_theme(theme.map_or("auto", Theme::key));
        }
    });
}

/// Tells the style sheet the height that the address gives the frame of an embed. The frame reports it to its host page as
/// its own.
#[hook]
fn use_frame_height(state: &State) {
    use_effect_with(state.embed().presentation().frame_height, |height| {
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        if let (Some(height), Some(root)) = (height, root) {
            let style = root.unchecked_into::<HtmlElement>().style();
            // Cannot fail: both are valid. The content security policy forbids an attribute.
            let _ = style.set_property("--frame-height", &format!("{height}px"));
        }
    });
}
