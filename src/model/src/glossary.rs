//! The glossary of strategies: for each, what Lanes runs and what that stands for in Python.
//!
//! Lanes measures Rust. Every label of a strategy, on the page, in embeds and in exports, takes its words from here, so
//! that no label names a Python class as if that had been measured.

use crate::approach::{Approach, Fetching, Mixture, Processing, Variant};
use crate::strategy::Strategy;

/// The name of what executes the tasks, in exports for programs.
pub const RUNTIME: &str = "rust";

/// A heading of figures that were measured here.
pub const MEASURED: &str = "Measured in Rust in your browser";

/// A heading of figures that may have been measured elsewhere.
pub const MEASURED_ELSEWHERE: &str = "Measured in Rust in a browser";

/// A sentence before the meanings of strategies.
pub const STANDS_FOR: &str = "Each strategy stands for one in Python:";

/// What stands between the two halves of a [`Meaning`] in one text.
pub const IN_PYTHON: &str = "; in Python: ";

/// The meaning of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What Lanes runs and measures: a noun phrase that says Rust.
    pub here: &'static str,
    /// What a Python programmer would write for it; [`NOT_IN_PYTHON`] where that is nothing.
    pub python: &'static str,
}

/// What stands in place of the Python of a strategy that Python does not have.
pub const NOT_IN_PYTHON: &str = "not available";

impl Meaning {
    /// Both in one text: `one Rust loop; in Python: a for loop`.
    pub fn text(self) -> String {
        [self.here, IN_PYTHON, self.python].concat()
    }
}

/// The key of a strategy with its meaning: `sequential: one Rust loop; in Python: a for loop`.
pub fn labelled(approach: Approach) -> String {
    [approach.key(), ": ", &approach.meaning().text()].concat()
}

const fn meaning(here: &'static str, python: &'static str) -> Meaning {
    Meaning { here, python }
}

impl Approach {
    /// What it is here and in Python.
    pub const fn meaning(self) -> Meaning {
        match self {
            Approach::Whole(strategy) => of_strategy(strategy),
            Approach::Variant(variant) => of_variant(variant),
            Approach::Mixed(mixture) => of_mixture(mixture),
        }
    }
}

const fn of_strategy(strategy: Strategy) -> Meaning {
    match strategy {
        Strategy::Sequential => meaning("one Rust loop", "a for loop"),
        Strategy::Async => meaning("Rust futures on one event loop", "asyncio.gather"),
        Strategy::ThreadsGil => {
            meaning("Rust threads sharing one lock with CPython’s rules", "ThreadPoolExecutor with the GIL")
        }
        Strategy::Threads => {
            meaning("Rust threads sharing memory, no lock", "ThreadPoolExecutor, free-threaded")
        }
        Strategy::Processes => meaning("Rust workers with memory of their own", "ProcessPoolExecutor"),
    }
}

const fn of_variant(variant: Variant) -> Meaning {
    match variant {
        Variant::ThreadsStatic => meaning(
            "Rust threads, each given an equal share at the start",
            "one submit for each thread, free-threaded",
        ),
        Variant::ProcessesStatic => meaning(
            "Rust workers with memory of their own, each given an equal share",
            "Pool.map with equal chunks",
        ),
        Variant::Unprotected => {
            meaning("Rust threads that load, add one and store", "counter += 1, free-threaded")
        }
        Variant::Mutex => meaning("Rust threads that add under a mutex", "with lock: counter += 1"),
        Variant::Atomic => {
            meaning("Rust threads that add in one atomic step", "not available; itertools.count is one step")
        }
        Variant::GilPlain => meaning(
            "Rust threads adding in one go, sharing one lock with CPython’s rules",
            "counter += 1, with the GIL",
        ),
        Variant::GilCall => meaning(
            "Rust threads calling in between, sharing one lock with CPython’s rules",
            "counter = add_one(counter), with the GIL",
        ),
        Variant::Releasing => meaning(
            "Rust threads that release one lock with CPython’s rules to compute",
            "ThreadPoolExecutor; hashlib releases the GIL",
        ),
        Variant::Subtotals => {
            meaning("Rust threads, each with a count of its own", "a count for each thread, added at the end")
        }
        Variant::ProcessesAnew => meaning(
            "Rust workers with memory of their own, started for each run",
            "a new Process for each worker",
        ),
        Variant::Here => meaning("a Rust loop where the bytes are", "a loop, without a process"),
        Variant::Copied => meaning("bytes copied to a Rust worker", "an argument that is pickled"),
        Variant::Transferred => meaning("bytes handed over to a Rust worker, without a copy", NOT_IN_PYTHON),
        Variant::Shared => {
            meaning("bytes in memory that a Rust worker shares", "multiprocessing.shared_memory")
        }
        Variant::Simulated => {
            meaning("Rust futures, all requests at once", "asyncio without a limit of connections")
        }
        Variant::ThisServer => {
            meaning("Rust futures, six HTTP/1.1 connections", "aiohttp with TCPConnector(limit=6)")
        }
        Variant::OnePass => meaning("a Rust loop over the whole picture", "one call for the whole picture"),
    }
}

