//! What must hold of whatever is read from a link: for the fuzzer, and for tests that run it natively.

mod odd;
mod show;

use lanes_model::run::check_trace;
use lanes_model::{Answer, Millis, Product, Run};
use lanes_report::address;
use lanes_report::record::{self, Record, limits};
use std::collections::HashSet;

/// The address of the page as anybody may make it: whatever it says, reading it ends, and ends well.
///
/// # Panics
/// Where it does not.
pub(crate) fn link(text: &str) {
    let (query, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (setup, _) = address::read(query, 4, &[]);
    assert!(!setup.strategies().is_empty());
    let _ = record::decode(fragment);
}

/// What is in a record, without the deflate around it, which would keep out nearly all that a fuzzer makes. What is read
/// is told, drawn and exported as the page does it, and written again.
///
/// # Panics
/// Where any of it fails, or shows what cannot be.
pub(crate) fn record(bytes: &[u8]) {
    if let Some(read) = read(bytes)
        && let Ok(encoded) = read.encode(limits::MAX_CHARS)
    {
        assert_eq!(record::decode(&encoded.text).unwrap().setup, read.setup);
    }
}

/// Decodes a record and checks that it can be true and be shown; returns None where it is refused.
fn read(bytes: &[u8]) -> Option<Record> {
    let read = record::decode_bytes(bytes).ok()?;
    read.runs.iter().for_each(can_be);
    let turns: HashSet<_> = read.runs.iter().map(|run| run.turn).collect();
    assert_eq!(turns.len(), read.runs.len(), "no turn is made twice");
    let shown = without_words(&read);
    for text in show::everything(&shown) {
        for wrong in ["NaN", "\"inf", "\"-inf", " inf ", "-0.00 ms", "18,446,744,073,709,551,615"] {
            assert!(!text.contains(wrong), "{wrong} in {text}");
        }
    }
    Some(read)
}

/// The same without what is shown as the record has it, which may be any words.
fn without_words(record: &Record) -> Record {
    let mut record = Record { setup: record.setup.without_texts(), ..record.clone() };
    let environment = &mut record.environment;
    for text in [&mut environment.browser, &mut environment.version, &mut environment.recorded_at] {
        text.clear();
    }
    let reports = record.runs.iter_mut().flat_map(|run| &mut run.reports);
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

/// Runs as nobody measured them, told as they are, and written to a record and read from it. With some bytes of the record
/// changed as well.
///
/// # Panics
/// Where any of it fails, or shows what cannot be.
pub(crate) fn runs(bytes: &[u8]) {
    let mut choices = odd::Choices::new(bytes);
    let odd: Record = odd::record(&mut choices);
    // Nothing that is told of runs fails, whatever they are: it would take the page with it.
    show::everything(&odd);
    let mut written = odd.encode_bytes();
    read(&written);
    for change in choices.rest.chunks_exact(3).take(8) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % written.len();
        written[at] = change[2];
    }
    read(&written);
}

/// Asserts the facts that consumers of a run take for granted.
fn can_be(run: &Run) {
    check_trace(run).unwrap();
    assert!(run.wall > Millis::ZERO && run.wall.0.is_finite() && run.start_up.0 >= 0.0);
    assert!(!run.lanes.is_empty(), "a run has lanes");
    let numbers: HashSet<_> = run.reports.iter().map(|report| report.task).collect();
    assert_eq!(numbers.len(), run.reports.len(), "no task is reported twice");
    for span in run.lanes.iter().flat_map(|lane| &lane.spans) {
        assert!(span.start >= Millis::ZERO && span.start <= span.end);
    }
}
