//! *The GIL and waiting*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::lock::GIL_STRATEGIES;
use crate::experiments::shared::network::{
    ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, source,
};
use lanes_model::workload::{Processing, Requests, Simulation, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *The GIL and waiting*.
    pub(crate) struct GilIo {
        _ = runtime(),
        requests: u32 = number(
            "requests", "Requests", "", "Number of records to request.", (1, 5_000, Start::At(10)),
        ),
        latency: u32 = latency(100),
        network: usize = NETWORK,
        urls: String = URLS,
        _ = workers(Start::At(10)),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced().rust_only(),
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
    id: "gil-io",
    group: Group::Gil,
    title: "The GIL and waiting",
    watch: "Here threads with a GIL wait for a network: CPython releases the GIL around I/O that can block. \
            Watch the waits overlap, as if there were no GIL.",
    parameters: GilIo::PARAMETERS,
    strategies: GIL_STRATEGIES,
    left_out: "Async is hidden: an event loop is a single thread, so it never waits for the GIL. See “Ten requests”.",
    rust: &["lane.rs", "gil.rs", "workload/requests.rs", "schedule.rs"],
    python: Some(Python { tasks: &["get"], ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| {
        let values = GilIo::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.requests,
            source: source(values.network, &values.urls, simulation),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};
