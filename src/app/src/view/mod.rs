//! What the page looks like. Components take values and callbacks; they keep no state of their own that
//! matters.

mod bars;
mod code;
mod controls;
mod exhibit;
mod files;
mod finds;
mod guide;
mod header;
mod lanes;
mod lazy;
mod notices;
mod phases;
mod results;
mod save;
mod sidebar;
mod sweep;
mod tables;

use crate::code_tools::CodeTools;
use crate::page::Commands;
use crate::state::{Shown, State};
use code::CodeProps;
use controls::controls;
use guide::GuideProps;
use header::header;
pub(crate) use lazy::{Lazy, use_lazy};
use notices::{address_notes, engine_notice, isolation_notice};
use results::ResultsProps;
use sidebar::Sidebar;
use yew::prelude::*;

/// The whole page.
///
/// What has a state of its own, or seldom changes, is a component; all else is a function, since each component adds
/// some kilobytes to what a visitor waits for.
pub(crate) fn layout(state: &State, commands: &Commands, code_tools: &CodeTools, lazy: &Lazy) -> Html {
    let main = match state.shown {
        Shown::Guide => {
            lazy.show(|views| (views.guide)(GuideProps { state: state.clone(), commands: commands.clone() }))
        }
        Shown::Experiment => experiment(state, commands, code_tools, lazy),
    };
    html! {
        <>
            { header(state) }
            <div class="columns">
                <Sidebar current={state.shown_id()} query={state.query()} choose={commands.dispatch.clone()} />
                { main }
            </div>
        </>
    }
}

/// An experiment: its controls and what came out.
fn experiment(state: &State, commands: &Commands, code_tools: &CodeTools, lazy: &Lazy) -> Html {
    let experiment = state.setup.experiment();
    let code = CodeProps { setup: state.setup.clone(), tools: code_tools.clone() };
    html! {
        <main id="experiment">
            <h1>{ experiment.title }</h1>
            <p class="watch">{ experiment.watch }</p>
            { address_notes(&state.notes, &commands.dispatch) }
            { isolation_notice(&state.machine) }
            { controls(state, commands, lazy) }
            { engine_notice(&state.engine) }
            { results(state, commands, lazy) }
            { lazy.show(|views| (views.code)(code)) }
        </main>
    }
}

/// What came out, or that there is nothing yet.
fn results(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let shown = state.setup.experiment().id;
    let Some(results) = state.results.as_ref().filter(|results| results.setup.experiment().id == shown)
    else {
        return html! {
            <section class="results empty" aria-label="Results">
                <p>{ "Nothing measured yet. Run it, and see on your own machine which strategy wins and why." }</p>
            </section>
        };
    };
    let props = ResultsProps {
        results: results.clone(),
        running: state.is_running(),
        setup: state.setup.clone(),
        files: state.own_files().cloned(),
        picture: state.picture.clone(),
        machine: state.machine.clone(),
        dispatch: commands.dispatch.clone(),
    };
    lazy.show(|views| (views.results)(props))
}
