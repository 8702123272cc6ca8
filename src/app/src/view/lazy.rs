//! The views that a visitor does not see at first, and what else is not needed before.
//!
//! Their code is a part of the page's module by itself (`scripts/lib/wasm.mjs` splits it off), which the page fetches
//! while the reader reads. What is reachable from [`later_part`] alone is in that part: whatever else of the page names
//! one of these views, or what only they use, brings it back into what a visitor waits for.

use super::code::{CodeProps, CodeView};
use super::files::{BringFiles, BringFilesProps};
use super::focus::pass_on_focus;
use super::guide::{GuideProps, GuideView};
use super::outcome::{embedded_outcome, outcome};
use super::share::{Share, ShareProps};
use crate::host::{HostProps, HostView};
use crate::state::records::{Codec, codec};
use crate::state::{Action, PageAction, Shared, State};
use gloo_render::request_animation_frame;
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

/// What makes each of the views, and what is loaded with them.
pub(crate) struct Later {
    pub(crate) codec: Shared<Codec>,
    pub(crate) outcome: fn(&State, &Callback<Action>) -> Html,
    pub(crate) embedded_outcome: fn(&State, &Callback<Action>) -> Html,
    pub(crate) code: fn(CodeProps) -> Html,
    pub(crate) guide: fn(GuideProps) -> Html,
    pub(crate) bring_files: fn(BringFilesProps) -> Html,
    pub(crate) share: fn(ShareProps) -> Html,
    pub(crate) host: fn(HostProps) -> Html,
}

/// The views, once their code is there.
#[wasm_split(later, fallible)]
fn later_part() -> Result<Later, SplitLoaderError> {
    Ok(Later {
        codec: Shared::new(codec()),
        outcome,
        embedded_outcome,
        code: |props| html! { <CodeView ..props /> },
        guide: |props| html! { <GuideView ..props /> },
        bring_files: |props| {
            let key = props.experiment;
            html! { <BringFiles {key} ..props /> }
        },
        share: |props| html! { <Share ..props /> },
        host: |props| html! { <HostView ..props /> },
    })
}

/// How long a page is waited for that is not painted.
const UNPAINTED_MS: u32 = 300;

/// How far the loading is.
#[derive(Clone, PartialEq)]
enum Code {
    Loading,
    Ready(Shared<Later>),
    Failed,
}

/// The views, or what to show instead of them.
#[derive(Clone, PartialEq)]
pub(crate) struct Lazy {
    code: Code,
    load: Callback<()>,
}

impl Lazy {
    /// One of the views, or a word in its place while it is loaded or where it cannot be.
    pub(crate) fn show(&self, view: impl FnOnce(&Later) -> Html) -> Html {
        self.show_or(|| None, view)
    }

    /// One of the views, or what there is to show before it.
    pub(crate) fn show_or(
        &self,
        before: impl FnOnce() -> Option<Html>,
        view: impl FnOnce(&Later) -> Html,
    ) -> Html {
        if let Code::Ready(views) = &self.code {
            return view(views);
        }
        before().unwrap_or_else(|| self.word())
    }

    /// How far the loading is, in words.
    pub(super) fn word(&self) -> Html {
        match &self.code {
            Code::Ready(_) => html! {},
            Code::Loading => html! { <p class="lazy" role="status">{ "Loading" }</p> },
            Code::Failed => html! {
                <div class="lazy notice bad" role="alert">
                    <p>{ "This part of the page could not be loaded. Check the connection, or reload the page." }</p>
                    <button type="button" onclick={self.load.reform(|press: MouseEvent| pass_on_focus(&press))}>{ "Try again" }</button>
                </div>
            },
        }
    }

    /// One of the views, or nothing while there is none.
    pub(crate) fn show_once_ready(&self, view: impl FnOnce(&Later) -> Html) -> Html {
        self.show_or(|| Some(html! {}), view)
    }
}

/// Loads the views once the page has been painted, and again where that failed and the reader asks for it.
#[hook]
pub(crate) fn use_lazy(dispatch: &Callback<Action>) -> Lazy {
    let code = use_state(|| Code::Loading);
    let load = {
        let (code, dispatch) = (code.setter(), dispatch.clone());
        use_callback((), move |(), ()| {
            let (code, dispatch) = (code.clone(), dispatch.clone());
            code.set(Code::Loading);
            spawn_local(async move {
                code.set(match later_part().await {
                    Ok(views) => {
                        dispatch.emit(Action::Page(PageAction::LaterPartLoaded(views.codec.clone())));
                        Code::Ready(Shared::new(views))
                    }
                    Err(_) => Code::Failed,
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

/// Does something once the page has been painted, or soon where it is out of sight and is not. Gives what takes it back.
fn once_painted(act: impl FnOnce() + 'static) -> impl FnOnce() {
    let act = Rc::new(Cell::new(Some(act)));
    let act = move || {
        if let Some(act) = act.take() {
            act();
        }
    };
    let soon = Timeout::new(UNPAINTED_MS, act.clone());
    // A frame is painted after what is called for it.
    let frame = request_animation_frame(move |_| {
        Timeout::new(0, act).forget();
    });
    move || drop((soon, frame))
}
