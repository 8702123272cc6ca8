//! Rounds of a job: the order of its runs, and when there are enough of them.
//!
//! ```text
//! warm-up, round 1, round 2, ...   each with every case once, in shuffled order
//!                      ^ after each: is the reader's number reached, the ranking settled, or the time spent?
//! ```

use crate::plan::{Case, LEAST_ROUNDS, Plan, Repeats, Round, Turn};
use crate::product::Checksum;
use crate::ranking;
use crate::run::Run;
use crate::strategy::Strategy;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Reason why no further round was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enough {
    /// The requested number of rounds was reached.
    AsAsked,
    /// The ranking was settled: more rounds would not change it.
    Settled {
        /// Measured rounds.
        rounds: u32,
    },
    /// The time budget was spent before the ranking was settled.
    TimeSpent {
        /// Measured rounds.
        rounds: u32,
        /// Time budget in ms.
        budget_ms: u32,
    },
    /// The maximum number of rounds was reached before the ranking was settled.
    RoundsSpent {
        /// Measured rounds.
        rounds: u32,
    },
    /// Nothing to rank: a single strategy, failed tasks, or different answers.
    Unranked {
        /// Measured rounds.
        rounds: u32,
    },
}

impl Enough {
    fn settled(is_ranked: bool, rounds: u32) -> Enough {
        if is_ranked { Enough::Settled { rounds } } else { Enough::Unranked { rounds } }
    }

    /// Returns true if the ranking is settled, false if more rounds could change it, and None if the rounds ended for
    /// another reason.
    pub fn is_settled(self) -> Option<bool> {
        match self {
            Enough::Settled { .. } => Some(true),
            Enough::TimeSpent { .. } | Enough::RoundsSpent { .. } => Some(false),
            Enough::AsAsked | Enough::Unranked { .. } => None,
        }
    }

    /// Tells the reader how the rounds ended. Returns None where they know, or where there was no ranking to settle.
    pub fn sentence(self) -> Option<String> {
        match self {
            Enough::AsAsked | Enough::Unranked { .. } => None,
            Enough::Settled { rounds } => Some(format!("{rounds} runs each; the ranking was settled.")),
            Enough::TimeSpent { rounds, budget_ms } => Some(format!(
                "The time budget of {} s was spent after {rounds} runs each, before the ranking was settled. Set a \
                 number of repeats to measure longer.",
                f64::from(budget_ms) / 1000.0
            )),
            Enough::RoundsSpent { rounds } => Some(format!(
                "{rounds} runs each did not settle the ranking. Set a number of repeats for more, or make the work \
                 larger."
            )),
        }
    }
}

/// Rounds of a plan, made one after the other.
pub struct Rounds<'a> {
    plan: &'a Plan,
    rng: fastrand::Rng,
    /// Number of rounds begun, including the warm-up, which a program does not have.
    begun: u32,
    /// Wall times in ms, by point and strategy.
    walls: BTreeMap<(u16, Strategy), Vec<f64>>,
    /// Answer of every complete run at a point.
    answers: BTreeMap<u16, Checksum>,
    /// Strategies that lost updates, and so are not ranked.
    unsound: BTreeSet<Strategy>,
    /// True if tasks failed, or runs of the same work gave different answers.
    is_flawed: bool,
}

