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
mod notices;
mod phases;
mod prediction;
mod records;
mod results;
mod save;
mod share;
mod sidebar;
mod sweep;
mod tables;

use crate::code_tools::CodeTools;
use crate::page::Commands;
use crate::state::{Shown, State};
use code::CodeView;
use controls::Controls;
use guide::GuideView;
use header::Header;
use notices::{AddressNotes, EngineNotice, IsolationNotice};
use results::ResultsView;
use sidebar::Sidebar;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LayoutProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
    pub(crate) code_tools: CodeTools,
}

/// The whole page.
#[component]
pub(crate) fn Layout(LayoutProps { state, commands, code_tools }: &LayoutProps) -> Html {
    html! {
        <>
            <Header state={state.clone()} tools={code_tools.clone()} />
            <div class="columns">
                <Sidebar current={state.shown_id()} query={state.query()} choose={commands.dispatch.clone()} />
                if state.shown == Shown::Guide {
                    <GuideView state={state.clone()} commands={commands.clone()} />
                } else {
                    <ExperimentView code_tools={code_tools.clone()} state={state.clone()} commands={commands.clone()} />
                }
            </div>
        </>
    }
}

/// An experiment: its controls and what came out.
#[component]
fn ExperimentView(LayoutProps { state, commands, code_tools }: &LayoutProps) -> Html {
    let experiment = state.setup.experiment();
    let dispatch = &commands.dispatch;
    let is_recorded = state.results_shown().is_some_and(|results| results.recorded.is_some());
    html! {
        <main id="experiment">
            <h1>{ experiment.title }</h1>
            <p class="watch">{ experiment.watch }</p>
            <AddressNotes notes={state.notes.clone()} dispatch={commands.dispatch.clone()} />
            <IsolationNotice machine={state.machine.clone()} />
            <Controls state={state.clone()} commands={commands.clone()} />
            <EngineNotice engine={state.engine.clone()} />
            { records::refusal(state, dispatch) }
            { records::versus(state, dispatch) }
            { records::banner(state, dispatch) }
            <ResultsView
                results={state.results_shown().cloned()}
                running={state.is_running() && !is_recorded}
                setup={state.setup.clone()}
                files={state.own_files().cloned()}
                picture={state.picture.clone()}
                dispatch={commands.dispatch.clone()}
            />
            { records::kept(state, dispatch) }
            <CodeView setup={state.setup.clone()} tools={code_tools.clone()} />
        </main>
    }
}
