//! The page's one state value, changed only by [`State::reduce`].

mod action;
mod by_key;
mod embed;
mod job;
mod prediction;
pub mod records;
mod shared;

pub use action::Action;
pub use by_key::ByKey;
pub use embed::{Embed, EmbedAction, Frame};
pub use job::{Job, Merged, Picture, Results};
pub use prediction::Prediction;
pub use records::Records;
pub use shared::Shared;

use crate::guide::Guide;
use lanes_model::catalogue::{self, find};
use lanes_model::experiment::{OWN, SOURCE};
use lanes_model::guide;
use lanes_model::message::{EngineInfo, FromEngine, JobId};
use lanes_model::presentation::{self, Presentation};
use lanes_model::result::Environment;
use lanes_model::workload::File;
use lanes_model::{Approach, Ended, Failure, Plan, Setup, Tile, Turn, address, record, setup, units};
use std::rc::Rc;

/// All that the page shows follows from this.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the machine and the browser offer.
    pub machine: Machine,
    /// What the page shows.
    pub shown: Shown,
    /// How and where it is shown.
    pub embed: Embed,
    /// The decision guide.
    pub guide: Guide,
    /// The experiment as the controls show it.
    pub setup: Setup,
    /// Text in a control that is no value it can take, by parameter.
    pub drafts: ByKey<Draft>,
    /// Files that the reader brought, by experiment. They stay in this page: no link has them.
    pub files: ByKey<Shared<Vec<File>>>,
    /// Why files were not taken.
    pub file_problem: Option<String>,
    /// What in the address was not taken as it stands.
    pub notes: Vec<address::Note>,
    /// Whether the page is out of sight.
    pub hidden: bool,
    /// The reader's guess about the next run.
    pub prediction: Prediction,
    /// The engine.
    pub engine: Engine,
    /// The job under way.
    pub job: Option<Job>,
    /// What the last job of an experiment gave, or gives so far.
    pub results: Option<Shared<Results>>,
    /// The picture that the latest run to draw one has drawn so far. Apart from the results, since it changes
    /// many times a second and the rest need not be shown anew for it.
    pub picture: Option<Shared<Picture>>,
    /// Recorded results.
    pub records: Records,
    last_job: u32,
}

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The experiment of the setup.
    Experiment,
    /// The decision guide.
    Guide,
}

/// What the machine and the browser offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How many cores the browser says there are.
    pub cores: u32,
    /// Whether the page may share memory between threads. (A page that is about to be reloaded to
    /// become so is not yet.)
    pub isolated: bool,
    /// Why there is no service worker, and so no simulated network; nothing while there is one.
    pub no_service_worker: Option<String>,
}

/// Text in a control that is no value it can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text as it was typed.
    pub text: String,
    /// What is wrong with it.
    pub complaint: String,
}

/// Whether the engine is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Engine {
    /// There is none, to save memory: the next run starts one.
    Resting,
    /// It is being loaded and started.
    Starting,
    /// It waits for work, or works.
    Ready(EngineInfo),
    /// It is not there, and why.
    Failed(Failure),
}

impl State {
    /// The page at first, at that address: a query, and a fragment where that is a record.
    pub fn new(machine: Machine, address: &str) -> State {
        let (shown, setup, presentation, notes) = read_query(query_of(address), &machine);
        let mut state = State {
            machine,
            shown,
            embed: Embed::new(presentation),
            guide: Guide::default(),
            setup,
            drafts: ByKey::default(),
            files: ByKey::default(),
            file_problem: None,
            notes,
            hidden: false,
            prediction: Prediction::default(),
            engine: Engine::Starting,
            job: None,
            results: None,
            picture: None,
            records: Records::default(),
            last_job: 0,
        };
        state.take_fragment(address);
        state
    }

    /// The page's address: its query, and the fragment that came with it while the query is still the same.
    pub fn address(&self) -> String {
        let query = self.own_query();
        match self.records.fragment(&self.query()) {
            Some(fragment) => format!("?{query}#{fragment}"),
            None => format!("?{query}"),
        }
    }

    /// The same page, in a frame or not.
    #[must_use]
    pub fn placed(mut self, frame: Frame) -> State {
        self.embed.frame = frame;
        if self.embed.engine_on_demand() {
            self.engine = Engine::Resting;
        }
        self
    }

    /// Whether an address is the page's own. One with the fragment of a place in the page is, too.
    fn is_at(&self, address: &str) -> bool {
        let (query, fragment) = address.split_once('#').unwrap_or((address, ""));
        let is_place = !fragment.is_empty() && !record::is_meant(fragment);
        let own = self.address();
        own == address || (is_place && query_of(&own) == query)
    }

