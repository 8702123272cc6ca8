//! The views that a visitor does not see at first.
//!
//! Their code is a part of the page's module by itself (`scripts/lib/wasm.mjs` splits it off), which the page fetches
//! while the reader reads. What is reachable from [`lazy_views`] alone is in that part: whatever else of the page names
//! one of these views, or what only they use, brings it back into what a visitor waits for.

use super::code::{CodeProps, CodeView};
use super::files::{BringFiles, BringFilesProps};
use super::guide::{GuideProps, GuideView};
use super::results::{ResultsProps, ResultsView};
use crate::state::Shared;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

/// What makes each of the views.
pub(crate) struct LazyViews {
    pub(crate) results: fn(ResultsProps) -> Html,
    pub(crate) code: fn(CodeProps) -> Html,
    pub(crate) guide: fn(GuideProps) -> Html,
    pub(crate) bring_files: fn(BringFilesProps) -> Html,
}

/// The views, once their code is there.
#[wasm_split(later, fallible)]
fn lazy_views() -> Result<LazyViews, SplitLoaderError> {
    Ok(LazyViews {
        results: |props| html! { <ResultsView ..props /> },
        code: |props| html! { <CodeView ..props /> },
        guide: |props| html! { <GuideView ..props /> },
        bring_files: |props| {
            let key = props.experiment;
            html! { <BringFiles {key} ..props /> }
        },
    })
}

/// How far the loading is.
#[derive(Clone, PartialEq)]
enum Code {
    Loading,
    Ready(Shared<LazyViews>),
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
    pub(crate) fn show(&self, view: impl FnOnce(&LazyViews) -> Html) -> Html {
        match &self.code {
            Code::Ready(views) => view(views),
            Code::Loading => html! { <p class="lazy" role="status">{ "Loading" }</p> },
            Code::Failed => html! {
                <div class="lazy notice bad" role="alert">
                    <p>{ "This part of the page could not be loaded. Check the connection, or reload the page." }</p>
                    <button type="button" onclick={self.load.reform(|_: MouseEvent| ())}>{ "Try again" }</button>
                </div>
            },
        }
    }

    /// One of the views, or nothing while there is none.
    pub(crate) fn show_once_ready(&self, view: impl FnOnce(&LazyViews) -> Html) -> Html {
        match &self.code {
            Code::Ready(views) => view(views),
            Code::Loading | Code::Failed => html! {},
        }
    }
}

/// Loads the views once the page stands, and again where that failed and the reader asks for it.
#[hook]
pub(crate) fn use_lazy() -> Lazy {
    let code = use_state(|| Code::Loading);
    let load = {
        let code = code.setter();
        use_callback((), move |(), ()| {
            let code = code.clone();
            code.set(Code::Loading);
            spawn_local(async move {
                code.set(match lazy_views().await {
                    Ok(views) => Code::Ready(Shared::new(views)),
                    Err(_) => Code::Failed,
                });
            });
        })
    };
    {
        let load = load.clone();
        use_effect_with((), move |()| load.emit(()));
    }
    Lazy { code: (*code).clone(), load }
}
