//! What the engine is asked to do. In which order it does it, and for how long, is in [`crate::rounds`].

use crate::limits::{MAX_RECORDED_TASKS, MAX_WORKERS};
use crate::strategy::{Fetching, Processing, Schedule, Scheduler, Stages, Strategy};
use crate::workload::{File, Library, Requests, Workload};
use serde::{Deserialize, Serialize};

/// Everything the engine needs to run an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The reader's own files to work on; where there are none, bundled ones are used.
    pub files: Vec<File>,
    /// What is measured: every strategy, at every point of what is varied.
    pub cases: Vec<Case>,
    /// How many times each case is measured, after one round to warm up.
    pub repeats: Repeats,
    /// Where the shuffled order comes from.
    pub seed: u64,
}

/// How many times each case is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repeats {
    /// As many times as a reader, or the experiment, asks for.
    Fixed {
        /// How many times.
        rounds: u32,
    },
    /// Until more would not change what is said, or enough time is spent.
    UntilSettled {
        /// How long rounds are measured, in milliseconds: about as long, since a round is never cut short.
        budget_ms: u32,
        /// The most rounds, whatever time is left.
        most: u32,
    },
}

impl Repeats {
    /// Repeats that end by themselves, of rounds with that many tasks. There are no more than a
    /// recorded result takes, but three at least.
    pub fn automatic(tasks_of_round: u64) -> Repeats {
        let recorded = MAX_RECORDED_TASKS as u64 / tasks_of_round.max(1);
        let most = recorded.clamp(u64::from(LEAST_ROUNDS), u64::from(MOST_AUTOMATIC_ROUNDS)) as u32;
        Repeats::UntilSettled { budget_ms: BUDGET_MS, most }
    }

    /// The same within less time. A fixed number stays.
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

/// How long a reader waits for a ranking, in milliseconds, unless they fix the number of repeats.
pub const BUDGET_MS: u32 = 10_000;

/// The most rounds that are measured by themselves. What they do not tell apart is hardly told apart by more, and the
/// results of more would not fit a link: a reader who needs them fixes the number.
pub const MOST_AUTOMATIC_ROUNDS: u32 = 30;

/// The fewest rounds that are measured by themselves, however long one takes: with fewer, one odd run decides.
pub const LEAST_ROUNDS: u32 = 3;

/// One thing that is measured: work, and the way it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The row it belongs to.
    pub strategy: Strategy,
    /// Its place among the steps of what is varied; zero where nothing is.
    pub point: u16,
    /// What is done, under which strategies.
    pub work: Work,
    /// How many threads, or processes, at most.
    pub workers: u32,
    /// How many futures, or threads that only fetch, at most are under way at once.
    pub limit: u32,
    /// How much may wait between two stages.
    pub queue: u32,
    /// How long a thread waits for the GIL before it asks for it, in microseconds.
    pub switch_interval_us: u32,
    /// Where processes come from.
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

    /// What is done, whoever does it.
    pub fn workload(&self) -> Workload {
        match self {
            Work::Whole { workload, .. } => workload.clone(),
            Work::Staged { requests, .. } => Workload::Requests(requests.clone()),
        }
    }

    /// What the code that computes does with a GIL meanwhile.
    pub fn library(&self) -> Library {
        match self {
            Work::Whole { workload, .. } => workload.library(),
            Work::Staged { requests, .. } => requests.library(),
        }
    }

    /// Whether one task is done after the other, on one lane.
    pub fn is_sequential(&self) -> bool {
        matches!(self, Work::Whole { scheduler: Scheduler::Sequential, .. })
    }

    /// Takes notice of how many files of the reader's own it works on.
    fn work_on(&mut self, files: u32) {
        if let Work::Whole { workload, .. } = self {
            workload.work_on(files);
        }
    }

    /// How many tasks it has.
    pub fn tasks(&self) -> u32 {
        match self {
            Work::Whole { workload, .. } => workload.tasks(),
            Work::Staged { requests, .. } => requests.count,
        }
    }
}

/// Where processes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProcessPool {
    /// They are kept from one run to the next, and there before the clock starts.
    Reuse,
    /// They are made for the run, while the clock runs.
    Fresh,
}

/// Which time round a run belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Round {
    /// Compiles, fills caches, opens connections; not counted.
    WarmUp,
    /// Counted; rounds are numbered from zero.
    Measured(u32),
}

/// One case's run in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Turn {
    /// The strategy of the case.
    pub strategy: Strategy,
    /// The point of the case.
    pub point: u16,
    /// The round.
    pub round: Round,
}

impl Case {
    /// Whether every lane is given its share of the tasks beforehand.
    pub fn splits_beforehand(&self) -> bool {
        self.strategy.splits_beforehand()
            // So that each of the threads counts, and at once with the others.
            || matches!(self.work, Work::Whole { workload: Workload::Counting(_), .. })
    }

    /// How many lanes only fetch, on threads.
    pub fn fetching_threads(&self) -> u32 {
        match &self.work {
            Work::Staged { stages: Stages { fetching: Fetching::Threads, .. }, .. } => {
                self.limit.clamp(1, MAX_WORKERS as u32)
            }
            _ => 0,
        }
    }

    /// How many threads of the pool it uses.
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
    /// The same work, on these files of the reader's own.
    #[must_use]
    pub fn on(mut self, files: &[File]) -> Plan {
        for case in &mut self.cases {
            case.work.work_on(files.len() as u32);
        }
        self.files = files.to_vec();
        self
    }

    /// How many tasks one round has.
    pub fn tasks_of_round(&self) -> u64 {
        self.cases.iter().map(|case| u64::from(case.work.tasks())).sum()
    }

    /// The most threads of the pool any of its cases uses, at least one.
    pub fn pool_lanes(&self) -> u32 {
        self.cases.iter().map(Case::pool_lanes).max().unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn work_of_one_stage_is_never_mixed() {
        let sums = || Workload::SumOfSquares { tasks: 1, n: 1 };
        assert!(Work::new(Strategy::Sequential, sums()).is_some());
        let staged = |strategy: &Strategy| matches!(strategy.schedule(), Schedule::Staged(_));
        for strategy in Strategy::ALL.into_iter().filter(staged) {
            assert_eq!(Work::new(strategy, sums()), None);
        }
    }
}
