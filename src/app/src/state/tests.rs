//! What happens to the state, one promise a test.

use super::*;
use lanes_catalogue::experiment::{OWN, SOURCE};
use lanes_catalogue::guide;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::workload::File;
use lanes_model::{
    Ended, Enough, Environment, Failure, FailureKind, Millis, Round, Run, Strategy, Tile, Turn,
};
use std::rc::Rc;

const TURN: Turn = Turn { strategy: Strategy::Sequential, point: 0, round: Round::Measured(0) };

fn machine(isolated: bool) -> Machine {
    Machine { cores: 2, isolated, no_service_worker: None }
}

fn state(isolated: bool) -> State {
    State::new(machine(isolated), Frame::None, "x=sum-of-squares")
}

fn navigated(address: &str) -> Action {
    Action::Location(LocationAction::Navigated(address.to_owned()))
}

fn chosen(experiment: &'static str) -> Action {
    Action::Location(LocationAction::Chosen(experiment))
}

fn received(message: FromEngine) -> Action {
    Action::Engine(EngineAction::MessageReceived(message))
}

fn visibility_changed(is_hidden: bool) -> Action {
    Action::Page(PageAction::VisibilityChanged(is_hidden))
}

fn rows_requested(rows: Vec<&'static str>) -> Action {
    Action::DecisionTable(DecisionTableAction::RowsRequested(rows))
}

fn started(state: &State) -> (State, JobId) {
    let (id, plan) = state.next_job().expect("a job");
    (state.reduce(Action::Job(JobAction::Started { job: id, plan: Rc::new(plan) })), id)
}

fn finished_message(job: JobId) -> FromEngine {
    FromEngine::Finished { job, ended: Ended::Completed, enough: Some(Enough::AsAsked), blocked_lanes: 0 }
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
    let after =
        running.reduce(received(FromEngine::Ran { job, run: run() })).reduce(received(finished_message(job)));
    assert_eq!(after.job(), None);
    let results = after.runs.results().unwrap();
    assert_eq!((results.runs.len(), results.ended), (1, Some(Ended::Completed)));
    assert_eq!(after.next_job().unwrap().0, JobId(job.0 + 1));
}

#[test]
fn what_comes_late_from_an_ended_job_changes_nothing() {
    let (running, job) = started(&state(true));
    let ended = running
        .reduce(Action::Job(JobAction::StopRequested))
        .reduce(Action::Engine(EngineAction::StopTimedOut));
    let (next, _) = started(&ended);
    assert_eq!(next.reduce(received(FromEngine::Ran { job, run: run() })), next);
    let finished = finished_message(job);
    assert_eq!(next.reduce(received(finished)), next);
}

#[test]
fn a_lost_engine_ends_the_job_with_its_failure_and_keeps_its_runs() {
    let (running, job) = started(&state(true));
    let failure = Failure::new(FailureKind::EngineLost, "Gone.");
    let after = running
        .reduce(received(FromEngine::Ran { job, run: run() }))
        .reduce(Action::Engine(EngineAction::Lost(failure.clone())));
    let results = after.runs.results().unwrap();
    assert_eq!((results.runs.len(), results.failure.as_ref()), (1, Some(&failure)));
    assert_eq!(*after.runs.engine(), EngineStatus::Failed(failure));
    assert!(after.next_job().is_some());
}

#[test]
fn bad_numbers_are_kept_and_the_last_good_one_is_used() {
    let before = state(true);
    let type_in = |state: &State, text: &str| {
        state.reduce(Action::Settings(SettingsAction::Typed { key: "tasks", text: text.to_owned() }))
    };
    let good = type_in(&before, "1 6");
    assert_eq!((good.setup().number("tasks"), good.settings.draft("tasks")), (Some(16), None));
    let bad = type_in(&good, "9,000");
    assert_eq!(bad.setup().number("tasks"), Some(16));
    assert_eq!(bad.settings.draft("tasks").unwrap().text, "9,000");
    assert_eq!(
        bad.settings.draft("tasks").unwrap().complaint,
        "A whole number from 1 to 5,000; using 16 for now."
    );
    assert_eq!(type_in(&bad, "8").settings.draft("tasks"), None);
}

