//! The page's one state value, changed only by [`State::reduce`].

use crate::guide::Guide;
use lanes_model::catalogue::{self, find};
use lanes_model::experiment::{OWN, SOURCE};
use lanes_model::guide;
use lanes_model::message::{EngineInfo, FromEngine, JobId};
use lanes_model::workload::File;
use lanes_model::{
    Approach, Ended, Failure, Millis, Plan, Run, Setup, Summary, Tile, Turn, address, setup, units,
};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

/// All that the page shows follows from this.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the machine and the browser offer.
    pub machine: Machine,
    /// What the page shows.
    pub shown: Shown,
    /// The decision guide.
    pub guide: Guide,
    /// The experiment as the controls show it.
    pub setup: Setup,
    /// Text in a control that is no value it can take, by parameter.
    pub drafts: BTreeMap<&'static str, Draft>,
    /// Files that the reader brought, by experiment. They stay in this page: no link has them.
    pub files: BTreeMap<&'static str, Shared<Vec<File>>>,
    /// Why files were not taken.
    pub file_problem: Option<String>,
    /// What in the address was not taken as it stands.
    pub notes: Vec<address::Note>,
    /// The engine.
    pub engine: Engine,
    /// The job under way.
    pub job: Option<Job>,
    /// What the last job of an experiment gave, or gives so far.
    pub results: Option<Shared<Results>>,
    /// The picture that the latest run to draw one has drawn so far. Apart from the results, since it changes
    /// many times a second and the rest need not be shown anew for it.
    pub picture: Option<Shared<Picture>>,
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

/// A large value that is compared by identity: the page compares its state many times a second, while
/// something is being measured.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// A value of its own.
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// The value, to change it; whoever else has it keeps it as it was.
    pub fn make_mut(this: &mut Shared<T>) -> &mut T {
        Rc::make_mut(&mut this.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
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
    /// It is being loaded and started.
    Starting,
    /// It waits for work, or works.
    Ready(EngineInfo),
    /// It is not there, and why.
    Failed(Failure),
}

/// A job under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// The row of the guide it fills in, by experiment; none where it is the reader's own.
    pub row: Option<&'static str>,
    /// The run being made, once there is one.
    pub turn: Option<Turn>,
    /// Tasks done, over all runs.
    pub done: u64,
    /// Tasks there are, over all runs.
    pub total: u64,
    /// Whether Stop was pressed.
    pub stopping: bool,
}

impl Job {
    fn new(id: JobId, row: Option<&'static str>, plan: &Plan) -> Job {
        Job { id, row, turn: None, done: 0, total: plan.total_tasks(), stopping: false }
    }
}

/// What a job gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// What was run: the controls may show something else by now.
    pub setup: Setup,
    /// The reader's own files that it was run on.
    pub files: Option<Shared<Vec<File>>>,
    /// The approaches that were run.
    pub approaches: Vec<Approach>,
    /// How often each is measured.
    pub repeats: u32,
    /// Whether its tasks draw a picture.
    pub is_drawn: bool,
    /// The runs so far, warm-up among them.
    pub runs: Vec<Rc<Run>>,
    /// The point of what is varied that the reader chose to look at.
    pub chosen_point: Option<u16>,
    /// What the tasks of a run made together.
    pub merged: Option<Merged>,
    /// How it ended; nothing while it goes on or where it failed.
    pub ended: Option<Ended>,
    /// Why it ended early.
    pub failure: Option<Failure>,
}

impl Results {
    /// Nothing yet.
    fn new(setup: Setup, plan: &Plan) -> Results {
        Results {
            setup,
            approaches: planned(plan),
            repeats: plan.repeats,
            is_drawn: plan.cases.iter().any(|case| case.work.workload().is_drawn()),
            runs: Vec::new(),
            chosen_point: None,
            files: None,
            merged: None,
            ended: None,
            failure: None,
        }
    }

    /// The runs so far.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(Rc::as_ref)
    }

    /// The point of what is varied that is looked at: the chosen one, or the last there is a run of.
    pub fn point(&self) -> u16 {
        let last = || self.runs.iter().map(|run| run.turn.point).max();
        self.chosen_point.or_else(last).unwrap_or(0)
    }
}

