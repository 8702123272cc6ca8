//! What the fuzzer looks for holds for its seeds, and for each of them with a byte changed or cut off.

#[path = "../../../fuzz/checks.rs"]
mod checks;

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
