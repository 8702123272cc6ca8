//! What the page looks like. Components take values and callbacks; they keep no state of their own that
//! matters.

mod bars;
mod controls;
mod exhibit;
mod files;
mod header;
mod lanes;
mod notices;
mod results;
mod save;
mod sidebar;

use crate::page::Commands;
use crate::state::State;
use controls::Controls;
use header::Header;
use notices::{AddressNotes, EngineNotice, IsolationNotice};
use results::ResultsView;
use sidebar::Sidebar;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LayoutProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

/// The whole page.
#[component]
pub(crate) fn Layout(LayoutProps { state, commands }: &LayoutProps) -> Html {
    let experiment = state.setup.experiment();
    html! {
        <>
            <Header state={state.clone()} />
            <div class="columns">
                <Sidebar current={experiment.id} query={state.query()} choose={commands.dispatch.clone()} />
                <main id="experiment">
                    <h1>{ experiment.title }</h1>
                    <p class="watch">{ experiment.watch }</p>
                    <AddressNotes notes={state.notes.clone()} dispatch={commands.dispatch.clone()} />
                    <IsolationNotice machine={state.machine.clone()} />
                    <Controls state={state.clone()} commands={commands.clone()} />
                    <EngineNotice engine={state.engine.clone()} />
                    <ResultsView
                        results={state.results.clone()}
                        running={state.job.is_some()}
                        setup={state.setup.clone()}
                        files={state.own_files().cloned()}
                        picture={state.picture.clone()}
                        machine={state.machine.clone()}
                    />
                </main>
            </div>
        </>
    }
}
