//! What is done: the work an experiment gives to the engine.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// What is done, with its sizes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Workload {
    /// Each task adds the squares of `0..n`, modulo 2^64.
    SumOfSquares {
        /// How many tasks.
        tasks: u32,
        /// How many squares each adds.
        n: u64,
    },
    /// Each task asks the network for one record.
    Requests(Requests),
}

impl Workload {
    /// How many tasks it has.
    pub fn tasks(&self) -> u32 {
        match self {
            Workload::SumOfSquares { tasks, .. } => *tasks,
            Workload::Requests(requests) => requests.count,
        }
    }
}

/// The network that answers requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// The page's service worker, which answers after the latency asked for.
    Simulated,
    /// The server the page came from, over its real connections.
    ThisServer,
}

impl Network {
    /// All networks, in the order in which they are offered.
    pub const ALL: [Network; 2] = [Network::Simulated, Network::ThisServer];

    /// The name in links and requests, and what an answer says in its `x-lanes-network` header.
    pub const fn key(self) -> &'static str {
        match self {
            Network::Simulated => "simulated",
            Network::ThisServer => "server",
        }
    }
}

/// Some requests to `api/get`, one a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// How many.
    pub count: u32,
    /// Who answers.
    pub network: Network,
    /// How long an answer takes at least, in milliseconds.
    pub latency_ms: u32,
    /// How many bytes an answer has.
    pub bytes: u32,
}

impl Requests {
    /// The address of a task's request, relative to the page. `run` makes it differ from every other:
    /// browsers line up identical requests behind one another.
    pub fn path(&self, task: TaskId, run: &str) -> String {
        format!(
            "api/get?{}",
            form_urlencoded::Serializer::new(String::new())
                .append_pair("id", &task.0.to_string())
                .append_pair("latency", &self.latency_ms.to_string())
                .append_pair("bytes", &self.bytes.to_string())
                .append_pair("network", self.network.key())
                .append_pair("run", run)
                .finish()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_what_it_wants() {
        let requests = Requests { count: 10, network: Network::Simulated, latency_ms: 100, bytes: 200 };
        assert_eq!(
            requests.path(TaskId(3), "7 a"),
            "api/get?id=3&latency=100&bytes=200&network=simulated&run=7+a"
        );
    }
}
