//! *Thousands of requests*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    Experiment, Group, Measure, Python, Reference, Sweep, fixed_repeats, last_step, parameters, runtime,
};
use crate::experiments::shared::network::{TIMEOUT, TIMER_OR_SIMULATED, bytes, latency, limit, requests};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Network, Processing, Requests, Simulation, Source, Workload};
pub(super) use lesson::{LESSON, marks};

parameters! {
    /// Values of *Thousands of requests*.
    pub(crate) struct Thousands {
        _ = runtime(),
        requests: u32 = requests(5_000, 2_000),
        latency: u32 = latency(30),
        network: usize = TIMER_OR_SIMULATED.rust_only(),
        limit: u64 = limit(5_000),
        // A single strategy needs no ranking.
        _ = fixed_repeats(3),
        bytes: u32 = bytes(1_000).advanced().rust_only(),
        timeout: u32 = TIMEOUT,
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "thousands",
    group: Group::Waiting,
    title: "Thousands of requests",
    watch: "One event loop makes thousands of requests. Its semaphore lets more and more run at once, until all do. \
            Watch the time fall, and where it stops falling: latency is no longer the bottleneck there.",
    parameters: Thousands::PARAMETERS,
    strategies: &[Strategy::Async],
    left_out: "Threads are hidden: this page can start at most 64, but the Python script below starts thousands. \
               Sequential is hidden too: it would take a minute.",
    rust: &["schedule.rs", "workload/requests.rs"],
    python: Some(Python {
        tasks: &["task"],
        remark: "The script makes a quarter of the requests (SHARE in the script).",
        ..Python::PLAIN
    }),
    sweep: Some(Sweep {
        label: "Requests at once",
        singular: "request at once",
        unit: "",
        points: limits,
        apply: |case, limit| case.limit = u32::try_from(limit).unwrap_or(u32::MAX),
        log: true,
        measure: Measure { log: true, ..Measure::WALL },
        reference: Some(Reference {
            label: "latency alone",
            at: |values, limit| Some(latency_alone(values, limit)),
        }),
        shown: last_step,
    }),
    work: |setup, _| {
        let values = Thousands::of(setup);
        let network = if values.network == 0 { Network::Timer } else { Network::Simulated };
        Workload::Requests(Requests {
            count: count(setup) as u32,
            source: Source::Api(Simulation { network, ..Simulation::steady(values.latency, values.bytes) }),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

/// Maximum number of rounds of requests at the first point, which would otherwise take too long.
const MAX_ROUNDS: u64 = 100;

/// Part of the requests that the script makes.
const SHARE: u32 = 4;

/// Returns the number of requests that are made.
fn count(values: &Values) -> u64 {
    let requests = Thousands::of(values).requests;
    u64::from(if values.runtime().is_python() { (requests / SHARE).max(1) } else { requests })
}

/// Returns the limits 1, 3, 10, 30 and so on, up to the reader's limit or all requests at once.
fn limits(values: &Values) -> Vec<u64> {
    let requests = count(values);
    let most = Thousands::of(values).limit.min(requests);
    let steps = (0..).flat_map(|power| [1, 3].map(|step| step * 10u64.pow(power)));
    let few_rounds = |limit: &u64| limit * MAX_ROUNDS >= requests;
    steps.take_while(|limit| *limit < most).filter(few_rounds).chain([most]).collect()
}

/// Returns the time of all requests at a limit, in milliseconds, if only their latency counted.
fn latency_alone(values: &Values, limit: u64) -> f64 {
    (count(values).div_ceil(limit.max(1)) * u64::from(Thousands::of(values).latency)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::RUNTIME;
    use crate::setup::Setup;

    fn thousands(values: &[(&str, u64)]) -> Setup {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        for (key, value) in values {
            setup.set(key, *value);
        }
        setup
    }

    #[test]
    fn limits_rise_to_all_requests_at_once() {
        assert_eq!(limits(thousands(&[]).values()), [30, 100, 300, 1_000, 2_000]);
        assert_eq!(limits(thousands(&[("requests", 5_000), ("limit", 300)]).values()), [100, 300]);
        assert_eq!(limits(thousands(&[("requests", 10)]).values()), [1, 3, 10]);
        assert_eq!(limits(thousands(&[("requests", 1)]).values()), [1]);
        assert_eq!(limits(thousands(&[(RUNTIME.key, 1)]).values()), [10, 30, 100, 300, 500]);
        assert_eq!(limits(thousands(&[(RUNTIME.key, 1), ("requests", 2)]).values()), [1]);
    }

    #[test]
    fn at_every_limit_there_is_an_ideal_time() {
        let setup = thousands(&[("latency", 50)]);
        assert_eq!(latency_alone(setup.values(), 30), 67.0 * 50.0);
        assert_eq!(latency_alone(setup.values(), 2_000), 50.0);
        let python = thousands(&[("latency", 50), (RUNTIME.key, 1)]);
        assert_eq!(latency_alone(python.values(), 30), 17.0 * 50.0);
        let limits: Vec<u32> = setup.plan(true, 0).cases.iter().map(|case| case.limit).collect();
        assert_eq!(limits, [30, 100, 300, 1_000, 2_000]);
    }
}