#[test]
fn repeats_are_left_to_lanes_until_a_number_is_typed() {
    let type_in = |state: &State, text: &str| {
        state.reduce(Action::Settings(SettingsAction::Typed { key: "repeats", text: text.to_owned() }))
    };
    let before = state(true);
    let fixed = type_in(&before, "7");
    assert_eq!(
        (before.query().as_str(), fixed.query().as_str()),
        ("x=sum-of-squares", "x=sum-of-squares&repeats=7")
    );
    for automatic in ["", " ", "auto", "0"] {
        assert_eq!(type_in(&fixed, automatic).query(), before.query(), "{automatic}");
    }
    let bad = type_in(&before, "51");
    assert_eq!(
        bad.settings.draft("repeats").unwrap().complaint,
        "A whole number from 1 to 50, or “auto”; using auto for now."
    );
    // Choosing takes the place of what was typed.
    assert_eq!(
        bad.reduce(Action::Settings(SettingsAction::Picked { key: "repeats", value: 5 }))
            .settings
            .draft("repeats"),
        None
    );
    // Where a number is needed, nothing is none.
    assert!(type_in(&state(true).reduce(chosen("failing-task")), "").settings.draft("repeats").is_some());
}

#[test]
fn without_isolation_threads_are_left_out() {
    let plan = state(false).next_job().unwrap().1;
    let keys: Vec<_> = plan.cases.iter().map(|case| case.strategy.key()).collect();
    assert_eq!(keys, ["sequential", "async", "processes"]);
    let only_threads = state(false).reduce(navigated("strategies=threads"));
    assert_eq!(only_threads.next_job(), None);
}

#[test]
fn going_back_restores_the_query() {
    let before = state(true).reduce(Action::Settings(SettingsAction::Typed { key: "n", text: "5".into() }));
    let query = before.query();
    let there = before.reduce(chosen("ten-requests"));
    assert_eq!(there.query(), "x=ten-requests");
    assert_eq!(there.reduce(navigated(&query)).setup(), before.setup());
}

#[test]
fn an_address_that_is_none_is_kept_as_it_was_typed() {
    let before = state(true).reduce(navigated("x=ten-requests&network=urls"));
    let type_in = |text: &str| {
        before.reduce(Action::Settings(SettingsAction::Typed { key: "urls", text: text.to_owned() }))
    };
    let bad = type_in("a.example");
    assert_eq!(
        (bad.settings.draft("urls").unwrap().text.as_str(), bad.setup().text("urls")),
        ("a.example", Some(""))
    );
    assert_eq!(type_in(" https://a.example ").setup().text("urls"), Some("https://a.example"));
}

fn row_started(state: &State) -> State {
    let (job, row, plan) = state.next_row().expect("a row");
    state.reduce(Action::Job(JobAction::RowStarted { job, row, plan: Rc::new(plan) }))
}

fn finished(state: &State) -> State {
    let job = state.job().unwrap().id;
    state.reduce(received(finished_message(job)))
}

#[test]
fn wanted_rows_are_measured_one_after_the_other_and_kept() {
    let guide = state(true).reduce(navigated("x=decide"));
    assert_eq!((guide.shown(), guide.query()), (Shown::Guide, "x=decide".to_owned()));
    let wanted = guide.reduce(rows_requested(vec!["ten-requests", "sum-of-squares", "ten-requests"]));
    let first = row_started(&wanted);
    assert_eq!(first.next_row(), None);
    let job = first.job().unwrap().id;
    let first = first.reduce(received(FromEngine::Ran { job, run: run() }));
    let second = row_started(&finished(&first));
    assert_eq!(second.job().unwrap().row, Some("sum-of-squares"));
    let elsewhere = finished(&second).reduce(chosen("failing-task"));
    assert_eq!((elsewhere.next_row(), elsewhere.runs.results().is_none()), (None, true));
    assert_eq!(elsewhere.runs.row_results("ten-requests").unwrap().runs.len(), 1);
    assert_eq!(elsewhere.runs.row_results("sum-of-squares").unwrap().ended, Some(Ended::Completed));
    let of_row = elsewhere
        .reduce(chosen(guide::ID))
        .reduce(Action::Location(LocationAction::RowOpened("ten-requests")));
    assert_eq!(of_row.query(), "x=ten-requests&latency=50");
    assert_eq!(of_row.runs.row_results("ten-requests").unwrap().runs.len(), 1);
}

