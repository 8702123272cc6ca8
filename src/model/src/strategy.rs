//! Strategies: the ways to run the work of an experiment, one a row.
//!
//! A strategy has one entry in [`Strategy::definition`]: its name, how its tasks are scheduled, and what it stands for
//! in Python. Every label on the page, in embeds and in exports takes its words from there, so that no label names a
//! Python class as if that had been measured.

use crate::trace::{LaneKind, Stage};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A way to run the work of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strategy {
    /// One lane, one task after the other.
    Sequential,
    /// Futures on one event loop, at most `limit` of them in flight.
    Async,
    /// Threads that compute under one lock, as in CPython.
    ThreadsGil,
    /// Threads on shared memory.
    Threads,
    /// Workers with memory of their own, given tasks by message.
    Processes,
    /// Threads that each get an equal share of the tasks at the start.
    ThreadsStatic,
    /// Processes that each get an equal share of the tasks at the start.
    ProcessesStatic,
    /// Threads that load a counter, add one and store it.
    Unprotected,
    /// Threads that add one under a lock.
    Mutex,
    /// Threads that add one in a single atomic step.
    Atomic,
    /// Threads that each keep a count of their own, added up at the end.
    Subtotals,
    /// Bytes that stay where they are, in a process that works on them itself.
    Here,
    /// Bytes that are copied to a process.
    Copied,
    /// Bytes whose memory is transferred to a process.
    Transferred,
    /// Bytes in memory shared with a process.
    Shared,
    /// Futures that ask the simulated network.
    Simulated,
    /// Futures that ask this server.
    ThisServer,
    /// One process per worker, started for the run, however many there are.
    ProcessesAnew,
    /// A loop of one turn: the whole picture is one task, with no rows read twice.
    OnePass,
    /// Threads under a GIL that load a counter, add one and store it, without a switch of the GIL in between.
    GilPlain,
    /// Threads under a GIL that load a counter, call a function that adds one, and store what it returns.
    GilCall,
    /// Threads under a GIL that release it while they compute, as a library written in C can.
    Releasing,
    /// An event loop fetches; threads under a GIL process.
    AsyncPlusThreadsGil,
    /// An event loop fetches; threads process.
    AsyncPlusThreads,
    /// An event loop fetches; processes process.
    AsyncPlusProcesses,
    /// Threads fetch; other threads, under a GIL, process.
    ThreadsPlusThreadsGil,
    /// Threads fetch; other threads process.
    ThreadsPlusThreads,
    /// Threads fetch; processes process.
    ThreadsPlusProcesses,
    /// A program that makes its own threads, processes and event loops.
    Program,
}

/// The scheduler that runs the tasks of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scheduler {
    /// One lane, one task after the other.
    Sequential,
    /// One event loop; tasks are futures.
    Async,
    /// Threads that share one lock: a thread needs it to compute, and releases it to wait.
    ThreadsGil,
    /// Threads on shared memory.
    Threads,
    /// Processes: workers with memory of their own.
    Processes,
    /// The program itself, which runs from its first to its last line.
    Program,
}

impl Scheduler {
    /// Returns the kinds that its lanes can have.
    pub const fn lane_kinds(self) -> &'static [LaneKind] {
        match self {
            Scheduler::Sequential | Scheduler::Threads | Scheduler::ThreadsGil => &[LaneKind::Thread],
            Scheduler::Async => &[LaneKind::EventLoop],
            Scheduler::Processes => &[LaneKind::Process],
            Scheduler::Program => &[LaneKind::Thread, LaneKind::Process, LaneKind::EventLoop],
        }
    }
}

/// The schedulers of work in two stages. What the first stage fetches, the second processes meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stages {
    /// Scheduler of the requests.
    pub fetching: Fetching,
    /// Scheduler of the processing.
    pub processing: Processing,
}

