//! The tasks of a workload, with this worker's clock and network.

use crate::clock::WorkerClock;
use crate::http::Http;
use lanes_model::{Requests, Workload};
use lanes_workloads::{BlockingTasks, FailingTasks, RequestTasks, SumTasks};

/// Tasks that keep their lane until they are done.
pub(crate) type Tasks = Box<dyn BlockingTasks<WorkerClock> + Send + Sync>;

/// The tasks of a workload for lanes that are threads or processes.
pub(crate) fn blocking_tasks(workload: &Workload, label: &str, base: &str) -> Tasks {
    match workload {
        Workload::SumOfSquares { tasks, n } => Box::new(SumTasks { tasks: *tasks, n: *n }),
        Workload::Requests(requests) => Box::new(request_tasks(requests, label, base)),
        Workload::Failing(failing) => Box::new(FailingTasks(*failing)),
    }
}

/// Requests, for any lane.
pub(crate) fn request_tasks(requests: &Requests, label: &str, base: &str) -> RequestTasks<Http> {
    let network = Http { base: base.to_owned(), timeout_ms: requests.timeout_ms };
    RequestTasks { requests: requests.clone(), label: label.to_owned(), network }
}
