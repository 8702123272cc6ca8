//! The network, as tasks see it.

use lanes_model::workload::Network;
use lanes_model::{Failure, FailureKind, Timestamp};

/// What came back for a request.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Who says to have answered: the `x-lanes-network` header.
    pub network: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// When it was on its way, where that is known.
    pub under_way: Option<UnderWay>,
}

/// When a request and its answer were under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderWay {
    /// When the request left: before, it was held back for want of a connection.
    pub sent: Timestamp,
    /// When all of the answer was there: after that, it lay there until the event loop came to it.
    pub arrived: Timestamp,
}

impl NetworkAnswer {
    /// The body of a good answer, and, where one is `expected`, from that network.
    ///
    /// # Errors
    /// Where it is an error, or another network answered.
    pub(crate) fn accept(self, expected: Option<Network>) -> Result<Vec<u8>, Failure> {
        match expected {
            Some(network) if self.network.as_deref() != Some(network.key()) => {
                Err(wrong_network(network, &self))
            }
            _ if (200..300).contains(&self.status) => Ok(self.body),
            _ => Err(Failure::new(FailureKind::Network, "The request was answered with an error.")
                .because(format!("HTTP status {}", self.status))),
        }
    }
}

/// A network that keeps the caller until the answer is there.
pub trait BlockingNetwork: Sync {
    /// Asks for `path`, which is relative to the page.
    ///
    /// # Errors
    /// Where there was no answer. An answer that is an error is an [`NetworkAnswer`].
    fn get(&self, path: &str) -> Result<NetworkAnswer, Failure>;
}

/// A network that gives futures.
pub trait AsyncNetwork {
    /// Asks for `path`, which is relative to the page. Dropping the future gives the request up.
    ///
    /// # Errors
    /// Where there was no answer. An answer that is an error is an [`NetworkAnswer`].
    fn get(&self, path: &str) -> impl Future<Output = Result<NetworkAnswer, Failure>>;
}

/// Time spent on another network than the one asked for must not be shown as if it were.
fn wrong_network(expected: Network, answer: &NetworkAnswer) -> Failure {
    let message = match expected {
        Network::Simulated => {
            "The simulated network did not answer: it is this page's service worker, which private windows \
             and blocked cookies prevent. Choose another network, or open the page in an ordinary window."
        }
        Network::ThisServer => {
            "This server has no api to ask: it only serves files. Choose the simulated network, or run \
             Lanes with its own server."
        }
        Network::Timer => "The timer did not answer.",
    };
    let who = answer.network.as_deref().unwrap_or("someone else");
    Failure::new(FailureKind::Network, message).because(format!("HTTP status {} from {who}", answer.status))
}
