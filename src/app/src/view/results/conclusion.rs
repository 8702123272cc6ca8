//! The conclusion from the results: verdict, lesson, cautions, failures, and the meaning of each strategy.

use super::words;
use crate::state::{Results, Shared};
use lanes_analysis::compare::Verdict;
use lanes_analysis::prediction::judged;
use lanes_catalogue::Setup;
use lanes_model::run::{agree, gave_the_same};
use lanes_model::workload::File;
use lanes_model::{Ended, Enough, Failure, Run, Strategy};
use lanes_report::export::machine;
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

/// Renders the conclusion: what failed, the verdict, the advice for Python and its reasons, the lesson, and how it was
/// measured. Screen readers announce the texts when they change.
pub(in crate::view) fn conclusion(results: &Results, running: bool) -> Html {
    let report = &*results.report();
    let comparison = &report.comparison;
    let failed = results.failure.as_ref().map(failure_text);
    let runs: Vec<&Run> = results.runs().collect();
    // The comparison is of one step of a sweep. The answers of the others are compared once all are measured.
    let check_all_steps = !running && results.setup.experiment().sweep.is_some();
    let mismatch = comparison.agreement.as_ref().err().cloned();
    let mismatch =
        mismatch.or_else(|| check_all_steps.then(|| agree(&runs).err()).flatten()).as_ref().map(failure_text);
    html! {
        <>
            { failed }
            { mismatch }
            <div class="conclusion" aria-live="polite">
                // What became of a program is in its lesson, and why it failed is the failure of the job.
                if !results.setup.experiment().runs_program() {
                    if results.ended == Some(Ended::Stopped) { <p>{ words::STOPPED }</p> }
                    { failed_tasks(results) }
                }
                if !running { { findings(results, report, &runs) } }
            </div>
            if !running {
                { how_measured(results) }
            }
        </>
    }
}

/// Renders the verdict, the advice, the lesson, and the judgement of the reader's prediction.
fn findings(results: &Results, report: &Report, runs: &[&Run]) -> Html {
    // Work that does not compare times has a verdict of its own.
    let is_clear =
        !results.setup.compares_times() || report.comparison.verdict.as_ref().is_some_and(Verdict::is_clear);
    let verdict = report.verdict.as_ref().map(|verdict| {
        let class = if is_clear { "verdict" } else { "verdict unclear" };
        html! { <p {class}>{ verdict }</p> }
    });
    let lesson = report.lesson.as_deref();
    // Advice to use processes makes no sense for an experiment without any.
    let has_processes = results.setup.experiment().strategies.contains(&Strategy::Processes);
    let work = report.comparison.work.filter(|work| has_processes || !work.is_computing());
    let advice = work.map(|work| {
        html! { <p class="advice"><strong>{ work.advice(results.setup.nature()) }</strong></p> }
    });
    let reason = work.map(|work| html! { <p class="reason">{ work.finding() }</p> });
    if results.setup.experiment().sweep.is_some() || results.setup.experiment().runs_program() {
        return html! { <>{ for lesson.map(leading_lesson) }{ verdict }{ advice }{ reason }</> };
    }
    let judged = results
        .prediction()
        .map(|picked| html! { <p class="judged">{ judged(picked, &report.comparison, runs) }</p> });
    let lesson = lesson.map(|lesson| html! { <p class="lesson">{ lesson }</p> });
    let reasons: Vec<Html> = [judged, reason, lesson].into_iter().flatten().collect();
    // What is known of such work is worth more than a measurement that tells nothing.
    let (first, second) = if is_clear { (verdict, advice) } else { (advice, verdict) };
    html! {
        <>
            { first }
            { second }
            if !reasons.is_empty() {
                // Open on screens with room for it, whatever the reader chose on another.
                <details class="why"><summary>{ words::WHY }</summary>{ for reasons }</details>
            }
        </>
    }
}

/// Renders a lesson whose first sentence is the verdict: of a sweep, which asks about all its steps, or of a program, which
/// nothing is compared with.
fn leading_lesson(lesson: &str) -> Html {
    let (first, rest) = match lesson.find(". ") {
        Some(end) => lesson.split_at(end + 1),
        None => (lesson, ""),
    };
    html! { <p class="lesson"><strong class="main">{ first }</strong>{ rest }</p> }
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

/// Renders how the results were measured: the number of runs, the checksum, and what ran under each strategy.
fn how_measured(results: &Results) -> Html {
    let repeats = results.enough().and_then(Enough::sentence);
    html! {
        <details class="how">
            <summary>{ words::HOW_MEASURED }</summary>
            { for repeats.map(|repeats| html! { <p class="repeats">{ repeats }</p> }) }
            { agreement(results) }
            { meanings(results) }
        </details>
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
    // A script compares its answers itself, and records none.
    if results.is_recording() {
        return None;
    }
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
fn meanings(results: &Results) -> Html {
    let recorded = results.environment.as_ref().filter(|_| results.recorded().is_some());
    let (runtime, measured, before) = match recorded {
        Some(environment) => (
            machine::runtime(&results.setup, environment),
            machine::measured_elsewhere(&results.setup, environment),
            machine::before_meanings(&results.setup, environment),
        ),
        None => {
            (results.setup.runtime(), results.setup.runtime().measured(), results.setup.before_meanings())
        }
    };
    let row = |strategy: &Strategy| {
        html! {
            <div key={strategy.key()}>
                <dt>{ strategy.key() }</dt>
                <dd>{ runtime.meaning(*strategy) }</dd>
            </div>
        }
    };
    html! {
        <div class="meanings">
            <p>
                <strong>{ measured }{ "." }</strong>
                { " " }{ before }
            </p>
            <dl>{ for results.strategies.iter().map(row) }</dl>
        </div>
    }
}
