//! Invariants of everything read from a link, for the fuzzer and for tests that run the same checks natively.

mod odd;
mod show;

use lanes_model::run::check_trace;
use lanes_model::{Answer, Millis, Product, Run};
use lanes_report::address;
use lanes_report::record::{self, Record, limits};
use std::collections::HashSet;
use std::rc::Rc;

/// Reads any query and fragment, which must succeed or be refused.
///
/// # Panics
/// If a setup without strategies results. A panic while reading is a bug too.
pub(crate) fn link(text: &str) {
    let (query, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (setup, _) = address::read(query, 4, &[]);
    assert!(!setup.strategies().is_empty());
    let _ = record::decode(fragment);
}

/// Reads the inflated bytes of a record, then presents, draws, exports and writes it as the page does. The bytes skip
/// the inflation, which would reject nearly everything that a fuzzer makes.
///
/// # Panics
/// If any of this fails or shows an impossible figure.
pub(crate) fn record(bytes: &[u8]) {
    if let Some(read) = read(bytes)
        && let Ok(encoded) = read.encode(limits::MAX_CHARS)
    {
        assert_eq!(record::decode(&encoded.text).unwrap().setup, read.setup);
    }
}

/// Reads a recording of Python, then presents and writes it as the page does.
///
/// # Panics
/// If any of this fails or shows an impossible figure.
pub(crate) fn recording(text: &str) {
    if let Ok(read) = record::decode_recording(text) {
        can_be_kept(&read);
    }
}

/// Reads a trace file, then presents and writes it as the page does.
///
/// # Panics
/// If any of this fails or shows an impossible figure.
pub(crate) fn trace(text: &str) {
    if let Ok(read) = record::decode_trace(text, "2026-11-30T15:04:05Z") {
        can_be_kept(&read);
    }
}

/// Asserts that a record can be shown, and read again once it is written.
fn can_be_kept(read: &Record) {
    can_be_shown(read);
    if let Ok(encoded) = read.encode(limits::MAX_CHARS) {
        let again = record::decode(&encoded.text).unwrap();
        assert_eq!((&again.setup, &again.environment), (&read.setup, &read.environment));
    }
}

/// Decodes a record and checks that it is possible and can be shown. Returns None if the decoder refuses it.
fn read(bytes: &[u8]) -> Option<Record> {
    let read = record::decode_bytes(bytes).ok()?;
    can_be_shown(&read);
    Some(read)
}

/// Asserts that a record is possible and that its presentation shows no impossible figure.
fn can_be_shown(read: &Record) {
    read.runs().for_each(can_be);
    let turns: HashSet<_> = read.runs().map(|run| run.turn).collect();
    assert_eq!(turns.len(), read.runs.len(), "two runs have the same turn");
    let shown = without_words(read);
    for text in show::everything(&shown) {
        for wrong in ["NaN", "\"inf", "\"-inf", " inf ", "-0.00 ms", "18,446,744,073,709,551,615"] {
            assert!(!text.contains(wrong), "{wrong} in {text}");
        }
    }
}

/// Copies a record without the texts that are shown verbatim, which may contain anything.
fn without_words(record: &Record) -> Record {
    let mut record = Record { setup: record.setup.without_texts(), ..record.clone() };
    let environment = &mut record.environment;
    environment.interpreter = None;
    for text in [&mut environment.browser, &mut environment.version, &mut environment.recorded_at] {
        text.clear();
    }
    let reports = record.runs.iter_mut().flat_map(|run| &mut Rc::make_mut(run).reports);
    let failures = reports.filter_map(|report| match &mut report.outcome {
        Ok(Answer { product: Some(Product::Attempts(attempts)), .. }) => {
            attempts.iter_mut().filter_map(|attempt| attempt.refused.as_mut()).for_each(String::clear);
            None
        }
        Ok(_) => None,
        Err(failure) => Some(failure),
    });
    for failure in failures.chain(&mut record.failure) {
        failure.message.clear();
        failure.causes.clear();
    }
    record
}

/// Presents runs that cannot have been measured, then writes them to a record and reads it again, both unchanged and
/// with some bytes changed.
///
/// # Panics
/// If any of this fails or shows an impossible figure.
pub(crate) fn runs(bytes: &[u8]) {
    let mut choices = odd::Choices::new(bytes);
    let odd: Record = odd::record(&mut choices);
    // No presentation of runs may panic, whatever the runs are, because a panic ends the page.
    show::everything(&odd);
    let mut written = odd.encode_bytes();
    read(&written);
    for change in choices.rest.chunks_exact(3).take(8) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % written.len();
        written[at] = change[2];
    }
    read(&written);
}

/// Asserts the facts that consumers of a run rely on.
fn can_be(run: &Run) {
    check_trace(run).unwrap();
    assert!(run.wall > Millis::ZERO && run.wall.0.is_finite() && run.start_up.0 >= 0.0);
    assert!(!run.lanes.is_empty(), "the run has no lanes");
    let numbers: HashSet<_> = run.reports.iter().map(|report| report.task).collect();
    assert_eq!(numbers.len(), run.reports.len(), "a task is reported twice");
    for span in run.lanes.iter().flat_map(|lane| &lane.spans) {
        assert!(span.start >= Millis::ZERO && span.start <= span.end);
    }
}
