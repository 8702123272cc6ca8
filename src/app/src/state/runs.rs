//! The engine, its job, and the results of the latest jobs.

use super::job::Job;
use super::output::Output;
use super::results::{LiveRun, Measurement, Merged, Picture, Results};
use super::shared::Shared;
use super::small_map::SmallMap;
use lanes_catalogue::Setup;
use lanes_model::message::{EngineInfo, FromEngine, JobId};
use lanes_model::workload::File;
use lanes_model::{Ended, Environment, Failure, LaneTrace, Millis, Plan, Strategy, Tile, Turn};
use std::rc::Rc;

/// Engine, current job and latest results.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Runs {
    engine: EngineStatus,
    job: Option<Job>,
    /// Results of the last job that ran an experiment for the reader.
    results: Option<Shared<Results>>,
    /// Results of rows of the decision guide, by experiment. They stay while the page shows something else.
    row_results: SmallMap<Shared<Results>>,
    /// Picture of the last run that draws one. Kept apart from the results because it changes many times a second,
    /// and the rest need not be rendered again for it.
    picture: Option<Shared<Picture>>,
    /// Run under way, as far as it is known. Kept apart from the results for the same reason.
    live: Option<Shared<LiveRun>>,
    /// Output of the reader's last run. Kept apart from the results for the same reason.
    output: Shared<Output>,
    /// Origins that the latest job requested and that the reader had not allowed.
    refused_origins: Vec<String>,
    last_job: u32,
    is_hidden: bool,
}

/// State of the engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EngineStatus {
    /// No engine exists, to save memory. The next run starts one.
    Resting,
    /// The engine is being loaded and started.
    Starting {
        /// Bytes loaded so far; zero for an engine that does not say.
        loaded: u64,
    },
    /// The engine waits for a job, or works on one.
    Ready(EngineInfo),
    /// The engine could not be started, or ended unexpectedly.
    Failed(Failure),
}

/// Events of the engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EngineAction {
    /// A new engine is being started.
    Starting,
    /// The engine was ended because it was idle for a while. The next job starts another.
    Rested,
    /// The engine sent a message.
    MessageReceived(FromEngine),
    /// The engine did not start, or crashed.
    Lost(Failure),
    /// The engine did not stop its job in time, and was replaced.
    StopTimedOut,
}

impl Runs {
    /// Creates the state before the first job. With `engine_on_demand` no engine is started before it is needed.
    pub(super) fn new(engine_on_demand: bool) -> Runs {
        Runs {
            engine: if engine_on_demand {
                EngineStatus::Resting
            } else {
                EngineStatus::Starting { loaded: 0 }
            },
            job: None,
            results: None,
            row_results: SmallMap::default(),
            picture: None,
            live: None,
            output: Shared::new(Output::default()),
            refused_origins: Vec::new(),
            last_job: 0,
            is_hidden: false,
        }
    }

    /// Returns the state of the engine.
    pub(crate) fn engine(&self) -> &EngineStatus {
        &self.engine
    }

    /// Returns the job in progress.
    pub(crate) fn job(&self) -> Option<&Job> {
        self.job.as_ref()
    }

    /// Results of the reader's last run, or of the one in progress.
    pub(crate) fn results(&self) -> Option<&Shared<Results>> {
        self.results.as_ref()
    }

    /// Results of a row of the decision guide.
    pub(crate) fn row_results(&self, row: &str) -> Option<&Shared<Results>> {
        self.row_results.get(row)
    }

    /// Returns the picture of the last run that draws one, as far as it is drawn.
    pub(crate) fn picture(&self) -> Option<&Shared<Picture>> {
        self.picture.as_ref()
    }

    /// Returns the run under way, once its lanes are at work.
    pub(crate) fn live(&self) -> Option<&Shared<LiveRun>> {
        self.live.as_ref()
    }

    /// Returns what the Python code of the reader's last run has printed.
    pub(crate) fn output(&self) -> &Shared<Output> {
        &self.output
    }