#[test]
fn stop_ends_the_row_under_way_and_those_that_wait() {
    let wanted = state(true).reduce(rows_requested(vec!["ten-requests", "sum-of-squares"]));
    let stopped = row_started(&wanted)
        .reduce(Action::Job(JobAction::StopRequested))
        .reduce(Action::Engine(EngineAction::StopTimedOut));
    assert_eq!(stopped.next_row(), None);
    assert_eq!(stopped.runs.row_results("ten-requests").unwrap().ended, Some(Ended::Stopped));
    assert!(stopped.runs.row_results("sum-of-squares").is_none());
}

#[test]
fn a_row_leaves_the_results_of_the_readers_own_job_alone() {
    let (running, _) = started(&state(true));
    let own = finished(&running);
    let row = row_started(&own.reduce(rows_requested(vec!["ten-requests"])));
    assert!(!row.is_running() && running.is_running());
    let kind = guide::kind("ten-requests").unwrap().setup(2).unwrap();
    let repeats = kind.plan(true, 0).repeats.within(guide::BUDGET_MS);
    assert_eq!(row.job().unwrap().repeats, repeats);
    assert_eq!(finished(&row).runs.results(), own.runs.results());
}

#[test]
fn the_point_that_the_lesson_speaks_of_is_looked_at_until_the_reader_chooses() {
    let scaling = state(true).reduce(navigated("x=scaling"));
    let (running, job) = started(&scaling);
    let ran = |point| {
        let turn = Turn { point, ..TURN };
        received(FromEngine::Ran { job, run: Run { turn, ..run() } })
    };
    let point = |state: &State| state.runs().results().unwrap().point();
    assert_eq!(point(&running), 0);
    let later = running.reduce(ran(2));
    assert_eq!(point(&later), 2);
    // As many lanes as there are cores.
    let later = later.reduce(ran(1)).reduce(ran(3));
    assert_eq!(point(&later), 1);
    assert_eq!(point(&later.reduce(Action::Results(ResultsAction::PointChosen(2))).reduce(ran(1))), 2);
}

#[test]
fn a_picture_grows_until_another_run_begins_its_own() {
    let (running, job) = started(&state(true));
    let tile = |x| Tile { picture: (2, 1), at: (x, 0), width: 1, rgba: vec![0; 4] };
    let draw =
        |state: &State, turn, x| state.reduce(received(FromEngine::Drew { job, turn, tiles: vec![tile(x)] }));
    let drawn = |state: &State| state.runs().picture().unwrap().tiles.len();
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
    let before = state(true).reduce(navigated("x=word-count&source=own"));
    assert!(before.settings.lacks_files() && before.next_job().is_none());
    let brought =
        Action::Settings(SettingsAction::FilesChosen { experiment: "word-count", files: files(b"one") });
    let (_, plan) = before.reduce(brought.clone()).next_job().unwrap();
    assert_eq!((plan.files.len(), plan.cases[0].work.tasks()), (3, 3));
    // Bringing them is choosing them, and the link says so, without them.
    let from_bundled = state(true).reduce(chosen("word-count")).reduce(brought);
    assert_eq!(from_bundled.query(), "x=word-count&source=own");
    let bundled = from_bundled.reduce(Action::Settings(SettingsAction::Picked { key: SOURCE, value: 0 }));
    assert_eq!(bundled.next_job().unwrap().1.files, []);
}

