//! Work that waits and computes.

use super::network::{ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, limit, source};
use crate::approach::{Approach, Fetching, Mixture, Processing as By};
use crate::experiment::{Experiment, Group, Start, number, process_pool, repeats, switch_interval, workers};
use crate::strategy::Strategy;
use crate::workload::{Processing, Requests, Workload};

const fn mixed(fetching: Fetching, processing: By) -> Approach {
    Approach::Mixed(Mixture { fetching, processing })
}

pub(super) const DOWNLOAD_PROCESS: Experiment = Experiment {
    id: "download-process",
    group: Group::Both,
    title: "Download, then process",
    watch: "Every task downloads a file and then computes with it; a mixture fetches one way and computes another, with \
            a short queue between. Watch the two stages overlap, and which of them waits for the other.",
    parameters: &[
        number("files", "Files", "", "How many are downloaded and processed.", (1, 1_000, Start::At(16))),
        latency(40),
        number("passes", "Passes", "", "How often SHA-256 goes over each file.", (1, 10_000, Start::At(100))),
        NETWORK,
        URLS,
        limit(8),
        workers(Start::Cores),
        number("queue", "Queue", "", "Files that may wait between the two stages.", (1, 100, Start::At(4))),
        repeats(3),
        bytes(100_000).advanced(),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: &[
        Approach::Whole(Strategy::Sequential),
        Approach::Whole(Strategy::Async),
        Approach::Whole(Strategy::ThreadsGil),
        Approach::Whole(Strategy::Threads),
        Approach::Whole(Strategy::Processes),
        mixed(Fetching::Async, By::ThreadsGil),
        mixed(Fetching::Async, By::Threads),
        mixed(Fetching::Async, By::Processes),
        mixed(Fetching::Threads, By::Processes),
    ],
    left_out: "Fetching in processes is left out, since a process that only waits is a thread with memory to spare; \
               and so is computing on the event loop while it fetches, since it could do neither meanwhile.",
    rust: &["pipeline.rs", "requests.rs", "kernel/digest.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::Requests(Requests {
            count: setup.small("files"),
            source: source(setup),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Digest { passes: setup.small("passes") },
        })
    },
};
