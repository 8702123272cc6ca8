//! *A hundred users of an API*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::network::{
    API, ERRORS, JITTER, SEED, TIMEOUT, bytes, latency, limit, source,
};
use crate::experiments::shared::texts::LITTLE_PROCESSING;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Processing, Requests, Simulation, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *A hundred users of an API*.
    pub(crate) struct ApiUsers {
        _ = runtime(),
        users: u32 = number("users", "Users", "", "Number of users to request.", (1, 1_000, Start::At(100))),
        latency: u32 = latency(8),
        network: usize = API,
        limit: u32 = limit(20),
        _ = workers(Start::At(20)),
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
    id: "api-users",
    group: Group::Waiting,
    title: "A hundred users of an API",
    watch: "Every task requests one user from an API and parses the JSON response. The API allows twenty requests at \
            once. Watch how the requests run in rounds, and how close the gain comes to 20×.",
    parameters: ApiUsers::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: LITTLE_PROCESSING,
    rust: &["workload/requests.rs", "schedule.rs"],
    python: Some(Python { tasks: &["get_user", "task"], ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| {
        let values = ApiUsers::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.users,
            source: source(values.network, "", simulation),
            timeout_ms: values.timeout,
            processing: Processing::User,
        })
    },
};
