//! The network, as tasks see it.

use lanes_model::workload::Network;
use lanes_model::{Failure, FailureKind, Timestamp};

/// A response to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkAnswer {
    /// HTTP status.
    pub status: u16,
    /// Network that claims to have answered: the `x-lanes-network` header.
    pub network: Option<String>,
    /// Body.
    pub body: Vec<u8>,
    /// Times at which it was under way, if known.
    pub under_way: Option<UnderWay>,
}

/// Times at which a request and its response were under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderWay {
    /// Departure of the request. Before that it waited for a free connection.
    pub sent: Timestamp,
    /// Arrival of the whole response. After that it waited for the event loop.
    pub arrived: Timestamp,
}

impl NetworkAnswer {
    /// Returns the body of a successful response, from the `expected` network if there is one.
    ///
    /// # Errors
    /// An HTTP status other than 2xx, or a response from another network: time spent on one network must not be shown
    /// as time spent on another.
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

/// A network that blocks the caller until the response is there.
pub trait BlockingNetwork: Sync {
    /// Requests `path`, which is relative to the page.
    ///
    /// # Errors
    /// No response. An HTTP error is a [`NetworkAnswer`], not an error.
    fn get(&self, path: &str) -> Result<NetworkAnswer, Failure>;
}

/// A network that returns futures.
pub trait AsyncNetwork {
    /// Requests `path`, which is relative to the page. Dropping the future cancels the request.
    ///
    /// # Errors
    /// No response. An HTTP error is a [`NetworkAnswer`], not an error.
    fn get(&self, path: &str) -> impl Future<Output = Result<NetworkAnswer, Failure>>;
}

/// A network for tasks under any strategy.
pub trait AnyNetwork: BlockingNetwork + AsyncNetwork + Send {}

impl<N: BlockingNetwork + AsyncNetwork + Send> AnyNetwork for N {}

fn wrong_network(expected: Network, answer: &NetworkAnswer) -> Failure {
    let message = match expected {
        Network::Simulated => {
            "The simulated network did not answer. It is this page's service worker, which private windows and \
             blocked cookies prevent. Choose another network, or open the page in an ordinary window."
        }
        Network::ThisServer => {
            "This server has no API to answer requests: it only serves files. Choose the simulated network, or run \
             Lanes with its own server."
        }
        Network::Timer => "The timer did not answer.",
    };
    let sender = answer.network.as_deref().unwrap_or("an unknown sender");
    Failure::new(FailureKind::Network, message)
        .because(format!("HTTP status {} from {sender}", answer.status))
}
