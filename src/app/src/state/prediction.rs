//! The reader's guess at who wins.

use super::State;
use lanes_model::{Plan, Strategy};

/// A guess at who wins the next run. What came of the last is in the results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    picked: Option<Strategy>,
}

impl Prediction {
    /// Takes a guess in place of an earlier one, or takes that back.
    pub(super) fn pick(&mut self, guess: Option<Strategy>) {
        self.picked = guess;
    }

    /// The guess about a run that begins, where it is about one of its strategies; then there is none any more.
    pub(super) fn take(&mut self, plan: &Plan) -> Option<Strategy> {
        let picked = self.picked.take();
        picked.filter(|picked| plan.cases.iter().any(|case| case.strategy == *picked))
    }
}

impl State {
    /// Who can win the next run. None where nobody can: alone, or where something is varied and each step may have
    /// a winner of its own.
    pub fn candidates(&self) -> Vec<Strategy> {
        let strategies = self.setup.strategies().iter().copied();
        let candidates: Vec<Strategy> = strategies.filter(|strategy| self.possible(*strategy)).collect();
        let contest = self.setup.experiment().sweep.is_none() && candidates.len() > 1;
        if contest { candidates } else { Vec::new() }
    }

    /// The guess about the run under way, or else about the next.
    pub fn picked(&self) -> Option<Strategy> {
        let running = self.results.as_ref().filter(|_| self.is_running());
        running.map_or(self.prediction.picked, |results| results.predicted)
    }
}
