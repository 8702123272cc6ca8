//! The network, as tasks see it.

use lanes_model::Failure;

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Who says to have answered: the `x-lanes-network` header.
    pub network: Option<String>,
    /// The body.
    pub body: Vec<u8>,
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
