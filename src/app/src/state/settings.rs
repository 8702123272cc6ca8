//! The settings of the next run: values, strategies, the reader's files and prediction.

use super::shared::Shared;
use super::small_map::SmallMap;
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::{self, AUTO, OWN, Parameter, SOURCE};
use lanes_model::workload::File;
use lanes_model::{Plan, Strategy};
use lanes_report::destinations::Destination;
use std::rc::Rc;

/// Settings of the next run, as the controls show them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    setup: Setup,
    /// Texts in controls that are not valid values, by parameter.
    drafts: SmallMap<Draft>,
    /// Files that the reader chose, by experiment. They stay in this page: no link has them.
    files: SmallMap<Shared<Vec<File>>>,
    /// Descriptions of these files, by experiment.
    about_files: SmallMap<Rc<str>>,
    file_problem: Option<String>,
    prediction: Option<Strategy>,
    /// Code that the reader wrote and that is too long.
    code_draft: Option<Rc<str>>,
    /// Code that came with the link, or from the host page.
    given_code: Option<Rc<str>>,
    /// True once code has been run in this page: the reader was the first to run any.
    has_run_code: bool,
    /// Other servers that the run that the reader asked for would send requests to, until they are confirmed.
    unconfirmed: Rc<[Destination]>,
    /// Numbers of requests that the reader has confirmed in this page, by server.
    confirmed: Vec<Destination>,
    /// Origins that the reader has allowed the programs of this page to request.
    allowed_origins: Vec<String>,
}

/// Text in a control that is not a valid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Text as it was typed.
    pub(crate) text: String,
    /// Reason why the text is not valid, for a reader.
    pub(crate) complaint: String,
}

/// Changes of the settings by the reader.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SettingsAction {
    /// The reader typed into the control of a number or a text.
    Typed {
        /// Parameter.
        key: &'static str,
        /// Text of the control.
        text: String,
    },
    /// The reader chose a value from a list.
    Picked {
        /// Parameter.
        key: &'static str,
        /// Value.
        value: u64,
    },
    /// The reader chose files for an experiment, or dropped them on the page.
    FilesChosen {
        /// Experiment.
        experiment: &'static str,
        /// Files, and those that were refused.
        files: ChosenFiles,
    },
    /// The reader wrote code, or went back to that of the experiment.
    CodeWritten(Option<Rc<str>>),
    /// The reader added a strategy to the comparison, or removed it.
    StrategyToggled(Strategy),
    /// The reader predicted the winner of the next run, or withdrew the prediction.
    WinnerPredicted(Option<Strategy>),
    /// The reader asked for a run that first needs a confirmation of these requests to other servers.
    ConfirmationNeeded(Rc<[Destination]>),
    /// The reader confirmed the requests (true), or refused them.
    RequestsConfirmed(bool),
    /// The reader allowed programs to request an origin.
    OriginAllowed(String),
}

/// Files that the reader chose, after they have been read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChosenFiles {
    /// Files to work on. If there are none, the experiment keeps those it has.
    pub(crate) files: Vec<File>,
    /// Names, size and encoding of the files.
    pub(crate) about: String,
    /// Reason why files were refused.
    pub(crate) problem: Option<String>,
}

impl Settings {
    pub(super) fn new(setup: Setup) -> Settings {
        Settings {
            setup,
            drafts: SmallMap::default(),
            files: SmallMap::default(),
            about_files: SmallMap::default(),
            file_problem: None,
            prediction: None,
            code_draft: None,
            given_code: None,
            has_run_code: false,
            unconfirmed: Rc::default(),
            confirmed: Vec::new(),
            allowed_origins: Vec::new(),
        }
    }

    /// Returns the experiment and its values.
    pub(crate) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Returns the text in the control of a parameter that is not a valid value.
    pub(crate) fn draft(&self, key: &str) -> Option<&Draft> {
        self.drafts.get(key)
    }

    /// Returns the reason why the reader's files were refused.
    pub(crate) fn file_problem(&self) -> Option<&str> {
        self.file_problem.as_deref()
    }

    /// Returns the reader's files that the next run works on. A program may read one.
    pub(crate) fn own_files(&self) -> Option<&Shared<Vec<File>>> {
        let takes_files = self.setup.values().uses_own_files() || self.setup.experiment().runs_program();
        self.files.get(self.setup.experiment().id).filter(|_| takes_files)
    }

    /// Returns the description of the reader's files.
    pub(crate) fn about_files(&self) -> Option<&str> {
        self.own_files().and(self.about_files.get(self.setup.experiment().id)).map(AsRef::as_ref)
    }

    /// Returns true if the experiment is set to work on the reader's files and has none yet.
    pub(crate) fn lacks_files(&self) -> bool {
        self.setup.values().uses_own_files() && self.own_files().is_none()
    }

    /// Returns the reader's code if it is too long.
    pub(crate) fn code_draft(&self) -> Option<&str> {
        self.code_draft.as_deref()
    }

    /// Returns true if the code is what came with the link, or from the host page.
    pub(crate) fn has_given_code(&self) -> bool {
        self.given_code.is_some() && self.given_code.as_deref() == self.setup.code()
    }

