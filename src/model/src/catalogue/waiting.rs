//! Work that waits.

use super::network::{ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, limit, source};
use crate::approach::Approach;
use crate::experiment::{Experiment, Group, Start, number, process_pool, repeats, switch_interval, workers};
use crate::workload::{Processing, Requests, Workload};

pub(super) const TEN_REQUESTS: Experiment = Experiment {
    id: "ten-requests",
    group: Group::Waiting,
    title: "Ten requests",
    watch: "Every task asks the network for one record and waits for the answer, with almost nothing to compute. \
            Watch the waits line up one after the other, or lie side by side.",
    parameters: &[
        number("requests", "Requests", "", "How many records are asked for.", (1, 5_000, Start::At(10))),
        latency(100),
        NETWORK,
        URLS,
        limit(10),
        workers(Start::At(10)),
        repeats(3),
        bytes(1_000).advanced(),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: "Mixtures such as async+threads are left out: there is next to nothing to compute with an answer.",
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    lesson: None,
    work: |setup, _| {
        Workload::Requests(Requests {
            count: setup.small("requests"),
            source: source(setup),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Checksum,
        })
    },
};
