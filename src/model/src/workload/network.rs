//! The networks of Lanes, and how they behave.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// The network that answers `api/get` and `api/page`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// The page's service worker, which answers after the requested latency.
    Simulated,
    /// The server that the page came from, over its real connections.
    ThisServer,
    /// A timer in the requesting worker, not a network. After it fires, the worker makes the response that the
    /// service worker would send. Only for futures, and only for `api/get`.
    Timer,
}

impl Network {
    /// Returns the name in links and requests, and in the `x-lanes-network` header of responses.
    pub const fn key(self) -> &'static str {
        match self {
            Network::Simulated => "simulated",
            Network::ThisServer => "server",
            Network::Timer => "timer",
        }
    }
}

/// A network whose latency and failures are set by the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// Network that answers.
    pub network: Network,
    /// Minimum latency of a response, in milliseconds.
    pub latency_ms: u32,
    /// Minimum size of a response, in bytes.
    pub bytes: u32,
    /// Maximum random latency on top, in milliseconds.
    pub jitter_ms: u32,
    /// Percentage of responses that are errors, at random.
    pub error_percent: u32,
    /// Seed of the randomness: the same seed delays and fails the same requests.
    pub seed: u32,
}

impl Simulation {
    /// Makes a simulated network whose responses all take `latency_ms` and have `bytes`.
    pub fn steady(latency_ms: u32, bytes: u32) -> Simulation {
        Simulation { network: Network::Simulated, latency_ms, bytes, jitter_ms: 0, error_percent: 0, seed: 0 }
    }

    /// Adds randomness: up to `jitter_ms` more latency, and errors in `error_percent` of all responses.
    #[must_use]
    pub fn varied(self, jitter_ms: u32, error_percent: u32, seed: u32) -> Simulation {
        Simulation { jitter_ms, error_percent, seed, ..self }
    }

    /// Returns the address of the record of a task. `run` tells it from the addresses of all other runs.
    pub(super) fn record(&self, task: TaskId, run: &str) -> String {
        self.address("api/get", ("id", &task.0.to_string()), run)
    }

    /// Returns the address of the page at `path` of the bundled site.
    pub fn page(&self, path: &str, run: &str) -> String {
        self.address("api/page", ("path", path), run)
    }

    fn address(&self, resource: &str, (name, value): (&str, &str), run: &str) -> String {
        format!(
            "{resource}?{}",
            form_urlencoded::Serializer::new(String::new())
                .append_pair(name, value)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_states_how_to_respond() {
        let simulation = Simulation {
            network: Network::Simulated,
            latency_ms: 100,
            bytes: 200,
            jitter_ms: 5,
            error_percent: 25,
            seed: 1,
        };
        assert_eq!(
            simulation.record(TaskId(3), "7 a"),
            "api/get?id=3&latency=100&bytes=200&jitter=5&error=0.25&seed=1&network=simulated&run=7+a"
        );
        assert_eq!(
            simulation.page("site/a b.html", "7"),
            "api/page?path=site%2Fa+b.html&latency=100&bytes=200&jitter=5&error=0.25&seed=1&network=simulated&run=7"
        );
    }
}
