//! The part of the page that a visitor does not need at first.
//!
//! The code is a separate part of the page's module (`scripts/wasm-tools` splits it off), fetched while the reader
//! reads. What is reachable only from [`later_part`] belongs to that part: naming one of these views anywhere else, or
//! something that only they use, brings it back into what a visitor waits for.

use super::code::code;
use super::controls::form;
use super::decide::GuideView;
use super::deferred::{Code, Later, Lazy};
use super::editor::editor;
use super::exercise::exercise;
use super::files::FileReceiver;
use super::notices::notices;
use super::outcome::{embedded_outcome, outcome};
use super::output::output;
use super::records::saved_runs;
use super::share::share;
use crate::commands::Commands;
use crate::effects::KeepSavedRuns;
use crate::engine::{EngineHandle, message_codec};
use crate::host::HostView;
use crate::js::CodeTools;
use crate::state::records::codec;
use crate::state::{Action, PageAction, Shared, State};
use gloo_render::request_animation_frame;
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

/// Makes the views, once their code is loaded.
#[wasm_split(later, fallible)]
fn later_part() -> Result<Later, SplitLoaderError> {
    Ok(Later {
        messages: message_codec(),
        codec: Shared::new(codec()),
        outcome,
        embedded_outcome,
        output,
        code,
        editor,
        guide: |state, commands| html! { <GuideView state={state.clone()} commands={commands.clone()} /> },
        form,
        saved_runs,
        share,
        notices,
        exercise,
        unseen,
    })
}

fn unseen(state: &State, commands: &Commands, tools: &CodeTools) -> Html {
    let (records, dispatch) = (state.records().clone(), commands.dispatch.clone());
    html! {
        <>
            <HostView state={state.clone()} commands={commands.clone()} />
            <FileReceiver commands={commands.clone()} tools={tools.clone()} />
            <KeepSavedRuns {records} tools={tools.clone()} {dispatch} />
        </>
    }
}

/// Longest wait for the first paint, in milliseconds: a page out of sight is not painted.
const UNPAINTED_MS: u32 = 300;

/// Loads the views once the page has been painted, and again whenever that failed and the reader asks for it.
#[hook]
pub(crate) fn use_lazy(dispatch: &Callback<Action>, engine: &Rc<EngineHandle>, tools: &CodeTools) -> Lazy {
    let code = use_state(|| Code::Loading);
    let load = {
        let (code, dispatch) = (code.setter(), dispatch.clone());
        let (engine, tools) = (engine.clone(), tools.clone());
        use_callback((), move |(), ()| {
            let (code, dispatch) = (code.clone(), dispatch.clone());
            let (engine, tools) = (engine.clone(), tools.clone());
            code.set(Code::Loading);
            spawn_local(async move {
                let styles = tools.load_styles();
                code.set(match (later_part().await, JsFuture::from(styles).await) {
                    (Ok(views), Ok(_)) => {
                        engine.take_codec(views.messages);
                        dispatch.emit(Action::Page(PageAction::LaterPartLoaded(views.codec.clone())));
                        Code::Ready(Shared::new(views))
                    }
                    _ => Code::Failed,
                });
            });
        })
    };
    {
        let load = load.clone();
        use_effect_with((), move |()| once_painted(move || load.emit(())));
    }
    Lazy { code: (*code).clone(), load }
}

/// Calls a function once the page has been painted, or after [`UNPAINTED_MS`]. Calling the result cancels it.
fn once_painted(act: impl FnOnce() + 'static) -> impl FnOnce() {
    let act = Rc::new(Cell::new(Some(act)));
    let act = move || {
        if let Some(act) = act.take() {
            act();
        }
    };
    let timeout = Timeout::new(UNPAINTED_MS, act.clone());
    // A frame is painted after its callbacks.
    let frame = request_animation_frame(move |_| {
        Timeout::new(0, act).forget();
    });
    move || drop((timeout, frame))
}
