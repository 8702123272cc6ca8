//! Tests of jobs and their results.

use super::*;
use lanes_catalogue::guide;
use lanes_model::message::EngineInfo;
use lanes_model::{
    Environment, Failure, FailureKind, LaneKind, LaneTrace, Millis, Round, Run, Stage, Strategy, Tile, Turn,
};

const TURN: Turn = Turn { strategy: Strategy::Sequential, point: 0, round: Round::Measured(0) };

fn visibility_changed(is_hidden: bool) -> Action {
    Action::Page(PageAction::VisibilityChanged(is_hidden))
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
fn one_job_runs_at_a_time_until_it_ends() {
    let (running, job) = started(&state(true));
    assert_eq!(running.next_job(), None);
    let after = running
        .reduce(received(FromEngine::RunFinished { job, run: run() }))
        .reduce(received(finished_message(job)));
    assert_eq!(after.job(), None);
    let results = after.runs.results().unwrap();
    assert_eq!((results.runs.len(), results.ended), (1, Some(Ended::Completed)));
    assert_eq!(after.next_job().unwrap().0, JobId(job.0 + 1));
}

#[test]
fn late_messages_of_an_ended_job_change_nothing() {
    let (running, job) = started(&state(true));
    let ended = running
        .reduce(Action::Job(JobAction::StopRequested))
        .reduce(Action::Engine(EngineAction::StopTimedOut));
    let (next, _) = started(&ended);
    assert_eq!(next.reduce(received(FromEngine::RunFinished { job, run: run() })), next);
    let finished = finished_message(job);
    assert_eq!(next.reduce(received(finished)), next);
}

#[test]
fn losing_the_engine_ends_the_job_with_a_failure_and_keeps_its_runs() {
    let (running, job) = started(&state(true));
    let failure = Failure::new(FailureKind::EngineLost, "Gone.");
    let after = running
        .reduce(received(FromEngine::RunFinished { job, run: run() }))
        .reduce(Action::Engine(EngineAction::Lost(failure.clone())));
    let results = after.runs.results().unwrap();
    assert_eq!((results.runs.len(), results.failure.as_ref()), (1, Some(&failure)));
    assert_eq!(*after.runs.engine(), EngineStatus::Failed(failure));
    assert!(after.next_job().is_some());
}

#[test]
fn what_is_loaded_belongs_to_the_engine_until_it_is_ready_and_then_to_the_job() {
    let loading = |loaded| received(FromEngine::Loading { loaded });
    let (waiting, job) = started(&state(true));
    let waiting = waiting.reduce(loading(5));
    assert_eq!(*waiting.runs.engine(), EngineStatus::Starting { loaded: 5 });
    let engine = EngineInfo { lanes: 2, start_up: Millis::ZERO };
    let ready = waiting.reduce(received(FromEngine::Ready { engine }));
    let loading_isolates = ready.reduce(loading(9));
    assert_eq!(*loading_isolates.runs.engine(), EngineStatus::Ready(engine));
    assert_eq!(loading_isolates.job().map(|job| (job.id, job.loaded)), Some((job, 9)));
    // An engine also loads while it has nothing to do.
    let idle = finished(&loading_isolates);
    assert_eq!(idle.reduce(loading(12)), idle);
}

fn row_started(state: &State) -> State {
    let (job, row, plan) = state.next_row().expect("a row");
    state.reduce(Action::Job(JobAction::RowStarted { job, row, plan: Rc::new(plan) }))
}

#[test]
fn requested_rows_are_measured_in_order_and_their_results_are_kept() {
    let guide = state(true).reduce(navigated("x=decide"));
    assert_eq!((guide.shown(), guide.query()), (Shown::Guide, "x=decide".to_owned()));
    let wanted = guide.reduce(rows_requested(vec!["ten-requests", "sum-of-squares", "ten-requests"]));
    let first = row_started(&wanted);
    assert_eq!(first.next_row(), None);
    // Between two rows, too.
    let states = [(&guide, false), (&wanted, true), (&first, true), (&finished(&first), true)];
    assert_eq!(states.map(|(state, _)| state.is_busy()), states.map(|(_, is_busy)| is_busy));
    let job = first.job().unwrap().id;
    let first = first.reduce(received(FromEngine::RunFinished { job, run: run() }));
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
fn stop_ends_the_current_row_and_clears_the_queue() {
    let wanted = state(true).reduce(rows_requested(vec!["ten-requests", "sum-of-squares"]));
    let stopped = row_started(&wanted)
        .reduce(Action::Job(JobAction::StopRequested))
        .reduce(Action::Engine(EngineAction::StopTimedOut));
    assert_eq!(stopped.next_row(), None);
    assert_eq!(stopped.runs.row_results("ten-requests").unwrap().ended, Some(Ended::Stopped));
    assert!(stopped.runs.row_results("sum-of-squares").is_none());
}

#[test]
fn measuring_a_row_does_not_change_the_results_of_the_readers_run() {
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
fn the_point_of_the_lesson_is_shown_until_the_reader_chooses_another() {
    let scaling = state(true).reduce(navigated("x=scaling"));
    let (running, job) = started(&scaling);
    let ran = |point| {
        let turn = Turn { point, ..TURN };
        received(FromEngine::RunFinished { job, run: Run { turn, ..run() } })
    };
    let point = |state: &State| state.runs().results().unwrap().point();
    assert_eq!(point(&running), 0);
    let later = running.reduce(ran(2));
    assert_eq!(point(&later), 2);
    // The point with one lane per core.
    let later = later.reduce(ran(1)).reduce(ran(3));
    assert_eq!(point(&later), 1);
    assert_eq!(point(&later.reduce(Action::Results(ResultsAction::PointChosen(2))).reduce(ran(1))), 2);
}

#[test]
fn a_picture_grows_until_another_run_starts_one() {
    let (running, job) = started(&state(true));
    let tile = |x| Tile { picture: (2, 1), at: (x, 0), width: 1, rgba: vec![0; 4] };
    let draw = |state: &State, turn, x| {
        state.reduce(received(FromEngine::TilesDrawn { job, turn, tiles: vec![tile(x)] }))
    };
    let drawn = |state: &State| state.runs().picture().unwrap().tiles.len();
    let whole = draw(&draw(&running, TURN, 0), TURN, 1);
    assert_eq!(drawn(&whole), 2);
    let other = Turn { round: Round::Measured(1), ..TURN };
    assert_eq!(drawn(&draw(&whole, other, 0)), 1);
}

#[test]
fn the_run_under_way_is_shown_until_it_ends() {
    let (running, job) = started(&state(true));
    let report = |state: &State, job, turn, at| {
        let lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: Vec::new() }];
        state.reduce(received(FromEngine::SpansEnded { job, turn, at: Millis(at), lanes }))
    };
    let live = |state: &State| state.runs().live().map(|live| (live.at, live.reports.len()));
    let twice = report(&report(&running, job, TURN, 50.0), job, TURN, 100.0);
    assert_eq!(live(&twice), Some((Millis(100.0), 2)));
    let other = Turn { round: Round::Measured(1), ..TURN };
    assert_eq!(live(&report(&twice, job, other, 50.0)), Some((Millis(50.0), 1)));
    assert_eq!(live(&twice.reduce(received(FromEngine::RunFinished { job, run: run() }))), None);
    // A late message of an ended job changes nothing.
    let ended = finished(&twice);
    assert_eq!(live(&ended), None);
    assert_eq!(live(&report(&ended, job, TURN, 150.0)), None);
    let (again, _) = started(&ended);
    assert_eq!(live(&report(&again, job, TURN, 150.0)), None);
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
        interpreter: None,
    }
}