impl<'a> Rounds<'a> {
    /// Prepares the rounds of a plan.
    pub fn new(plan: &'a Plan) -> Rounds<'a> {
        Rounds {
            plan,
            rng: fastrand::Rng::with_seed(plan.seed),
            // A program runs as often as the reader says, and no more.
            begun: u32::from(plan.runs_program()),
            walls: BTreeMap::new(),
            answers: BTreeMap::new(),
            unsound: BTreeSet::new(),
            is_flawed: false,
        }
    }

    /// Begins the next round: the warm-up first, then the measured ones, each with every case once. The order is
    /// shuffled with the plan's seed, so that other activity on the machine affects all cases alike.
    pub fn begin(&mut self) -> Vec<(Turn, &'a Case)> {
        let round = self.begun.checked_sub(1).map_or(Round::WarmUp, Round::Measured);
        self.begun += 1;
        let mut cases: Vec<&Case> = self.plan.cases.iter().collect();
        self.rng.shuffle(&mut cases);
        let turn = |case: &Case| Turn { strategy: case.strategy, point: case.point, round };
        cases.into_iter().map(|case| (turn(case), case)).collect()
    }

    /// Records the outcome of a run.
    pub fn note(&mut self, run: &Run) {
        let answer = run.checksum();
        self.is_flawed |= run.failures().next().is_some()
            || run.tasks_ok() == 0
            || *self.answers.entry(run.turn.point).or_insert(answer) != answer;
        if run.counts() {
            self.walls.entry((run.turn.point, run.turn.strategy)).or_default().push(run.wall.0);
        }
        if run.lost_count() {
            self.unsound.insert(run.turn.strategy);
        }
    }

    /// Counts the tasks of all rounds, or of those begun if the number of rounds is not fixed.
    pub fn tasks(&self) -> u64 {
        let rounds = match self.plan.repeats {
            Repeats::Fixed { rounds } => rounds.saturating_add(u32::from(!self.plan.runs_program())),
            Repeats::UntilSettled { .. } => self.begun,
        };
        self.plan.tasks_of_round() * u64::from(rounds)
    }

    /// Returns why no further round is needed after those begun, or None if one is. `spent` is the time since the
    /// first measured round began.
    ///
    /// A round is begun only if it is expected to end closer to the end of the budget than the last did: 10 s can
    /// become 9 s or 11 s, and 14 s only if rounds take longer than that.
    pub fn enough(&self, spent: Millis) -> Option<Enough> {
        let rounds = self.begun.saturating_sub(1);
        let (budget_ms, most) = match self.plan.repeats {
            Repeats::Fixed { rounds: asked } => return (rounds >= asked).then_some(Enough::AsAsked),
            Repeats::UntilSettled { budget_ms, most } => (budget_ms, most),
        };
        if rounds < LEAST_ROUNDS.min(most) {
            return None;
        }
        if self.is_flawed {
            return Some(Enough::Unranked { rounds });
        }
        if let Some(is_ranked) = self.holds_at_all_points(ranking::settled) {
            return Some(Enough::settled(is_ranked, rounds));
        }
        let half_a_round = spent.0 / f64::from(rounds.max(1)) / 2.0;
        let end = if rounds >= most {
            Enough::RoundsSpent { rounds }
        } else if spent.0 + half_a_round >= f64::from(budget_ms) {
            Enough::TimeSpent { rounds, budget_ms }
        } else {
            return None;
        };
        // Long rounds may be few. If the strategies are far apart, few are enough.
        let is_ranked = self.holds_at_all_points(ranking::is_decided);
        Some(is_ranked.map_or(end, |is_ranked| Enough::settled(is_ranked, rounds)))
    }

    /// Returns None unless `of_a_point` holds at every point; otherwise, true if there is anything to rank at some
    /// point.
    fn holds_at_all_points(&self, of_a_point: impl Fn(&[Vec<f64>]) -> bool) -> Option<bool> {
        let mut points: BTreeMap<u16, Vec<Vec<f64>>> = BTreeMap::new();
        for ((point, strategy), walls) in &self.walls {
            if !self.unsound.contains(strategy) {
                points.entry(*point).or_default().push(walls.clone());
            }
        }
        let holds = points.values().all(|samples| of_a_point(samples));
        holds.then(|| points.values().any(|samples| samples.len() > 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Failure, FailureKind};
    use crate::plan::{BUDGET_MS, MOST_AUTOMATIC_ROUNDS};
    use crate::product::{Count, Product};
    use crate::strategy::Strategy;
    use crate::testing::{plan, run};
    use proptest::prelude::*;

    fn automatic(budget_ms: u32) -> Repeats {
        Repeats::automatic(1).within(budget_ms)
    }

    /// Makes rounds until there are enough. `made` makes the run of each turn, and a round takes `round_ms`.
    fn conduct(plan: &Plan, round_ms: f64, mut made: impl FnMut(Turn) -> Run) -> Enough {
        let mut rounds = Rounds::new(plan);
        let mut measured = 0.0;
        for round in 0..1_000 {
            for (turn, _) in rounds.begin() {
                rounds.note(&Run { turn, ..made(turn) });
            }
            measured += if round == 0 { 0.0 } else { round_ms };
            if let Some(enough) = rounds.enough(Millis(measured)) {
                return enough;
            }
        }
        panic!("no end");
    }

    /// Makes runs whose times are far apart: a strategy takes ten times as long as the one before, to within a
    /// percent.
    fn apart(turn: Turn) -> Run {
        let place = Strategy::BASIC.iter().position(|strategy| *strategy == turn.strategy).unwrap_or(0);
        let round = if let Round::Measured(round) = turn.round { f64::from(round % 7) } else { 0.0 };
        run(Strategy::Threads, 10f64.powi(place as i32) * (1.0 + round / 1000.0), &[1, 2])
    }

    /// Makes runs that are fast or slow at random, whatever the strategy.
    fn noisy() -> impl FnMut(Turn) -> Run {
        let mut rng = fastrand::Rng::with_seed(7);
        move |_| run(Strategy::Threads, 1.0 + 999.0 * rng.f64(), &[1, 2])
    }

    proptest! {
        #[test]
        fn every_round_has_every_case_once(repeats in 0u32..20, seed: u64) {
            let plan = plan(1, Repeats::Fixed { rounds: repeats }, seed);
            let mut rounds = Rounds::new(&plan);
            let mut tasks = 0;
            for index in 0..=repeats {
                prop_assert_eq!(rounds.enough(Millis::ZERO).filter(|_| index > 0), None);
                let turns = rounds.begin();
                let expected = index.checked_sub(1).map_or(Round::WarmUp, Round::Measured);
                prop_assert!(turns.iter().all(|(turn, _)| turn.round == expected));
                let mut strategies: Vec<_> = turns.iter().map(|(turn, _)| turn.strategy).collect();
                strategies.sort();
                let mut expected: Vec<_> = plan.cases.iter().map(|case| case.strategy).collect();
                expected.sort();
                prop_assert_eq!(strategies, expected);
                tasks += turns.iter().map(|(_, case)| u64::from(case.work.tasks())).sum::<u64>();
            }
            prop_assert_eq!(rounds.enough(Millis::ZERO), Some(Enough::AsAsked));
            prop_assert_eq!(tasks, rounds.tasks());
        }

        #[test]
        fn rounds_end_by_themselves(seed: u64, round_ms in 1.0f64..20_000.0) {
            let mut rng = fastrand::Rng::with_seed(seed);
            let plan = plan(1, automatic(BUDGET_MS), seed);
            let enough = conduct(&plan, round_ms, |_| run(Strategy::Threads, rng.f64(), &[1]));
            let rounds = match enough {
                Enough::Settled { rounds } | Enough::RoundsSpent { rounds } => rounds,
                Enough::TimeSpent { rounds, .. } => rounds,
                Enough::AsAsked | Enough::Unranked { .. } => panic!("{enough:?}"),
            };
            prop_assert!((LEAST_ROUNDS..=MOST_AUTOMATIC_ROUNDS).contains(&rounds));
            let spent = f64::from(rounds) * round_ms;
            prop_assert!(spent <= 10_000.0 + round_ms / 2.0 || rounds == LEAST_ROUNDS, "{spent}");
        }
    }

    #[test]
    fn the_order_is_shuffled_and_comes_from_the_seed() {
        let order = |seed| -> Vec<Turn> {
            let plan = plan(1, Repeats::Fixed { rounds: 3 }, seed);
            let mut rounds = Rounds::new(&plan);
            (0..4).flat_map(|_| rounds.begin()).map(|(turn, _)| turn).collect()
        };
        let orders: Vec<_> = (0..20).map(order).collect();
        assert_eq!(orders[0], order(0));
        assert!(orders.iter().any(|order| *order != orders[0]));
    }

    #[test]
    fn strategies_that_are_apart_take_few_rounds() {
        let enough = conduct(&plan(1, automatic(BUDGET_MS), 0), 100.0, apart);
        let Enough::Settled { rounds } = enough else { panic!("{enough:?}") };
        assert!((LEAST_ROUNDS..=10).contains(&rounds), "{rounds}");
        assert_eq!(enough.sentence().unwrap(), format!("{rounds} runs each; the ranking was settled."));
    }

    #[test]
    fn where_runs_vary_the_time_is_spent_and_the_sentence_says_so() {
        let plan = plan(1, automatic(BUDGET_MS), 0);
        let enough = conduct(&plan, 700.0, noisy());
        assert_eq!(enough, Enough::TimeSpent { rounds: 14, budget_ms: 10_000 });
        assert_eq!(
            enough.sentence().unwrap(),
            "The time budget of 10 s was spent after 14 runs each, before the ranking was settled. Set a number of \
             repeats to measure longer."
        );
        assert_eq!(conduct(&plan, 1.0, noisy()), Enough::RoundsSpent { rounds: MOST_AUTOMATIC_ROUNDS });
    }

    #[test]
    fn even_a_long_round_is_measured_three_times() {
        let plan = plan(1, automatic(2_000), 0);
        assert_eq!(conduct(&plan, 60_000.0, noisy()), Enough::TimeSpent { rounds: 3, budget_ms: 2_000 });
        assert_eq!(conduct(&plan, 60_000.0, apart), Enough::Settled { rounds: 3 });
    }

    #[test]
    fn all_points_of_a_sweep_must_be_settled() {
        let plan = plan(4, automatic(BUDGET_MS), 0);
        assert!(matches!(conduct(&plan, 10.0, apart), Enough::Settled { .. }));
        let mut noise = noisy();
        let last = plan.cases.iter().map(|case| case.point).max();
        let noisy_at_last = |turn: Turn| if Some(turn.point) == last { noise(turn) } else { apart(turn) };
        assert_eq!(
            conduct(&plan, 10.0, noisy_at_last),
            Enough::RoundsSpent { rounds: MOST_AUTOMATIC_ROUNDS }
        );
    }

    #[test]
    fn results_that_cannot_be_ranked_are_not_measured_further() {
        let unranked = Enough::Unranked { rounds: LEAST_ROUNDS };
        let plan = plan(1, automatic(BUDGET_MS), 0);
        let mut noise = noisy();
        let failing = |turn| {
            let mut run = noise(turn);
            run.reports[0].outcome = Err(Failure::new(FailureKind::Task, "No."));
            run
        };
        assert_eq!(conduct(&plan, 1.0, failing), unranked);
        let differing = |turn: Turn| {
            let answer = u64::from(turn.strategy == Strategy::Sequential);
            run(Strategy::Threads, 1.0, &[answer])
        };
        assert_eq!(conduct(&plan, 1.0, differing), unranked);
        assert_eq!(unranked.sentence(), None);

        let mut alone = plan.clone();
        alone.cases.truncate(1);
        assert!(matches!(conduct(&alone, 1.0, apart), Enough::Unranked { .. }));
    }

    #[test]
    fn strategies_that_lose_updates_are_not_waited_for() {
        let plan = plan(1, automatic(BUDGET_MS), 0);
        let mut noise = noisy();
        let losing = |turn: Turn| {
            if turn.strategy != Strategy::Sequential {
                return apart(turn);
            }
            let mut run = noise(turn);
            let product = Product::Count(Count { expected: 2, counted: 1 });
            run.reports[0].outcome.as_mut().unwrap().product = Some(product);
            run
        };
        assert!(matches!(conduct(&plan, 1.0, losing), Enough::Settled { .. }));
    }

    #[test]
    fn tasks_are_counted_as_far_as_their_number_is_known() {
        let plan = plan(1, automatic(BUDGET_MS), 0);
        let mut rounds = Rounds::new(&plan);
        assert_eq!(rounds.tasks(), 0);
        for begun in 1..4 {
            rounds.begin();
            assert_eq!(rounds.tasks(), begun * plan.tasks_of_round());
        }
    }
}
