//! What the fuzzer looks for holds for its seeds, for each of them with a byte changed or cut off, and for as many
//! others as there is time for: `PROPTEST_CASES=1000000 cargo test -p lanes-model --test seeds` goes on for long.

#[path = "../../../fuzz/checks.rs"]
mod checks;

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::fs;
use std::path::Path;

/// The seeds of a target of the fuzzer.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let entries = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let seeds: Vec<Vec<u8>> = entries.collect();
    assert!(!seeds.is_empty());
    seeds
}

/// A seed, and what it becomes when one of its bytes is another, or is where it ends.
fn variants(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let changed = move |at: usize| {
        let mut bytes = seed.to_vec();
        bytes[at] ^= 1 << (at % 8);
        [bytes, seed[..at].to_vec()]
    };
    std::iter::once(seed.to_vec()).chain((0..seed.len()).flat_map(changed))
}

#[test]
fn links_are_read_whatever_they_say() {
    for seed in seeds("link") {
        for bytes in variants(&seed) {
            checks::link(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn records_are_read_whatever_is_in_them() {
    for seed in seeds("record") {
        for bytes in variants(&seed) {
            checks::record(&bytes);
        }
    }
}

#[test]
fn runs_are_told_and_drawn_whatever_they_are() {
    for seed in seeds("runs") {
        for bytes in variants(&seed) {
            checks::runs(&bytes);
        }
    }
}

/// So many cases find what any of them would, unless a variable asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3_000)
}

/// What was found is tried first from then on.
const FOUND: FileFailurePersistence = FileFailurePersistence::Direct("proptest-regressions/seeds.txt");

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: Some(Box::new(FOUND)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_runs_make_what_is_told_of_them_fail(bytes in prop::collection::vec(any::<u8>(), 0..800)) {
        checks::runs(&bytes);
    }
}
