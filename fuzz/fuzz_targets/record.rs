//! What is in a record, without the deflate around it, which would keep out nearly all that a fuzzer makes. What is read
//! is used as the page uses it, and written again.

#![no_main]

use lanes_model::breakdown::breakdown;
use lanes_model::compare::compare;
use lanes_model::record::{self, limits};
use lanes_model::run::check_trace;
use lanes_model::timeline::layout;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = record::decode_bytes(bytes) else { return };
    for run in &read.runs {
        check_trace(run).unwrap();
        breakdown(run);
    }
    layout(&read.runs);
    for point in 0..read.setup.points().len().max(1) as u16 {
        let comparison = compare(&read.runs, point);
        if let Some(lesson) = read.setup.experiment().lesson {
            lesson(&read.setup, &comparison, &read.runs.iter().collect::<Vec<_>>());
        }
    }
    if let Ok(encoded) = read.encode(limits::MAX_CHARS) {
        record::decode(&encoded.text).unwrap();
    }
});
