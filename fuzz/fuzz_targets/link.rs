//! The address of the page as anybody may make it: whatever it says, reading it ends, and ends well.

#![no_main]

use lanes_model::{address, record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (query, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (setup, _) = address::read(query, 4, &[]);
    assert!(!setup.approaches().is_empty());
    let _ = record::decode(fragment);
});
