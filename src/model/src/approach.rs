//! What an experiment compares: ways to run the same work, one a row.

use crate::strategy::Strategy;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A way to run the work of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Approach {
    /// All of it under one strategy.
    Whole(Strategy),
    /// All of it under one strategy, in one of several ways that the experiment tells apart.
    Variant(Variant),
    /// Each of its two stages under a strategy of its own.
    Mixed(Mixture),
}

/// One of several ways to do the same under one strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Variant {
    /// Threads that were each given an equal share of the tasks beforehand.
    ThreadsStatic,
    /// Processes that were each given an equal share of the tasks beforehand.
    ProcessesStatic,
    /// Threads that load a counter, add one and store it.
    Unprotected,
    /// Threads that add one under a lock.
    Mutex,
    /// Threads that add one in a step that cannot be divided.
    Atomic,
    /// Threads that each keep a count of their own and add it up in the end.
    Subtotals,
    /// Bytes that stay where they are, in a process that has work with them itself.
    Here,
    /// Bytes that are copied to a process.
    Copied,
    /// Bytes that are handed over to a process.
    Transferred,
    /// Bytes that lie in memory shared with a process.
    Shared,
    /// Futures that ask the simulated network.
    Simulated,
    /// Futures that ask this server.
    ThisServer,
    /// A process for each worker, started for the run, however many there are.
    ProcessesAnew,
    /// A loop of one turn: all of a picture is one task, which no other has to share.
    OnePass,
    /// Threads under a GIL that load a counter, add one and store it, with no switch of the GIL in between.
    GilPlain,
    /// Threads under a GIL that load a counter, call a function that adds one, and store what it returns.
    GilCall,
    /// Threads under a GIL that release it while they compute, as a library written in C can.
    Releasing,
}

impl Variant {
    /// The strategy it is a variant of.
    pub const fn strategy(self) -> Strategy {
        match self {
            Variant::ThreadsStatic
            | Variant::Unprotected
            | Variant::Mutex
            | Variant::Atomic
            | Variant::Subtotals => Strategy::Threads,
            Variant::ProcessesStatic
            | Variant::ProcessesAnew
            | Variant::Copied
            | Variant::Transferred
            | Variant::Shared => Strategy::Processes,
            Variant::Here | Variant::OnePass => Strategy::Sequential,
            Variant::GilPlain | Variant::GilCall | Variant::Releasing => Strategy::ThreadsGil,
            Variant::Simulated | Variant::ThisServer => Strategy::Async,
        }
    }

    /// The name in links, results and on the page.
    pub const fn key(self) -> &'static str {
        match self {
            Variant::ThreadsStatic => "threads-static",
            Variant::ProcessesStatic => "processes-static",
            Variant::Unprotected => "unprotected",
            Variant::Mutex => "mutex",
            Variant::Atomic => "atomic",
            Variant::Subtotals => "subtotals",
            Variant::ProcessesAnew => "processes-anew",
            Variant::Here => "here",
            Variant::Copied => "copied",
            Variant::Transferred => "transferred",
            Variant::Shared => "shared",
            Variant::Simulated => "simulated",
            Variant::ThisServer => "server",
            Variant::OnePass => "one-pass",
            Variant::GilPlain => "gil-plain",
            Variant::GilCall => "gil-call",
            Variant::Releasing => "releasing",
        }
    }

    /// The name in links made before the variant had its present one, if it had another.
    pub const fn former_key(self) -> Option<&'static str> {
        match self {
            // *Lost updates* had one row under a GIL, and it made a call between load and store.
            Variant::GilCall => Some(Strategy::ThreadsGil.key()),
            _ => None,
        }
    }
}

/// The strategies of work in two stages: what is fetched by the one is processed by the other meanwhile.
/// Only what makes sense has a name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mixture {
    /// How it is fetched.
    pub fetching: Fetching,
    /// How it is processed.
    pub processing: Processing,
}

/// A strategy for work that waits. (A process that only waits is a thread with a memory to spare.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fetching {
    /// Futures on one event loop.
    Async,
    /// Threads that block.
    Threads,
}

/// A strategy for work that computes. (An event loop that computes fetches nothing meanwhile: that is
/// `async` for the whole.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Processing {
    /// Threads under one lock.
    ThreadsGil,
    /// Threads.
    Threads,
    /// Processes.
    Processes,
}