    /// Returns the origins that the latest job requested and that the reader had not allowed.
    pub(crate) fn refused_origins(&self) -> &[String] {
        &self.refused_origins
    }

    /// Returns the identifier for the next job.
    pub(super) fn next_id(&self) -> JobId {
        JobId(self.last_job + 1)
    }

    pub(super) fn results_mut(&mut self) -> Option<&mut Shared<Results>> {
        self.results.as_mut()
    }

    /// Starts a run of the reader's experiment.
    pub(super) fn start(
        &mut self,
        id: JobId,
        plan: &Plan,
        setup: Setup,
        files: Option<Shared<Vec<File>>>,
        prediction: Option<Strategy>,
    ) {
        self.last_job = id.0;
        self.job = Some(Job::new(id, None, plan));
        let mut results = Results::new(setup, plan);
        // The next run of an experiment keeps the baseline of the last.
        let id = results.setup.experiment().id;
        let last = self.results.take().filter(|last| last.setup.experiment().id == id);
        results.compared_with = last.and_then(|last| last.compared_with);
        if let Some(measurement) = results.measurement_mut() {
            measurement.files = files;
            measurement.prediction = prediction;
            measurement.was_hidden = self.is_hidden;
        }
        self.results = Some(Shared::new(results));
        self.picture = None;
        self.output = Shared::new(Output::default());
        self.refused_origins.clear();
    }

    /// Starts to measure a row of the decision guide.
    pub(super) fn start_row(&mut self, id: JobId, row: &'static str, plan: &Plan, setup: Setup) {
        self.last_job = id.0;
        self.job = Some(Job::new(id, Some(row), plan));
        self.row_results.insert(row, Shared::new(Results::new(setup, plan)));
    }

    /// Notes that the reader pressed Stop.
    pub(super) fn request_stop(&mut self) {
        if let Some(job) = &mut self.job {
            job.stopping = true;
        }
    }

    /// Notes that the page went out of sight, or came back. A run in progress counts as hidden from then on.
    pub(super) fn set_hidden(&mut self, is_hidden: bool) {
        self.is_hidden = is_hidden;
        if is_hidden {
            self.change_measurement(|measurement| measurement.was_hidden = true);
        }
    }

    /// Adds machine and date to the results of the reader's last run, and returns the results.
    pub(super) fn note_environment(&mut self, environment: Environment) -> Option<&Results> {
        let results = Shared::make_mut(self.results.as_mut()?);
        let hidden = results.measurement_mut().is_some_and(|measurement| measurement.was_hidden);
        results.environment = Some(Environment { hidden, ..environment });
        Some(results)
    }

    pub(super) fn apply(&mut self, action: EngineAction) {
        match action {
            EngineAction::Starting => self.engine = EngineStatus::Starting { loaded: 0 },
            EngineAction::Rested => self.engine = EngineStatus::Resting,
            EngineAction::MessageReceived(message) => self.hear(message),
            EngineAction::Lost(failure) => {
                self.end_job(None, Some(failure.clone()));
                self.engine = EngineStatus::Failed(failure);
            }
            EngineAction::StopTimedOut => self.end_job(Some(Ended::Stopped), None),
        }
    }

