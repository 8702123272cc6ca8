//! Work that waits.

pub(super) mod lessons;

use super::network::{
    API, ERRORS, JITTER, NETWORK, SEED, SITE, SITE_NETWORK, TIMEOUT, TIMER_OR_SIMULATED, URLS, bytes,
    latency, limit, site, source,
};
use crate::experiment::{
    self, AUTO, Choice, Experiment, Group, Measure, OwnFiles, Parameter, Reference, SOURCE, Start, Sweep,
    fixed_repeats, last_step, number, parameters, process_pool, repeats, switch_interval, workers,
};
use crate::setup::Setup;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Network, Processing, ReadFiles, Requests, Scrape, Simulation, Source, Workload};

/// Why what only waits is not mixed.
const NOTHING_TO_COMPUTE: &str =
    "Mixtures such as async+threads are left out: there is next to nothing to compute with an answer.";

parameters! {
    /// Values of *Ten requests*.
    pub(super) struct TenRequests {
        requests: u32 = number(
            "requests", "Requests", "", "How many records are asked for.", (1, 5_000, Start::At(10)),
        ),
        latency: u32 = latency(100),
        network: usize = NETWORK,
        urls: String = URLS,
        _ = limit(10),
        _ = workers(Start::At(10)),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced(),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const TEN_REQUESTS: Experiment = Experiment {
    id: "ten-requests",
    group: Group::Waiting,
    title: "Ten requests",
    watch: "Every task asks the network for one record and waits for the answer, with almost nothing to compute. \
            Watch the waits line up one after the other, or lie side by side.",
    parameters: TenRequests::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let values = TenRequests::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.requests,
            source: source(values.network, &values.urls, simulation),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

/// How many requests are made.
const fn requests(max: u64, default: u64) -> Parameter {
    number("requests", "Requests", "", "How many records are asked for.", (1, max, Start::At(default)))
}

parameters! {
    /// Values of *A hundred users of an API*.
    pub(super) struct ApiUsers {
        users: u32 = number("users", "Users", "", "How many are asked for.", (1, 1_000, Start::At(100))),
        latency: u32 = latency(8),
        network: usize = API,
        limit: u32 = limit(20),
        _ = workers(Start::At(20)),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced(),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const API_USERS: Experiment = Experiment {
    id: "api-users",
    group: Group::Waiting,
    title: "A hundred users of an API",
    watch: "Every task asks an API for one user and reads the JSON that comes, and the API allows twenty requests at \
            once. Watch the requests go in rounds, and how near the gain comes to twenty times.",
    parameters: ApiUsers::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let values = ApiUsers::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.users,
            source: source(values.network, "", simulation),
            timeout_ms: values.timeout,
            processing: Processing::User,
        })
    },
};

parameters! {
    /// Values of *Thousands of requests*.
    pub(super) struct Thousands {
        requests: u32 = requests(5_000, 2_000),
        latency: u32 = latency(30),
        network: usize = TIMER_OR_SIMULATED,
        limit: u64 = limit(5_000),
        // One strategy, so nothing to rank.
        _ = fixed_repeats(3),
        bytes: u32 = bytes(1_000).advanced(),
        timeout: u32 = TIMEOUT,
    }
}

pub(super) const THOUSANDS: Experiment = Experiment {
    id: "thousands",
    group: Group::Waiting,
    title: "Thousands of requests",
    watch: "One event loop makes thousands of requests, under a semaphore that lets more and more of them through, \
            until all run at once. Watch the time fall, and where it stops falling: latency is no longer the \
            bottleneck there.",
    parameters: Thousands::PARAMETERS,
    strategies: &[Strategy::Async],
    left_out: "Threads are left out: this page stops at 64. The Python script below starts thousands. One after the \
               other the requests would take a minute.",
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
        shown: last_step,
    }),
    work: |setup, _| {
        let values = Thousands::of(setup);
        let network = if values.network == 0 { Network::Timer } else { Network::Simulated };
        Workload::Requests(Requests {
            count: values.requests,
            source: Source::Api(Simulation { network, ..Simulation::steady(values.latency, values.bytes) }),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

/// So many rounds of requests at most, lest the first point takes for ever.
const MOST_ROUNDS: u64 = 100;

/// 1, 3, 10, 30 and so on, up to all requests at once, or to what the reader allows.
fn limits(setup: &Setup) -> Vec<u64> {
    let values = Thousands::of(setup);
    let requests = u64::from(values.requests);
    let most = values.limit.min(requests);
    let steps = (0..).flat_map(|power| [1, 3].map(|step| step * 10u64.pow(power)));
    let few_rounds = |limit: &u64| limit * MOST_ROUNDS >= requests;
    steps.take_while(|limit| *limit < most).filter(few_rounds).chain([most]).collect()
}

/// How long requests take at that limit, in milliseconds, where only their latency counts.
fn latency_alone(setup: &Setup, limit: u64) -> f64 {
    let Thousands { requests, latency, .. } = Thousands::of(setup);
    (u64::from(requests).div_ceil(limit.max(1)) * u64::from(latency)) as f64
}

parameters! {
    /// Values of *The limit nobody set*.
    pub(super) struct ConnectionLimit {
        requests: u32 = requests(500, 30),
        latency: u32 = latency(100),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced(),
        timeout: u32 = TIMEOUT,
    }
}

pub(super) const CONNECTION_LIMIT: Experiment = Experiment {
    id: "connection-limit",
    group: Group::Waiting,
    title: "The limit nobody set",
    watch: "One event loop makes all requests at once, with no semaphore: first to a simulated network, then over real \
            connections to this server, of which a browser opens six to a host. Watch how many requests are under way, \
            and where the others are.",
    parameters: ConnectionLimit::PARAMETERS,
    strategies: &[Strategy::Simulated, Strategy::ThisServer],
    left_out: "Other strategies are left out: they would meet the same connections.",
    rust: &["requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, at| {
        let network = match at.strategy {
            Strategy::ThisServer => Network::ThisServer,
            _ => Network::Simulated,
        };
        let values = ConnectionLimit::of(setup);
        Workload::Requests(Requests {
            count: values.requests,
            source: Source::Api(Simulation { network, ..Simulation::steady(values.latency, values.bytes) }),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

parameters! {
    /// Values of *Reading files*.
    pub(super) struct Files {
        _ = experiment::source(
            "Your own files stay in this browser, and are removed from its storage afterwards.",
            &[Choice { key: "bundled", label: "made up" }, Choice { key: "own", label: "your files" }],
            OwnFiles { what: "files", accept: "", most: 400 },
        ),
        files: u32 = number("files", "Files", "", "How many are written, and then read.", (1, 400, Start::At(100)))
            .only_with(SOURCE, 0),
        size: u32 = number("size", "Size", "bytes", "How large each is.", (1, 1_000_000, Start::At(500_000)))
            .only_with(SOURCE, 0),
        // Each is in memory as long as it is under way.
        _ = number("limit", "Limit", "", "Files that async reads at once.", (1, 64, Start::At(10))),
        _ = workers(Start::At(4)),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const READ_FILES: Experiment = Experiment {
    id: "read-files",
    group: Group::Waiting,
    title: "Reading files",
    watch: "Every task reads a file from this browser’s storage, which is what is measured here, and takes a checksum. \
            Watch how much of the time is waiting, and whether waiting for several files at once helps.",
    parameters: Files::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["read_files.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let Files { files, size } = Files::of(setup);
        Workload::ReadFiles(ReadFiles { count: files, bytes: size })
    },
};

parameters! {
    /// Values of *Scraping a site*.
    pub(super) struct Pages {
        pages: u32 = number("pages", "Pages", "", "The most that are read.", (1, 500, Start::At(50))),
        depth: u32 = number(
            "depth", "Depth", "", "How many links to follow from the first page.", (0, 20, Start::At(3)),
        ),
        latency: u32 = latency(20),
        network: usize = SITE_NETWORK,
        site: String = SITE,
        _ = limit(10),
        _ = workers(Start::At(10)),
        _ = repeats(AUTO),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const SCRAPE: Experiment = Experiment {
    id: "scrape",
    group: Group::Waiting,
    title: "Scraping a site",
    watch: "Every task fetches a page, reads its title, and finds links to pages nobody knew of before. Watch the lanes \
            that have nothing to do at first: there is one page to begin with.",
    parameters: Pages::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NOTHING_TO_COMPUTE,
    rust: &["scrape.rs", "kernel/page_links.rs"],
    sweep: None,
    work: |setup, _| {
        let values = Pages::of(setup);
        let simulation =
            Simulation::steady(values.latency, 0).varied(values.jitter, values.errors, values.seed);
        Workload::Scrape(Scrape {
            site: site(values.network, &values.site, simulation),
            pages: values.pages,
            depth: values.depth,
            timeout_ms: values.timeout,
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
