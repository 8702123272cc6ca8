//! Work that waits.

pub(super) mod lessons;

use super::network::{
    API, ERRORS, JITTER, NETWORK, SEED, SITE, SITE_NETWORK, TIMEOUT, TIMER_OR_SIMULATED, URLS, bytes,
    latency, limit, simulation, site, source,
};
use crate::approach::{Approach, Variant};
use crate::experiment::{
    self, Choice, Experiment, Group, Measure, OwnFiles, Parameter, Reference, SOURCE, Start, Sweep, number,
    process_pool, repeats, switch_interval, workers,
};
use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::workload::{Network, Processing, ReadFiles, Requests, Scrape, Source, Workload};

/// Why what only waits is not mixed.
const NOTHING_TO_COMPUTE: &str =
    "Mixtures such as async+threads are left out: there is next to nothing to compute with an answer.";

pub(super) const TEN_REQUESTS: Experiment = Experiment {
    id: "ten-requests",
    group: Group::Waiting,
    title: "Ten requests",
    watch: "Every task asks the network for one record and waits for the answer, with almost nothing to compute. \
            Watch the waits line up one after the other, or lie side by side.",
    parameters: &[
        number("requests", "Requests", "", "How many records are asked for.", (1, 5_000, Start::At(10))),
        latency(100),
        NETWORK,
        URLS,
        limit(10),
        workers(Start::At(10)),
        repeats(3),
        bytes(1_000).advanced(),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::Requests(Requests {
            count: setup.small("requests"),
            source: source(setup),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Checksum,
        })
    },
};

/// How many requests are made.
const fn requests(max: u64, default: u64) -> Parameter {
    number("requests", "Requests", "", "How many records are asked for.", (1, max, Start::At(default)))
}

pub(super) const API_USERS: Experiment = Experiment {
    id: "api-users",
    group: Group::Waiting,
    title: "A hundred users of an API",
    watch: "Every task asks an API for one user and reads the JSON that comes, and the API allows twenty requests at \
            once. Watch the requests go in rounds, and how near the gain comes to twenty times.",
    parameters: &[
        number("users", "Users", "", "How many are asked for.", (1, 1_000, Start::At(100))),
        latency(8),
        API,
        limit(20),
        workers(Start::At(20)),
        repeats(3),
        bytes(1_000).advanced(),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::Requests(Requests {
            count: setup.small("users"),
            source: source(setup),
            timeout_ms: setup.small("timeout"),
            processing: Processing::User,
        })
    },
};

pub(super) const THOUSANDS: Experiment = Experiment {
    id: "thousands",
    group: Group::Waiting,
    title: "Thousands of requests",
    watch: "One event loop makes thousands of requests, under a semaphore that lets more and more of them through at \
            once, until it lets all. Watch the time fall, and where it stops falling: from there on it is not the \
            latency that takes it.",
    parameters: &[
        requests(5_000, 2_000),
        latency(30),
        TIMER_OR_SIMULATED,
        limit(5_000),
        repeats(3),
        bytes(1_000).advanced(),
        TIMEOUT,
    ],
    approaches: &[Approach::Whole(Strategy::Async)],
    left_out: "Threads are left out: a thousand of them would take a thousand stacks, and this page stops at 64. One after \
               the other the requests would take a minute.",
    rust: &["schedule.rs", "requests.rs"],
    sweep: Some(Sweep {
        label: "requests at once",
        unit: "",
        points: limits,
        apply: |case, limit| case.limit = u32::try_from(limit).unwrap_or(u32::MAX),
        log: true,
        measure: Measure { log: true, ..Measure::WALL },
        reference: Some(Reference {
            label: "the latency alone",
            at: |setup, limit| Some(latency_alone(setup, limit)),
        }),
    }),
    work: |setup, _| {
        let network = if setup.number("network") == 0 { Network::Timer } else { Network::Simulated };
        Workload::Requests(Requests {
            count: setup.small("requests"),
            source: Source::Api(simulation(setup, network)),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Checksum,
        })
    },
};

/// So many rounds of requests at most, lest the first point takes for ever.
const MOST_ROUNDS: u64 = 100;

/// 1, 3, 10, 30 and so on, up to all requests at once, or to what the reader allows.
fn limits(setup: &Setup) -> Vec<u64> {
    let requests = setup.number("requests");
    let most = setup.number("limit").min(requests);
    let steps = (0..).flat_map(|power| [1, 3].map(|step| step * 10u64.pow(power)));
    let few_rounds = |limit: &u64| limit * MOST_ROUNDS >= requests;
    steps.take_while(|limit| *limit < most).filter(few_rounds).chain([most]).collect()
}

/// How long requests take at that limit, in milliseconds, where only their latency counts.
fn latency_alone(setup: &Setup, limit: u64) -> f64 {
    (setup.number("requests").div_ceil(limit.max(1)) * setup.number("latency")) as f64
}

