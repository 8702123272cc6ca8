//! The tasks of a workload, with this worker's network.

use crate::http::Http;
use lanes_model::Workload;
use lanes_model::workload::{Network, Site, Source};
use lanes_workloads::{Material, Tasks};

/// How long an answer is waited for where the work does not say.
const TIMEOUT_MS: u32 = 30_000;

/// The tasks of a workload. Its requests are relative to `base`; `label` makes them differ from those of every
/// other run.
pub(crate) fn tasks_of(workload: &Workload, material: &Material, label: &str, base: &str) -> Tasks<Http> {
    let timeout_ms = match workload {
        Workload::Requests(requests) => requests.timeout_ms,
        Workload::Scrape(scrape) => scrape.timeout_ms,
        _ => TIMEOUT_MS,
    };
    let network = Http { base: base.to_owned(), timeout_ms, asked: asked(workload) };
    Tasks::new(workload, material, label, network)
}

/// The network that a workload asks, where it is one of ours.
pub(crate) fn asked(workload: &Workload) -> Option<Network> {
    let simulation = match workload {
        Workload::Requests(requests) => match &requests.source {
            Source::Api(simulation) => simulation,
            Source::Addresses(_) => return None,
        },
        Workload::Scrape(scrape) => match &scrape.site {
            Site::Bundled(simulation) => simulation,
            Site::Web(_) => return None,
        },
        _ => return None,
    };
    Some(simulation.network)
}