    /// Returns the code that came with the link, or from the host page.
    pub(crate) fn given_code(&self) -> Option<&str> {
        self.given_code.as_deref()
    }

    /// Returns true once code has been run in this page.
    pub(crate) fn has_run_code(&self) -> bool {
        self.has_run_code
    }

    /// Returns the requests to other servers that wait for the reader's confirmation.
    pub(crate) fn unconfirmed(&self) -> &Rc<[Destination]> {
        &self.unconfirmed
    }

    /// Returns the numbers of requests that the reader has confirmed in this page, by server.
    pub(crate) fn confirmed(&self) -> &[Destination] {
        &self.confirmed
    }

    /// Returns the origins that the reader has allowed the programs of this page to request.
    pub(crate) fn allowed_origins(&self) -> &[String] {
        &self.allowed_origins
    }

    /// Notes that the shown experiment is run.
    pub(super) fn note_run(&mut self) {
        self.has_run_code |= self.setup.experiment().takes_code();
    }

    /// Takes code that came with the link, or from the host page. Nothing runs it before the reader does.
    pub(super) fn take_given_code(&mut self, code: Rc<str>) {
        // The length was checked when the code was read.
        if self.setup.set_code(Some(&code)).is_ok() {
            // What the reader allowed was for other code.
            self.allowed_origins.clear();
            self.given_code = Some(code);
        }
    }

    /// Returns the reader's prediction of the winner of the next run.
    pub(crate) fn prediction(&self) -> Option<Strategy> {
        self.prediction
    }

    /// Shows another setup. Files stay with their experiments.
    pub(super) fn show(&mut self, setup: Setup) {
        self.setup = setup;
        self.drafts.clear();
        self.file_problem = None;
        self.prediction = None;
        self.code_draft = None;
        self.given_code = None;
        self.unconfirmed = Rc::default();
    }

    /// Changes the setup, but not the experiment. Code keeps its origin.
    pub(super) fn amend(&mut self, setup: Setup) {
        let given_code = self.given_code.take();
        self.show(setup);
        self.given_code = given_code;
    }

    /// Removes the prediction and returns it if the plan runs the strategy that it names.
    pub(super) fn take_prediction(&mut self, plan: &Plan) -> Option<Strategy> {
        let predicted = self.prediction.take();
        predicted.filter(|predicted| plan.cases.iter().any(|case| case.strategy == *predicted))
    }

    pub(super) fn apply(&mut self, action: SettingsAction) {
        // The reader confirms what they were shown, and nothing that changed since.
        let unconfirmed = std::mem::take(&mut self.unconfirmed);
        match action {
            SettingsAction::Typed { key, text } => self.type_text(key, text),
            SettingsAction::Picked { key, value } => {
                self.setup.set(key, value);
                self.drafts.remove(key);
                if key == SOURCE {
                    self.file_problem = None;
                }
            }
            SettingsAction::FilesChosen { experiment, files } => self.take_files(experiment, files),
            SettingsAction::CodeWritten(code) => self.write_code(code),
            SettingsAction::StrategyToggled(strategy) => self.setup.toggle(strategy),
            SettingsAction::WinnerPredicted(strategy) => self.prediction = strategy,
            SettingsAction::OriginAllowed(origin) => self.allowed_origins.push(origin),
            SettingsAction::ConfirmationNeeded(destinations) => self.unconfirmed = destinations,
            SettingsAction::RequestsConfirmed(is_confirmed) => {
                if is_confirmed {
                    // Searched from the end, where larger numbers replace smaller ones.
                    self.confirmed.extend_from_slice(&unconfirmed);
                }
            }
        }
    }

    /// Sets the code. Keeps code that is too long as a draft.
    fn write_code(&mut self, code: Option<Rc<str>>) {
        let is_accepted = self.setup.set_code(code.as_deref()).is_ok();
        self.code_draft = code.filter(|_| !is_accepted);
    }

    /// Gives an experiment the files that the reader chose. If all were refused, the experiment keeps those it has.
    fn take_files(&mut self, experiment: &'static str, chosen: ChosenFiles) {
        let is_shown = self.setup.experiment().id == experiment;
        if is_shown {
            self.file_problem = chosen.problem;
        }
        if !chosen.files.is_empty() {
            self.files.insert(experiment, Shared::new(chosen.files));
            self.about_files.insert(experiment, chosen.about.into());
            if is_shown {
                self.setup.set(SOURCE, OWN);
            }
        }
    }

    /// Sets a value from its text. Keeps an invalid text as a draft, with the reason.
    fn type_text(&mut self, key: &'static str, text: String) {
        let parameters = self.setup.experiment().parameters;
        let Some(parameter) = parameters.iter().find(|parameter| parameter.key == key) else { return };
        let accepted = match experiment::limits(parameter) {
            None => self.setup.set_text(key, text.trim()),
            Some(limits) => self.type_number(parameter, limits, &text),
        };
        match accepted {
            Ok(()) => self.drafts.remove(key),
            Err(complaint) => self.drafts.insert(key, Draft { text, complaint }),
        }
    }

    /// Sets a number from its text. An empty text leaves the number to Lanes if the parameter allows that.
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