#[test]
fn the_baseline_stays_for_all_runs_of_an_experiment() {
    let async_ = Strategy::Async;
    let baseline = |state: &State| state.runs().results().unwrap().baseline();
    let (running, _) = started(&state(true));
    assert_eq!(baseline(&running), Strategy::Sequential);
    let compared = finished(&running).reduce(Action::Results(ResultsAction::BaselineChosen(async_)));
    assert_eq!(baseline(&started(&compared).0), async_);
    assert_eq!(baseline(&started(&compared.reduce(chosen("mandelbrot"))).0), Strategy::Sequential);
}

#[test]
fn results_record_if_the_page_was_hidden_during_the_measurement() {
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

#[test]
fn without_workers_nothing_runs() {
    let opaque = State::new(machine(false), Frame::Opaque, "x=sum-of-squares");
    assert_eq!(opaque.next_job(), None);
    assert_eq!(opaque.reduce(rows_requested(vec!["ten-requests"])).next_row(), None);
}

#[test]
fn progress_counts_tasks_with_fixed_repeats_and_time_otherwise() {
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
fn results_record_why_no_more_rounds_were_measured() {
    let (running, job) = started(&state(true));
    let enough = Some(Enough::Settled { rounds: 5 });
    let message = FromEngine::JobFinished { job, ended: Ended::Completed, enough, blocked_lanes: 0 };
    let after = running.reduce(received(message));
    assert_eq!(after.runs.results().unwrap().enough(), enough);
    assert_eq!(started(&after).0.runs.results().unwrap().enough(), None);
}
