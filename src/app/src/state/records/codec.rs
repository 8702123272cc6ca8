//! Reads and writes records, and examines what is to be run. The code is large, so that the page loads it after the first view.

use super::entry::{Codec, Content, LinkContent, Saved};
use crate::environment::other_origin;
use crate::state::results::{Memo, Results, Source};
use crate::state::shared::Shared;
use lanes_model::{Environment, Plan, Runtime, Strategy};
use lanes_report::code;
use lanes_report::destinations::{Destination, destinations, unconfirmed};
use lanes_report::export::machine::{machine, moment};
use lanes_report::record::{self, Record, Refusal};
use std::rc::Rc;

/// Length that a saved record should not exceed, in characters. Longer records lose detail.
const SAVED_GOAL: usize = 14_000;
/// The same of a recording, which the page cannot make again.
const RECORDING_GOAL: usize = 30_000;

/// Record as text with what was read from a file.
pub(crate) type Opened = (Rc<str>, Content);

/// Returns the functions that read and write records, and those that examine what is to be run.
pub(crate) fn codec() -> Codec {
    Codec { read, read_link, save, program: code::python_program, to_confirm }
}

fn to_confirm(plan: &Plan, confirmed: &[Destination], most: u64) -> Rc<[Destination]> {
    unconfirmed(destinations(plan, other_origin), confirmed, most).into()
}

fn read(text: &str) -> Result<Content, Refusal> {
    record::decode(text).map(content)
}

fn read_link(fragment: &str) -> Result<LinkContent, Refusal> {
    let link = record::decode_link(fragment)?;
    Ok(LinkContent { code: link.code.map(Rc::from), record: link.record.map(content) })
}

/// Decodes a recording of Python, or a trace that was changed at a moment in ISO 8601. Returns what can be saved of it with its
/// content.
///
/// # Errors
/// Returns the reason as a clause.
pub(crate) fn read_recording(text: &str, changed_at: &str) -> Result<Opened, String> {
    let record = if record::is_trace(text) {
        record::decode_trace(text, changed_at).map_err(|problem| problem.to_string())?
    } else {
        record::decode_recording(text).map_err(|refusal| refusal.to_string())?
    };
    let text = record.encode(RECORDING_GOAL).map_or_else(|_| Rc::from(text), |encoded| encoded.text.into());
    Ok((text, content(record)))
}

fn save(results: &Results) -> Option<Saved> {
    let record = results.record().filter(|record| record.runs.iter().any(|run| run.counts()))?;
    Some(match record.encode(SAVED_GOAL) {
        Ok(encoded) => Saved::Text(encoded.text.into(), content(encoded.read)),
        Err(why) => Saved::TooLarge(content(record), why),
    })
}

fn content(record: Record) -> Content {
    let Record { setup, environment, runs, ended, failure, detail, lost } = record;
    let label = label(setup.runtime(), &environment).into();
    let was_run = |strategy: &Strategy| runs.iter().any(|run| run.turn.strategy == *strategy);
    let results = Results {
        strategies: setup.strategies().iter().copied().filter(was_run).collect(),
        runs,
        chosen_point: None,
        compared_with: None,
        environment: Some(environment),
        ended,
        failure,
        source: Source::Recorded(detail),
        memo: Memo::default(),
        setup,
    };
    let verdict = results.report().verdict.clone().unwrap_or_default().into();
    Content { results: Shared::new(results), label, verdict, lost: lost.join(" ").into() }
}

/// Describes date, machine and runtime, unless that is Rust: `2026-11-22 15:00:00 UTC, on 8 cores, Chrome 156 on Linux, CPython`.
/// For a recording of Python: `CPython 3.12.4 on Linux, 8 cores, 2026-11-22 15:00:00 UTC`.
fn label(runtime: Runtime, environment: &Environment) -> String {
    if environment.interpreter.is_some() {
        return [&machine(environment), ", ", &moment(&environment.recorded_at)].concat();
    }
    let when_and_where = [&moment(&environment.recorded_at), ", on ", &machine(environment)].concat();
    match runtime {
        Runtime::Rust => when_and_where,
        Runtime::Cpython | Runtime::CpythonNogil => [&when_and_where, ", ", runtime.name()].concat(),
    }
}
