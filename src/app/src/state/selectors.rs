//! Questions about the state whose answers depend on several areas.

use super::State;
use super::location::{Shown, split};
use super::results::Results;
use super::runs::EngineStatus;
use super::shared::Shared;
use lanes_catalogue::{Setup, guide};
use lanes_model::message::JobId;
use lanes_model::{Plan, Strategy};
use lanes_report::destinations::{Destination, MOST_UNCONFIRMED};
use lanes_report::{address, record};
use std::rc::Rc;

impl State {
    /// Returns the identifier of what is shown, as in the address.
    pub(crate) fn shown_id(&self) -> &'static str {
        match self.shown {
            Shown::Experiment => self.setup().experiment().id,
            Shown::Guide => guide::ID,
        }
    }

    /// Returns the title of what is shown.
    pub(crate) fn title(&self) -> &'static str {
        match self.shown {
            Shown::Experiment => self.setup().experiment().title,
            Shown::Guide => guide::TITLE,
        }
    }

    /// Results to show: a recorded result, or the reader's latest results.
    pub(crate) fn results_shown(&self) -> Option<&Shared<Results>> {
        let recorded = self.records.displayed(self.shown_id()).map(|(_, content)| &content.results);
        recorded.or_else(|| self.latest_results())
    }

    /// Returns the reader's latest results, if they belong to what is shown.
    pub(crate) fn latest_results(&self) -> Option<&Shared<Results>> {
        self.runs.results().filter(|results| results.setup.experiment().id == self.shown_id())
    }

    /// Creates the results that the next run would fill in.
    pub(crate) fn blank_results(&self) -> Shared<Results> {
        let plan = self.setup().plan(self.machine.isolated, 0);
        Shared::new(Results::new(self.setup().clone(), &plan))
    }

    /// Returns the latest results, unless they involve the reader's own code, addresses or files. A host page must not
    /// learn of those, whatever the controls show by now. Code that it gave itself is not the reader's.
    pub(crate) fn results_for_host(&self) -> Option<&Results> {
        let is_given = |setup: &Setup| {
            setup.experiment().takes_code()
                && setup.code().is_some()
                && setup.code() == self.settings.given_code()
        };
        let results = self.runs.results()?;
        // Code of a host page could print a file of the reader's.
        let is_given = results.files().is_none() && is_given(&results.setup);
        (!results.setup.is_readers_own() || is_given).then_some(&**results)
    }

    /// Returns true if a job is in progress, of an experiment or of the decision guide, or about to start.
    pub(crate) fn is_busy(&self) -> bool {
        self.job().is_some() || (self.embed.frame().has_workers() && self.decision_table.next().is_some())
    }

    /// Returns true if a run of the reader's experiment is in progress, rather than a row of the decision guide.
    pub(crate) fn is_running(&self) -> bool {
        self.job().is_some_and(|job| job.row.is_none())
    }

    /// Returns true if this page can run a strategy.
    pub(crate) fn possible(&self, strategy: Strategy) -> bool {
        self.setup().can_run(strategy, self.machine.isolated)
    }

    /// Lists the strategies that can win the next run. Returns none if there is no contest: with one strategy only, or
    /// in a sweep, where each step may have its own winner.
    pub(crate) fn candidates(&self) -> Vec<Strategy> {
        let strategies = self.setup().strategies().iter().copied();
        let candidates: Vec<Strategy> = strategies.filter(|strategy| self.possible(*strategy)).collect();
        let is_contest = self.setup().experiment().sweep.is_none() && candidates.len() > 1;
        if is_contest { candidates } else { Vec::new() }
    }

    /// Returns the reader's prediction for the run in progress, or for the next one.
    pub(crate) fn prediction(&self) -> Option<Strategy> {
        let running = self.runs.results().filter(|_| self.is_running());
        running.map_or(self.settings.prediction(), |results| results.prediction())
    }

    /// Plans the next run. Returns None while a job is in progress, or if nothing can run.
    pub(crate) fn next_job(&self) -> Option<(JobId, Plan)> {
        let (setup, id) = (self.setup(), self.runs.next_id());
        let mut plan = setup.plan(self.machine.isolated, u64::from(id.0));
        if let Some(files) = self.settings.own_files() {
            plan = plan.on(files);
        }
        let is_complete =
            setup.lacking().is_none() && !self.settings.lacks_files() && self.settings.code_draft().is_none();
        // What makes programs, and what examines the reader's own addresses, is loaded with the codec.
        let is_ready = !(setup.runtime().is_python() || setup.is_readers_own()) || self.records.has_codec();
        let is_possible = !plan.cases.is_empty() && self.embed.frame().has_workers() && is_ready;
        (self.job().is_none() && is_possible && is_complete).then_some((id, plan))
    }

    /// Lists the other servers that the reader has to confirm before a run with a plan. In a frame of another site, that site may
    /// have chosen the addresses, so every request needs a confirmation.
    pub(crate) fn to_confirm(&self, plan: &Plan) -> Rc<[Destination]> {
        let most = if self.embed.engine_on_demand() { 0 } else { MOST_UNCONFIRMED };
        self.records.to_confirm(plan, self.settings.confirmed(), most)
    }

    /// Plans the next queued row of the decision guide. Returns None while a job is in progress, or if no row waits.
    pub(crate) fn next_row(&self) -> Option<(JobId, &'static str, Plan)> {
        let can_start = self.job().is_none() && self.embed.frame().has_workers();
        let row = self.decision_table.next().filter(|_| can_start)?;
        let id = self.runs.next_id();
        let mut plan = self.setup_of_row(row)?.plan(self.machine.isolated, u64::from(id.0));
        plan.repeats = plan.repeats.within(guide::BUDGET_MS);
        Some((id, row, plan))
    }

    /// Returns the setup of a row of the decision guide: its experiment with the row's values.
    pub(super) fn setup_of_row(&self, row: &str) -> Option<Setup> {
        guide::kind(row)?.setup(self.machine.cores)
    }

    /// Returns true if the run that the address requests should start now. It never starts with the reader's own
    /// addresses or files.
    pub(crate) fn autorun_now(&self) -> bool {
        let has_engine = match self.runs.engine() {
            EngineStatus::Ready(_) => true,
            EngineStatus::Resting => self.embed.engine_on_demand(),
            EngineStatus::Starting { .. } | EngineStatus::Failed(_) => false,
        };
        self.embed.wants_run()
            && has_engine
            // Loaded together with what answers a host page.
            && self.records.has_codec()
            && self.shown == Shown::Experiment
            && !self.setup().is_readers_own()
            && self.next_job().is_some()
    }

    /// Address of the page: its query, and the fragment that came with it as long as the query is the same.
    pub(crate) fn address(&self) -> String {
        self.with_fragment(self.own_query())
    }

    /// Address of what is shown, without how this page presents it.
    pub(crate) fn link(&self) -> String {
        self.with_fragment(self.query())
    }

    fn with_fragment(&self, query: String) -> String {
        match self.records.fragment(&self.query(), self.setup().code()) {
            Some(fragment) => format!("?{query}#{fragment}"),
            None => format!("?{query}"),
        }
    }

    /// Returns true if an address is the page's own. Its fragment may name a place in the page.
    pub(super) fn is_at(&self, address: &str) -> bool {
        let (query, fragment) = split(address);
        let is_place = !fragment.is_empty() && !record::is_meant(fragment);
        let own = self.address();
        own == address || (is_place && split(&own).0 == query)
    }

    /// Returns the query of the page's own address: what is shown, and how.
    pub(crate) fn own_query(&self) -> String {
        self.query() + &self.embed.presentation().write()
    }

    /// Returns the query of a link to share, which names every value, so that it means the same wherever it is opened.
    pub(crate) fn full_query(&self) -> String {
        match self.shown {
            Shown::Experiment => address::write_in_full(self.setup()),
            Shown::Guide => self.query(),
        }
    }

    /// Returns the query of what is shown, without defaults.
    pub(crate) fn query(&self) -> String {
        match self.shown {
            Shown::Experiment => address::write(self.setup(), self.machine.cores),
            Shown::Guide => format!("x={}", guide::ID),
        }
    }
}
