//! Other servers that a job sends requests to, and the number of requests.

use lanes_model::workload::{Site, Source, Workload};
use lanes_model::{Plan, Repeats};

/// Server that a job sends requests to, with the number of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Origin of the server, such as `https://a.example`.
    pub origin: String,
    /// Maximum number of requests of the job.
    pub requests: u64,
}

/// Lists the servers that a plan names, in the order of their first address. `origin_of` returns the origin of an address, or
/// None if the address is relative or the page's own.
pub fn destinations(plan: &Plan, origin_of: impl Fn(&str) -> Option<String>) -> Vec<Destination> {
    let rounds = match plan.repeats {
        Repeats::Fixed { rounds } => rounds,
        Repeats::UntilSettled { most, .. } => most,
    };
    // The warm-up sends as many requests as any other round.
    let rounds = u64::from(rounds) + 1;
    let mut found: Vec<Destination> = Vec::new();
    let mut add = |address: &str, requests: u64| {
        let Some(origin) = origin_of(address).filter(|_| requests > 0) else { return };
        match found.iter_mut().find(|destination| destination.origin == origin) {
            Some(destination) => destination.requests += requests,
            None => found.push(Destination { origin, requests }),
        }
    };
    for case in &plan.cases {
        match case.work.workload() {
            Workload::Requests(requests) => {
                let Source::Addresses(addresses) = &requests.source else { continue };
                let (each, left) = shares(requests.count, addresses.len());
                for (address, place) in addresses.iter().zip(0..) {
                    add(address, rounds * (each + u64::from(place < left)));
                }
            }
            Workload::Scrape(scrape) => {
                let Site::Web(address) = &scrape.site else { continue };
                add(address, rounds * u64::from(scrape.pages));
            }
            _ => {}
        }
    }
    found
}

/// Requests to one other server that a job may send without the reader's confirmation.
pub const MOST_UNCONFIRMED: u64 = 100;

/// Returns the destinations that the reader has to confirm: with more requests than `most`, and more than were confirmed before.
pub fn unconfirmed(found: Vec<Destination>, confirmed: &[Destination], most: u64) -> Vec<Destination> {
    let is_covered = |found: &Destination| {
        found.requests <= most
            || confirmed
                .iter()
                .any(|earlier| earlier.origin == found.origin && earlier.requests >= found.requests)
    };
    found.into_iter().filter(|destination| !is_covered(destination)).collect()
}

/// Splits requests among addresses that are requested in turn: the number for each, and the number of addresses that get one
/// more.
fn shares(requests: u32, addresses: usize) -> (u64, u64) {
    let (requests, addresses) = (u64::from(requests), (addresses as u64).max(1));
    (requests / addresses, requests % addresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::{Setup, experiments};

    /// Returns the origin of addresses on other servers than `https://own.example`.
    fn origin_of(address: &str) -> Option<String> {
        let host = address.strip_prefix("https://")?.split('/').next()?;
        (host != "own.example").then(|| format!("https://{host}"))
    }

    fn found(experiment: &str, values: &[(&str, u64)], key: &str, text: &str) -> Vec<(String, u64)> {
        let mut setup = Setup::new(experiments::find(experiment).unwrap(), 4);
        setup.set("network", 2);
        for (key, value) in values {
            setup.set(key, *value);
        }
        setup.set_text(key, text).unwrap();
        let found = destinations(&setup.plan(true, 1), origin_of);
        found.into_iter().map(|Destination { origin, requests }| (origin, requests)).collect()
    }

    #[test]
    fn every_request_of_every_strategy_and_round_counts() {
        let addresses = "https://a.example/1 https://b.example/ https://a.example/2 https://own.example/";
        let values = [("requests", 10), ("repeats", 2)];
        // Of ten requests in turn, a.example gets 3 and 2, and b.example 3, under five strategies in three rounds.
        assert_eq!(
            found("ten-requests", &values, "urls", addresses),
            [("https://a.example".to_owned(), 5 * 5 * 3), ("https://b.example".to_owned(), 3 * 5 * 3)]
        );
    }

    #[test]
    fn adaptive_rounds_count_as_the_most_that_there_can_be() {
        let found = found("scrape", &[("pages", 50)], "site", "https://a.example/docs/");
        let plan = Setup::new(experiments::find("scrape").unwrap(), 4).plan(true, 1);
        let Repeats::UntilSettled { most, .. } = plan.repeats else { panic!("{:?}", plan.repeats) };
        assert_eq!(found, [("https://a.example".to_owned(), 50 * 5 * u64::from(most + 1))]);
    }

    #[test]
    fn a_confirmation_covers_its_server_and_no_more_requests() {
        let to = |host: &str, requests| Destination { origin: format!("https://{host}"), requests };
        let rest = |confirmed: &[Destination], most| {
            unconfirmed(vec![to("a.example", 101), to("b.example", 100)], confirmed, most)
        };
        assert_eq!(rest(&[], 100), [to("a.example", 101)]);
        assert_eq!(rest(&[to("a.example", 100), to("c.example", 500)], 100), [to("a.example", 101)]);
        assert_eq!(rest(&[to("a.example", 100), to("a.example", 200)], 100), []);
        assert_eq!(rest(&[to("a.example", 101)], 0), [to("b.example", 100)]);
    }

    #[test]
    fn requests_to_lanes_itself_have_no_destination() {
        for experiment in experiments::CATALOGUE {
            let setup = Setup::new(experiment, 4);
            assert_eq!(destinations(&setup.plan(true, 1), origin_of), [], "{}", experiment.id);
        }
    }
}
