//! *Ten requests*.

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::Lesson;
use crate::experiments::shared::network::{
    ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, limit, source,
};
use crate::experiments::shared::texts::LITTLE_PROCESSING;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Processing, Requests, Simulation, Workload};

parameters! {
    /// Values of *Ten requests*.
    pub(crate) struct TenRequests {
        _ = runtime(),
        requests: u32 = number(
            "requests", "Requests", "", "Number of records to request.", (1, 5_000, Start::At(10)),
        ),
        latency: u32 = latency(100),
        network: usize = NETWORK,
        urls: String = URLS,
        _ = limit(10),
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

pub(super) const LESSON: Option<Lesson> = None;

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "ten-requests",
    group: Group::Waiting,
    title: "Ten requests",
    watch: "Every task requests one record over the network and waits for the response, with almost no work to compute. \
            Watch the waits line up one after the other, or overlap.",
    parameters: TenRequests::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: LITTLE_PROCESSING,
    rust: &["workload/requests.rs", "schedule.rs"],
    python: Some(Python { tasks: &["get", "task"], ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| {
        let values = TenRequests::of(setup);
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
