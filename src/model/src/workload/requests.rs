//! Requests to a network, and what is done with the answers.

use super::Library;
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Some requests, one a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// How many.
    pub count: u32,
    /// Who is asked for what.
    pub source: Source,
    /// How long an answer is waited for, in milliseconds.
    pub timeout_ms: u32,
    /// What is done with an answer.
    pub processing: Processing,
}

/// Who is asked for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A network that delays and fails as it is told to.
    Api(Simulation),
    /// These addresses, absolute or relative to the page, in turn.
    Addresses(Vec<String>),
}

/// What is done with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Processing {
    /// A checksum is made, which takes next to no time.
    Checksum,
    /// It is read as the record of a user.
    User,
    /// SHA-256 is taken of it, and of what comes out, that many times over the answer's size.
    Digest {
        /// How many times.
        passes: u32,
        /// What the hashing does with a GIL.
        library: Library,
    },
}

/// The network that answers `api/get` and `api/page`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// The page's service worker, which answers after the latency asked for.
    Simulated,
    /// The server the page came from, over its real connections.
    ThisServer,
    /// None: a timer in the very worker that asks, and then the response that the service worker would give.
    /// Only futures can ask it, and only for `api/get`.
    Timer,
}

impl Network {
    /// The name in links and requests, and what an answer says in its `x-lanes-network` header.
    pub const fn key(self) -> &'static str {
        match self {
            Network::Simulated => "simulated",
            Network::ThisServer => "server",
            Network::Timer => "timer",
        }
    }
}

/// How a network is to behave that does as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
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
}

impl Simulation {
    /// The simulated network with answers that all take `latency_ms` and have `bytes`.
    pub fn steady(latency_ms: u32, bytes: u32) -> Simulation {
        Simulation { network: Network::Simulated, latency_ms, bytes, jitter_ms: 0, error_percent: 0, seed: 0 }
    }

    /// The same with a random part: up to `jitter_ms` more for an answer, and `error_percent` of all answers errors.
    #[must_use]
    pub fn varied(self, jitter_ms: u32, error_percent: u32, seed: u32) -> Simulation {
        Simulation { jitter_ms, error_percent, seed, ..self }
    }
}

impl Requests {
    /// What the processing does with a GIL.
    pub fn library(&self) -> Library {
        match self.processing {
            Processing::Digest { library, .. } => library,
            Processing::Checksum | Processing::User => Library::Holds,
        }
    }

    /// The address of a task's request, absolute or relative to the page. `run` makes it differ from every
    /// other: browsers line up identical requests behind one another. A reader's own addresses are left as
    /// they are: their servers may not like to be asked for more.
    pub fn address(&self, task: TaskId, run: &str) -> String {
        match &self.source {
            Source::Api(simulation) => simulation.record(task, run),
            Source::Addresses(addresses) => {
                let index = task.0 as usize % addresses.len().max(1);
                addresses.get(index).cloned().unwrap_or_default()
            }
        }
    }
}

impl Simulation {
    /// The address of a record.
    fn record(&self, task: TaskId, run: &str) -> String {
        self.address("api/get", ("id", &task.0.to_string()), run)
    }

    /// The address of a page of the bundled site, which is at that path of the site.
    pub fn page(&self, path: &str, run: &str) -> String {
        self.address("api/page", ("path", path), run)
    }

    fn address(&self, what: &str, (name, value): (&str, &str), run: &str) -> String {
        format!(
            "{what}?{}",
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

    fn requests(source: Source) -> Requests {
        Requests { count: 10, source, timeout_ms: 1000, processing: Processing::Checksum }
    }

    #[test]
    fn a_request_says_what_it_wants() {
        let simulation = Simulation {
            network: Network::Simulated,
            latency_ms: 100,
            bytes: 200,
            jitter_ms: 5,
            error_percent: 25,
            seed: 1,
        };
        assert_eq!(
            requests(Source::Api(simulation.clone())).address(TaskId(3), "7 a"),
            "api/get?id=3&latency=100&bytes=200&jitter=5&error=0.25&seed=1&network=simulated&run=7+a"
        );
        assert_eq!(
            simulation.page("site/a b.html", "7"),
            "api/page?path=site%2Fa+b.html&latency=100&bytes=200&jitter=5&error=0.25&seed=1&network=simulated&run=7"
        );
    }

    #[test]
    fn own_addresses_are_asked_in_turn() {
        let both = requests(Source::Addresses(vec!["https://a.example/".into(), "b".into()]));
        assert_eq!(both.address(TaskId(2), "r"), "https://a.example/");
        assert_eq!(both.address(TaskId(3), "r"), "b");
        assert_eq!(requests(Source::Addresses(Vec::new())).address(TaskId(0), "r"), "");
    }
}
