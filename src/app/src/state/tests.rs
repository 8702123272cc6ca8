//! What happens to the state, one promise a test.

use super::*;
use lanes_model::Environment;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::{Enough, FailureKind, Millis, Round, Run, Tile, Turn};
use std::rc::Rc;

const TURN: Turn = Turn { strategy: Strategy::Sequential, point: 0, round: Round::Measured(0) };

fn state(isolated: bool) -> State {
    State::new(Machine { cores: 2, isolated, no_service_worker: None }, "x=sum-of-squares")
}

fn started(state: &State) -> (State, JobId) {
    let (id, plan) = state.next_job().expect("a job");
    (state.reduce(Action::Started(id, Rc::new(plan))), id)
}

fn finished_message(job: JobId) -> FromEngine {
    FromEngine::JobFinished { job, ended: Ended::Completed, enough: Some(Enough::AsAsked), blocked_lanes: 0 }
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
    let after = running
        .reduce(Action::EngineSaid(FromEngine::RunFinished { job, run: run() }))
        .reduce(Action::EngineSaid(finished_message(job)));
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
    assert_eq!(next.reduce(Action::EngineSaid(FromEngine::RunFinished { job, run: run() })), next);
    let finished = finished_message(job);
    assert_eq!(next.reduce(Action::EngineSaid(finished)), next);
}

#[test]
fn a_lost_engine_ends_the_job_with_its_failure_and_keeps_its_runs() {
    let (running, job) = started(&state(true));
    let failure = Failure::new(FailureKind::EngineLost, "Gone.");
    let after = running
        .reduce(Action::EngineSaid(FromEngine::RunFinished { job, run: run() }))
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
    assert_eq!((good.setup.number("tasks"), good.drafts.len()), (Some(16), 0));
    let bad = type_in(&good, "9,000");
    assert_eq!(bad.setup.number("tasks"), Some(16));
    assert_eq!(bad.drafts["tasks"].text, "9,000");
    assert_eq!(bad.drafts["tasks"].complaint, "A whole number from 1 to 5,000; using 16 for now.");
    assert_eq!(type_in(&bad, "8").drafts.len(), 0);
}

#[test]
fn repeats_are_left_to_lanes_until_a_number_is_typed() {
    let type_in =
        |state: &State, text: &str| state.reduce(Action::Typed { key: "repeats", text: text.to_owned() });
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
        bad.drafts["repeats"].complaint,
        "A whole number from 1 to 50, or “auto”; using auto for now."
    );
    // Choosing takes the place of what was typed.
    assert_eq!(bad.reduce(Action::Picked { key: "repeats", value: 5 }).drafts.len(), 0);
    // Where a number is needed, nothing is none.
    assert_eq!(type_in(&state(true).reduce(Action::Chose("failing-task")), "").drafts.len(), 1);
}

#[test]
fn without_isolation_threads_are_left_out() {
    let plan = state(false).next_job().unwrap().1;
    let keys: Vec<_> = plan.cases.iter().map(|case| case.strategy.key()).collect();
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
    assert_eq!((bad.drafts["urls"].text.as_str(), bad.setup.values().text("urls")), ("a.example", Some("")));
    assert_eq!(type_in(" https://a.example ").setup.values().text("urls"), Some("https://a.example"));
}

fn row_started(state: &State) -> State {
    let (job, row, plan) = state.next_row().expect("a row");
    state.reduce(Action::StartedRow { job, row, plan: Rc::new(plan) })
}

fn finished(state: &State) -> State {
    let job = state.job.as_ref().unwrap().id;
    state.reduce(Action::EngineSaid(finished_message(job)))
}