#[test]
fn files_that_are_refused_leave_the_others_in_place() {
    let bring = |state: &State, files| {
        state.reduce(Action::Settings(SettingsAction::FilesChosen { experiment: "image-filter", files }))
    };
    let before = state(true).reduce(chosen("image-filter"));
    let good = bring(&before, files(b"good"));
    let refused = bring(&good, Err("Too large.".into()));
    assert_eq!(
        (refused.settings.file_problem(), refused.settings.own_files()),
        (Some("Too large."), good.settings.own_files())
    );
    assert_eq!(bring(&refused, files(b"better")).settings.file_problem(), None);
    // What was read after the reader went elsewhere is there when they come back.
    let elsewhere = bring(&before.reduce(chosen("train")), files(b"late"));
    let own = SettingsAction::Picked { key: SOURCE, value: OWN };
    let back = elsewhere.reduce(chosen("image-filter")).reduce(Action::Settings(own));
    assert_eq!((elsewhere.query().as_str(), back.settings.own_files().unwrap().len()), ("x=train", 3));
}

fn environment() -> Environment {
    Environment {
        cores: 2,
        isolated: true,
        clock_resolution_ms: 0.005,
        hidden: false,
        browser: String::new(),
        version: String::new(),
        recorded_at: "2026-11-22T15:00:00.000Z".into(),
    }
}

#[test]
fn a_guess_is_about_one_run_of_one_experiment() {
    const THREADS: Strategy = Strategy::Threads;
    let guessed = state(true)
        .reduce(Action::Settings(SettingsAction::WinnerPredicted(Some(Strategy::Sequential))))
        .reduce(Action::Settings(SettingsAction::WinnerPredicted(Some(THREADS))));
    assert_eq!(guessed.prediction(), Some(THREADS));
    let (running, _) = started(&guessed);
    assert_eq!(running.prediction(), Some(THREADS));
    let after = finished(&running);
    assert_eq!((after.prediction(), after.runs.results().unwrap().prediction()), (None, Some(THREADS)));
    assert_eq!(started(&after).0.runs.results().unwrap().prediction(), None);
    assert_eq!(guessed.reduce(chosen("mandelbrot")).prediction(), None);
    let (without, _) = started(&guessed.reduce(Action::Settings(SettingsAction::StrategyToggled(THREADS))));
    assert_eq!(without.runs.results().unwrap().prediction(), None);
}

#[test]
fn a_winner_is_guessed_only_where_there_can_be_one() {
    let candidates = |isolated, query: &str| {
        let state = state(isolated).reduce(navigated(query));
        state.candidates().iter().map(|strategy| strategy.key()).collect::<Vec<_>>()
    };
    assert_eq!(candidates(true, "x=sum-of-squares&strategies=async,threads"), ["async", "threads"]);
    assert_eq!(candidates(false, "x=sum-of-squares"), ["sequential", "async", "processes"]);
    assert_eq!(candidates(false, "x=sum-of-squares&strategies=async,threads"), Vec::<&str>::new());
    assert_eq!(candidates(true, "x=scaling"), Vec::<&str>::new());
}

#[test]
fn the_baseline_stays_from_run_to_run_of_an_experiment() {
    let async_ = Strategy::Async;
    let baseline = |state: &State| state.runs().results().unwrap().baseline();
    let (running, _) = started(&state(true));
    assert_eq!(baseline(&running), Strategy::Sequential);
    let compared = finished(&running).reduce(Action::Results(ResultsAction::BaselineChosen(async_)));
    assert_eq!(baseline(&started(&compared).0), async_);
    assert_eq!(baseline(&started(&compared.reduce(chosen("mandelbrot"))).0), Strategy::Sequential);
}

#[test]
fn results_know_whether_the_page_was_hidden_while_they_were_measured() {
    let noted = |state: &State| {
        let after = state.reduce(Action::Job(JobAction::EnvironmentNoted(environment())));
        after.runs.results().unwrap().environment.as_ref().unwrap().hidden
    };
    let recorded = |state: &State| noted(&finished(state));
    let (running, _) = started(&state(true));
    assert!(!recorded(&running));
    let hidden = running.reduce(visibility_changed(true)).reduce(visibility_changed(false));
    assert!(recorded(&hidden));
    assert!(recorded(&started(&state(true).reduce(visibility_changed(true))).0));
    let later = finished(&running).reduce(visibility_changed(true)).reduce(visibility_changed(false));
    assert!(!noted(&later));
}

