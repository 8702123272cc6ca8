//! The page's one state value, changed only by [`State::reduce`].

mod action;
mod by_key;
mod embed;
mod job;
mod location;
mod measuring;
mod prediction;
pub mod records;
mod shared;

pub use action::Action;
pub use by_key::ByKey;
pub use embed::{Embed, EmbedAction, Frame};
pub use job::{Job, Merged, Picture, Progress, Results};
pub use prediction::Prediction;
pub use records::Records;
pub use shared::Shared;

use crate::guide::Guide;
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::{AUTO, OWN, Parameter, SOURCE};
use lanes_catalogue::experiments::find;
use lanes_catalogue::guide;
use lanes_model::message::EngineInfo;
use lanes_model::workload::File;
use lanes_model::{Ended, Failure, Strategy};
use lanes_report::address;
use location::{query_of, read_query};

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

    /// The same page, in a frame or not.
    #[must_use]
    pub fn placed(mut self, frame: Frame) -> State {
        self.embed.frame = frame;
        if self.embed.engine_on_demand() {
            self.engine = Engine::Resting;
        }
        self
    }

    /// The results that are shown: those of a record, or those of the last job.
    pub fn results_shown(&self) -> Option<&Shared<Results>> {
        let recorded = self.records.shown(self.shown_id()).map(|(_, content)| &content.results);
        let own = || self.results.as_ref().filter(|results| results.setup.experiment().id == self.shown_id());
        recorded.or_else(own)
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

    /// Whether a strategy can be run in this page.
    pub fn possible(&self, strategy: Strategy) -> bool {
        self.machine.isolated || !strategy.needs_shared_memory()
    }

    /// The files of the reader's own that the experiment works on as it is set.
    pub fn own_files(&self) -> Option<&Shared<Vec<File>>> {
        self.files.get(self.setup.experiment().id).filter(|_| self.setup.values().uses_own_files())
    }

    /// Whether the experiment is set to work on the reader's own files, and there are none yet.
    pub fn lacks_files(&self) -> bool {
        self.setup.values().uses_own_files() && self.own_files().is_none()
    }

    /// What a run of the experiment as it is set would fill in.
    pub fn blank_results(&self) -> Shared<Results> {
        let plan = self.setup.plan(self.machine.isolated, 0);
        Shared::new(Results::new(self.setup.clone(), &plan))
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
        if self.is_readers_choice(&action) {
            self.embed.autorun_due = false;
        }
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
            Action::ChoseRow(row) => {
                if let Some(setup) = self.setup_of_row(row) {
                    self.records.leave();
                    self.show(Shown::Experiment, setup, Vec::new());
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
                self.drafts.remove(key);
            }
            Action::Brought { experiment, files } => self.take_files(experiment, files),
            Action::Toggled(strategy) => self.setup.toggle(strategy),
            Action::LookedAt(point) => {
                if let Some(results) = self.records.shown_mut().or(self.results.as_mut()) {
                    Shared::make_mut(results).chosen_point = Some(point);
                }
            }
            Action::ComparedWith(strategy) => {
                if let Some(results) = self.records.shown_mut().or(self.results.as_mut()) {
                    Shared::make_mut(results).compared_with = Some(strategy);
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
        let accepted = match lanes_catalogue::experiment::limits(parameter) {
            None => self.setup.set_text(key, text.trim()),
            Some(limits) => self.type_number(parameter, limits, &text),
        };
        match accepted {
            Ok(()) => self.drafts.remove(key),
            Err(complaint) => self.drafts.insert(key, Draft { text, complaint }),
        }
    }

    /// Takes a number as it was typed. Nothing leaves the amount to Lanes, where the number can be left to it.
    fn type_number(
        &mut self,
        parameter: &'static Parameter,
        (min, max): (u64, u64),
        text: &str,
    ) -> Result<(), String> {
        let empty = parameter.automatic.filter(|_| text.trim().is_empty()).map(|_| AUTO);
        match empty.or_else(|| parameter.parse_number(text)) {
            Some(number) if (min..=max).contains(&number) => {
                self.setup.set(parameter.key, number);
                Ok(())
            }
            _ => {
                let number = self.setup.number(parameter.key).unwrap_or(min);
                let (least, or) = match parameter.automatic {
                    Some(automatic) => (AUTO + 1, format!(", or “{}”", automatic.key)),
                    None => (min, String::new()),
                };
                Err(format!(
                    "A whole number from {} to {}{or}; using {} for now.",
                    units::grouped(least),
                    units::grouped(max),
                    parameter
                        .option(number)
                        .map_or_else(|| units::grouped(number), |option| option.key.to_owned())
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests;
