//! The results of a job: the conclusion, bars or a chart, tables and lanes.

mod bars;
mod conclusion;
mod elapsed;
mod shares;
pub(super) mod words;

pub(super) use conclusion::{cautions, conclusion, outdated};

use super::chart::SweepChart;
use super::lanes::Lanes;
use super::products::{Counts, Figures, Finds, PictureView, tables};
use super::share::save::SaveMenu;
use crate::state::{Action, LiveRun, Output, Picture, Results, Shared};
use bars::Bars;
use lanes_analysis::compare::Comparison;
use lanes_catalogue::Setup;
use lanes_model::Turn;
use lanes_model::workload::File;
use lanes_report::record::Detail;
use shares::Shares;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ResultsProps {
    pub(crate) results: Shared<Results>,
    /// The output of the reader's latest job, once it is over.
    pub(crate) output: Option<Shared<Output>>,
    /// True while a job is under way.
    pub(crate) running: bool,
    /// The run under way.
    pub(crate) now: Option<Turn>,
    /// Lanes of the run under way, as far as they are known.
    pub(crate) live: Option<Shared<LiveRun>>,
    /// The setup of the controls, which may differ from that of the results.
    pub(crate) setup: Setup,
    /// The reader's own files that the controls are set to.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// The picture that a run draws.
    pub(crate) picture: Option<Shared<Picture>>,
    pub(crate) dispatch: Callback<Action>,
}

/// The results of a job, or of a record.
#[component]
pub(crate) fn ResultsView(props: &ResultsProps) -> Html {
    let ResultsProps { results, output, running, now, live, setup, files, picture, dispatch } = props;
    let (running, now) = (*running, *now);
    let point = results.point();
    let report = results.report();
    let class = classes!("results", results.recorded().map(|_| "recorded"));
    html! {
        <section {class} aria-label={words::RESULTS} aria-busy={running.to_string()}>
            { outdated(results, setup, files.as_ref(), running) }
            { charts(results, &report.shown, picture.as_ref(), running, now, dispatch) }
            { cautions(&report) }
            { tables(results) }
            <Figures results={results.clone()} />
            if !running {
                <Finds results={results.clone()} />
            }
            if results.recorded() != Some(Detail::Totals) {
                <Lanes results={results.clone()} {point} live={live.clone()} />
                <Shares results={results.clone()} {point} />
            }
            // A record has spans only of the runs that are drawn. Its author can save the rest.
            if let Some(output) = output.as_ref().filter(|_| !running && results.recorded().is_none()) {
                <SaveMenu results={results.clone()} output={output.clone()} {point} />
            }
        </section>
    }
}

/// Renders the bars and the picture that tasks draw, or the chart of a sweep.
pub(super) fn charts(
    results: &Shared<Results>,
    comparison: &Comparison,
    picture: Option<&Shared<Picture>>,
    running: bool,
    now: Option<Turn>,
    dispatch: &Callback<Action>,
) -> Html {
    let point = results.point();
    // A single time is no comparison.
    if results.setup.experiment().runs_program() {
        return html! {};
    }
    if results.setup.experiment().sweep.is_some() {
        return html! { <SweepChart results={results.clone()} {point} dispatch={dispatch.clone()} /> };
    }
    html! {
        <>
            if results.setup.updates().is_some() {
                <Counts results={results.clone()} />
            }
            <div class={classes!("bars-and-picture", results.is_drawn().then_some("both"))}>
                <Bars results={results.clone()} comparison={comparison.clone()} {point} {running} {now} dispatch={dispatch.clone()} />
                if results.is_drawn() {
                    <PictureView picture={picture.cloned()} title={results.setup.experiment().title} {running} />
                }
            </div>
        </>
    }
}