    /// The results that are shown: those of a record, or those of the last job.
    pub fn results_shown(&self) -> Option<&Shared<Results>> {
        let recorded = self.records.shown(self.shown_id()).map(|(_, content)| &content.results);
        let own = || self.results.as_ref().filter(|results| results.setup.experiment().id == self.shown_id());
        recorded.or_else(own)
    }

    /// The query of the page's own address: what is shown, and how.
    pub fn own_query(&self) -> String {
        self.query() + &self.embed.presentation.write()
    }

    /// The query of a link to what is shown, wherever it is opened.
    pub fn query(&self) -> String {
        match self.shown {
            Shown::Experiment => address::write(&self.setup, self.machine.cores),
            Shown::Guide => format!("x={}", guide::ID),
        }
    }

    /// The name of what is shown, as in the address.
    pub fn shown_id(&self) -> &'static str {
        match self.shown {
            Shown::Experiment => self.setup.experiment().id,
            Shown::Guide => guide::ID,
        }
    }

    /// The title of what is shown.
    pub fn title(&self) -> &'static str {
        match self.shown {
            Shown::Experiment => self.setup.experiment().title,
            Shown::Guide => guide::TITLE,
        }
    }

    /// Whether the reader's own job is under way.
    pub fn is_running(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.row.is_none())
    }

    /// Whether an approach can be run in this page.
    pub fn possible(&self, approach: Approach) -> bool {
        self.machine.isolated || !approach.needs_shared_memory()
    }

    /// The files of the reader's own that the experiment works on as it is set.
    pub fn own_files(&self) -> Option<&Shared<Vec<File>>> {
        self.files.get(self.setup.experiment().id).filter(|_| self.setup.uses_own_files())
    }

    /// Whether the experiment is set to work on the reader's own files, and there are none yet.
    pub fn lacks_files(&self) -> bool {
        self.setup.uses_own_files() && self.own_files().is_none()
    }

    /// What a run of the experiment as it is set would fill in.
    pub fn blank_results(&self) -> Shared<Results> {
        let plan = self.setup.plan(self.machine.isolated, 0);
        Shared::new(Results::new(self.setup.clone(), &plan))
    }

    /// The next job's name and plan; nothing while a job is under way, or where nothing can be run.
    pub fn next_job(&self) -> Option<(JobId, Plan)> {
        let id = self.last_job + 1;
        let mut plan = self.setup.plan(self.machine.isolated, u64::from(id));
        if let Some(files) = self.own_files() {
            plan = plan.on(files);
        }
        let complete = self.setup.lacking().is_none() && !self.lacks_files();
        let possible = !plan.cases.is_empty() && self.embed.frame != Frame::Opaque;
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

    /// The next job for the guide, with its row; nothing while a job is under way, or where no row is wanted.
    pub fn next_row(&self) -> Option<(JobId, &'static str, Plan)> {
        let row = self.guide.wanted.first().filter(|_| self.job.is_none())?;
        let id = self.last_job + 1;
        let setup = guide::kind(row)?.setup(self.machine.cores)?;
        Some((JobId(id), *row, setup.plan(self.machine.isolated, u64::from(id))))
    }

    /// The state after something happened.
    #[must_use]
    pub fn reduce(&self, action: Action) -> State {
        let mut next = self.clone();
        next.apply(action);
        next.records.read_those_of(next.setup.experiment().id);
        next
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Chose(guide::ID) => {
                self.records.leave();
                self.shown = Shown::Guide;
                self.notes.clear();
            }
            Action::Chose(id) => {
                if let Some(experiment) = find(id) {
                    self.records.leave();
                    self.show(Shown::Experiment, Setup::new(experiment, self.machine.cores), Vec::new());
                }
            }
            Action::Navigated(address) if self.is_at(&address) => {}
            Action::Navigated(address) => {
                let (shown, setup, presentation, notes) = read_query(query_of(&address), &self.machine);
                self.embed.presentation = presentation;
                self.show(shown, setup, notes);
                self.take_fragment(&address);
            }
            Action::CodecLoaded(codec) => {
                self.records.take_codec(codec);
                self.show_arrived();
                // What was measured meanwhile.
                if let Some(results) = &self.results {
                    self.records.keep(results);
                }
            }
            Action::Records(action) => self.records.apply(action),
            Action::Typed { key, text } => self.type_in(key, text),
            Action::Picked { key, value } => {
                self.setup.set(key, value);
            }
            Action::Brought { experiment, files } => self.take_files(experiment, files),
            Action::Toggled(approach) => self.setup.toggle(approach),
            Action::LookedAt(point) => {
                if let Some(results) = self.records.shown_mut().or(self.results.as_mut()) {
                    Shared::make_mut(results).chosen_point = Some(point);
                }
            }
            Action::ComparedWith(approach) => {
                if let Some(results) = self.records.shown_mut().or(self.results.as_mut()) {
                    Shared::make_mut(results).compared_with = Some(approach);
                }
            }
            Action::Predicted(guess) => self.prediction.pick(guess),
            Action::Hidden(hidden) => self.come_into_sight(!hidden),
            Action::Recorded(environment) => self.record(environment),
            Action::DismissedNotes => self.notes.clear(),
            Action::ServiceWorkerKnown(missing) => self.machine.no_service_worker = missing,
            Action::Started(id, plan) => self.start(id, &plan),
            Action::Answered { question, answer } => self.guide.answer(question, answer),
            Action::WantedRows(rows) => self.guide.want(rows),
            Action::StartedRow { job, row, plan } => self.start_row(job, row, &plan),
            Action::StopPressed => {
                self.guide.wanted.clear();
                if let Some(job) = &mut self.job {
                    job.stopping = true;
                }
            }
            Action::Embed(action) => self.change_embed(action),
            Action::EngineResting => self.engine = Engine::Resting,
            Action::EngineStarting => self.engine = Engine::Starting,
            Action::EngineSaid(message) => self.hear(message),
            Action::EngineGone(failure) => {
                self.guide.wanted.clear();
                self.end_job(None, Some(failure.clone()));
                self.engine = Engine::Failed(failure);
            }
            Action::StopForced => self.end_job(Some(Ended::Stopped), None),
        }
    }

    fn change_embed(&mut self, action: EmbedAction) {
        match action {
            EmbedAction::Seen => self.embed.seen = true,
            EmbedAction::ChoseTheme => self.embed.presentation.theme = None,
            EmbedAction::Configured(query) => self.configure(&query),
        }
    }

    /// Shows what a query says: with `x` as a link does, without it on top of what is shown. The view stays, and
    /// so does a theme that it does not name: they belong to where the page is.
    fn configure(&mut self, query: &str) {
        let before = self.embed.presentation;
        if address::named(query).is_some() {
            let (shown, setup, presentation, notes) = read_query(query, &self.machine);
            self.embed.presentation =
                Presentation { theme: presentation.theme.or(before.theme), ..presentation };
            self.show(shown, setup, notes);
        } else {
            let mut setup = self.setup.clone();
            let mut notes = address::amend(&mut setup, query, &presentation::KEYS);
            notes.extend(self.embed.presentation.amend(query));
            self.show(self.shown, setup, notes);
        }
        self.embed.presentation.view = before.view;
    }

    /// Shows another experiment. A job under way goes on, for its own results.
    fn show(&mut self, shown: Shown, setup: Setup, notes: Vec<address::Note>) {
        self.shown = shown;
        self.setup = setup;
        self.notes = notes;
        self.drafts.clear();
        self.file_problem = None;
        self.prediction = Prediction::default();
    }

    /// The page is in sight now, or is not. What is being measured was measured while it was not.
    fn come_into_sight(&mut self, in_sight: bool) {
        self.hidden = !in_sight;
        if let Some(results) = self.results_of_job().filter(|_| !in_sight) {
            Shared::make_mut(results).hidden = true;
        }
    }

    fn record(&mut self, environment: Environment) {
        if let Some(results) = &mut self.results {
            let hidden = results.hidden;
            Shared::make_mut(results).environment = Some(Environment { hidden, ..environment });
            self.records.keep(results);
        }
    }

    /// Takes the recorded results that an address came with.
    fn take_fragment(&mut self, address: &str) {
        let fragment = address.split_once('#').map_or("", |(_, fragment)| fragment);
        self.records.arrive(fragment, self.query());
        self.show_arrived();
    }

    /// Shows the recorded results that an address came with, and their experiment, whatever the query says.
    fn show_arrived(&mut self) {
        let Some(setup) = self.records.read_arrived() else { return };
        if setup.experiment().id != self.shown_id() {
            let query = address::write_in_full(&setup);
            let (shown, setup, ..) = read_query(&query, &self.machine);
            self.show(shown, setup, Vec::new());
            self.records.arrived_with(self.query());
        }
    }

    /// Has an experiment work on files that were brought to it. Where they are refused, it keeps those it has.
    fn take_files(&mut self, experiment: &'static str, files: Result<Vec<File>, String>) {
        let shown = self.setup.experiment().id == experiment;
        match files {
            Ok(files) => {
                self.files.insert(experiment, Shared::new(files));
                if shown {
                    self.setup.set(SOURCE, OWN);
                    self.file_problem = None;
                }
            }
            Err(problem) if shown => self.file_problem = Some(problem),
            Err(_) => {}
        }
    }

    /// Takes a value as it was typed; what is no value is kept as a draft, beside what is wrong with it.
    fn type_in(&mut self, key: &'static str, text: String) {
        let parameters = self.setup.experiment().parameters;
        let Some(parameter) = parameters.iter().find(|parameter| parameter.key == key) else { return };
        let accepted = match setup::limits(parameter) {
            None => self.setup.set_text(key, text.trim()),
            Some((min, max)) => match units::parse_number(&text) {
                Some(number) if (min..=max).contains(&number) => {
                    self.setup.set(key, number);
                    Ok(())
                }
                _ => Err(format!(
                    "A whole number from {} to {}; until then it is {}.",
                    units::grouped(min),
                    units::grouped(max),
                    units::grouped(self.setup.number(key))
                )),
            },
        };
        match accepted {
            Ok(()) => self.drafts.remove(key),
            Err(complaint) => self.drafts.insert(key, Draft { text, complaint }),
        }
    }

    fn start(&mut self, id: JobId, plan: &Plan) {
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

    fn start_row(&mut self, id: JobId, row: &'static str, plan: &Plan) {
        let Some(setup) = guide::kind(row).and_then(|kind| kind.setup(self.machine.cores)) else { return };
        self.last_job = id.0;
        self.job = Some(Job::new(id, Some(row), plan));
        self.guide.start(row, Shared::new(Results::new(setup, plan)));
    }

    /// The results that the job under way adds to.
    fn results_of_job(&mut self) -> Option<&mut Shared<Results>> {
        match self.job.as_ref()?.row {
            Some(row) => self.guide.results.get_mut(row),
            None => self.results.as_mut(),
        }
    }

    fn hear(&mut self, message: FromEngine) {
        let current = self.job.as_ref().map(|job| job.id);
        match message {
            FromEngine::Ready { engine } => self.engine = Engine::Ready(engine),
            FromEngine::Progress { job, turn, done, total } if current == Some(job) => {
                if let Some(job) = &mut self.job {
                    (job.turn, job.done, job.total) = (Some(turn), done, total);
                }
            }
            FromEngine::Drew { job, turn, tiles } if current == Some(job) => self.draw(turn, tiles),
            FromEngine::Merged { job, summary, took } if current == Some(job) => {
                if let Some(results) = self.results_of_job() {
                    Shared::make_mut(results).merged = Some(Merged { summary, took });
                }
            }
            FromEngine::Ran { job, run } if current == Some(job) => {
                if let Some(results) = self.results_of_job() {
                    Shared::make_mut(results).runs.push(Rc::new(run));
                }
            }
            FromEngine::Finished { job, ended, .. } if current == Some(job) => {
                self.end_job(Some(ended), None);
            }
            FromEngine::Failed { job, failure } if job.is_none() || current == job => {
                self.end_job(None, Some(failure));
            }
            // From a job that is over.
            FromEngine::Progress { .. }
            | FromEngine::Drew { .. }
            | FromEngine::Merged { .. }
            | FromEngine::Ran { .. }
            | FromEngine::Finished { .. }
            | FromEngine::Failed { .. } => {}
        }
    }

    /// Draws on. What the guide runs is not looked at.
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

    fn end_job(&mut self, ended: Option<Ended>, failure: Option<Failure>) {
        if let Some(results) = self.results_of_job() {
            let results = Shared::make_mut(results);
            (results.ended, results.failure) = (ended, failure);
        }
        self.job = None;
    }
}

/// The query of an address.
fn query_of(address: &str) -> &str {
    address.split_once('#').map_or(address, |(query, _)| query)
}

/// What is shown, the experiment, how it is shown, and what in the query was not taken as it stands.
fn read_query(query: &str, machine: &Machine) -> (Shown, Setup, Presentation, Vec<address::Note>) {
    let (presentation, more_notes) = presentation::read(query);
    if address::names_guide(query) {
        let mut notes = address::unknown_to_guide(query, &presentation::KEYS);
        notes.extend(more_notes);
        return (Shown::Guide, Setup::new(catalogue::first(), machine.cores), presentation, notes);
    }
    let (setup, mut notes) = address::read(query, machine.cores, &presentation::KEYS);
    notes.extend(more_notes);
    (Shown::Experiment, setup, presentation, notes)
}

#[cfg(test)]
mod tests;
