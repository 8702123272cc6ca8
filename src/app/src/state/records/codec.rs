//! Records read and written. It takes much code, which the page loads once it stands.

use super::Content;
use crate::state::{Results, Shared};
use lanes_analysis::compare::compare;
use lanes_model::Environment;
use lanes_model::{Run, Strategy};
use lanes_report::export::machine::{browser, machine, moment};
use lanes_report::record::{self, Detail, NoText, Record, Refusal};
use std::rc::Rc;

/// So many characters a kept result may take.
const KEPT_GOAL: usize = 14_000;

/// What reads and writes records. Whatever calls it by these pointers alone does not bring it into the page's first
/// load.
#[derive(Debug)]
pub struct Codec {
    /// Reads a record, from a link or kept.
    pub(super) read: fn(&str) -> Result<Content, Refusal>,
    /// What to keep of results; nothing where nothing was measured to the end.
    pub(super) keep: fn(&Results) -> Option<Kept>,
}

/// What is kept of results.
#[derive(Debug)]
pub(super) enum Kept {
    /// A record.
    Text(Rc<str>),
    /// They as they are, and why they make no record.
    Whole(Content, NoText),
}

/// What reads and writes records.
pub fn codec() -> Codec {
    Codec { read, keep }
}

fn read(text: &str) -> Result<Content, Refusal> {
    record::decode(text).map(content)
}

fn keep(results: &Results) -> Option<Kept> {
    let record = results.record().filter(|record| record.runs.iter().any(Run::counts))?;
    Some(match record.encode(KEPT_GOAL) {
        Ok(encoded) => Kept::Text(encoded.text.into()),
        Err(why) => Kept::Whole(content(record), why),
    })
}

impl Results {
    /// The results as a record, once it is known where and when they were measured.
    pub fn record(&self) -> Option<Record> {
        let mut environment = self.environment.clone()?;
        // The rest of what browsers say of themselves is nobody's business.
        environment.browser = browser(&environment.browser);
        Some(Record {
            setup: self.setup.clone(),
            environment,
            runs: self.runs().cloned().collect(),
            ended: self.ended,
            failure: self.failure.clone(),
            detail: self.recorded.unwrap_or(Detail::Whole),
        })
    }

    /// Whether what the experiment teaches can be told from them.
    pub fn is_telling(&self) -> bool {
        self.recorded.is_none_or(|detail| detail.is_telling(&self.setup))
    }
}

fn content(record: Record) -> Content {
    let Record { setup, environment, runs, ended, failure, detail } = record;
    let label = label(&environment).into();
    let was_run = |strategy: &Strategy| runs.iter().any(|run| run.turn.strategy == *strategy);
    let results = Results {
        strategies: setup.strategies().iter().copied().filter(was_run).collect(),
        is_drawn: false,
        runs: runs.into_iter().map(Rc::new).collect(),
        chosen_point: None,
        merged: None,
        files: None,
        environment: Some(environment),
        hidden: false,
        compared_with: None,
        predicted: None,
        recorded: Some(detail),
        setup,
        ended,
        // A record does not say.
        enough: None,
        failure,
    };
    let verdict = verdict(&results).into();
    Content { results: Shared::new(results), label, verdict }
}

/// When and on what: `2026-11-22 15:00:00 UTC, on 8 cores, Chrome 156 on Linux`.
fn label(environment: &Environment) -> String {
    [&moment(&environment.recorded_at), ", on ", &machine(environment)].concat()
}

fn verdict(results: &Results) -> String {
    let runs: Vec<&Run> = results.runs().collect();
    let comparison = compare(runs.iter().copied(), results.point());
    let by_time = results.setup.experiment().compares_times();
    comparison.verdict.filter(|_| by_time).map_or_else(String::new, |verdict| verdict.sentence())
}
