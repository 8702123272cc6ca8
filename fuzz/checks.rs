//! What must hold of whatever is read from a link: for the fuzzer, and for a test that runs the seeds.

use lanes_model::breakdown::breakdown;
use lanes_model::compare::compare;
use lanes_model::record::{self, limits};
use lanes_model::run::check_trace;
use lanes_model::timeline::layout;
use lanes_model::{Run, address};

/// The address of the page as anybody may make it: whatever it says, reading it ends, and ends well.
///
/// # Panics
/// Where it does not.
pub(crate) fn link(text: &str) {
    let (query, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (setup, _) = address::read(query, 4, &[]);
    assert!(!setup.approaches().is_empty());
    let _ = record::decode(fragment);
}

/// What is in a record, without the deflate around it, which would keep out nearly all that a fuzzer makes. What is read
/// is used as the page uses it, and written again.
///
/// # Panics
/// Where any of it fails.
pub(crate) fn record(bytes: &[u8]) {
    let Ok(read) = record::decode_bytes(bytes) else { return };
    for run in &read.runs {
        check_trace(run).unwrap();
        breakdown(run);
    }
    layout(&read.runs);
    let runs: Vec<&Run> = read.runs.iter().collect();
    for point in 0..read.setup.points().len().max(1) as u16 {
        let comparison = compare(&read.runs, point);
        if let Some(lesson) = read.setup.experiment().lesson() {
            lesson(&read.setup, &comparison, &runs);
        }
    }
    if let Ok(encoded) = read.encode(limits::MAX_CHARS) {
        record::decode(&encoded.text).unwrap();
    }
}