#[test]
fn wanted_rows_are_measured_one_after_the_other_and_kept() {
    let guide = state(true).reduce(Action::Navigated("x=decide".into()));
    assert_eq!((guide.shown, guide.query()), (Shown::Guide, "x=decide".to_owned()));
    let wanted = guide.reduce(Action::WantedRows(vec!["ten-requests", "sum-of-squares", "ten-requests"]));
    let first = row_started(&wanted);
    assert_eq!(first.next_row(), None);
    let job = first.job.as_ref().unwrap().id;
    let first = first.reduce(Action::EngineSaid(FromEngine::RunFinished { job, run: run() }));
    let second = row_started(&finished(&first));
    assert_eq!(second.job.as_ref().unwrap().row, Some("sum-of-squares"));
    let elsewhere = finished(&second).reduce(Action::Chose("failing-task"));
    assert_eq!((elsewhere.next_row(), elsewhere.results.is_none()), (None, true));
    assert_eq!(elsewhere.guide.results["ten-requests"].runs.len(), 1);
    assert_eq!(elsewhere.guide.results["sum-of-squares"].ended, Some(Ended::Completed));
    let of_row = elsewhere.reduce(Action::Chose(guide::ID)).reduce(Action::ChoseRow("ten-requests"));
    assert_eq!(of_row.query(), "x=ten-requests&latency=50");
    assert_eq!(of_row.guide.results["ten-requests"].runs.len(), 1);
}

#[test]
fn stop_ends_the_row_under_way_and_those_that_wait() {
    let wanted = state(true).reduce(Action::WantedRows(vec!["ten-requests", "sum-of-squares"]));
    let stopped = row_started(&wanted).reduce(Action::StopPressed).reduce(Action::StopForced);
    assert_eq!(stopped.next_row(), None);
    assert_eq!(stopped.guide.results["ten-requests"].ended, Some(Ended::Stopped));
    assert!(stopped.guide.results.get("sum-of-squares").is_none());
}

#[test]
fn a_row_leaves_the_results_of_the_readers_own_job_alone() {
    let (running, _) = started(&state(true));
    let own = finished(&running);
    let row = row_started(&own.reduce(Action::WantedRows(vec!["ten-requests"])));
    assert!(!row.is_running() && running.is_running());
    let kind = guide::kind("ten-requests").unwrap().setup(2).unwrap();
    let repeats = kind.plan(true, 0).repeats.within(guide::BUDGET_MS);
    assert_eq!(row.job.as_ref().unwrap().repeats, repeats);
    assert_eq!(finished(&row).results, own.results);
}

#[test]
fn the_point_that_the_lesson_speaks_of_is_looked_at_until_the_reader_chooses() {
    let scaling = state(true).reduce(Action::Navigated("x=scaling".into()));
    let (running, job) = started(&scaling);
    let ran = |point| {
        let turn = Turn { point, ..TURN };
        Action::EngineSaid(FromEngine::RunFinished { job, run: Run { turn, ..run() } })
    };
    let point = |state: &State| state.results.as_ref().unwrap().point();
    assert_eq!(point(&running), 0);
    let later = running.reduce(ran(2));
    assert_eq!(point(&later), 2);
    // As many lanes as there are cores.
    let later = later.reduce(ran(1)).reduce(ran(3));
    assert_eq!(point(&later), 1);
    assert_eq!(point(&later.reduce(Action::LookedAt(2)).reduce(ran(1))), 2);
}

