//! The header of the page: name, links, machine, sharing and theme.

pub(super) mod sidebar;
pub(super) mod theme;
mod words;

use super::deferred::Lazy;
use super::focus::skip_header;
use crate::js::CodeTools;
use crate::state::{Action, EngineStatus, State};
use lanes_report::presentation::Theme;
use theme::ThemeMenu;
use yew::prelude::*;

/// Renders the header.
pub(crate) fn header(state: &State, tools: &CodeTools, dispatch: &Callback<Action>, lazy: &Lazy) -> Html {
    let machine = state.machine();
    let isolation = if machine.isolated { words::ISOLATED } else { words::NOT_ISOLATED };
    let engine = match state.runs().engine() {
        EngineStatus::Resting => words::ENGINE_RESTING.to_owned(),
        EngineStatus::Starting { .. } => words::ENGINE_STARTING.to_owned(),
        EngineStatus::Ready(engine) => words::engine_ready(engine.start_up, engine.lanes),
        EngineStatus::Failed(_) => words::NO_ENGINE.to_owned(),
    };
    html! {
        <header class="page-head">
            <a class="skip" href="#experiment" onclick={skip_header}>{ words::SKIP }</a>
            <a class="brand" href="./">
                <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
                    <rect x="1" y="3" width="22" height="4" rx="2" />
                    <rect x="1" y="10" width="13" height="4" rx="2" />
                    <rect x="1" y="17" width="8" height="4" rx="2" />
                </svg>
                { words::LANES }
                <span class="tagline">{ words::TAGLINE }</span>
            </a>
            <nav class="site-pages" aria-label={words::SITE}>{ site_pages() }</nav>
            <div class="machine">
                <button type="button" class="quiet" popovertarget="machine">{ words::cores(machine.cores) }</button>
                <ul id="machine" class="popover" popover="auto" aria-label={words::MACHINE}>
                    <li>{ words::cores(machine.cores) }</li>
                    <li data-isolated={machine.isolated.to_string()}>{ isolation }</li>
                    <li data-engine={engine.clone()}>{ engine }</li>
                </ul>
            </div>
            { lazy.show_or(|| Some(share_placeholder()), |later| (later.share)(state, tools)) }
            <ThemeMenu asked={state.embed().presentation().theme.map(Theme::key)} dispatch={dispatch.clone()} />
        </header>
    }
}

/// Renders the links to the other pages of the site.
fn site_pages() -> Html {
    html! {
        <>
            <a href="./guide/">{ words::GUIDE }</a>
            <a href="./guide/recipes/">{ words::RECIPES }</a>
            <a href="./authors/">{ words::FOR_AUTHORS }</a>
        </>
    }
}

/// Renders a button that stands in for the Share menu until that is loaded.
fn share_placeholder() -> Html {
    html! { <div class="share"><button type="button" class="quiet" disabled=true>{ words::SHARE }</button></div> }
}
