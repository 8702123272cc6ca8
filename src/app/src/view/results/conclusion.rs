//! The conclusion from the results: verdict, lesson, cautions, failures, and the meaning of each strategy.

use super::words;
use crate::state::{Results, Shared};
use lanes_analysis::prediction::judged;
use lanes_catalogue::Setup;
use lanes_model::run::{agree, gave_the_same};
use lanes_model::runtime::{MEASURED, MEASURED_ELSEWHERE, STANDS_FOR};
use lanes_model::strategy::IN_PYTHON;
use lanes_model::workload::File;
use lanes_model::{Ended, Enough, Failure, Run, Strategy};
use lanes_report::report::Report;
use std::collections::BTreeSet;
use yew::prelude::*;

/// Says which settings the results have, if the controls show others.
pub(in crate::view) fn outdated(
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
    html! { <p class="outdated">{ words::outdated(&values) }</p> }
}

/// Renders the verdict, the lesson and whether the answers agree. Screen readers announce them when they change.
///
/// Without `whole`, as in an article, texts that are the same for every experiment are left out.
pub(in crate::view) fn conclusion(results: &Results, report: &Report, running: bool, whole: bool) -> Html {
    let comparison = &report.comparison;
    let failed = results.failure.as_ref().map(failure_text);
    let runs: Vec<&Run> = results.runs().collect();
    // The comparison is of one step of a sweep. The answers of the others are compared once all are measured.
    let check_all_steps = !running && results.setup.experiment().sweep.is_some();
    let mismatch = comparison.agreement.as_ref().err().cloned();
    let mismatch =
        mismatch.or_else(|| check_all_steps.then(|| agree(&runs).err()).flatten()).as_ref().map(failure_text);
    let stopped = (results.ended == Some(Ended::Stopped)).then(|| {
        html! { <p>{ words::STOPPED }</p> }
    });
    let step = &report.step;
    let verdict = report.verdict.as_ref().filter(|_| !running).map(|verdict| {
        html! { <p class="verdict">if let Some(step) = step { <span class="step">{ step }</span> }{ verdict }</p> }
    });
    let repeats = results.enough().and_then(Enough::sentence).filter(|_| !running);
    let repeats = repeats.map(|repeats| html! { <p class="repeats">{ repeats }</p> });
    let prediction = results.prediction().filter(|_| !running);
    let prediction =
        prediction.map(|picked| html! { <p class="judged">{ judged(picked, comparison, &runs) }</p> });
    let lesson =
        report.lesson.as_ref().filter(|_| !running).map(|lesson| html! { <p class="lesson">{ lesson }</p> });
    // Advice to use processes makes no sense for an experiment without any.
    let has_processes = results.setup.experiment().strategies.contains(&Strategy::Processes);
    let work = comparison
        .work
        .filter(|work| whole && !running && (has_processes || !work.is_computing()))
        .map(|work| html! { <p>{ work.sentence(results.setup.nature()) }</p> });
    html! {
        <>
            { failed }
            { mismatch }
            <div class="conclusion" aria-live="polite">
                { stopped }
                { failed_tasks(results) }
                // A sweep asks about all its steps, so their lesson comes before the verdict on one.
                if step.is_some() { { lesson }{ verdict } } else { { verdict }{ prediction }{ lesson } }
                { repeats }
                { work }
                { agreement(results).filter(|_| whole) }
            </div>
        </>
    }
}

/// Renders reasons to doubt the figures. Nothing until the machine that measured them is known.
pub(in crate::view) fn cautions(report: &Report) -> Html {
    if report.cautions.is_empty() {
        return html! {};
    }
    html! {
        <ul class="cautions" aria-label={words::CAUTIONS}>
            { for report.cautions.iter().map(|caution| html! { <li>{ caution }</li> }) }
        </ul>
    }
}

fn failure_text(failure: &Failure) -> Html {
    html! { <p class="notice bad" role="alert">{ failure.to_string() }</p> }
}

/// Renders the number of failed tasks, and the first failure.
fn failed_tasks(results: &Results) -> Option<Html> {
    let failed = || results.runs().flat_map(|run| run.failures().map(move |failure| (run, failure)));
    let (run, failure) = failed().next()?;
    let tasks: usize = results.runs().map(|run| run.reports.len()).sum();
    let counts = words::failed_tasks(failed().count(), tasks, run.turn.strategy.key());
    Some(html! { <p class="bad-text">{ counts }{ failure.to_string() }</p> })
}

/// Renders the checksum that all complete runs share, if they do.
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
            { words::SAME_ANSWERS }
            <code id="checksum">{ format!("{:016x}", run.checksum().0) }</code>
        </p>
    })
}

/// Renders the runtime of the results, and the meaning of each of their strategies.
pub(in crate::view) fn meanings(strategies: &[Strategy], is_recorded: bool) -> Html {
    let row = |strategy: &Strategy| {
        let meaning = strategy.meaning();
        html! {
            <div key={strategy.key()}>
                <dt>{ strategy.key() }</dt>
                <dd>{ meaning.here }{ IN_PYTHON }{ meaning.python }</dd>
            </div>
        }
    };
    html! {
        <div class="meanings">
            <p>
                <strong>{ if is_recorded { MEASURED_ELSEWHERE } else { MEASURED } }{ "." }</strong>
                { " " }{ STANDS_FOR }
            </p>
            <dl>{ for strategies.iter().map(row) }</dl>
        </div>
    }
}
