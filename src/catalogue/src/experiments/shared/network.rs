//! Parameters of experiments that use a network, and the source that they describe.

use crate::experiment::{Choice, Parameter, Start, choice, number, text};
use lanes_model::workload::{Network, Simulation, Site, Source};

/// Maximum number of addresses that a reader can enter.
const MAX_ADDRESSES: usize = 50;
/// Option of `network` for a reader's own addresses.
const OWN_ADDRESSES: u64 = 2;

/// Choice of the network, including servers of the reader's own.
pub(crate) const NETWORK: Parameter = choice(
    "network",
    "Network",
    "What responds: this page’s service worker, the server of this page, or servers you name.",
    &[
        Choice { key: Network::Simulated.key(), label: "simulated" },
        Choice { key: Network::ThisServer.key(), label: "this server" },
        Choice { key: "urls", label: "your URLs" },
    ],
)
.rust_only();

/// Choice of the network for requests that only Lanes' own servers can answer.
pub(crate) const API: Parameter = choice(
    "network",
    "Network",
    "What responds: this page’s service worker, or the server of this page.",
    &[
        Choice { key: Network::Simulated.key(), label: "simulated" },
        Choice { key: Network::ThisServer.key(), label: "this server" },
    ],
)
.rust_only();

/// Choice of the network for more requests at once than networks allow.
pub(crate) const TIMER_OR_SIMULATED: Parameter = choice(
    "network",
    "Network",
    "What responds. “In this tab” is a timer in the requesting worker, not a network. No request leaves the tab.",
    &[
        Choice { key: Network::Timer.key(), label: "in this tab" },
        Choice { key: Network::Simulated.key(), label: "simulated" },
    ],
);

/// Choice of the site to scrape.
pub(crate) const SITE_NETWORK: Parameter = choice(
    "network",
    "Network",
    "What responds: the small site that comes with Lanes, simulated or from this server, or your own site.",
    &[
        Choice { key: Network::Simulated.key(), label: "simulated" },
        Choice { key: Network::ThisServer.key(), label: "this server" },
        Choice { key: "site", label: "your site" },
    ],
);

/// First page of the reader's own site.
pub(crate) const SITE: Parameter = text(
    "site",
    "Your site",
    "First page. Only pages in its folder are fetched. The server must allow it (CORS).",
    1_000,
    check_address,
)
.only_with("network", OWN_ADDRESSES)
.required();

/// Addresses of the reader's own servers.
pub(crate) const URLS: Parameter = text(
    "urls",
    "Your URLs",
    "Addresses to request in turn, separated by spaces. Their servers must allow it (CORS).",
    4_000,
    check_addresses,
)
.only_with("network", OWN_ADDRESSES)
.required()
.rust_only();

/// Makes the parameter for the minimum time of a response.
pub(crate) const fn latency(default: u64) -> Parameter {
    number("latency", "Latency", "ms", "Minimum time of a response.", (0, 5_000, Start::At(default)))
}

/// Makes the parameter for the minimum size of a response.
pub(crate) const fn bytes(default: u64) -> Parameter {
    number("bytes", "Size", "bytes", "Minimum size of a response.", (0, 1_000_000, Start::At(default)))
}

/// Makes the parameter for the maximum number of futures in progress at once.
pub(crate) const fn limit(default: u64) -> Parameter {
    number("limit", "Limit", "", "Maximum number of async requests at once.", (1, 5_000, Start::At(default)))
}

/// Maximum random delay of a response.
pub(crate) const JITTER: Parameter = number(
    "jitter",
    "Jitter",
    "ms",
    "Maximum random delay, in addition to the latency.",
    (0, 5_000, Start::At(0)),
)
.advanced()
.rust_only();

/// Percentage of responses that are errors.
pub(crate) const ERRORS: Parameter =
    number("errors", "Errors", "%", "Share of responses that are errors, at random.", (0, 100, Start::At(0)))
        .advanced()
        .rust_only();

/// Seed of jitter and errors.
pub(crate) const SEED: Parameter =
    number("seed", "Seed", "", "Seed of the random jitter and errors.", (0, 1_000_000, Start::At(1)))
        .advanced()
        .rust_only();

/// Maximum time to wait for a response.
pub(crate) const TIMEOUT: Parameter = number(
    "timeout",
    "Timeout",
    "ms",
    "Maximum time to wait for a response.",
    (100, 60_000, Start::At(30_000)),
)
.advanced()
.rust_only();

/// Makes the parameter for the number of requests.
pub(crate) const fn requests(max: u64, default: u64) -> Parameter {
    number("requests", "Requests", "", "Number of records to request.", (1, max, Start::At(default)))
}

/// Returns the source for an option of [`NETWORK`] or [`API`]: the reader's addresses, or an API that behaves as
/// `simulation` says.
pub(crate) fn source(network: usize, addresses_given: &str, simulation: Simulation) -> Source {
    match own_server(network) {
        Some(network) => Source::Api(Simulation { network, ..simulation }),
        None => Source::Addresses(addresses(addresses_given).map(str::to_owned).collect()),
    }
}

/// Returns the site for an option of [`SITE_NETWORK`]: the reader's, or the bundled one, which behaves as `simulation`
/// says.
pub(crate) fn site(network: usize, address: &str, simulation: Simulation) -> Site {
    match own_server(network) {
        Some(network) => Site::Bundled(Simulation { network, ..simulation }),
        None => Site::Web(address.to_owned()),
    }
}

/// Returns the network of an option, or None if the reader names the servers.
fn own_server(option: usize) -> Option<Network> {
    [Network::Simulated, Network::ThisServer].get(option).copied()
}

fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

fn check_address(text: &str) -> Result<(), String> {
    match addresses(text).count() {
        1 => check_addresses(text),
        _ => Err("Enter one address, without spaces.".to_owned()),
    }
}

fn check_addresses(text: &str) -> Result<(), String> {
    if addresses(text).count() > MAX_ADDRESSES {
        return Err(format!("Enter at most {MAX_ADDRESSES} addresses."));
    }
    match addresses(text).find(|address| !is_web_address(address)) {
        Some(wrong) => Err(format!("“{wrong}” is not an address that begins with https:// or http://.")),
        None => Ok(()),
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_alphanumeric() || first == '['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_accepted() {
        assert_eq!(check_addresses("https://a.example/x?y=1  http://[::1]:8000/"), Ok(()));
        for wrong in ["ftp://a.example", "javascript:alert(1)", "/api/get", "https://", "a.example"] {
            assert!(check_addresses(wrong).is_err(), "{wrong}");
        }
        assert_eq!(check_address("https://a.example/"), Ok(()));
        assert!(check_address("https://a.example/ https://b.example/").is_err());
        assert!(check_addresses(&"https://a.example/ ".repeat(MAX_ADDRESSES + 1)).is_err());
    }
}