    fn hear(&mut self, message: FromEngine) {
        let current = self.job.as_ref().map(|job| job.id);
        match message {
            FromEngine::Loading { loaded } => self.note_loaded(loaded),
            FromEngine::Ready { engine } => self.engine = EngineStatus::Ready(engine),
            FromEngine::Progress { job, turn, done, total, spent } if current == Some(job) => {
                if let Some(job) = &mut self.job {
                    (job.turn, job.done, job.total, job.spent) = (Some(turn), done, total, spent);
                }
            }
            FromEngine::SpansEnded { job, turn, at, lanes } if current == Some(job) => {
                self.follow(turn, at, lanes)
            }
            FromEngine::TilesDrawn { job, turn, tiles } if current == Some(job) => self.draw(turn, tiles),
            FromEngine::ProductsMerged { job, summary, took } if current == Some(job) => {
                self.change_measurement(|measurement| measurement.merged = Some(Merged { summary, took }));
            }
            FromEngine::Printed { job, turn, texts } if current == Some(job) => {
                Shared::make_mut(&mut self.output).add(turn, texts);
            }
            FromEngine::OutputCut { job } if current == Some(job) => {
                Shared::make_mut(&mut self.output).is_cut = true;
            }
            FromEngine::OriginRefused { job, origin } if current == Some(job) => {
                self.refused_origins.push(origin);
            }
            FromEngine::RunFinished { job, run } if current == Some(job) => {
                self.live = None;
                if let Some(results) = self.results_of_job() {
                    results.runs.push(Rc::new(run));
                }
            }
            FromEngine::JobFinished { job, ended, enough, .. } if current == Some(job) => {
                self.change_measurement(|measurement| measurement.enough = enough);
                self.end_job(Some(ended), None);
            }
            FromEngine::Failed { job, failure } if job.is_none() || current == job => {
                self.end_job(None, Some(failure));
            }
            // From a job that has ended.
            FromEngine::Parked { .. }
            | FromEngine::Progress { .. }
            | FromEngine::SpansEnded { .. }
            | FromEngine::TilesDrawn { .. }
            | FromEngine::ProductsMerged { .. }
            | FromEngine::Printed { .. }
            | FromEngine::OutputCut { .. }
            | FromEngine::OriginRefused { .. }
            | FromEngine::RunFinished { .. }
            | FromEngine::JobFinished { .. }
            | FromEngine::Failed { .. } => {}
        }
    }

    /// Notes how much is loaded of an engine that starts, or of what a job waits for.
    fn note_loaded(&mut self, loaded: u64) {
        if let EngineStatus::Starting { loaded: so_far } = &mut self.engine {
            *so_far = loaded;
        } else if let Some(job) = &mut self.job {
            job.loaded = loaded;
        }
    }

    /// Adds pieces to the picture of a run. Rows of the decision guide show no picture.
    fn draw(&mut self, turn: Turn, tiles: Vec<Tile>) {
        if self.job.as_ref().is_none_or(|job| job.row.is_some()) {
            return;
        }
        let tiles = tiles.into_iter().map(Rc::new);
        match self.picture.as_mut().filter(|picture| picture.turn == turn) {
            Some(picture) => Shared::make_mut(picture).tiles.extend(tiles),
            None => self.picture = Some(Shared::new(Picture { turn, tiles: tiles.collect() })),
        }
    }

    /// Adds spans to the run under way. Rows of the decision guide show no lanes.
    fn follow(&mut self, turn: Turn, at: Millis, lanes: Vec<LaneTrace>) {
        if self.job.as_ref().is_none_or(|job| job.row.is_some()) {
            return;
        }
        let mut live = self
            .live
            .take()
            .filter(|live| live.turn == turn)
            .unwrap_or_else(|| Shared::new(LiveRun { turn, at, reports: Vec::new() }));
        let run = Shared::make_mut(&mut live);
        run.at = at;
        run.reports.push(Rc::from(lanes));
        self.live = Some(live);
    }

    fn end_job(&mut self, ended: Option<Ended>, failure: Option<Failure>) {
        if let Some(results) = self.results_of_job() {
            (results.ended, results.failure) = (ended, failure);
        }
        (self.job, self.live) = (None, None);
    }

    /// Returns the results that the current job adds to.
    fn results_of_job(&mut self) -> Option<&mut Results> {
        let results = match self.job.as_ref()?.row {
            Some(row) => self.row_results.get_mut(row),
            None => self.results.as_mut(),
        };
        results.map(Shared::make_mut)
    }

    fn change_measurement(&mut self, change: impl FnOnce(&mut Measurement)) {
        if let Some(measurement) = self.results_of_job().and_then(Results::measurement_mut) {
            change(measurement);
        }
    }
}
