//! The tasks of a workload, with this worker's network.

use crate::clock::WorkerClock;
use crate::http::Http;
use lanes_model::Workload;
use lanes_workloads::{Material, Tasks};

/// Time limit for a response if the work sets none.
const TIMEOUT_MS: u32 = 30_000;

/// Makes the tasks of a run. Requests are relative to `base`; `label` tells them from those of all other runs.
pub(crate) fn tasks_of(
    workload: &Workload,
    material: &Material,
    label: &str,
    base: &str,
) -> Box<dyn Tasks<WorkerClock>> {
    let timeout_ms = workload.timeout_ms().unwrap_or(TIMEOUT_MS);
    let network = Http { base: base.to_owned(), timeout_ms, asked: workload.network() };
    lanes_workloads::tasks_of(workload, material, label, network)
}