fn embedded(query: &str) -> State {
    State::new(machine(true), Frame::Framed, &format!("{query}&view=embed"))
}

fn configured(state: &State, query: &str) -> State {
    state.reduce(Action::Location(LocationAction::Configured(query.to_owned())))
}

#[test]
fn how_the_page_is_shown_stays_in_its_address_and_out_of_its_links() {
    let shown = "x=scaling&view=embed&theme=dark&show=bars,code&autorun=1";
    let embedded = state(true).reduce(navigated(shown));
    assert_eq!((embedded.own_query().as_str(), embedded.query().as_str()), (shown, "x=scaling"));
    assert_eq!(embedded.notes(), []);
    let themed = embedded.reduce(Action::Embed(EmbedAction::ThemeChosen));
    assert_eq!(themed.own_query(), "x=scaling&view=embed&show=bars,code&autorun=1");
}

#[test]
fn a_host_shows_another_experiment_or_changes_one_value() {
    let embedded = embedded("x=ten-requests&requests=7&theme=dark");
    let amended = configured(&embedded, "latency=20&colour=red");
    assert_eq!(amended.own_query(), "x=ten-requests&requests=7&latency=20&view=embed&theme=dark");
    assert_eq!(amended.notes().len(), 1);
    let other = configured(&amended, "x=scaling&view=full&show=lanes");
    assert_eq!(other.own_query(), "x=scaling&view=embed&theme=dark&show=lanes");
}

fn autorunning(query: &str, frame: Frame) -> State {
    let early = State::new(machine(true), frame, &format!("{query}&autorun=1"));
    assert!(!early.reduce(Action::Embed(EmbedAction::Seen)).autorun_now(), "before all is loaded");
    early.reduce(Action::Page(PageAction::LaterPartLoaded(Shared::new(records::codec()))))
}

#[test]
fn a_link_with_autorun_runs_once_it_is_seen_and_never_what_is_the_readers_own() {
    let seen = |state: &State| state.reduce(Action::Embed(EmbedAction::Seen));
    let framed = autorunning("x=sum-of-squares&view=embed", Frame::Framed);
    assert!(!framed.autorun_now() && seen(&framed).autorun_now());
    let (running, _) = started(&seen(&framed));
    assert!(!finished(&running).autorun_now());

    let alone = seen(&autorunning("x=sum-of-squares", Frame::None));
    let info = lanes_model::message::EngineInfo { lanes: 2, start_up: Millis(1.0) };
    let ready = alone.reduce(received(FromEngine::Ready { engine: info }));
    assert!(!alone.autorun_now() && ready.autorun_now());

    for own in ["x=ten-requests&network=urls&urls=https://a.example/", "x=word-count&source=own"] {
        let own = autorunning(&format!("{own}&view=embed"), Frame::Framed);
        assert!(!seen(&own).autorun_now());
    }
    assert!(!seen(&autorunning("x=decide&view=embed", Frame::Framed)).autorun_now());
}

#[test]
fn a_reader_who_chooses_something_presses_run_themselves() {
    let seen = |query: &str| {
        autorunning(&format!("{query}&view=embed"), Frame::Framed).reduce(Action::Embed(EmbedAction::Seen))
    };
    let own = seen("x=word-count&source=own");
    let bundled = own.reduce(Action::Settings(SettingsAction::Picked { key: SOURCE, value: 0 }));
    assert!(bundled.next_job().is_some() && !bundled.autorun_now());

    let guide = seen("x=decide");
    for elsewhere in [chosen("sum-of-squares"), navigated("x=sum-of-squares&view=embed")] {
        let elsewhere = guide.reduce(elsewhere);
        assert!(elsewhere.next_job().is_some() && !elsewhere.autorun_now());
    }

    let due = autorunning("x=word-count&view=embed", Frame::Framed);
    let place = navigated(&format!("?{}#experiment", due.own_query()));
    assert!(due.reduce(place).reduce(Action::Embed(EmbedAction::Seen)).autorun_now());
    for choice in [
        Action::Settings(SettingsAction::Typed { key: "repeats", text: "2".into() }),
        Action::Settings(SettingsAction::StrategyToggled(Strategy::Sequential)),
        Action::Settings(SettingsAction::FilesChosen {
            experiment: "word-count",
            files: Err("Too large.".into()),
        }),
    ] {
        assert!(!due.reduce(choice).reduce(Action::Embed(EmbedAction::Seen)).autorun_now());
    }
}

