//! What the engine is asked to do, and in which order it does it.

use crate::strategy::Strategy;
use crate::workload::Workload;
use serde::{Deserialize, Serialize};

/// Everything the engine needs to run an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What is done.
    pub workload: Workload,
    /// The strategies to compare.
    pub strategies: Vec<Strategy>,
    /// How many threads, or processes, at most.
    pub workers: u32,
    /// How many futures at most are under way at once.
    pub limit: u32,
    /// How long a thread waits for the GIL before it asks for it, in microseconds.
    pub switch_interval_us: u32,
    /// Where processes come from.
    pub processes: ProcessPool,
    /// How many times each strategy is measured, after one round to warm up.
    pub repeats: u32,
    /// Where the shuffled order comes from.
    pub seed: u64,
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

/// One strategy's run in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Turn {
    /// The strategy.
    pub strategy: Strategy,
    /// The round.
    pub round: Round,
}

impl Plan {
    /// All runs in the order in which they are made: a round to warm up, then the measured rounds, each
    /// with every strategy once. The order within a round is shuffled, so that whatever else the machine
    /// does falls on all strategies alike.
    pub fn turns(&self) -> Vec<Turn> {
        let mut rng = fastrand::Rng::with_seed(self.seed);
        let rounds = std::iter::once(Round::WarmUp).chain((0..self.repeats).map(Round::Measured));
        let mut turns = Vec::new();
        for round in rounds {
            let mut strategies = self.strategies.clone();
            rng.shuffle(&mut strategies);
            turns.extend(strategies.into_iter().map(|strategy| Turn { strategy, round }));
        }
        turns
    }

    /// How many tasks all runs have together.
    pub fn total_tasks(&self) -> u64 {
        let runs = self.strategies.len() as u64 * (u64::from(self.repeats) + 1);
        runs * u64::from(self.workload.tasks())
    }

    /// The most lanes any of its strategies uses on the pool of threads.
    pub fn pool_lanes(&self) -> u32 {
        let threaded = self.strategies.iter().any(|strategy| strategy.needs_shared_memory());
        if threaded { self.workers.max(1) } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    fn plan(repeats: u32, seed: u64) -> Plan {
        Plan {
            workload: Workload::SumOfSquares { tasks: 4, n: 10 },
            strategies: Strategy::ALL.to_vec(),
            workers: 2,
            limit: 10,
            switch_interval_us: 5000,
            processes: ProcessPool::Reuse,
            repeats,
            seed,
        }
    }

    proptest! {
        #[test]
        fn every_round_has_every_strategy_once(repeats in 0u32..20, seed: u64) {
            let plan = plan(repeats, seed);
            let turns = plan.turns();
            prop_assert_eq!(turns.len() as u64 * 4, plan.total_tasks());
            for (index, round) in turns.chunks(plan.strategies.len()).enumerate() {
                let expected = index.checked_sub(1).map_or(Round::WarmUp, |i| Round::Measured(i as u32));
                prop_assert!(round.iter().all(|turn| turn.round == expected));
                let mut strategies: Vec<_> = round.iter().map(|turn| turn.strategy).collect();
                strategies.sort();
                prop_assert_eq!(&strategies, &plan.strategies);
            }
        }
    }

    #[test]
    fn the_order_is_shuffled_and_comes_from_the_seed() {
        let orders: Vec<_> = (0..20).map(|seed| plan(3, seed).turns()).collect();
        assert_eq!(orders[0], plan(3, 0).turns());
        assert!(orders.iter().any(|order| *order != orders[0]));
    }
}
