//! What came out: the bars, the verdict, the lanes.

use super::bars::Bars;
use super::exhibit::{PictureView, tables};
use super::finds::Finds;
use super::lanes::Lanes;
use super::meanings::meanings;
use super::phases::Phases;
use super::save::SaveMenu;
use super::sweep::SweepChart;
use super::tables::Tables;
use crate::state::{Action, Picture, Results, Shared};
use lanes_analysis::caution::cautions;
use lanes_analysis::compare::{Comparison, compare};
use lanes_analysis::prediction::judged;
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_model::run::{agree, gave_the_same};
use lanes_model::workload::File;
use lanes_model::{Ended, Enough, Failure, Run, Strategy};
use lanes_report::record::Detail;
use std::collections::BTreeSet;
use yew::prelude::*;

/// What is said of a job that was stopped.
const STOPPED: &str = "Stopped. What was measured until then is shown; a run cut short says so.";

#[derive(PartialEq, Properties)]
pub(crate) struct ResultsProps {
    pub(crate) results: Shared<Results>,
    /// Whether a job is under way.
    pub(crate) running: bool,
    /// What the controls show, which may differ from what was run.
    pub(crate) setup: Setup,
    /// The reader's own files that it works on.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// The picture that a run draws.
    pub(crate) picture: Option<Shared<Picture>>,
    pub(crate) dispatch: Callback<Action>,
}

#[component]
pub(crate) fn ResultsView(props: &ResultsProps) -> Html {
    let ResultsProps { results, running, setup, files, picture, dispatch } = props;
    let running = *running;
    let point = results.point();
    let comparison = compare(results.runs(), point);
    let shown = comparison.clone().against(results.baseline());
    html! {
        <section class={classes!("results", results.recorded().map(|_| "recorded"))} aria-label="Results" aria-busy={running.to_string()}>
            { outdated(results, setup, files.as_ref(), running) }
            { charts(results, &shown, picture.as_ref(), running, dispatch) }
            { take_care(results, &comparison) }
            { conclusion(results, &comparison, &shown, running, true) }
            { meanings(&results.strategies, results.recorded().is_some()) }
            { tables(results) }
            <Tables results={results.clone()} />
            if !running {
                <Finds results={results.clone()} />
            }
            if results.recorded() != Some(Detail::Totals) {
                <Lanes results={results.clone()} {point} />
                <Phases results={results.clone()} {point} />
            }
            // A record has the spans of the runs that are drawn only; whoever measured it has them all.
            if !running && results.recorded().is_none() {
                <SaveMenu results={results.clone()} {point} />
            }
        </section>
    }
}

/// The bars and what was drawn, or the chart of what is varied.
pub(super) fn charts(
    results: &Shared<Results>,
    comparison: &Comparison,
    picture: Option<&Shared<Picture>>,
    running: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let point = results.point();
    if results.setup.experiment().sweep.is_some() {
        return html! { <SweepChart results={results.clone()} {point} dispatch={dispatch.clone()} /> };
    }
    html! {
        <div class={classes!("bars-and-picture", results.is_drawn().then_some("both"))}>
            <Bars results={results.clone()} comparison={comparison.clone()} {point} {running} dispatch={dispatch.clone()} />
            if results.is_drawn() {
                <PictureView picture={picture.cloned()} what={results.setup.experiment().title} {running} />
            }
        </div>
    }
}

/// Says so where the controls have changed since.
pub(super) fn outdated(
    results: &Results,
    setup: &Setup,
    files: Option<&Shared<Vec<File>>>,
    running: bool,
) -> Html {
    if running || (results.setup == *setup && results.files() == files) {
        return html! {};
    }
    let mut values = results.setup.summary();
    values.extend(results.files().iter().flat_map(|files| files.iter()).map(|file| file.name.clone()));
    html! { <p class="outdated">{ format!("Measured with other settings: {}.", values.join(", ")) }</p> }
}

