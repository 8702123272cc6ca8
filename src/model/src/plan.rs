//! What the engine is asked to do, and in which order it does it.

use crate::approach::{Approach, Fetching, Mixture, Processing, Variant};
use crate::experiment::MAX_WORKERS;
use crate::strategy::Strategy;
use crate::workload::{File, Requests, Workload};
use serde::{Deserialize, Serialize};

/// Everything the engine needs to run an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The reader's own files to work on; where there are none, bundled ones are used.
    pub files: Vec<File>,
    /// What is measured: every approach, at every point of what is varied.
    pub cases: Vec<Case>,
    /// How many times each case is measured, after one round to warm up.
    pub repeats: u32,
    /// Where the shuffled order comes from.
    pub seed: u64,
}

/// One thing that is measured: work, and the way it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The row it belongs to.
    pub approach: Approach,
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

/// Work and its strategies. Only work in two stages can have two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// All of it under one strategy.
    Whole {
        /// How.
        strategy: Strategy,
        /// What.
        workload: Workload,
    },
    /// Answers are fetched under one strategy and processed under another.
    Staged {
        /// How.
        mixture: Mixture,
        /// What.
        requests: Requests,
    },
}

impl Work {
    /// The work of an approach; none where there are two strategies for work of one stage.
    pub fn new(approach: Approach, workload: Workload) -> Option<Work> {
        match (approach, workload) {
            (Approach::Whole(strategy), workload) => Some(Work::Whole { strategy, workload }),
            (Approach::Variant(variant), workload) => {
                Some(Work::Whole { strategy: variant.strategy(), workload })
            }
            (Approach::Mixed(mixture), Workload::Requests(requests)) => {
                Some(Work::Staged { mixture, requests })
            }
            (Approach::Mixed(_), _) => None,
        }
    }

    /// What is done, whoever does it.
    pub fn workload(&self) -> Workload {
        match self {
            Work::Whole { workload, .. } => workload.clone(),
            Work::Staged { requests, .. } => Workload::Requests(requests.clone()),
        }
    }

    /// Whether one task is done after the other, on one lane.
    pub fn is_sequential(&self) -> bool {
        matches!(self, Work::Whole { strategy: Strategy::Sequential, .. })
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
    /// The approach of the case.
    pub approach: Approach,
    /// The point of the case.
    pub point: u16,
    /// The round.
    pub round: Round,
}

impl Case {
    /// Whether every lane is given its share of the tasks beforehand.
    pub fn splits_beforehand(&self) -> bool {
        matches!(self.approach, Approach::Variant(Variant::ThreadsStatic | Variant::ProcessesStatic))
            // So that each of the threads counts, and at once with the others.
            || matches!(self.work, Work::Whole { workload: Workload::Counting(_), .. })
    }

    /// How many lanes only fetch, on threads.
    pub fn fetching_threads(&self) -> u32 {
        match &self.work {
            Work::Staged { mixture: Mixture { fetching: Fetching::Threads, .. }, .. } => {
                self.limit.clamp(1, MAX_WORKERS as u32)
            }
            _ => 0,
        }
    }

    /// How many threads of the pool it uses.
    pub fn pool_lanes(&self) -> u32 {
        let computing = match &self.work {
            Work::Whole { strategy: Strategy::Threads | Strategy::ThreadsGil, .. } => self.workers,
            Work::Whole { strategy: Strategy::Sequential, .. } => 1,
            Work::Whole { .. } => 0,
            Work::Staged { mixture, .. } => match mixture.processing {
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

    /// All runs in the order in which they are made: a round to warm up, then the measured rounds, each
    /// with every case once. The order within a round is shuffled, so that whatever else the machine does
    /// falls on all cases alike.
    pub fn turns(&self) -> Vec<(Turn, &Case)> {
        let mut rng = fastrand::Rng::with_seed(self.seed);
        let rounds = std::iter::once(Round::WarmUp).chain((0..self.repeats).map(Round::Measured));
        let mut turns = Vec::new();
        for round in rounds {
            let mut cases: Vec<&Case> = self.cases.iter().collect();
            rng.shuffle(&mut cases);
            let turn = |case: &Case| Turn { approach: case.approach, point: case.point, round };
            turns.extend(cases.into_iter().map(|case| (turn(case), case)));
        }
        turns
    }

    /// How many tasks all runs have together.
    pub fn total_tasks(&self) -> u64 {
        let tasks: u64 = self.cases.iter().map(|case| u64::from(case.work.tasks())).sum();
        tasks * (u64::from(self.repeats) + 1)
    }

    /// The most threads of the pool any of its cases uses, at least one.
    pub fn pool_lanes(&self) -> u32 {
        self.cases.iter().map(Case::pool_lanes).max().unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find;
    use crate::setup::Setup;
    use proptest::prelude::*;

    fn plan(id: &str, repeats: u32, seed: u64) -> Plan {
        let mut plan = Setup::new(find(id).unwrap(), 2).plan(true, seed);
        plan.repeats = repeats;
        plan
    }

    proptest! {
        #[test]
        fn every_round_has_every_case_once(repeats in 0u32..20, seed: u64) {
            let plan = plan("download-process", repeats, seed);
            let turns = plan.turns();
            for (index, round) in turns.chunks(plan.cases.len()).enumerate() {
                let expected = index.checked_sub(1).map_or(Round::WarmUp, |i| Round::Measured(i as u32));
                prop_assert!(round.iter().all(|(turn, _)| turn.round == expected));
                let mut approaches: Vec<_> = round.iter().map(|(turn, _)| turn.approach).collect();
                approaches.sort();
                let mut expected: Vec<_> = plan.cases.iter().map(|case| case.approach).collect();
                expected.sort();
                prop_assert_eq!(approaches, expected);
            }
            let tasks: u64 = turns.iter().map(|(_, case)| u64::from(case.work.tasks())).sum();
            prop_assert_eq!(tasks, plan.total_tasks());
        }
    }

    #[test]
    fn the_order_is_shuffled_and_comes_from_the_seed() {
        let order = |seed| -> Vec<Turn> {
            plan("sum-of-squares", 3, seed).turns().into_iter().map(|(turn, _)| turn).collect()
        };
        let orders: Vec<_> = (0..20).map(order).collect();
        assert_eq!(orders[0], order(0));
        assert!(orders.iter().any(|order| *order != orders[0]));
    }

    #[test]
    fn work_of_one_stage_is_never_mixed() {
        let sums = || Workload::SumOfSquares { tasks: 1, n: 1 };
        assert!(Work::new(Approach::SEQUENTIAL, sums()).is_some());
        for mixture in Mixture::ALL {
            assert_eq!(Work::new(Approach::Mixed(mixture), sums()), None);
        }
    }

    #[test]
    fn threads_that_fetch_come_on_top_of_those_that_compute() {
        let mut plan = plan("download-process", 1, 0);
        let case = plan.cases.iter_mut().find(|case| case.approach.key() == "threads+processes").unwrap();
        (case.workers, case.limit) = (3, 1_000);
        assert_eq!((case.fetching_threads(), case.pool_lanes()), (64, 64));
        let gil = plan.cases.iter_mut().find(|case| case.approach.key() == "async+threads-gil").unwrap();
        gil.workers = 3;
        assert_eq!((gil.fetching_threads(), gil.pool_lanes()), (0, 3));
    }
}