/// A scheduler of the first of two stages, which waits. (A process that only waits is a memory-hungry thread.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fetching {
    /// Futures on one event loop.
    Async,
    /// Threads that block.
    Threads,
}

/// A scheduler of the second of two stages, which computes. (An event loop that computes fetches nothing meanwhile:
/// that is [`Strategy::Async`].)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Processing {
    /// Threads under one lock.
    ThreadsGil,
    /// Threads.
    Threads,
    /// Processes.
    Processes,
}

/// The schedulers of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// One scheduler runs each task from beginning to end.
    Whole(Scheduler),
    /// Each of the two stages of a task has a scheduler of its own.
    Staged(Stages),
}

impl Schedule {
    /// Returns the stages of a task, in order, each with a kind of lane that can work on it.
    pub fn lanes(self) -> Vec<(Stage, LaneKind)> {
        match self {
            Schedule::Whole(scheduler) => {
                scheduler.lane_kinds().iter().map(|kind| (Stage::Whole, *kind)).collect()
            }
            Schedule::Staged(Stages { fetching, processing }) => {
                let fetching = match fetching {
                    Fetching::Async => LaneKind::EventLoop,
                    Fetching::Threads => LaneKind::Thread,
                };
                let processing = match processing {
                    Processing::Threads | Processing::ThreadsGil => LaneKind::Thread,
                    Processing::Processes => LaneKind::Process,
                };
                vec![(Stage::Fetching, fetching), (Stage::Processing, processing)]
            }
        }
    }
}

/// The meaning of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Noun phrase, with the word Rust, for what Lanes runs and measures.
    pub here: &'static str,
    /// Python equivalent; [`NOT_IN_PYTHON`] if there is none.
    pub python: &'static str,
}

/// Replacement for the Python equivalent of a strategy that has none.
pub const NOT_IN_PYTHON: &str = "not available";

/// Separator between the two parts of a [`Meaning`] in one text.
pub const IN_PYTHON: &str = "; in Python: ";

/// All that is particular to one strategy.
struct Definition {
    key: &'static str,
    schedule: Schedule,
    meaning: Meaning,
}

const fn whole(key: &'static str, by: Scheduler, here: &'static str, python: &'static str) -> Definition {
    Definition { key, schedule: Schedule::Whole(by), meaning: Meaning { here, python } }
}

const fn staged(
    key: &'static str,
    fetching: Fetching,
    processing: Processing,
    here: &'static str,
    python: &'static str,
) -> Definition {
    let schedule = Schedule::Staged(Stages { fetching, processing });
    Definition { key, schedule, meaning: Meaning { here, python } }
}

impl Strategy {
    /// The five strategies that most experiments compare, in the order in which they are shown.
    pub const BASIC: [Strategy; 5] =
        [Strategy::Sequential, Strategy::Async, Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes];

    /// All strategies, in the order in which documents list them.
    pub const ALL: [Strategy; 29] = [
        Strategy::Sequential,
        Strategy::Async,
        Strategy::ThreadsGil,
        Strategy::Threads,
        Strategy::Processes,
        Strategy::AsyncPlusThreadsGil,
        Strategy::AsyncPlusThreads,
        Strategy::AsyncPlusProcesses,
        Strategy::ThreadsPlusThreadsGil,
        Strategy::ThreadsPlusThreads,
        Strategy::ThreadsPlusProcesses,
        Strategy::Releasing,
        Strategy::Simulated,
        Strategy::ThisServer,
        Strategy::OnePass,
        Strategy::ThreadsStatic,
        Strategy::ProcessesStatic,
        Strategy::Here,
        Strategy::Copied,
        Strategy::Transferred,
        Strategy::Shared,
        Strategy::GilPlain,
        Strategy::GilCall,
        Strategy::Unprotected,
        Strategy::Mutex,
        Strategy::Atomic,
        Strategy::Subtotals,
        Strategy::ProcessesAnew,
        Strategy::Program,
    ];

