//! An experiment with the values that a reader chose.

use crate::code::{CodeTooLong, MAX_CODE_BYTES, defines_async_task};
use crate::experiment::{
    AUTO, At, Experiment, LIMIT, POOL, Parameter, Python, QUEUE, REPEATS, RUNTIME, START_METHOD,
    SWITCH_INTERVAL, Sweep, Value, Values, WORKERS,
};
use lanes_analysis::compare::{Computing, Nature, WaitsFor};
use lanes_model::limits::MAX_PYTHON_PROCESSES;
use lanes_model::plan::{Case, Plan, ProcessPool, Repeats, Work};
use lanes_model::runtime::{Runtime, StartMethod};
use lanes_model::strategy::Strategy;
use lanes_model::trace::LaneKind;
use lanes_model::workload::{Library, TableSource, Workload};
use std::rc::Rc;

/// An experiment, a value for each of its parameters, and the strategies to compare. Values are always within their
/// limits.
#[derive(Clone, Debug)]
pub struct Setup {
    experiment: &'static Experiment,
    values: Values,
    /// Strategies that the reader chose.
    chosen: Vec<Strategy>,
    /// Chosen strategies that the runtime has; at least one.
    strategies: Vec<Strategy>,
    /// Code that the reader wrote; None for the experiment's own.
    code: Option<Rc<str>>,
}

impl AsRef<Values> for Setup {
    fn as_ref(&self) -> &Values {
        &self.values
    }
}

impl PartialEq for Setup {
    fn eq(&self, other: &Setup) -> bool {
        std::ptr::eq(self.experiment, other.experiment)
            && self.values == other.values
            && self.chosen == other.chosen
            && self.code == other.code
    }
}

impl Setup {
    /// Creates the default setup of an experiment on a machine with `cores` cores.
    pub fn new(experiment: &'static Experiment, cores: u32) -> Setup {
        let values = Values::new(experiment.parameters, cores);
        let mut setup = Setup { experiment, values, chosen: Vec::new(), strategies: Vec::new(), code: None };
        setup.choose(experiment.strategies);
        setup
    }

