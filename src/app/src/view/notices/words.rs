//! Texts of the notices.

pub(super) use crate::view::words::CLOSE;
use lanes_analysis::units;

pub(super) const LINK_HAS_RESULTS: &str = "This link includes recorded results.";
pub(super) const GO_TO_RESULTS: &str = "Go to the results";

pub(super) const NO_THREADS: &str = "No threads here. ";
/// Precedes one of the two reasons.
pub(super) const NO_SHARED_MEMORY: &str =
    "Threads need shared memory, which this page does not have because it is not cross-origin isolated. ";
pub(super) const NO_HEADERS: &str =
    "Its host does not send the headers for that, and no service worker adds them. ";
pub(super) const NO_HEADERS_OR_FRAMED: &str =
    "Either its host does not send the headers for that, or another site frames it. ";
pub(super) const OTHER_STRATEGIES_RUN: &str =
    "The other strategies run, with a clock resolution of 0.1 ms at best. ";
pub(super) const OPEN_IN_OWN_TAB: &str = "Open the page in its own tab";

pub(super) const NO_NETWORK: &str = "No simulated network here. ";
/// Precedes the reason.
pub(super) const NO_SERVICE_WORKER: &str = "A service worker answers these requests, but none is running: ";

pub(super) const NOTHING_RUNS: &str = "Nothing can run in this frame. ";
/// Precedes the address.
pub(super) const SANDBOXED: &str = "The host page puts it in a sandbox without allow-same-origin, where browsers start \
     no workers. Open Lanes in its own tab: ";

/// Heading above the servers that the next run would send requests to.
pub(super) const CONFIRM: &str = "Send requests to other servers?";
/// Precedes the list of servers.
pub(super) const RUN_SENDS: &str = "Your addresses are on other servers. One run sends them, at most:";
pub(super) const REMEMBERED: &str =
    "Lanes remembers your answer until you close this page, and asks again for more requests.";
pub(super) const SEND: &str = "Send and run";
pub(super) const CANCEL: &str = "Cancel";

/// Counts the requests to a server: `1,550 requests`.
pub(super) fn requests(count: u64) -> String {
    format!("{} request{}", units::grouped(count), if count == 1 { "" } else { "s" })
}

/// Stands above the buttons that allow sites.
pub(super) const NOT_ALLOWED: &str = "The program requested other sites. They learn your IP address, and answer only if they permit pages to ask them.";
pub(super) const RUN_AGAIN: &str = "Allowed until you close this page. Run the program again.";

/// Formats the name of the button that allows a site.
pub(super) fn allow(origin: &str) -> String {
    format!("Allow {origin}")
}
