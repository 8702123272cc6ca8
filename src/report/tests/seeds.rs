//! Checks of the fuzzer, run on its seeds, on variants of each with a byte changed or the end cut off, and on as many
//! others as there is time for: `PROPTEST_CASES=1000000 cargo test -p lanes-model --test seeds` goes on for long.

#[path = "../../../fuzz/checks.rs"]
mod checks;

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::fs;
use std::path::Path;

/// Reads the seeds of a fuzz target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let entries = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let seeds: Vec<Vec<u8>> = entries.collect();
    assert!(!seeds.is_empty());
    seeds
}

/// Lists a seed with all its variants: one bit changed, or the end cut off.
fn variants(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let changed = move |at: usize| {
        let mut bytes = seed.to_vec();
        bytes[at] ^= 1 << (at % 8);
        [bytes, seed[..at].to_vec()]
    };
    std::iter::once(seed.to_vec()).chain((0..seed.len()).flat_map(changed))
}

#[test]
fn links_are_read_whatever_they_contain() {
    for seed in seeds("link") {
        for bytes in variants(&seed) {
            checks::link(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn records_are_read_whatever_they_contain() {
    for seed in seeds("record") {
        for bytes in variants(&seed) {
            checks::record(&bytes);
        }
    }
}

#[test]
fn recordings_are_read_whatever_they_contain() {
    for seed in seeds("recording") {
        for bytes in variants(&seed) {
            checks::recording(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn traces_are_read_whatever_they_contain() {
    for seed in seeds("trace") {
        for bytes in variants(&seed) {
            checks::trace(&String::from_utf8_lossy(&bytes));
        }
    }
}

/// Makes a trace with calls on any threads, at any times.
fn any_trace() -> impl Strategy<Value = String> {
    let time = || {
        prop_oneof![
            0.0..20_000.0,
            -10.0..10.0,
            any::<f64>().prop_filter("JSON has no such number", |time| time.is_finite())
        ]
    };
    let kind = prop::sample::select(vec!["X", "X", "X", "B", "E", "M"]);
    let name = prop::sample::select(vec![
        "time.sleep",
        "work",
        "_thread.lock.acquire",
        "thread_name",
        "process_name",
    ]);
    let of = prop::sample::select(vec![
        "Task-1",
        "MainProcess",
        "async",
        "threads",
        "event loop",
        "process 1",
        "event loop, row 2",
    ]);
    let cat = prop::sample::select(vec!["", "compute", "lock-wait", "mutex-wait"]);
    let event = (kind, name, of, cat, time(), time(), 0..3u32, 0..4u32, any::<u8>());
    let event = event.prop_map(|(ph, name, of, cat, ts, dur, pid, tid, task)| {
        serde_json::json!({
            "ph": ph, "name": name, "cat": cat, "ts": ts, "dur": dur, "pid": pid, "tid": tid,
            "args": { "name": of, "task": task, "wall": dur },
        })
    });
    let address = prop::sample::select(vec![
        "",
        "?x=sum-of-squares",
        "?x=download-process",
        "?x=python-program",
        "?x=scaling",
    ]);
    (prop::collection::vec(event, 0..30), address).prop_map(|(events, address)| {
        serde_json::json!({
            "traceEvents": events,
            "otherData": {
                "address": address, "machine": "2 cores, Chrome", "recordedAt": "2026-11-22T15:04:05Z", "step": 1,
            },
        })
        .to_string()
    })
}

/// Generates numbers that a recording may have anywhere.
fn any_number() -> impl Strategy<Value = i64> {
    prop_oneof![-2..20i64, 0..200_000i64, any::<i64>()]
}

/// Makes a recording with runs of any numbers.
fn any_recording() -> impl Strategy<Value = String> {
    let lane =
        (prop::sample::select(vec!["thread", "process", "loop"]), prop::collection::vec(any_number(), 0..24));
    let lanes = prop::collection::vec(lane, 0..4);
    let name = prop::sample::select(vec![
        "sequential",
        "asyncio",
        "threads",
        "processes",
        "async+processes",
        "program",
    ]);
    let run = (
        name,
        prop::option::of(0..9u64),
        0..4u32,
        any::<u64>(),
        lanes,
        prop::collection::vec(any::<u32>(), 0..3),
    );
    let query =
        prop::sample::select(vec!["x=sum-of-squares", "x=download-process", "x=scaling", "x=python-program"]);
    (query, any::<bool>(), prop::collection::vec(run, 0..6)).prop_map(|(query, gil, runs)| {
        let run = |(strategy, step, round, wall, lanes, failed): (_, _, _, _, Vec<(_, Vec<i64>)>, Vec<u32>)| {
            let lane = |(kind, spans)| serde_json::json!({ "kind": kind, "spans": spans });
            let lanes: Vec<_> = lanes.into_iter().map(lane).collect();
            serde_json::json!({
                "strategy": strategy, "step": step, "round": round, "wall": wall, "lanes": lanes, "failed": failed,
            })
        };
        serde_json::json!({
            "schema": "lanes/recording@1", "query": query, "recordedAt": "2026-11-30T15:04:05Z", "cores": 8,
            "interpreter": { "name": "CPython", "version": "3.12.4", "system": "Linux", "gil": gil },
            "runs": runs.into_iter().map(run).collect::<Vec<_>>(),
        })
        .to_string()
    })
}

#[test]
fn runs_are_described_and_drawn_whatever_they_contain() {
    for seed in seeds("runs") {
        for bytes in variants(&seed) {
            checks::runs(&bytes);
        }
    }
}

/// Returns the number of cases: enough for a quick check, unless a variable asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3_000)
}

/// Regressions, which are tried first.
const FOUND: FileFailurePersistence = FileFailurePersistence::Direct("proptest-regressions/seeds.txt");

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: Some(Box::new(FOUND)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_numbers_of_a_recording_break_its_description(text in any_recording()) {
        checks::recording(&text);
    }

    #[test]
    fn no_calls_of_a_trace_break_its_description(text in any_trace()) {
        checks::trace(&text);
    }

    #[test]
    fn no_runs_break_their_description(bytes in prop::collection::vec(any::<u8>(), 0..800)) {
        checks::runs(&bytes);
    }
}