impl Mixture {
    /// All mixtures, in the order in which they are shown.
    pub const ALL: [Mixture; 6] = [
        Mixture { fetching: Fetching::Async, processing: Processing::ThreadsGil },
        Mixture { fetching: Fetching::Async, processing: Processing::Threads },
        Mixture { fetching: Fetching::Async, processing: Processing::Processes },
        Mixture { fetching: Fetching::Threads, processing: Processing::ThreadsGil },
        Mixture { fetching: Fetching::Threads, processing: Processing::Threads },
        Mixture { fetching: Fetching::Threads, processing: Processing::Processes },
    ];

    /// The name in links, results and on the page.
    pub const fn key(self) -> &'static str {
        match (self.fetching, self.processing) {
            (Fetching::Async, Processing::ThreadsGil) => "async+threads-gil",
            (Fetching::Async, Processing::Threads) => "async+threads",
            (Fetching::Async, Processing::Processes) => "async+processes",
            (Fetching::Threads, Processing::ThreadsGil) => "threads+threads-gil",
            (Fetching::Threads, Processing::Threads) => "threads+threads",
            (Fetching::Threads, Processing::Processes) => "threads+processes",
        }
    }
}

impl Approach {
    /// The whole work under each strategy, in the order in which they are shown.
    pub const WHOLE: [Approach; 5] = [
        Approach::SEQUENTIAL,
        Approach::Whole(Strategy::Async),
        Approach::Whole(Strategy::ThreadsGil),
        Approach::Whole(Strategy::Threads),
        Approach::Whole(Strategy::Processes),
    ];

    /// One task after the other: what the others are compared with.
    pub const SEQUENTIAL: Approach = Approach::Whole(Strategy::Sequential);

    /// The name in links, results and on the page.
    pub const fn key(self) -> &'static str {
        match self {
            Approach::Whole(strategy) => strategy.key(),
            Approach::Variant(variant) => variant.key(),
            Approach::Mixed(mixture) => mixture.key(),
        }
    }

    /// Whether it needs shared memory, which a page has only when it is cross-origin isolated.
    pub const fn needs_shared_memory(self) -> bool {
        match self {
            Approach::Whole(strategy) => strategy.needs_shared_memory(),
            Approach::Variant(Variant::Shared) => true,
            Approach::Variant(variant) => variant.strategy().needs_shared_memory(),
            Approach::Mixed(Mixture { fetching: Fetching::Async, processing: Processing::Processes }) => {
                false
            }
            Approach::Mixed(_) => true,
        }
    }

    /// Returns true if all work is one task: its answer is what the answers of the others add up to.
    pub const fn is_one_task(self) -> bool {
        matches!(self, Approach::Variant(Variant::OnePass))
    }

    /// Returns true if its threads share a GIL.
    pub const fn has_gil(self) -> bool {
        match self {
            Approach::Whole(strategy) => matches!(strategy, Strategy::ThreadsGil),
            Approach::Variant(variant) => matches!(variant.strategy(), Strategy::ThreadsGil),
            Approach::Mixed(mixture) => matches!(mixture.processing, Processing::ThreadsGil),
        }
    }

    /// Returns true if `key` names it, now or in links made earlier.
    pub fn is_named(self, key: &str) -> bool {
        let former = match self {
            Approach::Variant(variant) => variant.former_key(),
            Approach::Whole(_) | Approach::Mixed(_) => None,
        };
        self.key() == key || former == Some(key)
    }
}

impl fmt::Display for Approach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = Approach> {
        Approach::WHOLE.into_iter().chain(Mixture::ALL.into_iter().map(Approach::Mixed))
    }

    #[test]
    fn every_approach_has_a_name_of_its_own() {
        let keys: BTreeSet<_> = all().map(Approach::key).collect();
        assert_eq!(keys.len(), 11);
    }

    #[test]
    fn without_shared_memory_there_are_event_loops_and_processes() {
        let possible: Vec<_> = all().filter(|it| !it.needs_shared_memory()).map(Approach::key).collect();
        assert_eq!(possible, ["sequential", "async", "processes", "async+processes"]);
    }
}
