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
    /// Each task adds squares, but for one, which fails.
    Failing(Failing),
}

impl Workload {
    /// How many tasks it has.
    pub fn tasks(&self) -> u32 {
        match self {
            Workload::SumOfSquares { tasks, .. } => *tasks,
            Workload::Requests(requests) => requests.count,
            Workload::Failing(failing) => failing.tasks,
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
    /// How many bytes an answer has at least.
    pub bytes: u32,
    /// How much longer an answer may take, at random, in milliseconds.
    pub jitter_ms: u32,
    /// How many answers in a hundred are errors, at random.
    pub error_percent: u32,
    /// Where the randomness comes from: the same seed delays and fails the same requests.
    pub seed: u32,
    /// How long an answer is waited for, in milliseconds.
    pub timeout_ms: u32,
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
                .append_pair("jitter", &self.jitter_ms.to_string())
                .append_pair("error", &(f64::from(self.error_percent) / 100.0).to_string())
                .append_pair("seed", &self.seed.to_string())
                .append_pair("network", self.network.key())
                .append_pair("run", run)
                .finish()
        )
    }
}

/// Tasks of which one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// How many tasks.
    pub tasks: u32,
    /// How many squares each of the others adds.
    pub n: u64,
    /// How the one fails.
    pub misfortune: Misfortune,
}

impl Failing {
    /// The one that fails: the middle one.
    pub fn failing_task(&self) -> TaskId {
        TaskId(self.tasks / 2)
    }
}

/// A way for a task to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Misfortune {
    /// It returns an error.
    Error,
    /// It panics.
    Panic,
    /// It calls itself until the stack is full.
    Stack,
    /// It allocates until there is no memory left.
    Memory,
}

impl Misfortune {
    /// All ways, in the order in which they are offered.
    pub const ALL: [Misfortune; 4] =
        [Misfortune::Error, Misfortune::Panic, Misfortune::Stack, Misfortune::Memory];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_what_it_wants() {
        let requests = Requests {
            count: 10,
            network: Network::Simulated,
            latency_ms: 100,
            bytes: 200,
            jitter_ms: 5,
            error_percent: 25,
            seed: 1,
            timeout_ms: 1000,
        };
        assert_eq!(
            requests.path(TaskId(3), "7 a"),
            "api/get?id=3&latency=100&bytes=200&jitter=5&error=0.25&seed=1&network=simulated&run=7+a"
        );
    }
}
