//! The reducer: passes each action to its area, and handles what concerns several areas.

use super::State;
use super::action::{Action, JobAction, PageAction};
use super::location::{Destination, LocationAction, Shown, split};
use super::records::{Codec, RecordsAction};
use super::results::ResultsAction;
use super::runs::EngineAction;
use super::settings::SettingsAction;
use super::shared::Shared;
use lanes_catalogue::{Setup, experiments, guide};
use lanes_model::message::JobId;
use lanes_model::{Environment, Plan};
use lanes_report::address;
use lanes_report::control::Change;
use lanes_report::presentation::{self, Presentation};

impl State {
    /// Returns the state after an event.
    #[must_use]
    pub(crate) fn reduce(&self, action: Action) -> State {
        let mut next = self.clone();
        if self.replaces_autorun(&action) {
            next.embed.cancel_autorun();
        }
        next.apply(action);
        next.records.read_those_of(next.settings.setup().experiment().id);
        next
    }

    /// Returns true if the reader thereby chooses another run than the one that the address requests.
    fn replaces_autorun(&self, action: &Action) -> bool {
        match action {
            Action::Location(LocationAction::Navigated(address)) => !self.is_at(address),
            Action::Location(action) => {
                matches!(action, LocationAction::Chosen(_) | LocationAction::RowOpened(_))
            }
            Action::Settings(action) => !matches!(action, SettingsAction::WinnerPredicted(_)),
            _ => false,
        }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Location(action) => self.go(action),
            Action::Settings(action) => self.settings.apply(action),
            Action::Job(JobAction::Started { job, plan }) => self.start(job, &plan),
            Action::Job(JobAction::RowStarted { job, row, plan }) => self.start_row(job, row, &plan),
            Action::Job(JobAction::StopRequested) => {
                self.decision_table.clear_queue();
                self.runs.request_stop();
            }
            Action::Job(JobAction::EnvironmentNoted(environment)) => self.note_environment(environment),
            Action::Engine(action) => {
                if matches!(action, EngineAction::Lost(_)) {
                    self.decision_table.clear_queue();
                }
                self.runs.apply(action);
            }
            Action::Results(action) => self.change_results(action),
            Action::Records(action) => {
                let is_file = matches!(action, RecordsAction::FileOpened { .. });
                self.records.apply(action);
                if is_file {
                    self.show_displayed();
                }
            }
            Action::DecisionTable(action) => self.decision_table.apply(action),
            Action::Embed(action) => self.embed.apply(action),
            Action::Page(PageAction::VisibilityChanged(is_hidden)) => self.runs.set_hidden(is_hidden),
            Action::Page(PageAction::ServiceWorkerChecked(missing)) => {
                self.machine.no_service_worker = missing;
            }
            Action::Page(PageAction::LaterPartLoaded(codec)) => self.take_codec(codec),
        }
    }

    fn go(&mut self, action: LocationAction) {
        match action {
            LocationAction::Chosen(guide::ID) => {
                self.records.leave();
                self.shown = Shown::Guide;
                self.notes.clear();
            }
            LocationAction::Chosen(id) => {
                let experiment = experiments::find(id);
                self.open(experiment.map(|experiment| Setup::new(experiment, self.machine.cores)));
            }
            LocationAction::RowOpened(row) => self.open(self.setup_of_row(row)),
            LocationAction::ScriptOpened(setup) => self.open(Some(setup)),
            LocationAction::Navigated(address) => {
                if !self.is_at(&address) {
                    self.navigate(&address);
                }
            }
            LocationAction::Configured(Change { query, code }) => self.configure(&query, code),
            LocationAction::NotesDismissed => self.notes.clear(),
        }
    }

    /// Shows the experiment that the reader chose. Changes nothing if there is none.
    fn open(&mut self, setup: Option<Setup>) {
        if let Some(setup) = setup {
            self.records.leave();
            self.show(Shown::Experiment, setup, Vec::new());
        }
    }

    fn navigate(&mut self, address: &str) {
        let (query, fragment) = split(address);
        let Destination { shown, setup, presentation, notes } = Destination::read(query, &self.machine);
        self.embed.present(presentation);
        self.show(shown, setup, notes);
        self.records.arrive(fragment, self.query());
        self.show_link();
    }

    /// Shows what a query of the host page asks for: with `x` like a link, without it as a change of what is shown.
    /// Keeps the view, and a theme that the query does not name: both belong to the place of the page.
    fn configure(&mut self, query: &str, code: Option<String>) {
        let before = self.embed.presentation().clone();
        let mut presentation = before.clone();
        if address::named(query).is_some() {
            let destination = Destination::read(query, &self.machine);
            presentation = destination.presentation;
            presentation.theme = presentation.theme.or(before.theme);
            self.show(destination.shown, destination.setup, destination.notes);
        } else {
            let mut setup = self.setup().clone();
            let mut notes = address::amend(&mut setup, query, &presentation::KEYS);
            notes.extend(presentation.amend(query));
            self.settings.amend(setup);
            self.notes = notes;
        }
        if let Some(code) = code {
            self.settings.take_given_code(code.into());
        }
        self.embed.present(Presentation { view: before.view, ..presentation });
    }

    /// Shows something else. A job in progress continues with its own results.
    fn show(&mut self, shown: Shown, setup: Setup, notes: Vec<address::Note>) {
        self.shown = shown;
        self.settings.show(setup);
        self.notes = notes;
    }

    /// Shows the code and the recorded results of the address, and their experiment even if the query names another.
    fn show_link(&mut self) {
        let Some(setup) = self.records.read_link() else { return self.take_link_code() };
        if setup.experiment().id != self.shown_id() {
            let Destination { shown, setup, .. } =
                Destination::read(&address::write_in_full(&setup), &self.machine);
            self.show(shown, setup, Vec::new());
            self.records.set_link_query(self.query());
        }
        self.take_link_code();
    }

    /// Shows the experiment of the recording that the reader opened, with its settings.
    fn show_displayed(&mut self) {
        let other = |setup: &&Setup| setup.experiment().id != self.shown_id();
        let Some(setup) = self.records.displayed_setup().filter(other) else { return };
        let destination = Destination::read(&address::write_in_full(setup), &self.machine);
        self.records.leave_address();
        self.show(destination.shown, destination.setup, Vec::new());
    }

    /// Shows the code of the address, which nothing runs before the reader does.
    fn take_link_code(&mut self) {
        if let Some(code) = self.records.take_link_code() {
            self.settings.take_given_code(code);
        }
    }

    fn take_codec(&mut self, codec: Shared<Codec>) {
        self.records.set_codec(codec);
        self.show_link();
        // A run may have ended before its results could be saved.
        if let Some(results) = self.runs.results() {
            self.records.save(results);
        }
    }

    fn start(&mut self, job: JobId, plan: &Plan) {
        self.embed.cancel_autorun();
        self.settings.note_run();
        let setup = self.setup().clone();
        let files = self.settings.own_files().cloned();
        let prediction = self.settings.take_prediction(plan);
        self.runs.start(job, plan, setup, files, prediction);
        self.records.start();
    }

    fn start_row(&mut self, job: JobId, row: &'static str, plan: &Plan) {
        if let Some(setup) = self.setup_of_row(row) {
            self.runs.start_row(job, row, plan, setup);
            self.decision_table.start(row);
        }
    }

    fn note_environment(&mut self, environment: Environment) {
        if let Some(results) = self.runs.note_environment(environment) {
            self.records.save(results);
        }
    }

    fn change_results(&mut self, action: ResultsAction) {
        if let Some(results) = self.records.displayed_mut().or(self.runs.results_mut()) {
            Shared::make_mut(results).apply(action);
        }
    }
}
