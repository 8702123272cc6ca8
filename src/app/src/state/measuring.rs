//! What is measured next, and what comes of it.

use super::{Action, Engine, Job, Merged, Picture, Results, Shared, Shown, State};
use lanes_catalogue::Setup;
use lanes_catalogue::guide;
use lanes_model::Environment;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::{Ended, Failure, Plan, Tile, Turn};
use std::rc::Rc;

impl State {
    /// The next job's name and plan; nothing while a job is under way, or where nothing can be run.
    pub fn next_job(&self) -> Option<(JobId, Plan)> {
        let id = self.last_job + 1;
        let mut plan = self.setup.plan(self.machine.isolated, u64::from(id));
        if let Some(files) = self.own_files() {
            plan = plan.on(files);
        }
        let complete = self.setup.lacking().is_none() && !self.lacks_files();
        let possible = !plan.cases.is_empty() && self.embed.frame.has_workers();
        let runnable = self.job.is_none() && possible && complete;
        runnable.then_some((JobId(id), plan))
    }

    /// Whether the address wants a run, and this is the moment for it. Never of what is the reader's own.
    pub fn autorun_now(&self) -> bool {
        let has_engine = match self.engine {
            Engine::Ready(_) => true,
            Engine::Resting => self.embed.engine_on_demand(),
            Engine::Starting | Engine::Failed(_) => false,
        };
        self.embed.autorun_due
            && self.embed.seen
            && has_engine
            // And with it what tells the page around.
            && self.records.has_codec()
            && self.shown == Shown::Experiment
            && !self.setup.is_readers_own()
            && self.next_job().is_some()
    }

    /// Whether the reader thereby has another run than the one that the address wanted.
    pub(super) fn is_readers_choice(&self, action: &Action) -> bool {
        match action {
            Action::Chose(_)
            | Action::ChoseRow(_)
            | Action::Picked { .. }
            | Action::Typed { .. }
            | Action::Toggled(_)
            | Action::Brought { .. } => true,
            Action::Navigated(address) => !self.is_at(address),
            _ => false,
        }
    }

    /// The next job for the guide, with its row; nothing while a job is under way, or where no row is wanted.
    pub fn next_row(&self) -> Option<(JobId, &'static str, Plan)> {
        let row =
            self.guide.wanted.first().filter(|_| self.job.is_none() && self.embed.frame.has_workers())?;
        let id = self.last_job + 1;
        let setup = self.setup_of_row(row)?;
        let mut plan = setup.plan(self.machine.isolated, u64::from(id));
        plan.repeats = plan.repeats.within(guide::BUDGET_MS);
        Some((JobId(id), *row, plan))
    }

    /// The experiment of a row of the guide, at the row's sizes.
    pub(super) fn setup_of_row(&self, row: &str) -> Option<Setup> {
        guide::kind(row)?.setup(self.machine.cores)
    }

    /// What the last job gave, or gives so far, as far as a page around may know of it: nothing where it works on what
    /// the reader entered or brought, whatever the controls show by now.
    pub fn results_to_tell(&self) -> Option<&Results> {
        self.results.as_deref().filter(|results| !results.setup.is_readers_own())
    }

    /// The page is in sight now, or is not. What is being measured was measured while it was not.
    pub(super) fn come_into_sight(&mut self, in_sight: bool) {
        self.hidden = !in_sight;
        if let Some(results) = self.results_of_job().filter(|_| !in_sight) {
            Shared::make_mut(results).hidden = true;
        }
    }

    pub(super) fn record(&mut self, environment: Environment) {
        if let Some(results) = &mut self.results {
            let hidden = results.hidden;
            Shared::make_mut(results).environment = Some(Environment { hidden, ..environment });
            self.records.keep(results);
        }
    }

    pub(super) fn start(&mut self, id: JobId, plan: &Plan) {
        self.last_job = id.0;
        self.embed.autorun_due = false;
        self.job = Some(Job::new(id, None, plan));
        // The next run of an experiment is compared as the last was.
        let same =
            self.results.take().filter(|last| last.setup.experiment().id == self.setup.experiment().id);
        self.results = Some(Shared::new(Results {
            files: self.own_files().cloned(),
            compared_with: same.and_then(|last| last.compared_with),
            predicted: self.prediction.take(plan),
            hidden: self.hidden,
            ..Results::new(self.setup.clone(), plan)
        }));
        self.picture = None;
        self.records.start();
    }

    pub(super) fn start_row(&mut self, id: JobId, row: &'static str, plan: &Plan) {
        let Some(setup) = self.setup_of_row(row) else { return };
        self.last_job = id.0;
        self.job = Some(Job::new(id, Some(row), plan));
        self.guide.start(row, Shared::new(Results::new(setup, plan)));
    }

    /// The results that the job under way adds to.
    pub(super) fn results_of_job(&mut self) -> Option<&mut Shared<Results>> {
        match self.job.as_ref()?.row {
            Some(row) => self.guide.results.get_mut(row),
            None => self.results.as_mut(),
        }
    }

    pub(super) fn hear(&mut self, message: FromEngine) {
        let current = self.job.as_ref().map(|job| job.id);
        match message {
            FromEngine::Ready { engine } => self.engine = Engine::Ready(engine),
            FromEngine::Progress { job, turn, done, total, spent } if current == Some(job) => {
                if let Some(job) = &mut self.job {
                    (job.turn, job.done, job.total, job.spent) = (Some(turn), done, total, spent);
                }
            }
            FromEngine::TilesDrawn { job, turn, tiles } if current == Some(job) => self.draw(turn, tiles),
            FromEngine::ProductsMerged { job, summary, took } if current == Some(job) => {
                if let Some(results) = self.results_of_job() {
                    Shared::make_mut(results).merged = Some(Merged { summary, took });
                }
            }
            FromEngine::RunFinished { job, run } if current == Some(job) => {
                if let Some(results) = self.results_of_job() {
                    Shared::make_mut(results).runs.push(Rc::new(run));
                }
            }
            FromEngine::JobFinished { job, ended, enough, .. } if current == Some(job) => {
                if let Some(results) = self.results_of_job() {
                    Shared::make_mut(results).enough = enough;
                }
                self.end_job(Some(ended), None);
            }
            FromEngine::Failed { job, failure } if job.is_none() || current == job => {
                self.end_job(None, Some(failure));
            }
            // From a job that is over.
            FromEngine::Progress { .. }
            | FromEngine::TilesDrawn { .. }
            | FromEngine::ProductsMerged { .. }
            | FromEngine::RunFinished { .. }
            | FromEngine::JobFinished { .. }
            | FromEngine::Failed { .. } => {}
        }
    }

    /// Draws on. What the guide runs is not looked at.
    pub(super) fn draw(&mut self, turn: Turn, tiles: Vec<Tile>) {
        if self.job.as_ref().is_none_or(|job| job.row.is_some()) {
            return;
        }
        let tiles = tiles.into_iter().map(Rc::new);
        match self.picture.as_mut().filter(|picture| picture.turn == turn) {
            Some(picture) => Shared::make_mut(picture).tiles.extend(tiles),
            None => self.picture = Some(Shared::new(Picture { turn, tiles: tiles.collect() })),
        }
    }

    pub(super) fn end_job(&mut self, ended: Option<Ended>, failure: Option<Failure>) {
        if let Some(results) = self.results_of_job() {
            let results = Shared::make_mut(results);
            (results.ended, results.failure) = (ended, failure);
        }
        self.job = None;
    }
}
