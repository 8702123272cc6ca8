//! An experiment with the values a reader chose.

use crate::experiment::{Domain, Experiment, Parameter, Start};
use crate::plan::{Plan, ProcessPool};
use crate::strategy::Strategy;

/// An experiment, a value for each of its parameters, and the strategies to compare. The values are
/// always within their limits.
#[derive(Clone, Debug)]
pub struct Setup {
    experiment: &'static Experiment,
    values: Vec<u64>,
    strategies: Vec<Strategy>,
}

impl PartialEq for Setup {
    fn eq(&self, other: &Setup) -> bool {
        std::ptr::eq(self.experiment, other.experiment)
            && self.values == other.values
            && self.strategies == other.strategies
    }
}

impl Setup {
    /// The experiment as it is at first on a machine with that many cores.
    pub fn new(experiment: &'static Experiment, cores: u32) -> Setup {
        let values = experiment.parameters.iter().map(|parameter| default_value(parameter, cores)).collect();
        Setup { experiment, values, strategies: experiment.strategies.to_vec() }
    }

    /// The experiment.
    pub fn experiment(&self) -> &'static Experiment {
        self.experiment
    }

    /// The strategies to compare, at least one.
    pub fn strategies(&self) -> &[Strategy] {
        &self.strategies
    }

    /// Every parameter with its value.
    pub fn values(&self) -> impl Iterator<Item = (&'static Parameter, u64)> {
        self.experiment.parameters.iter().zip(self.values.iter().copied())
    }

    /// The value of the parameter named `key`; 0 where the experiment has none.
    pub fn number(&self, key: &str) -> u64 {
        self.values().find(|(parameter, _)| parameter.key == key).map_or(0, |(_, value)| value)
    }

    fn has(&self, key: &str) -> bool {
        self.experiment.parameters.iter().any(|parameter| parameter.key == key)
    }

    /// The value of a parameter whose limits fit 32 bits.
    pub fn small(&self, key: &str) -> u32 {
        u32::try_from(self.number(key)).unwrap_or(u32::MAX)
    }

    /// Sets the parameter named `key`, clamped to its limits, and says what it became. Nothing happens
    /// where the experiment has no such parameter.
    pub fn set(&mut self, key: &str, value: u64) -> Option<u64> {
        let index = self.experiment.parameters.iter().position(|parameter| parameter.key == key)?;
        let (min, max) = limits(&self.experiment.parameters[index]);
        self.values[index] = value.clamp(min, max);
        Some(self.values[index])
    }

    /// Chooses the strategies to compare, in the order of the experiment. What it does not know is left
    /// out; where nothing remains, nothing changes.
    pub fn choose(&mut self, strategies: &[Strategy]) {
        let known = self.experiment.strategies.iter().copied();
        let chosen: Vec<_> = known.filter(|strategy| strategies.contains(strategy)).collect();
        if !chosen.is_empty() {
            self.strategies = chosen;
        }
    }

    /// Adds a strategy to the comparison or takes it out; the last one stays.
    pub fn toggle(&mut self, strategy: Strategy) {
        let mut chosen = self.strategies.clone();
        match chosen.iter().position(|other| *other == strategy) {
            Some(index) => drop(chosen.remove(index)),
            None => chosen.push(strategy),
        }
        self.choose(&chosen);
    }

    /// What the engine is to do. Strategies that need shared memory are left out where there is none.
    pub fn plan(&self, shared_memory: bool, seed: u64) -> Plan {
        let possible = |strategy: &Strategy| shared_memory || !strategy.needs_shared_memory();
        Plan {
            workload: (self.experiment.workload)(self),
            strategies: self.strategies.iter().copied().filter(possible).collect(),
            workers: self.small("workers").max(1),
            // asyncio.gather without a semaphore: all of them.
            limit: if self.has("limit") { self.small("limit").max(1) } else { u32::MAX },
            switch_interval_us: self.small("switch"),
            processes: if self.number("pool") == 0 { ProcessPool::Reuse } else { ProcessPool::Fresh },
            repeats: self.small("repeats").max(1),
            seed,
        }
    }
}

/// The smallest and the largest value of a parameter.
pub fn limits(parameter: &Parameter) -> (u64, u64) {
    match parameter.domain {
        Domain::Number { min, max, .. } => (min, max),
        Domain::Choice(options) => (0, options.len().saturating_sub(1) as u64),
    }
}

/// What a parameter is at first on a machine with that many cores.
pub fn default_value(parameter: &Parameter, cores: u32) -> u64 {
    match parameter.domain {
        Domain::Number { min, max, default: Start::Cores } => u64::from(cores).clamp(min, max),
        Domain::Number { default: Start::At(value), .. } => value,
        Domain::Choice(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{CATALOGUE, find};
    use crate::workload::{Network, Workload};

    #[test]
    fn every_default_lies_within_its_limits() {
        for experiment in CATALOGUE {
            for parameter in experiment.parameters {
                let (min, max) = limits(parameter);
                let value = default_value(parameter, 2);
                assert!(min <= value && value <= max, "{} {}", experiment.id, parameter.key);
            }
        }
    }

    #[test]
    fn workers_start_at_the_number_of_cores() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 6);
        assert_eq!(setup.number("workers"), 6);
        assert_eq!(setup.plan(true, 0).workers, 6);
    }

    #[test]
    fn values_reach_the_workload_clamped() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        assert_eq!(setup.set("requests", 1_000_000), Some(500));
        assert_eq!(setup.set("network", 1), Some(1));
        assert_eq!(setup.set("colour", 1), None);
        let Workload::Requests(requests) = setup.plan(true, 0).workload else { panic!("not requests") };
        assert_eq!((requests.count, requests.network), (500, Network::ThisServer));
    }

    #[test]
    fn the_last_strategy_stays() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.choose(&[Strategy::Threads, Strategy::Sequential]);
        setup.toggle(Strategy::Sequential);
        assert_eq!(setup.strategies(), [Strategy::Threads]);
        setup.toggle(Strategy::Threads);
        assert_eq!(setup.strategies(), [Strategy::Threads]);
        setup.toggle(Strategy::Sequential);
        assert_eq!(setup.strategies(), [Strategy::Sequential, Strategy::Threads]);
    }

    #[test]
    fn without_shared_memory_there_are_no_threads() {
        let setup = Setup::new(find("ten-requests").unwrap(), 2);
        assert_eq!(
            setup.plan(false, 0).strategies,
            [Strategy::Sequential, Strategy::Async, Strategy::Processes]
        );
    }
}
