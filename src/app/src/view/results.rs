//! What came out: the bars, the verdict, the lanes.

use super::bars::Bars;
use super::exhibit::{PictureView, tables};
use super::finds::Finds;
use super::lanes::Lanes;
use super::phases::Phases;
use super::save::SaveResult;
use super::sweep::SweepChart;
use super::tables::Tables;
use crate::state::{Action, Machine, Picture, Results, Shared};
use lanes_model::compare::{Comparison, compare};
use lanes_model::workload::File;
use lanes_model::{Ended, Failure, Run, Setup, Value, units};
use std::collections::BTreeSet;
use yew::prelude::*;

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
    pub(crate) machine: Machine,
    pub(crate) dispatch: Callback<Action>,
}

#[component]
pub(crate) fn ResultsView(props: &ResultsProps) -> Html {
    let ResultsProps { results, running, setup, files, picture, machine, dispatch } = props;
    let running = *running;
    let point = results.point();
    let comparison = compare(results.runs(), point);
    html! {
        <section class="results" aria-label="Results" aria-busy={running.to_string()}>
            { outdated(results, setup, files.as_ref(), running) }
            if results.setup.experiment().sweep.is_some() {
                <SweepChart results={results.clone()} {point} dispatch={dispatch.clone()} />
            } else {
                <div class={classes!("bars-and-picture", results.is_drawn.then_some("both"))}>
                    <Bars results={results.clone()} comparison={comparison.clone()} {point} {running} />
                    if results.is_drawn {
                        <PictureView picture={picture.clone()} what={results.setup.experiment().title} {running} />
                    }
                </div>
            }
            { conclusion(results, &comparison, running) }
            { tables(results) }
            <Tables results={results.clone()} />
            if !running {
                <Finds results={results.clone()} />
            }
            <Lanes results={results.clone()} {point} />
            <Phases results={results.clone()} {point} />
            if !running && !results.runs.is_empty() {
                <SaveResult results={results.clone()} machine={machine.clone()} />
            }
        </section>
    }
}

/// Says so where the controls have changed since.
fn outdated(results: &Results, setup: &Setup, files: Option<&Shared<Vec<File>>>, running: bool) -> Html {
    if running || (results.setup == *setup && results.files.as_ref() == files) {
        return html! {};
    }
    let values = results.setup.shown_values().map(|(parameter, value)| {
        let value = match value {
            Value::Number(number) => parameter
                .domain
                .option(*number)
                .map_or_else(|| units::grouped(*number), |option| option.label.to_owned()),
            Value::Text(text) => text.clone(),
        };
        format!("{} {value}", parameter.label.to_lowercase())
    });
    let names = results.files.iter().flat_map(|files| files.iter()).map(|file| file.name.clone());
    let values: Vec<_> = values.chain(names).collect();
    html! { <p class="outdated">{ format!("Measured with other settings: {}.", values.join(", ")) }</p> }
}

/// The verdict, what follows from it, and whether the answers agree. Screen readers hear it when it changes.
fn conclusion(results: &Results, comparison: &Comparison, running: bool) -> Html {
    let failed = results.failure.as_ref().map(failure_text);
    let mismatch = comparison.agreement.as_ref().err().map(failure_text);
    let stopped = (results.ended == Some(Ended::Stopped)).then(|| {
        html! { <p>{ "Stopped. What was finished before is shown." }</p> }
    });
    let step = step(results);
    // Where a sweep measures something else, who took least time means nothing.
    let by_time = results.setup.experiment().sweep.as_ref().is_none_or(|sweep| sweep.measure.is_wall_time());
    let verdict = comparison.verdict.as_ref().filter(|_| !running && by_time).map(|verdict| {
        html! { <p class="verdict">if let Some(step) = &step { <span class="step">{ step }</span> }{ verdict.sentence() }</p> }
    });
    let lesson = results.setup.experiment().lesson().filter(|_| !running).and_then(|lesson| {
        let runs: Vec<&Run> = results.runs().collect();
        lesson(&results.setup, comparison, &runs)
    });
    let lesson = lesson.map(|lesson| html! { <p class="lesson">{ lesson }</p> });
    let work = comparison.work.filter(|_| !running).map(|work| html! { <p>{ work.sentence() }</p> });
    html! {
        <>
            { failed }
            { mismatch }
            <div class="conclusion" aria-live="polite">
                { stopped }
                // What is varied is the question: what all steps say comes before what one does.
                if step.is_some() { { lesson }{ verdict } } else { { verdict }{ lesson } }
                { work }
                { agreement(results, comparison) }
            </div>
        </>
    }
}

/// The step that is looked at, where something is varied.
fn step(results: &Results) -> Option<String> {
    let sweep = results.setup.experiment().sweep.as_ref()?;
    results.setup.points().get(usize::from(results.point())).map(|x| sweep.step(*x))
}

fn failure_text(failure: &Failure) -> Html {
    html! { <p class="notice bad" role="alert">{ failure.to_string() }</p> }
}

/// The checksum all complete runs share, and the tasks that failed.
fn agreement(results: &Results, comparison: &Comparison) -> Html {
    let point = results.point();
    let here = results.runs().filter(|run| run.turn.point == point);
    let complete: Vec<&Run> = here.filter(|run| run.ended == Ended::Completed).collect();
    let failures: Vec<&Failure> = results.runs().flat_map(|run| run.failures()).collect();
    let failed = failures.first().map(|first| {
        html! {
            <p class="bad-text">
                { format!("{} tasks failed over all runs. ", units::grouped(failures.len() as u64)) }
                { first.to_string() }
            </p>
        }
    });
    let approaches: BTreeSet<_> = complete.iter().map(|run| run.turn.approach).collect();
    let agreed = (comparison.agreement.is_ok() && approaches.len() > 1 && failures.is_empty())
        .then(|| complete.first())
        .flatten()
        .map(|run| {
            html! {
                <p class="checksum">
                    { "Every run gave the same answers: checksum " }
                    <code id="checksum">{ format!("{:016x}", run.checksum().0) }</code>
                </p>
            }
        });
    html! { <>{ failed }{ agreed }</> }
}