/// The verdict, what follows from it, and whether the answers agree. Screen readers hear it when it changes.
/// `shown` is the comparison with the baseline of the reader's choice; lessons are about `sequential`. An article's part
/// does without what is the same for all experiments: the article is about that.
pub(super) fn conclusion(
    results: &Results,
    comparison: &Comparison,
    shown: &Comparison,
    running: bool,
    whole: bool,
) -> Html {
    let failed = results.failure.as_ref().map(failure_text);
    let runs: Vec<&Run> = results.runs().collect();
    // Where something is varied, the comparison is of one step; the others are looked at once all is measured.
    let elsewhere = !running && results.setup.experiment().sweep.is_some();
    let mismatch = comparison.agreement.as_ref().err().cloned();
    let mismatch =
        mismatch.or_else(|| elsewhere.then(|| agree(&runs).err()).flatten()).as_ref().map(failure_text);
    let stopped = (results.ended == Some(Ended::Stopped)).then(|| {
        html! { <p>{ STOPPED }</p> }
    });
    let step = step(results);
    let verdict = verdict(results, shown).filter(|_| !running).map(|verdict| {
        html! { <p class="verdict">if let Some(step) = &step { <span class="step">{ step }</span> }{ verdict }</p> }
    });
    let repeats = results.enough().and_then(Enough::sentence).filter(|_| !running);
    let repeats = repeats.map(|repeats| html! { <p class="repeats">{ repeats }</p> });
    let prediction = results.prediction().filter(|_| !running);
    let prediction =
        prediction.map(|picked| html! { <p class="judged">{ judged(picked, comparison, &runs) }</p> });
    let lesson = lesson(results, comparison)
        .filter(|_| !running)
        .map(|lesson| html! { <p class="lesson">{ lesson }</p> });
    // Where nothing can go to processes, it is no advice to send it there.
    let can_share_out = results.setup.experiment().strategies.contains(&Strategy::Processes);
    let work = comparison
        .work
        .filter(|work| whole && !running && (can_share_out || !work.is_computing()))
        .map(|work| html! { <p>{ work.sentence(results.setup.nature()) }</p> });
    html! {
        <>
            { failed }
            { mismatch }
            <div class="conclusion" aria-live="polite">
                { stopped }
                { failed_tasks(results) }
                // What is varied is the question: what all steps say comes before what one does.
                if step.is_some() { { lesson }{ verdict } } else { { verdict }{ prediction }{ lesson } }
                { repeats }
                { work }
                { agreement(results).filter(|_| whole) }
            </div>
        </>
    }
}

/// Why the figures are to be taken with care; nothing before it is known where they were measured.
pub(super) fn take_care(results: &Results, comparison: &Comparison) -> Html {
    let Some(environment) = &results.environment else { return html! {} };
    let runs: Vec<&Run> = results.runs().collect();
    let cautions = cautions(comparison, &runs, results.point(), environment);
    if cautions.is_empty() {
        return html! {};
    }
    html! {
        <ul class="cautions" aria-label="Take care">
            { for cautions.into_iter().map(|caution| html! { <li>{ caution }</li> }) }
        </ul>
    }
}

/// Who was fastest. Where a sweep measures something else than time, that means nothing.
fn verdict(results: &Results, comparison: &Comparison) -> Option<String> {
    let by_time = results.setup.experiment().compares_times();
    comparison.verdict.as_ref().filter(|_| by_time).map(|verdict| verdict.sentence())
}

/// What the experiment teaches, from what was measured.
fn lesson(results: &Results, comparison: &Comparison) -> Option<String> {
    let lesson = results.setup.experiment().lesson().filter(|_| results.is_telling())?;
    let runs: Vec<&Run> = results.runs().collect();
    lesson(&results.setup, comparison, &runs)
}

/// The step that is looked at, where something is varied.
fn step(results: &Results) -> Option<String> {
    let sweep = results.setup.experiment().sweep.as_ref()?;
    results.setup.points().get(usize::from(results.point())).map(|x| sweep.step(*x))
}

fn failure_text(failure: &Failure) -> Html {
    html! { <p class="notice bad" role="alert">{ failure.to_string() }</p> }
}

/// How many tasks failed, and why the first did.
fn failed_tasks(results: &Results) -> Option<Html> {
    let failed = || results.runs().flat_map(|run| run.failures().map(move |failure| (run, failure)));
    let (run, failure) = failed().next()?;
    let tasks: usize = results.runs().map(|run| run.reports.len()).sum();
    let [failed, tasks] = [failed().count(), tasks].map(|count| units::grouped(count as u64));
    Some(html! {
        <p class="bad-text">
            { format!("{failed} of {tasks} tasks failed, over all runs; the times include them. The first, under {}: ", run.turn.strategy.key()) }
            { failure.to_string() }
        </p>
    })
}

/// The checksum that all complete runs share, where they do.
fn agreement(results: &Results) -> Option<Html> {
    let point = results.point();
    let here: Vec<&Run> = results.runs().filter(|run| run.turn.point == point).collect();
    let complete: Vec<&Run> = here.iter().copied().filter(|run| run.ended == Ended::Completed).collect();
    let strategies: BTreeSet<_> = complete.iter().map(|run| run.turn.strategy).collect();
    let all_answered = results.runs().all(|run| run.failures().next().is_none());
    let agreed = strategies.len() > 1 && all_answered && gave_the_same(&here);
    let run = complete.first().filter(|_| agreed)?;
    Some(html! {
        <p class="checksum">
            { "Every run gave the same answers: checksum " }
            <code id="checksum">{ format!("{:016x}", run.checksum().0) }</code>
        </p>
    })
}
