//! Handle on the views whose code is loaded after the first paint. `lazy.rs` knows the views and loads them.

use super::focus::pass_on_focus;
use super::words;
use crate::commands::Commands;
use crate::engine::MessageCodec;
use crate::host::HostProps;
use crate::js::CodeTools;
use crate::state::records::Codec;
use crate::state::{Action, Shared, State};
use yew::prelude::*;

/// The functions that make the views, and what else is loaded with them.
pub(crate) struct Later {
    pub(crate) messages: MessageCodec,
    pub(crate) codec: Shared<Codec>,
    pub(crate) outcome: fn(&State, &Callback<Action>) -> Html,
    pub(crate) embedded_outcome: fn(&State, &Callback<Action>) -> Html,
    pub(crate) output: fn(&State, &CodeTools) -> Html,
    pub(crate) code: fn(&State, &CodeTools, &Callback<Action>) -> Html,
    pub(crate) editor: fn(&State, &CodeTools, &Callback<Action>) -> Html,
    pub(crate) guide: fn(&State, &Commands) -> Html,
    pub(crate) form: fn(&State, &CodeTools, &Callback<Action>) -> Html,
    pub(crate) saved_runs: fn(&State, &Callback<Action>) -> Html,
    pub(crate) share: fn(&State, &CodeTools) -> Html,
    pub(crate) notices: fn(&State, &Commands) -> Html,
    pub(crate) exercise: fn(&State) -> Html,
    pub(crate) host: fn(HostProps) -> Html,
    pub(crate) receiver: fn(&Commands, &CodeTools) -> Html,
}

/// Progress of the loading.
#[derive(Clone, PartialEq)]
pub(super) enum Code {
    Loading,
    Ready(Shared<Later>),
    Failed,
}

/// The views, or a stand-in until they are loaded.
#[derive(Clone, PartialEq)]
pub(crate) struct Lazy {
    pub(super) code: Code,
    pub(super) load: Callback<()>,
}

impl Lazy {
    /// Renders a view, or the loading status.
    pub(crate) fn show(&self, view: impl FnOnce(&Later) -> Html) -> Html {
        self.show_or(|| None, view)
    }

    /// Renders a view, or `before` until it is loaded, or else the loading status.
    pub(crate) fn show_or(
        &self,
        before: impl FnOnce() -> Option<Html>,
        view: impl FnOnce(&Later) -> Html,
    ) -> Html {
        if let Code::Ready(views) = &self.code {
            return view(views);
        }
        before().unwrap_or_else(|| self.status())
    }

    /// Renders a view, or nothing until it is loaded.
    pub(crate) fn show_once_ready(&self, view: impl FnOnce(&Later) -> Html) -> Html {
        self.show_or(|| Some(html! {}), view)
    }

    /// Renders the loading status; nothing once the views are loaded.
    pub(crate) fn status(&self) -> Html {
        match &self.code {
            Code::Ready(_) => html! {},
            Code::Loading => html! { <p class="lazy" role="status">{ words::LOADING }</p> },
            Code::Failed => {
                let onclick = self.load.reform(|press: MouseEvent| pass_on_focus(&press));
                html! {
                    <div class="lazy notice bad" role="alert">
                        <p>{ words::NOT_LOADED }</p>
                        <button type="button" {onclick}>{ words::TRY_AGAIN }</button>
                    </div>
                }
            }
        }
    }
}
