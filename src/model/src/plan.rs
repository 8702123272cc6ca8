//! Plans: what the engine has to do. The order of the runs and their number are in [`crate::rounds`].

use crate::limits::{MAX_RECORDED_TASKS, MAX_WORKERS};
use crate::runtime::StartMethod;
use crate::strategy::{Fetching, Processing, Schedule, Scheduler, Stages, Strategy};
use crate::trace::Phase;
use crate::workload::{File, Library, Requests, Workload, WorkloadSpec};
use serde::{Deserialize, Serialize};

/// Complete description of a job for the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The reader's own files to work on; empty to use bundled ones.
    pub files: Vec<File>,
    /// Cases to measure: every strategy at every point of the sweep.
    pub cases: Vec<Case>,
    /// Number of measurements of each case, after a warm-up round.
    pub repeats: Repeats,
    /// Seed of the shuffled order.
    pub seed: u64,
    /// Program that does the work instead of the engine, if the runtime is CPython.
    pub program: Option<Program>,
}

/// Python program with a table of strategies, such as `"threads": lambda: list(pool.map(task, inputs))`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Source of the program.
    pub source: String,
    /// Names of the functions of which each call is a task.
    pub tasks: Vec<String>,
    /// Names of the strategies in the program's table.
    pub names: Vec<(Strategy, String)>,
    /// Steps of the sweep, each an argument of the table; empty if there is none.
    pub steps: Vec<u64>,
    /// Phase of a task that has released the GIL for neither a request nor a sleep: computing in a library, or waiting
    /// for a lock.
    pub released: Phase,
    /// Semantics of new processes.
    pub start_method: StartMethod,
    /// Origins other than those of examples that the program may request, such as `https://httpbin.org`: the reader has allowed
    /// each.
    pub allowed: Vec<String>,
}

impl Program {
    /// Returns the name of a strategy in the program's table, or None if the program lacks it.
    pub fn name_of(&self, strategy: Strategy) -> Option<&str> {
        self.names.iter().find(|(named, _)| *named == strategy).map(|(_, name)| name.as_str())
    }
}

/// Number of measurements of each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repeats {
    /// A fixed number, chosen by the reader or the experiment.
    Fixed {
        /// Number of rounds.
        rounds: u32,
    },
    /// Adaptive: until more rounds would not change the verdict, or the time is spent.
    UntilSettled {
        /// Time budget of all rounds, in ms. Approximate, since a round is never cut short.
        budget_ms: u32,
        /// Maximum number of rounds, whatever time is left.
        most: u32,
    },
}

impl Repeats {
    /// Creates adaptive repeats for rounds with this many tasks: at least three, and no more than a recorded result
    /// can contain.
    pub fn automatic(tasks_of_round: u64) -> Repeats {
        let recorded = MAX_RECORDED_TASKS as u64 / tasks_of_round.max(1);
        let most = recorded.clamp(u64::from(LEAST_ROUNDS), u64::from(MOST_AUTOMATIC_ROUNDS)) as u32;
        Repeats::UntilSettled { budget_ms: BUDGET_MS, most }
    }

    /// Reduces the time budget. A fixed number stays.
    #[must_use]
    pub fn within(self, budget_ms: u32) -> Repeats {
        match self {
            Repeats::Fixed { .. } => self,
            Repeats::UntilSettled { budget_ms: other, most } => {
                Repeats::UntilSettled { budget_ms: budget_ms.min(other), most }
            }
        }
    }
}

/// Time that a reader waits for a ranking, in ms, unless they fix the number of repeats.
pub const BUDGET_MS: u32 = 10_000;

/// Maximum number of adaptive rounds. Strategies that are not separated by then would hardly be separated by more,
/// and more results would not fit into a link. A reader who needs more fixes the number.
pub const MOST_AUTOMATIC_ROUNDS: u32 = 30;

/// Minimum number of adaptive rounds, however long one takes: with fewer, one odd run decides.
pub const LEAST_ROUNDS: u32 = 3;

/// Case to measure: work under one strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Strategy of the case.
    pub strategy: Strategy,
    /// Index of the sweep's step; zero without a sweep.
    pub point: u16,
    /// Work, with its schedulers.
    pub work: Work,
    /// Maximum number of threads or processes.
    pub workers: u32,
    /// Maximum number of futures, or of threads that only fetch, in progress at once.
    pub limit: u32,
    /// Capacity of the queue between two stages.
    pub queue: u32,
    /// Time after which a waiting thread requests the GIL, in microseconds.
    pub switch_interval_us: u32,
    /// Lifetime of processes.
    pub processes: ProcessPool,
}

/// Work and its schedulers. Only work in two stages can have two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// Each task runs under one scheduler.
    Whole {
        /// Scheduler of the tasks.
        scheduler: Scheduler,
        /// Work to do.
        workload: Workload,
    },
    /// Responses are fetched under one scheduler and processed under another.
    Staged {
        /// Schedulers of the two stages.
        stages: Stages,
        /// Work to do.
        requests: Requests,
    },
}