    const fn definition(self) -> Definition {
        match self {
            Strategy::Sequential => whole("sequential", Scheduler::Sequential, "one Rust loop", "a for loop"),
            Strategy::Async => {
                whole("async", Scheduler::Async, "Rust futures on one event loop", "asyncio.gather")
            }
            Strategy::ThreadsGil => whole(
                "threads-gil",
                Scheduler::ThreadsGil,
                "Rust threads sharing one lock with CPython’s rules",
                "ThreadPoolExecutor with the GIL",
            ),
            Strategy::Threads => whole(
                "threads",
                Scheduler::Threads,
                "Rust threads sharing memory, no lock",
                "ThreadPoolExecutor, free-threaded",
            ),
            Strategy::Processes => whole(
                "processes",
                Scheduler::Processes,
                "Rust workers with memory of their own",
                "ProcessPoolExecutor",
            ),
            Strategy::ThreadsStatic => whole(
                "threads-static",
                Scheduler::Threads,
                "Rust threads, each given an equal share at the start",
                "one submit for each thread, free-threaded",
            ),
            Strategy::ProcessesStatic => whole(
                "processes-static",
                Scheduler::Processes,
                "Rust workers with memory of their own, each given an equal share",
                "Pool.map with equal chunks",
            ),
            Strategy::Unprotected => whole(
                "unprotected",
                Scheduler::Threads,
                "Rust threads that load, add one and store",
                "counter += 1, free-threaded",
            ),
            Strategy::Mutex => whole(
                "mutex",
                Scheduler::Threads,
                "Rust threads that add under a mutex",
                "with lock: counter += 1",
            ),
            Strategy::Atomic => whole(
                "atomic",
                Scheduler::Threads,
                "Rust threads that add in one atomic step",
                "not available; itertools.count is one step",
            ),
            Strategy::Subtotals => whole(
                "subtotals",
                Scheduler::Threads,
                "Rust threads, each with a count of its own",
                "a count for each thread, added at the end",
            ),
            Strategy::Here => whole(
                "here",
                Scheduler::Sequential,
                "a Rust loop where the bytes are",
                "a loop, without a process",
            ),
            Strategy::Copied => whole(
                "copied",
                Scheduler::Processes,
                "bytes copied to a Rust worker",
                "an argument that is pickled",
            ),
            Strategy::Transferred => whole(
                "transferred",
                Scheduler::Processes,
                "bytes handed over to a Rust worker, without a copy",
                NOT_IN_PYTHON,
            ),
            Strategy::Shared => whole(
                "shared",
                Scheduler::Processes,
                "bytes in memory that a Rust worker shares",
                "multiprocessing.shared_memory",
            ),
            Strategy::Simulated => whole(
                "simulated",
                Scheduler::Async,
                "Rust futures, all requests at once",
                "asyncio without a connection limit",
            ),
            Strategy::ThisServer => whole(
                "server",
                Scheduler::Async,
                "Rust futures, six HTTP/1.1 connections",
                "aiohttp with TCPConnector(limit=6)",
            ),
            Strategy::ProcessesAnew => whole(
                "processes-anew",
                Scheduler::Processes,
                "Rust workers with memory of their own, started for each run",
                "a new Process for each worker",
            ),
            Strategy::OnePass => whole(
                "one-pass",
                Scheduler::Sequential,
                "a Rust loop over the whole picture",
                "one call for the whole picture",
            ),
            Strategy::GilPlain => whole(
                "gil-plain",
                Scheduler::ThreadsGil,
                "Rust threads adding in one go, sharing one lock with CPython’s rules",
                "counter += 1, with the GIL",
            ),
            Strategy::GilCall => whole(
                "gil-call",
                Scheduler::ThreadsGil,
                "Rust threads calling in between, sharing one lock with CPython’s rules",
                "counter = add_one(counter), with the GIL",
            ),
            Strategy::Releasing => whole(
                "releasing",
                Scheduler::ThreadsGil,
                "Rust threads that release one lock with CPython’s rules to compute",
                "ThreadPoolExecutor; hashlib releases the GIL",
            ),
            Strategy::AsyncPlusThreadsGil => staged(
                "async+threads-gil",
                Fetching::Async,
                Processing::ThreadsGil,
                "a Rust event loop fetches; threads sharing one lock with CPython’s rules compute",
                "asyncio with a ThreadPoolExecutor",
            ),
            Strategy::AsyncPlusThreads => staged(
                "async+threads",
                Fetching::Async,
                Processing::Threads,
                "a Rust event loop fetches, threads compute",
                "asyncio with a ThreadPoolExecutor, free-threaded",
            ),
            Strategy::AsyncPlusProcesses => staged(
                "async+processes",
                Fetching::Async,
                Processing::Processes,
                "a Rust event loop fetches, workers with memory of their own compute",
                "asyncio with a ProcessPoolExecutor",
            ),
            Strategy::ThreadsPlusThreadsGil => staged(
                "threads+threads-gil",
                Fetching::Threads,
                Processing::ThreadsGil,
                "Rust threads fetch; others compute, sharing one lock with CPython’s rules",
                "two thread pools and a queue",
            ),
            Strategy::ThreadsPlusThreads => staged(
                "threads+threads",
                Fetching::Threads,
                Processing::Threads,
                "Rust threads fetch, others compute",
                "two thread pools and a queue, free-threaded",
            ),
            Strategy::ThreadsPlusProcesses => staged(
                "threads+processes",
                Fetching::Threads,
                Processing::Processes,
                "Rust threads fetch, workers with memory of their own compute",
                "threads with a ProcessPoolExecutor",
            ),
            Strategy::Program => whole(
                "program",
                Scheduler::Program,
                "not available: Rust runs no program of yours",
                "your program, as it is",
            ),
        }
    }