#[test]
fn a_page_around_learns_nothing_of_what_the_reader_runs_on_their_own_whatever_it_shows_meanwhile() {
    let own = embedded("x=ten-requests&network=urls&urls=https://a.example/");
    let (running, _) = started(&own);
    let shown = configured(&running, "network=simulated");
    assert!(!shown.setup().is_readers_own() && shown.is_running());
    let failed = shown
        .reduce(Action::Engine(EngineAction::Lost(Failure::new(FailureKind::Network, "https://a.example/"))));
    for state in [&running, &shown, &finished(&shown), &failed] {
        assert!(state.runs.results().is_some() && state.results_for_host().is_none());
    }
    let (simulated, _) = started(&finished(&shown));
    assert!(simulated.results_for_host().is_some());
}

#[test]
fn where_no_worker_can_be_started_nothing_runs() {
    let opaque = State::new(machine(false), Frame::Opaque, "x=sum-of-squares");
    assert_eq!(opaque.next_job(), None);
    assert_eq!(opaque.reduce(rows_requested(vec!["ten-requests"])).next_row(), None);
}

#[test]
fn a_job_of_a_fixed_number_counts_tasks_and_another_the_time_it_has() {
    let progress = |job: JobId, turn, done, total, spent| {
        received(FromEngine::Progress { job, turn, done, total, spent: Millis(spent) })
    };
    let fixed = state(true).reduce(navigated("x=sum-of-squares&repeats=2"));
    let (running, job) = started(&fixed);
    let later = running.reduce(progress(job, TURN, 30, 60, 2_000.0));
    let shown = later.job().unwrap().progress();
    assert_eq!((shown.value, shown.max, shown.text.as_str()), (30.0, 60.0, "30 of 60 tasks"));
    assert_eq!(later.job().unwrap().current_run().unwrap(), "sequential, 1 of 2");
    assert_eq!(later.job().unwrap().expected_tasks(), 60);

    let automatic = state(true).reduce(navigated("x=sum-of-squares"));
    let (running, job) = started(&automatic);
    let warm_up = Turn { round: Round::WarmUp, ..TURN };
    let before = running.reduce(progress(job, warm_up, 8, 20, 0.0));
    let before = before.job().unwrap();
    assert_eq!(
        (before.progress().value, before.current_run().unwrap().as_str()),
        (0.0, "sequential, warming up")
    );
    assert_eq!(before.expected_tasks(), 80);
    let later = running.reduce(progress(job, TURN, 50, 60, 2_500.0));
    let later = later.job().unwrap();
    assert_eq!((later.progress().value, later.progress().max), (2.5, 10.0));
    assert_eq!((later.progress().text.as_str(), later.expected_tasks()), ("2 s of 10 s at most", 200));
    assert_eq!(later.current_run().unwrap(), "sequential, round 1");
}

#[test]
fn results_know_how_their_rounds_ended() {
    let (running, job) = started(&state(true));
    let enough = Some(Enough::Settled { rounds: 5 });
    let message = FromEngine::Finished { job, ended: Ended::Completed, enough, blocked_lanes: 0 };
    let after = running.reduce(received(message));
    assert_eq!(after.runs.results().unwrap().enough(), enough);
    assert_eq!(started(&after).0.runs.results().unwrap().enough(), None);
}