    /// Returns the experiment.
    pub fn experiment(&self) -> &'static Experiment {
        self.experiment
    }

    /// Returns the strategies to compare: the chosen ones that the runtime has, at least one.
    pub fn strategies(&self) -> &[Strategy] {
        &self.strategies
    }

    /// Returns the chosen strategies, including those that only another runtime has.
    pub fn chosen(&self) -> &[Strategy] {
        &self.chosen
    }

    /// Iterates over the strategies that can be chosen.
    pub fn available(&self) -> impl Iterator<Item = Strategy> {
        self.experiment.strategies.iter().copied().filter(|strategy| self.has(*strategy))
    }

    /// Returns true if the runtime has a strategy, and the script too if the runtime is CPython.
    fn has(&self, strategy: Strategy) -> bool {
        let is_lacking = |python: &Python| python.lacks.contains(&strategy);
        let runtime = self.runtime();
        let has_task = strategy != Strategy::Async
            || !self.experiment.takes_code()
            || self.code().is_some_and(defines_async_task);
        has_task
            && runtime.has(strategy)
            && !(runtime.is_python() && self.experiment.python.as_ref().is_some_and(is_lacking))
    }

    /// Returns true if this page can run a strategy, which takes shared memory or not.
    pub fn can_run(&self, strategy: Strategy, shared_memory: bool) -> bool {
        self.has(strategy) && (shared_memory || !self.runtime().needs_shared_memory(strategy))
    }

    /// Returns the values of the experiment's parameters.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Returns the number of cores of the machine.
    pub fn cores(&self) -> u32 {
        self.values.cores()
    }

    /// Returns the number or choice named `key`, or None if the experiment has no such parameter.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.values.number(key)
    }

    /// Sets the number or choice named `key`. See [`Values::set`]. Another runtime may have none of the chosen strategies:
    /// then all are chosen.
    pub fn set(&mut self, key: &str, value: u64) -> Option<u64> {
        let value = self.values.set(key, value);
        if key == RUNTIME.key && !self.try_choose(self.chosen.clone()) {
            self.choose(self.experiment.strategies);
        }
        value
    }

    /// Sets the text named `key`. See [`Values::set_text`].
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong with the text.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<(), String> {
        self.values.set_text(key, text)
    }

    /// Returns the code that the reader wrote, or None for that of the experiment.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Sets the reader's code; None for that of the experiment. Does nothing if the experiment takes no code.
    ///
    /// # Errors
    /// Fails if the code is longer than [`MAX_CODE_BYTES`], and leaves it unchanged.
    pub fn set_code(&mut self, code: Option<&str>) -> Result<(), CodeTooLong> {
        if code.is_some_and(|code| code.len() > MAX_CODE_BYTES) {
            return Err(CodeTooLong);
        }
        if self.experiment.takes_code() {
            self.code = code.map(Rc::from);
            // Only code with a coroutine has `async`.
            self.try_choose(self.chosen.clone());
        }
        Ok(())
    }

    /// Formats each parameter that applies to the current choices, such as `tasks 4` or `network simulated`.
    pub fn summary(&self) -> Vec<String> {
        let format = |(parameter, value): (&Parameter, &Value)| {
            let value = value.label(parameter);
            let unit = if parameter.unit.is_empty() { "" } else { " " };
            format!("{} {value}{unit}{}", parameter.label.to_lowercase(), parameter.unit)
        };
        self.values.shown().map(format).collect()
    }

    /// Returns the first required text that is still empty. A run is possible only if there is none.
    pub fn lacking(&self) -> Option<&'static Parameter> {
        let mut empty = self.values.shown().filter(|(parameter, value)| {
            parameter.required && matches!(value, Value::Text(text) if text.is_empty())
        });
        empty.next().map(|(parameter, _)| parameter)
    }

    /// Sets the strategies to compare, in the order of the experiment. Ignores strategies that the experiment does not
    /// have, and does nothing if the runtime has none of the others.
    pub fn choose(&mut self, strategies: &[Strategy]) {
        let known = self.experiment.strategies.iter().copied();
        self.try_choose(known.filter(|strategy| strategies.contains(strategy)).collect());
    }

    /// Takes a choice of strategies. Returns false and keeps the last choice if the runtime has none of them.
    fn try_choose(&mut self, chosen: Vec<Strategy>) -> bool {
        let strategies: Vec<_> = self.available().filter(|strategy| chosen.contains(strategy)).collect();
        let is_possible = !strategies.is_empty();
        if is_possible {
            (self.chosen, self.strategies) = (chosen, strategies);
        }
        is_possible
    }

    /// Adds a strategy to the comparison, or removes it unless it is the last one.
    pub fn toggle(&mut self, strategy: Strategy) {
        let mut chosen = self.chosen.clone();
        match chosen.iter().position(|other| *other == strategy) {
            Some(index) => drop(chosen.remove(index)),
            None => chosen.push(strategy),
        }
        self.choose(&chosen);
    }

    /// Returns true if the work needs code, files or addresses of the reader's own.
    pub fn is_readers_own(&self) -> bool {
        self.experiment.takes_code()
            || self.values.uses_own_files()
            || self.values.shown().any(|(_, value)| matches!(value, Value::Text(_)))
    }

    /// Returns a copy without texts and code, which the reader may have entered and which are private.
    #[must_use]
    pub fn without_texts(&self) -> Setup {
        let mut setup = self.clone();
        setup.values.clear_texts();
        setup.code = None;
        setup
    }

    /// Returns the steps of the sweep, or an empty list if there is no sweep.
    pub fn points(&self) -> Vec<u64> {
        self.experiment.sweep.as_ref().map_or_else(Vec::new, |sweep| (sweep.points)(&self.values))
    }

    /// Returns the index of the step that is shown until a reader chooses another, or 0 if there is no sweep.
    pub fn shown_point(&self) -> u16 {
        let shown = |sweep: &Sweep| (sweep.shown)(&self.values, &self.points());
        let place = self.experiment.sweep.as_ref().map_or(0, shown);
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// Returns the runtime, which is Rust where there is no choice.
    pub fn runtime(&self) -> Runtime {
        self.values.runtime()
    }

    /// Returns how the work of the runtime differs from the engine's, if it does: in the script, or by the limit of pools.
    pub fn runtime_remark(&self) -> Option<String> {
        let python = self.experiment.python.as_ref().filter(|_| self.runtime().is_python())?;
        let is_cut = self.has_processes() && u64::from(self.values.common(WORKERS)) > MAX_PYTHON_PROCESSES;
        let limit = is_cut.then(|| format!("Pools have at most {MAX_PYTHON_PROCESSES} processes here."));
        let remark = Some(python.remark.to_owned()).filter(|remark| !remark.is_empty());
        let sentences: Vec<String> = [remark, limit].into_iter().flatten().collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// Returns true if a strategy to compare has processes.
    fn has_processes(&self) -> bool {
        let lanes = self.strategies.iter().flat_map(|strategy| strategy.schedule().lanes());
        lanes.into_iter().any(|(_, kind)| kind == LaneKind::Process)
    }

    /// Returns the semantics with which CPython starts processes.
    pub fn start_method(&self) -> StartMethod {
        let chosen = StartMethod::ALL.get(self.values.common(START_METHOD) as usize);
        chosen.copied().unwrap_or_default()
    }

    /// Returns the sentences before the meanings of strategies: how the work of the runtime differs, how processes start,
    /// and what strategies are.
    pub fn before_meanings(&self) -> String {
        let has_method = self.runtime().is_python() && self.has_processes();
        let start = has_method.then(|| self.start_method().meaning().to_owned());
        let sentences = [self.runtime_remark(), start, Some(self.runtime().before_meanings().to_owned())];
        sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Makes the plan of a run. Leaves out strategies that cannot run: those that the runtime lacks, and without shared memory
    /// those that need it.
    pub fn plan(&self, shared_memory: bool, seed: u64) -> Plan {
        let possible = |strategy: &Strategy| self.can_run(*strategy, shared_memory);
        let strategies = self.strategies.iter().copied().filter(possible);
        let cases: Vec<Case> = match &self.experiment.sweep {
            None => strategies.filter_map(|strategy| self.case(strategy, 0, 0)).collect(),
            Some(sweep) => {
                let points: Vec<(u16, u64)> = (0..).zip(self.points()).collect();
                let at_all_points = |strategy| {
                    let mut cases: Vec<Case> = Vec::new();
                    for (point, x) in &points {
                        let Some(mut case) = self.case(strategy, *point, *x) else { continue };
                        (sweep.apply)(&mut case, *x);
                        let is_same = |other: &Case| Case { point: *point, ..other.clone() } == case;
                        if !cases.last().is_some_and(is_same) {
                            cases.push(case);
                        }
                    }
                    cases
                };
                strategies.flat_map(at_all_points).collect()
            }
        };
        let mut plan =
            Plan { files: Vec::new(), cases, repeats: Repeats::Fixed { rounds: 1 }, seed, program: None };
        plan.repeats = match self.values.common(REPEATS) {
            _ if plan.runs_program() => Repeats::Fixed { rounds: 1 },
            rounds if u64::from(rounds) == AUTO => Repeats::automatic(plan.tasks_of_round()),
            rounds => Repeats::Fixed { rounds },
        };
        plan
    }

    /// Returns the facts about the work that decide what to use, independent of any measurement.
    pub fn nature(&self) -> Nature {
        let waits_for = match self.sequential_work() {
            Workload::ReadFiles(_) => WaitsFor::Files,
            _ => WaitsFor::Network,
        };
        let under_gil = self.experiment.strategies.iter().filter(|strategy| strategy.has_gil());
        let holds: Vec<bool> = under_gil.map(|strategy| self.holds_gil(*strategy)).collect();
        let computing = match (holds.contains(&true), holds.contains(&false)) {
            (true, true) => Computing::Either,
            (false, true) => Computing::Releases,
            (_, false) if self.experiment.takes_code() => Computing::Unknown,
            (_, false) => Computing::Holds,
        };
        Nature { waits_for, computing }
    }

    /// Returns the number of updates to count, if the result is a count, which strategies can get wrong.
    pub fn updates(&self) -> Option<u64> {
        match self.sequential_work() {
            Workload::Counting(counting) => Some(counting.expected()),
            _ => None,
        }
    }

    /// Returns true if strategies are ranked by time, rather than by a count or by what a sweep measures.
    pub fn compares_times(&self) -> bool {
        let sweep = self.experiment.sweep.as_ref();
        self.updates().is_none() && sweep.is_none_or(|sweep| sweep.measure.is_wall_time())
    }

    /// Returns how the reader's own table is read, if the work is on one.
    pub fn own_table(&self) -> Option<TableSource> {
        match self.sequential_work() {
            Workload::Crunching(crunching) if self.values.uses_own_files() => Some(crunching.table),
            _ => None,
        }
    }

    /// Returns the work of a sequential run, at the first step of a sweep.
    pub fn sequential_work(&self) -> Workload {
        let at = At { strategy: Strategy::Sequential, x: self.points().first().copied().unwrap_or(0) };
        (self.experiment.work)(&self.values, at)
    }

    /// Returns true if threads of a strategy hold a GIL while they compute.
    pub fn holds_gil(&self, strategy: Strategy) -> bool {
        let x = self.points().first().copied().unwrap_or(0);
        let holds = |case: Case| case.work.library() == Library::Holds;
        let has_gil = strategy.has_gil() || (strategy.is_program() && self.runtime() == Runtime::Cpython);
        has_gil && self.case(strategy, 0, x).is_some_and(holds)
    }

    fn case(&self, strategy: Strategy, point: u16, x: u64) -> Option<Case> {
        Some(Case {
            strategy,
            point,
            work: Work::new(strategy, (self.experiment.work)(&self.values, At { strategy, x }))?,
            workers: self.values.common(WORKERS).max(1),
            limit: self.values.common(LIMIT).max(1),
            queue: self.values.common(QUEUE).max(1),
            switch_interval_us: self.values.common(SWITCH_INTERVAL),
            processes: if self.values.common(POOL) == 0 { ProcessPool::Reuse } else { ProcessPool::Fresh },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Start, default_value, limits};
    use crate::experiments::{CATALOGUE, find};
    use lanes_model::strategy::Strategy;
    use lanes_model::workload::{Network, Source, Workload};

    const THREADS: Strategy = Strategy::Threads;

    #[test]
    fn every_default_is_within_its_limits() {
        for experiment in CATALOGUE {
            for parameter in experiment.parameters {
                match (limits(parameter), default_value(parameter, 2, Runtime::Rust)) {
                    (Some((min, max)), Value::Number(value)) => {
                        assert!(min <= value && value <= max, "{} {}", experiment.id, parameter.key);
                    }
                    (None, Value::Text(text)) => assert!(text.is_empty()),
                    other => panic!("{} {}: {other:?}", experiment.id, parameter.key),
                }
            }
        }
    }

    #[test]
    fn workers_start_at_the_number_of_cores() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 6);
        assert_eq!(setup.number("workers"), Some(6));
        assert_eq!(setup.plan(true, 0).cases[0].workers, 6);
    }

    #[test]
    fn every_experiment_has_cpythons_switch_interval_unless_it_varies_it() {
        let varies = |experiment: &Experiment| {
            experiment.sweep.as_ref().is_some_and(|it| it.label == "Switch interval")
        };
        let mut with_gil = 0;
        for experiment in CATALOGUE.iter().filter(|experiment| !varies(experiment)) {
            for case in Setup::new(experiment, 2).plan(true, 0).cases {
                with_gil += u32::from(case.strategy.has_gil());
                assert_eq!(case.switch_interval_us, 5_000, "{} {}", experiment.id, case.strategy);
            }
        }
        assert!(with_gil > 10, "{with_gil} cases under a GIL");
    }

    #[test]
    fn a_setting_that_all_runs_share_has_one_default() {
        for setting in [LIMIT, QUEUE, SWITCH_INTERVAL, POOL] {
            for experiment in CATALOGUE {
                let setup = Setup::new(experiment, 2);
                let declared = experiment.parameters.iter().find(|parameter| parameter.key == setting.key);
                if declared.is_none() {
                    assert_eq!(
                        u64::from(setup.values().common(setting)),
                        setting.default,
                        "{}",
                        experiment.id
                    );
                }
            }
        }
        let experiments = CATALOGUE.iter().flat_map(|experiment| experiment.parameters);
        for parameter in experiments.filter(|parameter| parameter.key == SWITCH_INTERVAL.key) {
            assert_eq!(default_value(parameter, 2, Runtime::Rust), Value::Number(SWITCH_INTERVAL.default));
        }
    }

    #[test]
    fn a_parameter_that_belongs_to_a_choice_names_one_of_its_options() {
        for experiment in CATALOGUE {
            for (key, value) in experiment.parameters.iter().filter_map(|parameter| parameter.only_with) {
                let choice = experiment.parameters.iter().find(|parameter| parameter.key == key);
                let option = choice.and_then(|choice| choice.domain.option(value));
                assert!(option.is_some(), "{}: {key}", experiment.id);
            }
        }
    }

    #[test]
    fn the_nature_of_work_is_its_wait_and_its_use_of_the_gil() {
        let nature = |id: &str, library| {
            let mut setup = Setup::new(find(id).unwrap(), 2);
            setup.set("library", library);
            let Nature { waits_for, computing } = setup.nature();
            (waits_for, computing)
        };
        assert_eq!(nature("sum-of-squares", 0), (WaitsFor::Network, Computing::Holds));
        assert_eq!(nature("python-task", 0), (WaitsFor::Network, Computing::Unknown));
        assert_eq!(nature("mandelbrot", 0), (WaitsFor::Network, Computing::Holds));
        assert_eq!(nature("read-files", 0), (WaitsFor::Files, Computing::Holds));
        assert_eq!(nature("releases-gil", 0), (WaitsFor::Network, Computing::Either));
        for id in ["image-filter", "download-process"] {
            assert_eq!([nature(id, 0).1, nature(id, 1).1], [Computing::Releases, Computing::Holds], "{id}");
        }
    }

    #[test]
    fn only_times_are_ranked_by_time() {
        let setup = |id: &str| Setup::new(find(id).unwrap(), 2);
        for (id, updates, ranked) in [
            ("lost-updates", Some(12_000_000), false),
            ("gil-convoy", None, false),
            ("scaling", None, true),
            ("ten-requests", None, true),
        ] {
            assert_eq!((setup(id).updates(), setup(id).compares_times()), (updates, ranked), "{id}");
        }
    }

    #[test]
    fn typed_values_are_those_of_the_setup() {
        crate::experiment::parameters! {
            struct Values {
                requests: u32 = crate::experiment::number("requests", "", "", "", (1, 9, Start::At(3))),
                _ = crate::experiment::workers(Start::Cores),
                absent: u64 = crate::experiment::number("absent", "", "", "", (1, 9, Start::At(7))),
                urls: String = crate::experiment::text("urls", "", "", 9, |_| Ok(())),
                network: usize = crate::experiment::choice("network", "", "", &[]),
            }
        }
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        setup.set("requests", 42);
        setup.set("network", 2);
        setup.set_text("urls", "https://a.example/").unwrap();
        let Values { requests, absent, urls, network } = Values::of(&setup);
        assert_eq!((requests, network, urls.as_str()), (42, 2, "https://a.example/"));
        // A parameter that the experiment lacks has its declared default, never 0 by accident.
        assert_eq!((absent, Values::PARAMETERS.len()), (7, 5));
    }

    #[test]
    fn values_reach_the_workload_clamped() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        assert_eq!(setup.set("requests", 1_000_000), Some(5_000));
        assert_eq!(setup.set("network", 1), Some(1));
        assert_eq!(setup.set("colour", 1), None);
        let Work::Whole { workload: Workload::Requests(requests), .. } =
            setup.plan(true, 0).cases[0].work.clone()
        else {
            panic!("not requests")
        };
        let Source::Api(simulation) = requests.source else { panic!("not the api") };
        assert_eq!((requests.count, simulation.network), (5_000, Network::ThisServer));
    }

    #[test]
    fn own_addresses_are_used_only_with_their_network() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        assert_eq!(setup.set_text("urls", "https://a.example/ https://b.example/"), Ok(()));
        assert!(setup.set_text("urls", "javascript:alert(1)").is_err());
        let shown = |setup: &Setup| setup.values().shown().any(|(parameter, _)| parameter.key == "urls");
        assert!(!shown(&setup) && !setup.is_readers_own());
        setup.set("network", 2);
        assert!(shown(&setup));
        assert!(setup.lacking().is_none());
        assert!(setup.is_readers_own());
        assert_eq!(setup.without_texts().values().text("urls"), Some(""));
        let Work::Whole { workload: Workload::Requests(requests), .. } =
            setup.plan(true, 0).cases[0].work.clone()
        else {
            panic!("not requests")
        };
        assert_eq!(
            requests.source,
            Source::Addresses(vec!["https://a.example/".into(), "https://b.example/".into()])
        );
    }

    #[test]
    fn threads_hold_a_gil_while_they_compute_unless_a_library_releases_it() {
        let holds = |id: &str, library: u64| {
            let mut setup = Setup::new(find(id).unwrap(), 2);
            setup.set("library", library);
            let strategies = setup.experiment().strategies.iter();
            strategies
                .filter(|strategy| setup.holds_gil(**strategy))
                .map(|strategy| strategy.key())
                .collect::<Vec<_>>()
        };
        assert_eq!(holds("gil-cpu", 0), ["threads-gil"]);
        assert_eq!(holds("lost-updates", 0), ["gil-plain", "gil-call"]);
        assert_eq!(holds("gil-convoy", 0), ["threads-gil"]);
        assert_eq!(holds("releases-gil", 0), ["threads-gil"]);
        assert_eq!(holds("image-filter", 0), [""; 0]);
        assert_eq!(holds("image-filter", 1), ["threads-gil"]);
        assert_eq!(holds("download-process", 0), [""; 0]);
        assert_eq!(holds("download-process", 1), ["threads-gil", "async+threads-gil"]);
    }

    #[test]
    fn a_summary_lists_the_chosen_values() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        setup.set("requests", 1_000);
        let summary = setup.summary();
        assert!(summary.contains(&"requests 1,000".to_owned()), "{summary:?}");
        assert!(summary.contains(&"latency 100 ms".to_owned()), "{summary:?}");
        assert!(summary.contains(&"network simulated".to_owned()), "{summary:?}");
    }

    #[test]
    fn the_last_strategy_cannot_be_removed() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.choose(&[THREADS, Strategy::Sequential]);
        setup.toggle(Strategy::Sequential);
        assert_eq!(setup.strategies(), [THREADS]);
        setup.toggle(THREADS);
        assert_eq!(setup.strategies(), [THREADS]);
        setup.toggle(Strategy::Sequential);
        assert_eq!(setup.strategies(), [Strategy::Sequential, THREADS]);
    }

    #[test]
    fn the_step_shown_first_exists() {
        for experiment in CATALOGUE {
            for cores in [1, 2, 8, 64] {
                let setup = Setup::new(experiment, cores);
                let steps = setup.points().len().max(1);
                assert!(usize::from(setup.shown_point()) < steps, "{} on {cores} cores", experiment.id);
            }
        }
    }

    #[test]
    fn without_shared_memory_there_are_no_threads() {
        let setup = Setup::new(find("ten-requests").unwrap(), 2);
        let planned: Vec<_> = setup.plan(false, 0).cases.iter().map(|case| case.strategy.key()).collect();
        assert_eq!(planned, ["sequential", "async", "processes"]);
    }

    #[test]
    fn a_plan_for_cpython_has_the_strategies_of_its_build() {
        let planned = |runtime: Runtime, shared_memory| {
            let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
            let index = Runtime::ALL.iter().position(|other| *other == runtime).unwrap();
            setup.set(RUNTIME.key, index as u64);
            assert_eq!(setup.runtime(), runtime);
            let plan = setup.plan(shared_memory, 0);
            plan.cases.iter().map(|case| case.strategy.key()).collect::<Vec<_>>()
        };
        assert_eq!(planned(Runtime::Cpython, true), ["sequential", "async", "threads-gil", "processes"]);
        assert_eq!(planned(Runtime::CpythonNogil, true), ["sequential", "async", "threads", "processes"]);
        assert_eq!(planned(Runtime::Cpython, false), [""; 0]);
    }

    #[test]
    fn a_runtime_without_any_chosen_strategy_compares_all_that_it_has() {
        let mut setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        setup.choose(&[Strategy::Sequential, THREADS]);
        setup.set(RUNTIME.key, 1);
        assert_eq!(setup.strategies(), [Strategy::Sequential]);
        // The choice is kept for the runtimes that have it.
        setup.set(RUNTIME.key, 2);
        assert_eq!(setup.strategies(), [Strategy::Sequential, THREADS]);
        setup.toggle(Strategy::Sequential);
        setup.set(RUNTIME.key, 1);
        assert_eq!(setup.strategies().len(), 4);
        setup.choose(&[THREADS]);
        assert_eq!(setup.strategies().len(), 4);
    }

    #[test]
    fn an_experiment_has_a_runtime_to_choose_if_cpython_can_run_it() {
        for experiment in CATALOGUE {
            let has_choice = experiment.parameters.iter().any(|parameter| parameter.key == RUNTIME.key);
            assert_eq!(has_choice, experiment.python.is_some(), "{}", experiment.id);
        }
    }

    #[test]
    fn a_pool_with_more_processes_than_cpython_may_start_is_remarked_on() {
        let mut setup = Setup::new(find("api-users").unwrap(), 2);
        assert_eq!(setup.runtime_remark(), None);
        setup.set(RUNTIME.key, 1);
        assert_eq!(setup.runtime_remark().unwrap(), "Pools have at most 16 processes here.");
        setup.choose(&[Strategy::Sequential, Strategy::ThreadsGil]);
        assert_eq!(setup.runtime_remark(), None);
        let mut squares = Setup::new(find("sum-of-squares").unwrap(), 64);
        squares.set(RUNTIME.key, 1);
        assert!(
            squares.runtime_remark().unwrap().ends_with("script). Pools have at most 16 processes here.")
        );
        squares.set("workers", 16);
        assert!(squares.runtime_remark().unwrap().ends_with("script)."));
    }

    #[test]
    fn settings_that_cpython_lacks_are_hidden_with_it() {
        let mut setup = Setup::new(find("ten-requests").unwrap(), 2);
        setup.set("network", 2);
        setup.set_text("urls", "https://a.example/").unwrap();
        assert!(setup.is_readers_own());
        setup.set(RUNTIME.key, 1);
        let shown: Vec<_> = setup.values().shown().map(|(parameter, _)| parameter.key).collect();
        assert_eq!(
            shown,
            ["runtime", "requests", "latency", "limit", "workers", "repeats", "switch", "start"]
        );
        assert!(!setup.is_readers_own());
        setup.set(RUNTIME.key, 0);
        assert!(setup.values().shown().all(|(parameter, _)| parameter.key != START_METHOD.key));
    }

    #[test]
    fn the_start_method_can_be_chosen_where_cpython_has_processes() {
        for experiment in CATALOGUE {
            let mut setup = Setup::new(experiment, 2);
            setup.set(RUNTIME.key, 1);
            let has_choice = experiment.parameters.iter().any(|parameter| parameter.key == START_METHOD.key);
            let has_processes = setup.runtime().is_python() && setup.has_processes();
            assert_eq!(has_choice, has_processes, "{}", experiment.id);
        }
    }

    #[test]
    fn results_of_processes_name_their_start_method() {
        let mut setup = Setup::new(find("gil-cpu").unwrap(), 2);
        assert!(!setup.before_meanings().contains("fork"));
        setup.set(RUNTIME.key, 1);
        assert!(
            setup.before_meanings().contains("copies of the program’s values, as with fork. A process is")
        );
        setup.set(START_METHOD.key, 1);
        assert!(setup.before_meanings().contains("import the program again, as with spawn."));
        assert!(setup.summary().contains(&"start method spawn".to_owned()), "{:?}", setup.summary());
        setup.choose(&[Strategy::Sequential]);
        assert!(!setup.before_meanings().contains("spawn"));
    }

    #[test]
    fn fetching_threads_are_added_to_computing_threads() {
        let mut plan = Setup::new(find("download-process").unwrap(), 2).plan(true, 0);
        let case = plan.cases.iter_mut().find(|case| case.strategy.key() == "threads+processes").unwrap();
        (case.workers, case.limit) = (3, 1_000);
        assert_eq!((case.fetching_threads(), case.pool_lanes()), (64, 64));
        let gil = plan.cases.iter_mut().find(|case| case.strategy.key() == "async+threads-gil").unwrap();
        gil.workers = 3;
        assert_eq!((gil.fetching_threads(), gil.pool_lanes()), (0, 3));
    }

    #[test]
    fn code_with_a_coroutine_is_compared_under_async() {
        let mut setup = Setup::new(find("python-task").unwrap(), 2);
        let keys = |setup: &Setup| {
            setup.plan(true, 0).cases.iter().map(|case| case.strategy.key()).collect::<Vec<_>>()
        };
        assert_eq!(keys(&setup), ["sequential", "threads-gil", "processes"]);
        setup.set_code(Some("async def task_async(item):\n    return item\n")).unwrap();
        assert_eq!(keys(&setup), ["sequential", "async", "threads-gil", "processes"]);
        setup.set(RUNTIME.key, 1);
        assert_eq!((setup.runtime(), keys(&setup)[2]), (Runtime::CpythonNogil, "threads"));
        setup.set_code(None).unwrap();
        assert_eq!(keys(&setup), ["sequential", "threads", "processes"]);
        assert!(setup.is_readers_own());
    }

    #[test]
    fn code_has_a_limit_and_belongs_to_the_reader() {
        let mut setup = Setup::new(find("python-task").unwrap(), 2);
        setup.set_code(Some("items = []")).unwrap();
        let refused = setup.set_code(Some(&"#".repeat(20_001)));
        assert_eq!(refused, Err(CodeTooLong));
        assert_eq!(setup.code(), Some("items = []"));
        assert_eq!(setup.without_texts().code(), None);
        let mut other = Setup::new(find("sum-of-squares").unwrap(), 2);
        other.set_code(Some("items = []")).unwrap();
        assert_eq!(other.code(), None);
    }
}
