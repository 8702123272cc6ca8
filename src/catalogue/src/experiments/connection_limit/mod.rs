//! *The limit nobody set*.

mod lesson;

use crate::experiment::{AUTO, Experiment, Group, parameters, repeats};
use crate::experiments::shared::network::{TIMEOUT, bytes, latency, requests};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Network, Processing, Requests, Simulation, Source, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *The limit nobody set*.
    pub(crate) struct ConnectionLimit {
        requests: u32 = requests(500, 30),
        latency: u32 = latency(100),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced(),
        timeout: u32 = TIMEOUT,
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "connection-limit",
    group: Group::Waiting,
    title: "The limit nobody set",
    watch: "One event loop makes all requests at once, with no semaphore: first to a simulated network, then over real \
            connections to this server. A browser opens six per host. Watch how many requests run at once, and where \
            the others wait.",
    parameters: ConnectionLimit::PARAMETERS,
    strategies: &[Strategy::Simulated, Strategy::ThisServer],
    left_out: "Other strategies are hidden: they would reach the same limit.",
    rust: &["workload/requests.rs", "schedule.rs"],
    python: None,
    sweep: None,
    work: |setup, at| {
        let network = match at.strategy {
            Strategy::ThisServer => Network::ThisServer,
            _ => Network::Simulated,
        };
        let values = ConnectionLimit::of(setup);
        Workload::Requests(Requests {
            count: values.requests,
            source: Source::Api(Simulation { network, ..Simulation::steady(values.latency, values.bytes) }),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Setup;

    #[test]
    fn without_a_semaphore_all_requests_are_made_at_once() {
        let plan = Setup::new(&EXPERIMENT, 2).plan(true, 0);
        let networks: Vec<_> = plan
            .cases
            .iter()
            .map(|case| match case.work.workload() {
                Workload::Requests(Requests { source: Source::Api(simulation), .. }) => simulation.network,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(networks, [Network::Simulated, Network::ThisServer]);
        assert!(plan.cases.iter().all(|case| case.limit == u32::MAX));
    }
}