#[test]
fn a_picture_grows_until_another_run_begins_its_own() {
    let (running, job) = started(&state(true));
    let tile = |x| Tile { picture: (2, 1), at: (x, 0), width: 1, rgba: vec![0; 4] };
    let draw = |state: &State, turn, x| {
        state.reduce(Action::EngineSaid(FromEngine::TilesDrawn { job, turn, tiles: vec![tile(x)] }))
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
    let bring = |state: &State, files| state.reduce(Action::Brought { experiment: "image-filter", files });
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
        .reduce(Action::Predicted(Some(Strategy::Sequential)))
        .reduce(Action::Predicted(Some(THREADS)));
    assert_eq!(guessed.picked(), Some(THREADS));
    let (running, _) = started(&guessed);
    assert_eq!(running.picked(), Some(THREADS));
    let after = finished(&running);
    assert_eq!((after.picked(), after.results.as_ref().unwrap().predicted), (None, Some(THREADS)));
    assert_eq!(started(&after).0.results.as_ref().unwrap().predicted, None);
    assert_eq!(guessed.reduce(Action::Chose("mandelbrot")).picked(), None);
    let (without, _) = started(&guessed.reduce(Action::Toggled(THREADS)));
    assert_eq!(without.results.as_ref().unwrap().predicted, None);
}

#[test]
fn a_winner_is_guessed_only_where_there_can_be_one() {
    let candidates = |isolated, query: &str| {
        let state = state(isolated).reduce(Action::Navigated(query.into()));
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
    let baseline = |state: &State| state.results.as_ref().unwrap().baseline();
    let (running, _) = started(&state(true));
    assert_eq!(baseline(&running), Strategy::Sequential);
    let chosen = finished(&running).reduce(Action::ComparedWith(async_));
    assert_eq!(baseline(&started(&chosen).0), async_);
    assert_eq!(baseline(&started(&chosen.reduce(Action::Chose("mandelbrot"))).0), Strategy::Sequential);
}

#[test]
fn results_know_whether_the_page_was_hidden_while_they_were_measured() {
    let recorded = |state: &State| {
        let after = finished(state).reduce(Action::Recorded(environment()));
        after.results.as_ref().unwrap().environment.as_ref().unwrap().hidden
    };
    let (running, _) = started(&state(true));
    assert!(!recorded(&running));
    let hidden = running.reduce(Action::Hidden(true)).reduce(Action::Hidden(false));
    assert!(recorded(&hidden));
    assert!(recorded(&started(&state(true).reduce(Action::Hidden(true))).0));
    let later = finished(&running).reduce(Action::Hidden(true)).reduce(Action::Hidden(false));
    assert!(!later.results.as_ref().unwrap().hidden);
}

fn embedded(query: &str) -> State {
    state(true).reduce(Action::Navigated(format!("{query}&view=embed"))).placed(Frame::Framed)
}

fn configured(state: &State, query: &str) -> State {
    state.reduce(Action::Embed(EmbedAction::Configured(query.to_owned())))
}

#[test]
fn how_the_page_is_shown_stays_in_its_address_and_out_of_its_links() {
    let shown = "x=scaling&view=embed&theme=dark&show=bars,code&autorun=1";
    let embedded = state(true).reduce(Action::Navigated(shown.into()));
    assert_eq!((embedded.own_query().as_str(), embedded.query().as_str()), (shown, "x=scaling"));
    assert_eq!(embedded.notes, []);
    let chosen = embedded.reduce(Action::Embed(EmbedAction::ChoseTheme));
    assert_eq!(chosen.own_query(), "x=scaling&view=embed&show=bars,code&autorun=1");
}

#[test]
fn a_host_shows_another_experiment_or_changes_one_value() {
    let embedded = embedded("x=ten-requests&requests=7&theme=dark");
    let amended = configured(&embedded, "latency=20&colour=red");
    assert_eq!(amended.own_query(), "x=ten-requests&requests=7&latency=20&view=embed&theme=dark");
    assert_eq!(amended.notes.len(), 1);
    let other = configured(&amended, "x=scaling&view=full&show=lanes");
    assert_eq!(other.own_query(), "x=scaling&view=embed&theme=dark&show=lanes");
}

fn autorunning(query: &str, frame: Frame) -> State {
    let machine = Machine { cores: 2, isolated: true, no_service_worker: None };
    let early = State::new(machine, &format!("{query}&autorun=1")).placed(frame);
    assert!(!early.reduce(Action::Embed(EmbedAction::Seen)).autorun_now(), "before all is loaded");
    early.reduce(Action::CodecLoaded(Shared::new(records::codec())))
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
    let ready = alone.reduce(Action::EngineSaid(FromEngine::Ready { engine: info }));
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
    let bundled = own.reduce(Action::Picked { key: SOURCE, value: 0 });
    assert!(bundled.next_job().is_some() && !bundled.autorun_now());

    let guide = seen("x=decide");
    for elsewhere in
        [Action::Chose("sum-of-squares"), Action::Navigated("x=sum-of-squares&view=embed".into())]
    {
        let elsewhere = guide.reduce(elsewhere);
        assert!(elsewhere.next_job().is_some() && !elsewhere.autorun_now());
    }

    let due = autorunning("x=word-count&view=embed", Frame::Framed);
    let place = Action::Navigated(format!("?{}#experiment", due.own_query()));
    assert!(due.reduce(place).reduce(Action::Embed(EmbedAction::Seen)).autorun_now());
    for choice in [
        Action::Typed { key: "repeats", text: "2".into() },
        Action::Toggled(Strategy::Sequential),
        Action::Brought { experiment: "word-count", files: Err("Too large.".into()) },
    ] {
        assert!(!due.reduce(choice).reduce(Action::Embed(EmbedAction::Seen)).autorun_now());
    }
}

#[test]
fn a_page_around_learns_nothing_of_what_the_reader_runs_on_their_own_whatever_it_shows_meanwhile() {
    let own = embedded("x=ten-requests&network=urls&urls=https://a.example/");
    let (running, _) = started(&own);
    let shown = configured(&running, "network=simulated");
    assert!(!shown.setup.is_readers_own() && shown.is_running());
    let failed = shown.reduce(Action::EngineGone(Failure::new(FailureKind::Network, "https://a.example/")));
    for state in [&running, &shown, &finished(&shown), &failed] {
        assert!(state.results.is_some() && state.results_to_tell().is_none());
    }
    let (simulated, _) = started(&finished(&shown));
    assert!(simulated.results_to_tell().is_some());
}

#[test]
fn where_no_worker_can_be_started_nothing_runs() {
    let opaque = state(false).placed(Frame::Opaque);
    assert_eq!(opaque.next_job(), None);
    assert_eq!(opaque.reduce(Action::WantedRows(vec!["ten-requests"])).next_row(), None);
}

#[test]
fn a_job_of_a_fixed_number_counts_tasks_and_another_the_time_it_has() {
    let progress = |job: JobId, turn, done, total, spent| {
        Action::EngineSaid(FromEngine::Progress { job, turn, done, total, spent: Millis(spent) })
    };
    let fixed = state(true).reduce(Action::Navigated("x=sum-of-squares&repeats=2".into()));
    let (running, job) = started(&fixed);
    let later = running.reduce(progress(job, TURN, 30, 60, 2_000.0));
    let shown = later.job.as_ref().unwrap().progress();
    assert_eq!((shown.value, shown.max, shown.text.as_str()), (30.0, 60.0, "30 of 60 tasks"));
    assert_eq!(later.job.as_ref().unwrap().doing().unwrap(), "sequential, 1 of 2");
    assert_eq!(later.job.as_ref().unwrap().expected_tasks(), 60);

    let automatic = state(true).reduce(Action::Navigated("x=sum-of-squares".into()));
    let (running, job) = started(&automatic);
    let warm_up = Turn { round: Round::WarmUp, ..TURN };
    let before = running.reduce(progress(job, warm_up, 8, 20, 0.0));
    let before = before.job.as_ref().unwrap();
    assert_eq!((before.progress().value, before.doing().unwrap().as_str()), (0.0, "sequential, warming up"));
    assert_eq!(before.expected_tasks(), 80);
    let later = running.reduce(progress(job, TURN, 50, 60, 2_500.0));
    let later = later.job.as_ref().unwrap();
    assert_eq!((later.progress().value, later.progress().max), (2.5, 10.0));
    assert_eq!((later.progress().text.as_str(), later.expected_tasks()), ("2 s of 10 s at most", 200));
    assert_eq!(later.doing().unwrap(), "sequential, round 1");
}

#[test]
fn results_know_how_their_rounds_ended() {
    let (running, job) = started(&state(true));
    let enough = Some(Enough::Settled { rounds: 5 });
    let message = FromEngine::JobFinished { job, ended: Ended::Completed, enough, blocked_lanes: 0 };
    let after = running.reduce(Action::EngineSaid(message));
    assert_eq!(after.results.as_ref().unwrap().enough, enough);
    assert_eq!(started(&after).0.results.as_ref().unwrap().enough, None);
}
