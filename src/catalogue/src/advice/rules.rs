//! Known rules for each kind of work.

use crate::guide::Kind;
use lanes_model::strategy::Strategy;

pub(super) const SEQUENTIAL: Strategy = Strategy::Sequential;
pub(super) const ASYNC: Strategy = Strategy::Async;
pub(super) const GIL: Strategy = Strategy::ThreadsGil;
pub(super) const THREADS: Strategy = Strategy::Threads;
pub(super) const PROCESSES: Strategy = Strategy::Processes;

/// Rule for a kind of work, known before any measurement.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Advice in a few words.
    pub headline: &'static str,
    /// Reason, for Python.
    pub why: &'static str,
    /// Advice for Rust.
    pub rust: &'static str,
}

/// A known rule and the conditions under which it holds.
pub(super) struct Rule {
    pub(super) known: Known,
    /// Recommended strategies. The rule holds if at least one is faster than a loop.
    pub(super) recommended: &'static [Strategy],
    /// Discouraged strategies. The rule holds only if none is faster than all recommended ones.
    pub(super) discouraged: &'static [Strategy],
}

/// Strategies for work that waits.
const WAITING: &[Strategy] = &[ASYNC, GIL, THREADS];
/// Strategies for pure Python that computes. Threads without a GIL represent a library that releases the GIL, and a
/// free-threaded build.
const COMPUTING: &[Strategy] = &[PROCESSES, THREADS];
/// Strategies for a library that releases the GIL, which includes threads with a GIL.
const COMPUTING_IN_A_LIBRARY: &[Strategy] = &[GIL, THREADS, PROCESSES];
pub(super) const RAYON: &str = "rayon: par_iter over the tasks, one thread per core.";
const TOKIO: &str = "tokio, with a semaphore for the limit.";

/// Rules, by the experiment that represents the kind of work.
pub(super) static RULES: [(&str, Rule); 9] = [
    (
        "ten-requests",
        Rule {
            known: Known {
                headline: "Use asyncio or threads",
                why: "A thread releases the GIL while it waits, so the GIL does not matter. Use what your libraries \
                      support.",
                rust: "tokio, or a small pool of blocking threads.",
            },
            recommended: WAITING,
            discouraged: &[PROCESSES],
        },
    ),
    (
        "api-users",
        Rule {
            known: Known {
                headline: "Use asyncio",
                why: "A task takes far less memory than a thread, and asyncio makes it easy to cancel and limit tasks. \
                      Up to a few hundred requests, threads work well too.",
                rust: TOKIO,
            },
            // The reasons for asyncio are memory and structure. Threads are just as fast.
            recommended: WAITING,
            discouraged: &[],
        },
    ),
    (
        "read-files",
        Rule {
            known: Known {
                headline: "Use threads",
                why: "asyncio has no file I/O: asyncio.to_thread runs the call in a thread. A thread releases the GIL \
                      while it reads.",
                rust: "A thread pool, which tokio::fs uses too.",
            },
            // A browser's event loop can wait for files and Python's cannot, so a fast async does not contradict the rule.
            recommended: &[GIL, THREADS],
            discouraged: &[PROCESSES],
        },
    ),
    (
        "scrape",
        Rule {
            known: Known {
                headline: "Use asyncio or threads",
                why: "Fetching is mostly waiting, and a thread releases the GIL while it waits. Limit how many \
                      requests run at once.",
                rust: TOKIO,
            },
            recommended: WAITING,
            discouraged: &[PROCESSES],
        },
    ),
    (
        "download-process",
        Rule {
            known: Known {
                headline: "Fetch with asyncio, compute in threads or processes",
                why: "hashlib and zlib release the GIL while they compute, so threads run in parallel. Pure Python \
                      holds it: use processes.",
                rust: "tokio to fetch, rayon to compute, and a bounded channel between them.",
            },
            recommended: &[
                Strategy::AsyncPlusProcesses,
                Strategy::ThreadsPlusProcesses,
                Strategy::AsyncPlusThreads,
                Strategy::AsyncPlusThreadsGil,
                PROCESSES,
                THREADS,
                GIL,
            ],
            discouraged: &[ASYNC],
        },
    ),
    (
        "sum-of-squares",
        Rule {
            known: Known {
                headline: "Use processes",
                why: "Pure Python holds the GIL while it computes, so threads take turns. On a free-threaded build, \
                      threads run in parallel too.",
                rust: RAYON,
            },
            recommended: COMPUTING,
            discouraged: &[GIL],
        },
    ),
    (
        "image-filter",
        Rule {
            known: Known {
                headline: "Use threads with Pillow or NumPy, processes for pure Python",
                why: "Pillow and NumPy release the GIL while they compute; pure Python holds it.",
                rust: RAYON,
            },
            recommended: COMPUTING_IN_A_LIBRARY,
            discouraged: &[ASYNC],
        },
    ),
    (
        "data-crunching",
        Rule {
            known: Known {
                headline: "Use NumPy or pandas first, processes for pure Python",
                why: "One NumPy or pandas call replaces a Python loop, which often gains more than using all cores. \
                      Pure Python holds the GIL, and a process needs its data serialized.",
                rust: RAYON,
            },
            recommended: COMPUTING,
            discouraged: &[GIL],
        },
    ),
    (
        "train",
        Rule {
            known: Known {
                headline: "Use processes, or the library’s own parallelism",
                why: "Pure Python holds the GIL while it computes. Libraries such as PyTorch already use all cores, \
                      and your own workers compete with them.",
                rust: RAYON,
            },
            recommended: COMPUTING,
            discouraged: &[GIL],
        },
    ),
];

impl Kind {
    /// Returns the rule for this kind of work.
    pub fn known(&self) -> &'static Known {
        &self.rule().known
    }

    pub(super) fn rule(&self) -> &'static Rule {
        let own = RULES.iter().find(|(experiment, _)| *experiment == self.experiment);
        // The fallback is never used: a test checks that every kind has a rule.
        own.map_or(&RULES[0].1, |(_, rule)| rule)
    }
}

impl Rule {
    /// Returns true if the work holds the GIL while it computes, so that threads with a GIL cannot help.
    pub(super) fn is_about_the_gil(&self) -> bool {
        self.recommended == COMPUTING
    }

    /// Returns true if the work only computes.
    pub(super) fn computes(&self) -> bool {
        self.is_about_the_gil() || self.recommended == COMPUTING_IN_A_LIBRARY
    }
}