/// What the tasks of a run made together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Their parts, merged.
    pub summary: Summary,
    /// How long merging took, outside the run's time.
    pub took: Millis,
}

/// A picture that a run draws piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The run.
    pub turn: Turn,
    /// The pieces so far.
    pub tiles: Vec<Rc<Tile>>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The reader went to another experiment, or to the guide.
    Chose(&'static str),
    /// The browser went back or forward to this query.
    Navigated(String),
    /// The reader typed into a number's or a text's control.
    Typed {
        /// The parameter.
        key: &'static str,
        /// What the control says now.
        text: String,
    },
    /// The reader chose a value from a list.
    Picked {
        /// The parameter.
        key: &'static str,
        /// The value.
        value: u64,
    },
    /// The reader brought files to an experiment.
    Brought {
        /// The experiment.
        experiment: &'static str,
        /// The files, or why they were not taken.
        files: Result<Vec<File>, String>,
    },
    /// The reader took an approach into the comparison, or out.
    Toggled(Approach),
    /// The reader looked at one of the points of what is varied.
    LookedAt(u16),
    /// The reader closed the notes about the address.
    DismissedNotes,
    /// It became known whether there is a service worker.
    ServiceWorkerKnown(Option<String>),
    /// A job was given to the engine.
    Started(JobId, Rc<Plan>),
    /// The reader answered a question of the guide.
    Answered {
        /// The question's place.
        question: usize,
        /// The answer's place.
        answer: usize,
    },
    /// The reader wants rows of the guide measured, by experiment.
    WantedRows(Vec<&'static str>),
    /// A job for the first of the wanted rows was given to the engine.
    StartedRow {
        /// The job.
        job: JobId,
        /// The row's experiment.
        row: &'static str,
        /// What is run.
        plan: Rc<Plan>,
    },
    /// Stop was pressed.
    StopPressed,
    /// An engine is being started.
    EngineStarting,
    /// The engine said something.
    EngineSaid(FromEngine),
    /// The engine was given up, and with it the job under way.
    EngineGone(Failure),
    /// The engine did not answer a Stop in time; the job is over.
    StopForced,
}

impl State {
    /// The page at first, at an address with that query.
    pub fn new(machine: Machine, query: &str) -> State {
        let (shown, setup, notes) = read_query(query, &machine);
        State {
            machine,
            shown,
            guide: Guide::default(),
            setup,
            drafts: BTreeMap::new(),
            files: BTreeMap::new(),
            file_problem: None,
            notes,
            engine: Engine::Starting,
            job: None,
            results: None,
            picture: None,
            last_job: 0,
        }
    }

    /// The query of the page's address.
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

    /// The next job's name and plan; nothing while a job is under way, or where nothing can be run.
    pub fn next_job(&self) -> Option<(JobId, Plan)> {
        let id = self.last_job + 1;
        let mut plan = self.setup.plan(self.machine.isolated, u64::from(id));
        if let Some(files) = self.own_files() {
            plan = plan.on(files);
        }
        let complete = self.setup.lacking().is_none() && !self.lacks_files();
        let runnable = self.job.is_none() && !plan.cases.is_empty() && complete;
        runnable.then_some((JobId(id), plan))
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
        next
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Chose(guide::ID) => {
                self.shown = Shown::Guide;
                self.notes.clear();
            }
            Action::Chose(id) => {
                if let Some(experiment) = find(id) {
                    self.show(Shown::Experiment, Setup::new(experiment, self.machine.cores), Vec::new());
                }
            }
            Action::Navigated(query) => {
                let (shown, setup, notes) = read_query(&query, &self.machine);
                self.show(shown, setup, notes);
            }
            Action::Typed { key, text } => self.type_in(key, text),
            Action::Picked { key, value } => {
                self.setup.set(key, value);
            }
            Action::Brought { experiment, files } => self.take_files(experiment, files),
            Action::Toggled(approach) => self.setup.toggle(approach),
            Action::LookedAt(point) => {
                if let Some(results) = &mut self.results {
                    Shared::make_mut(results).chosen_point = Some(point);
                }
            }
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

    /// Shows another experiment. A job under way goes on, for its own results.
    fn show(&mut self, shown: Shown, setup: Setup, notes: Vec<address::Note>) {
        self.shown = shown;
        self.setup = setup;
        self.notes = notes;
        self.drafts.clear();
        self.file_problem = None;
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
            Ok(()) => drop(self.drafts.remove(key)),
            Err(complaint) => drop(self.drafts.insert(key, Draft { text, complaint })),
        }
    }

    fn start(&mut self, id: JobId, plan: &Plan) {
        self.last_job = id.0;
        self.job = Some(Job::new(id, None, plan));
        let files = self.own_files().cloned();
        self.results = Some(Shared::new(Results { files, ..Results::new(self.setup.clone(), plan) }));
        self.picture = None;
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

/// The approaches of a plan, in its order.
fn planned(plan: &Plan) -> Vec<Approach> {
    let mut approaches: Vec<Approach> = plan.cases.iter().map(|case| case.approach).collect();
    approaches.dedup();
    approaches
}

fn read_query(query: &str, machine: &Machine) -> (Shown, Setup, Vec<address::Note>) {
    if address::names_guide(query) {
        return (Shown::Guide, Setup::new(catalogue::first(), machine.cores), Vec::new());
    }
    let (setup, notes) = address::read(query, machine.cores, &[]);
    (Shown::Experiment, setup, notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::{FailureKind, Millis, Round};

    const TURN: Turn = Turn { approach: Approach::SEQUENTIAL, point: 0, round: Round::Measured(0) };

    fn state(isolated: bool) -> State {
        State::new(Machine { cores: 2, isolated, no_service_worker: None }, "x=sum-of-squares")
    }

    fn started(state: &State) -> (State, JobId) {
        let (id, plan) = state.next_job().expect("a job");
        (state.reduce(Action::Started(id, Rc::new(plan))), id)
    }

    fn run() -> Run {
        Run {
            turn: TURN,
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall: Millis(1.0),
            lanes: Vec::new(),
            reports: Vec::new(),
            bytes_moved: 0,
        }
    }

    #[test]
    fn a_job_runs_once_at_a_time_and_ends() {
        let (running, job) = started(&state(true));
        assert_eq!(running.next_job(), None);
        let after = running.reduce(Action::EngineSaid(FromEngine::Ran { job, run: run() })).reduce(
            Action::EngineSaid(FromEngine::Finished { job, ended: Ended::Completed, blocked_lanes: 0 }),
        );
        assert_eq!(after.job, None);
        let results = after.results.as_ref().unwrap();
        assert_eq!((results.runs.len(), results.ended), (1, Some(Ended::Completed)));
        assert_eq!(after.next_job().unwrap().0, JobId(job.0 + 1));
    }

    #[test]
    fn what_comes_late_from_an_ended_job_changes_nothing() {
        let (running, job) = started(&state(true));
        let ended = running.reduce(Action::StopPressed).reduce(Action::StopForced);
        let (next, _) = started(&ended);
        assert_eq!(next.reduce(Action::EngineSaid(FromEngine::Ran { job, run: run() })), next);
        let finished = FromEngine::Finished { job, ended: Ended::Completed, blocked_lanes: 0 };
        assert_eq!(next.reduce(Action::EngineSaid(finished)), next);
    }

    #[test]
    fn a_lost_engine_ends_the_job_with_its_failure_and_keeps_its_runs() {
        let (running, job) = started(&state(true));
        let failure = Failure::new(FailureKind::EngineLost, "Gone.");
        let after = running
            .reduce(Action::EngineSaid(FromEngine::Ran { job, run: run() }))
            .reduce(Action::EngineGone(failure.clone()));
        let results = after.results.as_ref().unwrap();
        assert_eq!((results.runs.len(), results.failure.as_ref()), (1, Some(&failure)));
        assert_eq!(after.engine, Engine::Failed(failure));
        assert!(after.next_job().is_some());
    }

    #[test]
    fn bad_numbers_are_kept_and_the_last_good_one_is_used() {
        let before = state(true);
        let type_in =
            |state: &State, text: &str| state.reduce(Action::Typed { key: "tasks", text: text.to_owned() });
        let good = type_in(&before, "1 6");
        assert_eq!((good.setup.number("tasks"), good.drafts.len()), (16, 0));
        let bad = type_in(&good, "9,000");
        assert_eq!(bad.setup.number("tasks"), 16);
        assert_eq!(bad.drafts["tasks"].text, "9,000");
        assert_eq!(bad.drafts["tasks"].complaint, "A whole number from 1 to 5,000; until then it is 16.");
        assert_eq!(type_in(&bad, "8").drafts.len(), 0);
    }

    #[test]
    fn without_isolation_threads_are_left_out() {
        let plan = state(false).next_job().unwrap().1;
        let keys: Vec<_> = plan.cases.iter().map(|case| case.approach.key()).collect();
        assert_eq!(keys, ["sequential", "async", "processes"]);
        let only_threads = state(false).reduce(Action::Navigated("strategies=threads".into()));
        assert_eq!(only_threads.next_job(), None);
    }

    #[test]
    fn going_back_restores_the_query() {
        let before = state(true).reduce(Action::Typed { key: "n", text: "5".into() });
        let query = before.query();
        let there = before.reduce(Action::Chose("ten-requests"));
        assert_eq!(there.query(), "x=ten-requests");
        assert_eq!(there.reduce(Action::Navigated(query)).setup, before.setup);
    }

    #[test]
    fn an_address_that_is_none_is_kept_as_it_was_typed() {
        let before = state(true).reduce(Action::Navigated("x=ten-requests&network=urls".into()));
        let type_in = |text: &str| before.reduce(Action::Typed { key: "urls", text: text.to_owned() });
        let bad = type_in("a.example");
        assert_eq!((bad.drafts["urls"].text.as_str(), bad.setup.text("urls")), ("a.example", ""));
        assert_eq!(type_in(" https://a.example ").setup.text("urls"), "https://a.example");
    }

    fn row_started(state: &State) -> State {
        let (job, row, plan) = state.next_row().expect("a row");
        state.reduce(Action::StartedRow { job, row, plan: Rc::new(plan) })
    }

    fn finished(state: &State) -> State {
        let job = state.job.as_ref().unwrap().id;
        state.reduce(Action::EngineSaid(FromEngine::Finished {
            job,
            ended: Ended::Completed,
            blocked_lanes: 0,
        }))
    }

    #[test]
    fn wanted_rows_are_measured_one_after_the_other_and_kept() {
        let guide = state(true).reduce(Action::Navigated("x=decide".into()));
        assert_eq!((guide.shown, guide.query()), (Shown::Guide, "x=decide".to_owned()));
        let wanted = guide.reduce(Action::WantedRows(vec!["ten-requests", "sum-of-squares", "ten-requests"]));
        let first = row_started(&wanted);
        assert_eq!(first.next_row(), None);
        let job = first.job.as_ref().unwrap().id;
        let first = first.reduce(Action::EngineSaid(FromEngine::Ran { job, run: run() }));
        let second = row_started(&finished(&first));
        assert_eq!(second.job.as_ref().unwrap().row, Some("sum-of-squares"));
        let elsewhere = finished(&second).reduce(Action::Chose("failing-task"));
        assert_eq!((elsewhere.next_row(), elsewhere.results.is_none()), (None, true));
        assert_eq!(elsewhere.guide.results["ten-requests"].runs.len(), 1);
        assert_eq!(elsewhere.guide.results["sum-of-squares"].ended, Some(Ended::Completed));
    }

    #[test]
    fn stop_ends_the_row_under_way_and_those_that_wait() {
        let wanted = state(true).reduce(Action::WantedRows(vec!["ten-requests", "sum-of-squares"]));
        let stopped = row_started(&wanted).reduce(Action::StopPressed).reduce(Action::StopForced);
        assert_eq!(stopped.next_row(), None);
        assert_eq!(stopped.guide.results["ten-requests"].ended, Some(Ended::Stopped));
        assert!(!stopped.guide.results.contains_key("sum-of-squares"));
    }

    #[test]
    fn a_row_leaves_the_results_of_the_readers_own_job_alone() {
        let (running, _) = started(&state(true));
        let own = finished(&running);
        let row = row_started(&own.reduce(Action::WantedRows(vec!["ten-requests"])));
        assert!(!row.is_running() && running.is_running());
        assert_eq!(finished(&row).results, own.results);
    }

    #[test]
    fn the_last_point_is_looked_at_until_the_reader_chooses() {
        let scaling = state(true).reduce(Action::Navigated("x=scaling".into()));
        let (running, job) = started(&scaling);
        let ran = |point| {
            let turn = Turn { point, ..TURN };
            Action::EngineSaid(FromEngine::Ran { job, run: Run { turn, ..run() } })
        };
        let point = |state: &State| state.results.as_ref().unwrap().point();
        assert_eq!(point(&running), 0);
        let later = running.reduce(ran(2)).reduce(ran(1));
        assert_eq!(point(&later), 2);
        assert_eq!(point(&later.reduce(Action::LookedAt(1)).reduce(ran(3))), 1);
    }

    #[test]
    fn a_picture_grows_until_another_run_begins_its_own() {
        let (running, job) = started(&state(true));
        let tile = |x| Tile { picture: (2, 1), at: (x, 0), width: 1, rgba: vec![0; 4] };
        let draw = |state: &State, turn, x| {
            state.reduce(Action::EngineSaid(FromEngine::Drew { job, turn, tiles: vec![tile(x)] }))
        };
        let drawn = |state: &State| state.picture.as_ref().unwrap().tiles.len();
        let whole = draw(&draw(&running, TURN, 0), TURN, 1);
        assert_eq!(drawn(&whole), 2);
        let other = Turn { round: Round::Measured(1), ..TURN };
        assert_eq!(drawn(&draw(&whole, other, 0)), 1);
    }

    fn files(bytes: &[u8]) -> Result<Vec<File>, String> {
        Ok(vec![File { name: "notes.txt".into(), bytes: bytes.into() }; 3])
    }

    #[test]
    fn files_that_were_brought_are_worked_on() {
        let before = state(true).reduce(Action::Navigated("x=word-count&source=own".into()));
        assert!(before.lacks_files() && before.next_job().is_none());
        let brought = Action::Brought { experiment: "word-count", files: files(b"one") };
        let (_, plan) = before.reduce(brought.clone()).next_job().unwrap();
        assert_eq!((plan.files.len(), plan.cases[0].work.tasks()), (3, 3));
        // Bringing them is choosing them, and the link says so, without them.
        let from_bundled = state(true).reduce(Action::Chose("word-count")).reduce(brought);
        assert_eq!(from_bundled.query(), "x=word-count&source=own");
        let bundled = from_bundled.reduce(Action::Picked { key: SOURCE, value: 0 });
        assert_eq!(bundled.next_job().unwrap().1.files, []);
    }

    #[test]
    fn files_that_are_refused_leave_the_others_in_place() {
        let bring =
            |state: &State, files| state.reduce(Action::Brought { experiment: "image-filter", files });
        let before = state(true).reduce(Action::Chose("image-filter"));
        let good = bring(&before, files(b"good"));
        let refused = bring(&good, Err("Too large.".into()));
        assert_eq!(
            (refused.file_problem.as_deref(), refused.own_files()),
            (Some("Too large."), good.own_files())
        );
        assert_eq!(bring(&refused, files(b"better")).file_problem, None);
        // What was read after the reader went elsewhere is there when they come back.
        let elsewhere = bring(&before.reduce(Action::Chose("train")), files(b"late"));
        assert_eq!((elsewhere.query().as_str(), elsewhere.files.len()), ("x=train", 1));
    }
}