impl Work {
    /// Returns the work of a strategy, or None if the strategy has two stages and the workload one.
    pub fn new(strategy: Strategy, workload: Workload) -> Option<Work> {
        match (strategy.schedule(), workload) {
            (Schedule::Whole(scheduler), workload) => Some(Work::Whole { scheduler, workload }),
            (Schedule::Staged(stages), Workload::Requests(requests)) => {
                Some(Work::Staged { stages, requests })
            }
            (Schedule::Staged(_), _) => None,
        }
    }

    /// Returns the workload, whatever its schedulers.
    pub fn workload(&self) -> Workload {
        match self {
            Work::Whole { workload, .. } => workload.clone(),
            Work::Staged { requests, .. } => Workload::Requests(requests.clone()),
        }
    }

    /// Returns what the code that computes does with a GIL.
    pub fn library(&self) -> Library {
        match self {
            Work::Whole { workload, .. } => workload.library(),
            Work::Staged { requests, .. } => requests.library(),
        }
    }

    /// Returns true if tasks run one after the other on one lane.
    pub fn is_sequential(&self) -> bool {
        matches!(self, Work::Whole { scheduler: Scheduler::Sequential, .. })
    }

    /// Adjusts the number of tasks to the number of the reader's own files.
    fn work_on(&mut self, files: u32) {
        if let Work::Whole { workload, .. } = self {
            workload.work_on(files);
        }
    }

    /// Counts the tasks.
    pub fn tasks(&self) -> u32 {
        match self {
            Work::Whole { workload, .. } => workload.tasks(),
            Work::Staged { requests, .. } => requests.count,
        }
    }
}

/// Lifetime of processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProcessPool {
    /// Kept from one run to the next, and running before the clock starts.
    Reuse,
    /// Started for the run, while the clock runs.
    Fresh,
}

/// Round of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Round {
    /// Warm-up, which compiles, fills caches and opens connections. Not counted.
    WarmUp,
    /// Counted round, numbered from zero.
    Measured(u32),
}

/// Run of one case in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Turn {
    /// Strategy of the case.
    pub strategy: Strategy,
    /// Point of the case.
    pub point: u16,
    /// Round of the run.
    pub round: Round,
}

impl Case {
    /// Returns true if every lane is given its share of the tasks at the start.
    pub fn splits_beforehand(&self) -> bool {
        self.strategy.splits_beforehand()
            // All threads have to count, and at the same time.
            || matches!(self.work, Work::Whole { workload: Workload::Counting(_), .. })
    }

    /// Counts the lanes that only fetch, on threads.
    pub fn fetching_threads(&self) -> u32 {
        match &self.work {
            Work::Staged { stages: Stages { fetching: Fetching::Threads, .. }, .. } => {
                self.limit.clamp(1, MAX_WORKERS as u32)
            }
            _ => 0,
        }
    }

    /// Counts the threads of the pool that the case uses.
    pub fn pool_lanes(&self) -> u32 {
        let computing = match &self.work {
            Work::Whole { scheduler: Scheduler::Threads | Scheduler::ThreadsGil, .. } => self.workers,
            Work::Whole { scheduler: Scheduler::Sequential, .. } => 1,
            Work::Whole { .. } => 0,
            Work::Staged { stages, .. } => match stages.processing {
                Processing::Threads | Processing::ThreadsGil => self.workers,
                Processing::Processes => 0,
            },
        };
        computing + self.fetching_threads()
    }
}

impl Plan {
    /// Replaces the bundled files with the reader's own.
    #[must_use]
    pub fn on(mut self, files: &[File]) -> Plan {
        for case in &mut self.cases {
            case.work.work_on(files.len() as u32);
        }
        self.files = files.to_vec();
        self
    }

    /// Returns true if a program runs from its first to its last line, instead of tasks.
    pub fn runs_program(&self) -> bool {
        self.cases.iter().any(|case| case.strategy.is_program())
    }

    /// Counts the tasks of one round.
    pub fn tasks_of_round(&self) -> u64 {
        self.cases.iter().map(|case| u64::from(case.work.tasks())).sum()
    }

    /// Returns the maximum number of the pool's threads that any case uses, at least one.
    pub fn pool_lanes(&self) -> u32 {
        self.cases.iter().map(Case::pool_lanes).max().unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::SumOfSquares;

    #[test]
    fn a_smaller_budget_leaves_a_fixed_number_alone() {
        let fixed = Repeats::Fixed { rounds: 2 };
        assert_eq!(fixed.within(1_000), fixed);
        let automatic = Repeats::automatic(20);
        let Repeats::UntilSettled { budget_ms, .. } = automatic.within(1_000) else {
            panic!("{automatic:?}")
        };
        assert_eq!(budget_ms, 1_000);
        assert_eq!(automatic.within(u32::MAX), automatic);
    }

    #[test]
    fn work_of_one_stage_is_never_staged() {
        let sums = || Workload::SumOfSquares(SumOfSquares { tasks: 1, n: 1 });
        assert!(Work::new(Strategy::Sequential, sums()).is_some());
        let staged = |strategy: &Strategy| matches!(strategy.schedule(), Schedule::Staged(_));
        for strategy in Strategy::ALL.into_iter().filter(staged) {
            assert_eq!(Work::new(strategy, sums()), None);
        }
    }
}