const fn of_mixture(mixture: Mixture) -> Meaning {
    match (mixture.fetching, mixture.processing) {
        (Fetching::Async, Processing::ThreadsGil) => meaning(
            "a Rust event loop fetches; threads sharing one lock with CPython’s rules compute",
            "asyncio with a ThreadPoolExecutor",
        ),
        (Fetching::Async, Processing::Threads) => meaning(
            "a Rust event loop fetches, threads compute",
            "asyncio with a ThreadPoolExecutor, free-threaded",
        ),
        (Fetching::Async, Processing::Processes) => meaning(
            "a Rust event loop fetches, workers with memory of their own compute",
            "asyncio with a ProcessPoolExecutor",
        ),
        (Fetching::Threads, Processing::ThreadsGil) => meaning(
            "Rust threads fetch; others, sharing one lock with CPython’s rules, compute",
            "two thread pools and a queue",
        ),
        (Fetching::Threads, Processing::Threads) => {
            meaning("Rust threads fetch, others compute", "two thread pools and a queue, free-threaded")
        }
        (Fetching::Threads, Processing::Processes) => meaning(
            "Rust threads fetch, workers with memory of their own compute",
            "threads with a ProcessPoolExecutor",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::CATALOGUE;
    use std::collections::BTreeMap;

    fn all() -> impl Iterator<Item = Approach> {
        let of_experiments = CATALOGUE.iter().flat_map(|experiment| experiment.approaches.iter().copied());
        Approach::WHOLE.into_iter().chain(Mixture::ALL.map(Approach::Mixed)).chain(of_experiments)
    }

    #[test]
    fn every_strategy_says_that_it_is_rust_and_names_nothing_of_python_as_what_runs() {
        for approach in all() {
            let Meaning { here, python } = approach.meaning();
            assert!(here.contains("Rust"), "{approach}: {here}");
            for class in ["Executor", "asyncio", "multiprocessing", "aiohttp", "Pool"] {
                assert!(!here.contains(class), "{approach}: {here}");
            }
            assert!(!python.is_empty() && !python.contains("Rust"), "{approach}: {python}");
        }
    }

    #[test]
    fn a_lock_is_said_to_follow_cpythons_rules_where_there_is_one_and_nowhere_else() {
        for approach in all() {
            let here = approach.meaning().here;
            assert_eq!(here.contains("one lock with CPython’s rules"), approach.has_gil(), "{approach}");
        }
    }

    #[test]
    fn no_two_strategies_run_the_same_and_a_label_fits_a_phone() {
        let mut owners: BTreeMap<&str, Approach> = BTreeMap::new();
        for approach in all() {
            let Meaning { here, python } = approach.meaning();
            let owner = *owners.entry(here).or_insert(approach);
            assert_eq!(owner, approach, "{here}");
            // Two lines of a phone's width each.
            assert!(here.chars().count() <= 82 && python.chars().count() <= 50, "{approach}");
        }
    }
}