    /// Returns the name in links, results and on the page.
    pub const fn key(self) -> &'static str {
        self.definition().key
    }

    /// Returns the schedulers that run its tasks.
    pub const fn schedule(self) -> Schedule {
        self.definition().schedule
    }

    /// Returns what runs here, and what that stands for in Python.
    pub const fn meaning(self) -> Meaning {
        self.definition().meaning
    }

    /// Returns true if `key` names this strategy, now or in links made earlier.
    pub fn is_named(self, key: &str) -> bool {
        // *Lost updates* once had one row under a GIL, which made a call between load and store.
        self.key() == key || (self == Strategy::GilCall && key == Strategy::ThreadsGil.key())
    }

    /// Returns true if the strategy needs shared memory, which a page has only when it is cross-origin isolated.
    pub const fn needs_shared_memory(self) -> bool {
        match self.schedule() {
            Schedule::Whole(Scheduler::Threads | Scheduler::ThreadsGil | Scheduler::Program) => true,
            Schedule::Whole(_) => matches!(self, Strategy::Shared),
            Schedule::Staged(stages) => {
                !matches!((stages.fetching, stages.processing), (Fetching::Async, Processing::Processes))
            }
        }
    }

    /// Returns true if its tasks compute on threads of one process, which share a GIL if there is one.
    pub const fn computes_on_threads(self) -> bool {
        match self.schedule() {
            Schedule::Whole(scheduler) => {
                matches!(scheduler, Scheduler::Threads | Scheduler::ThreadsGil | Scheduler::Program)
            }
            Schedule::Staged(stages) => !matches!(stages.processing, Processing::Processes),
        }
    }

    /// Returns true if its threads do the same in a build of CPython with a GIL and in one without.
    pub const fn suits_either_build(self) -> bool {
        matches!(self, Strategy::Mutex | Strategy::Atomic | Strategy::Subtotals | Strategy::Program)
    }

    /// Returns true if it is a program that runs from its first to its last line, instead of tasks.
    pub const fn is_program(self) -> bool {
        matches!(self, Strategy::Program)
    }

    /// Returns true if all work is one task, whose answer is what the answers of other strategies add up to.
    pub const fn is_one_task(self) -> bool {
        matches!(self, Strategy::OnePass)
    }

    /// Returns true if every lane gets its share of the tasks at the start.
    pub const fn splits_beforehand(self) -> bool {
        matches!(self, Strategy::ThreadsStatic | Strategy::ProcessesStatic)
    }

    /// Returns true if its threads share a GIL.
    pub const fn has_gil(self) -> bool {
        match self.schedule() {
            Schedule::Whole(scheduler) => matches!(scheduler, Scheduler::ThreadsGil),
            Schedule::Staged(stages) => matches!(stages.processing, Processing::ThreadsGil),
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_of_strategies_is_whole_and_each_has_its_own_name() {
        // Serde numbers strategies in the order of their variants.
        let variants = (0..).map_while(|variant: u8| postcard::from_bytes(&[variant]).ok());
        assert_eq!(Strategy::ALL.into_iter().collect::<BTreeSet<_>>(), variants.collect());
        assert_eq!(Strategy::ALL.map(Strategy::key).into_iter().collect::<BTreeSet<_>>().len(), 29);
    }

    #[test]
    fn event_loops_and_processes_work_without_shared_memory() {
        let possible = |strategy: &Strategy| !strategy.needs_shared_memory();
        let basic: Vec<_> = Strategy::BASIC.into_iter().filter(possible).map(Strategy::key).collect();
        assert_eq!(basic, ["sequential", "async", "processes"]);
        let staged = |strategy: &Strategy| matches!(strategy.schedule(), Schedule::Staged(_));
        let staged: Vec<_> = Strategy::ALL.into_iter().filter(staged).filter(possible).collect();
        assert_eq!(staged, [Strategy::AsyncPlusProcesses]);
    }

    #[test]
    fn each_stage_has_lanes_of_one_kind() {
        assert_eq!(Strategy::Sequential.schedule().lanes(), [(Stage::Whole, LaneKind::Thread)]);
        assert_eq!(Strategy::Async.schedule().lanes(), [(Stage::Whole, LaneKind::EventLoop)]);
        assert_eq!(
            Strategy::AsyncPlusProcesses.schedule().lanes(),
            [(Stage::Fetching, LaneKind::EventLoop), (Stage::Processing, LaneKind::Process)]
        );
        assert_eq!(
            Strategy::ThreadsPlusThreadsGil.schedule().lanes(),
            [(Stage::Fetching, LaneKind::Thread), (Stage::Processing, LaneKind::Thread)]
        );
    }

    #[test]
    fn every_meaning_says_rust_and_names_nothing_of_python_as_what_runs() {
        for strategy in Strategy::ALL {
            let Meaning { here, python } = strategy.meaning();
            assert!(here.contains("Rust"), "{strategy}: {here}");
            for class in ["Executor", "asyncio", "multiprocessing", "aiohttp", "Pool"] {
                assert!(!here.contains(class), "{strategy}: {here}");
            }
            assert!(!python.is_empty() && !python.contains("Rust"), "{strategy}: {python}");
        }
    }

    #[test]
    fn a_lock_with_cpythons_rules_is_named_only_where_there_is_one() {
        for strategy in Strategy::ALL {
            let here = strategy.meaning().here;
            assert_eq!(here.contains("one lock with CPython’s rules"), strategy.has_gil(), "{strategy}");
        }
    }

    #[test]
    fn no_two_strategies_run_the_same_and_a_label_fits_a_phone() {
        let mut seen = BTreeSet::new();
        for strategy in Strategy::ALL {
            let Meaning { here, python } = strategy.meaning();
            assert!(seen.insert(here), "{here}");
            // Two lines of a phone's width each.
            assert!(here.chars().count() <= 82 && python.chars().count() <= 50, "{strategy}");
        }
    }
}
