//! *Download, then process*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, library, number, parameters, process_pool, repeats, runtime,
    start_method, switch_interval, workers,
};
use crate::experiments::shared::network::{
    ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, limit, source,
};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Library, Processing, Requests, Simulation, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Download, then process*.
    pub(crate) struct DownloadProcess {
        _ = runtime(),
        files: u32 = number(
            "files", "Files", "", "Number of files to download and process.", (1, 1_000, Start::At(16)),
        ),
        latency: u32 = latency(40),
        passes: u32 = number(
            "passes", "Passes", "", "How many times each file is hashed with SHA-256.", (1, 10_000, Start::At(100)),
        ),
        network: usize = NETWORK,
        urls: String = URLS,
        _ = limit(8),
        _ = workers(Start::Cores),
        library: usize = library("hashlib releases the GIL while it hashes a file. Pure Python holds it."),
        _ = number(
            "queue", "Queue", "", "Maximum number of files that wait between the two stages.", (1, 100, Start::At(4)),
        ),
        _ = repeats(AUTO),
        bytes: u32 = bytes(100_000).advanced(),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "download-process",
    group: Group::Both,
    title: "Download, then process",
    watch: "Every task downloads a file and hashes it; hashlib releases the GIL meanwhile. A combination such as \
            async+threads fetches with one strategy and computes with another, with a short queue between them. Watch \
            how the two stages overlap, and which of them waits.",
    parameters: DownloadProcess::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::Async,
        Strategy::ThreadsGil,
        Strategy::Threads,
        Strategy::Processes,
        Strategy::AsyncPlusThreadsGil,
        Strategy::AsyncPlusThreads,
        Strategy::AsyncPlusProcesses,
        Strategy::ThreadsPlusProcesses,
    ],
    left_out: "Two combinations are hidden: a process that only fetches is a memory-hungry thread, and an event loop \
               cannot fetch while it computes.",
    rust: &["pipeline.rs", "workload/requests.rs", "workload/hashing.rs", "schedule.rs"],
    python: Some(Python {
        tasks: &["download_and_digest", "fetch", "digest"],
        lacks: &[Strategy::Async, Strategy::ThreadsPlusProcesses],
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| {
        let values = DownloadProcess::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.files,
            source: source(values.network, &values.urls, simulation),
            timeout_ms: values.timeout,
            processing: Processing::Digest { passes: values.passes, library: Library::ALL[values.library] },
        })
    },
};