pub(super) const CONNECTION_LIMIT: Experiment = Experiment {
    id: "connection-limit",
    group: Group::Waiting,
    title: "The limit nobody set",
    watch: "One event loop makes all requests at once, with no semaphore: first to a simulated network, then over real \
            connections to this server, of which a browser opens six to a host. Watch how many requests are under way, \
            and where the others are.",
    parameters: &[requests(500, 30), latency(100), repeats(3), bytes(1_000).advanced(), TIMEOUT],
    approaches: &[Approach::Variant(Variant::Simulated), Approach::Variant(Variant::ThisServer)],
    left_out: "Other strategies are left out: they would meet the same connections.",
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, at| {
        let network = match at.approach {
            Approach::Variant(Variant::ThisServer) => Network::ThisServer,
            _ => Network::Simulated,
        };
        Workload::Requests(Requests {
            count: setup.small("requests"),
            source: Source::Api(simulation(setup, network)),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Checksum,
        })
    },
};

pub(super) const READ_FILES: Experiment = Experiment {
    id: "read-files",
    group: Group::Waiting,
    title: "Reading files",
    watch: "Every task reads a file that was written to this browser’s private storage just before, and takes a \
            checksum. Watch how much of the time is waiting, and whether waiting for several files at once helps.",
    parameters: &[
        experiment::source(
            "Your own files stay in this browser, and are removed from its storage afterwards.",
            &[Choice { key: "bundled", label: "made up" }, Choice { key: "own", label: "your files" }],
            OwnFiles { what: "files", accept: "", most: 400 },
        ),
        number("files", "Files", "", "How many are written, and then read.", (1, 400, Start::At(100)))
            .only_with(SOURCE, 0),
        number("size", "Size", "bytes", "How large each is.", (1, 1_000_000, Start::At(500_000)))
            .only_with(SOURCE, 0),
        // Each is in memory as long as it is under way.
        number("limit", "Limit", "", "Files that async reads at once.", (1, 64, Start::At(10))),
        workers(Start::At(4)),
        repeats(3),
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["read_files.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::ReadFiles(ReadFiles { count: setup.small("files"), bytes: setup.small("size") })
    },
};

pub(super) const SCRAPE: Experiment = Experiment {
    id: "scrape",
    group: Group::Waiting,
    title: "Scraping a site",
    watch: "Every task fetches a page, reads its title, and finds links to pages nobody knew of before. Watch the lanes \
            that have nothing to do at first: there is one page to begin with.",
    parameters: &[
        number("pages", "Pages", "", "The most that are read.", (1, 500, Start::At(50))),
        number("depth", "Depth", "", "How many links to follow from the first page.", (0, 20, Start::At(3))),
        latency(20),
        SITE_NETWORK,
        SITE,
        limit(10),
        workers(Start::At(10)),
        repeats(3),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["scrape.rs", "kernel/page_links.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::Scrape(Scrape {
            site: site(setup),
            pages: setup.small("pages"),
            depth: setup.small("depth"),
            timeout_ms: setup.small("timeout"),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    fn thousands(values: &[(&str, u64)]) -> Setup {
        let mut setup = Setup::new(&THOUSANDS, 2);
        for (key, value) in values {
            setup.set(key, *value);
        }
        setup
    }

    #[test]
    fn limits_rise_to_all_requests_at_once() {
        assert_eq!(limits(&thousands(&[])), [30, 100, 300, 1_000, 2_000]);
        assert_eq!(limits(&thousands(&[("requests", 5_000), ("limit", 300)])), [100, 300]);
        assert_eq!(limits(&thousands(&[("requests", 10)])), [1, 3, 10]);
        assert_eq!(limits(&thousands(&[("requests", 1)])), [1]);
    }

    #[test]
    fn at_every_limit_there_is_an_ideal_time() {
        let setup = thousands(&[("latency", 50)]);
        assert_eq!(latency_alone(&setup, 30), 67.0 * 50.0);
        assert_eq!(latency_alone(&setup, 2_000), 50.0);
        let limits: Vec<u32> = setup.plan(true, 0).cases.iter().map(|case| case.limit).collect();
        assert_eq!(limits, [30, 100, 300, 1_000, 2_000]);
    }

    #[test]
    fn without_a_semaphore_all_requests_are_made_at_once() {
        let plan = Setup::new(&CONNECTION_LIMIT, 2).plan(true, 0);
        let networks: Vec<_> = plan
            .cases
            .iter()
            .map(|case| match case.work.workload() {
                Workload::Requests(Requests { source: Source::Api(simulation), .. }) => simulation.network,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(networks, [Network::Simulated, Network::ThisServer]);
        assert!(plan.cases.iter().all(|case| case.limit == u32::MAX));
    }
}
