//! Tests of recorded results, as part of the whole state.

use super::*;
use crate::environment::{Frame, Machine};
use crate::state::{
    Action, EngineAction, JobAction, LocationAction, PageAction, ResultsAction, SettingsAction, State,
};
use lanes_catalogue::experiments::find;
use lanes_model::message::FromEngine;
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::Ended;
use lanes_model::{
    Enough, Environment, LaneKind, LaneTrace, Millis, Round, Run, Stage, Strategy, TaskId, Turn,
};
use lanes_report::record::{Detail, LINK_GOAL, Record};

fn machine() -> Machine {
    Machine { cores: 2, isolated: true, no_service_worker: None }
}

fn environment() -> Environment {
    Environment {
        cores: 8,
        isolated: true,
        clock_resolution_ms: 0.1,
        hidden: false,
        browser: "Firefox/153.0 Linux".into(),
        version: "0.1.0".into(),
        recorded_at: "2026-11-22T15:00:00.000Z".into(),
        interpreter: None,
    }
}

fn run(strategy: Strategy, round: u32, wall: f64) -> Run {
    let kind = match strategy {
        Strategy::Async => LaneKind::EventLoop,
        Strategy::Processes => LaneKind::Process,
        _ => LaneKind::Thread,
    };
    Run {
        turn: Turn { strategy, point: 0, round: Round::Measured(round) },
        ended: Ended::Completed,
        start_up: Millis::ZERO,
        wall: Millis(wall),
        lanes: vec![LaneTrace { kind, stage: Stage::Whole, spans: Vec::new() }],
        reports: vec![TaskReport { task: TaskId(0), outcome: Ok(Checksum(7).into()) }],
        bytes_moved: 0,
    }
}

/// Encodes a record of an experiment with all its strategies. The first takes `wall` milliseconds, each next one more.
fn text(id: &str, wall: f64) -> String {
    let setup = Setup::new(find(id).unwrap(), 8);
    let walls = (0..).map(|place| wall + f64::from(place));
    let both = setup.strategies().iter().zip(walls);
    let runs = both.flat_map(|(strategy, wall)| [run(*strategy, 0, wall), run(*strategy, 1, wall)]);
    let runs = runs.map(Rc::new).collect();
    let record = Record {
        setup,
        environment: environment(),
        runs,
        ended: Some(Ended::Completed),
        failure: None,
        detail: Detail::Whole,
        lost: Vec::new(),
    };
    record.encode(LINK_GOAL).unwrap().text
}

/// Creates a page at an address with all its code loaded.
fn page(address: &str) -> State {
    State::new(machine(), Frame::None, address).reduce(loaded())
}

/// Returns the action for the loaded code.
fn loaded() -> Action {
    Action::Page(PageAction::LaterPartLoaded(Shared::new(codec())))
}

fn after(state: &State, action: RecordsAction) -> State {
    state.reduce(Action::Records(action))
}

/// Runs the experiment to its end, and adds machine and date.
fn measured(state: &State) -> State {
    let (job, plan) = state.next_job().unwrap();
    let mut state = state.reduce(Action::Job(JobAction::Started { job, plan: Rc::new(plan) }));
    for round in 0..2 {
        let run = run(Strategy::Sequential, round, 50.0);
        state =
            state.reduce(Action::Engine(EngineAction::MessageReceived(FromEngine::RunFinished { job, run })));
    }
    let finished = FromEngine::JobFinished {
        job,
        ended: Ended::Completed,
        enough: Some(Enough::AsAsked),
        blocked_lanes: 0,
    };
    state
        .reduce(Action::Engine(EngineAction::MessageReceived(finished)))
        .reduce(Action::Job(JobAction::EnvironmentNoted(environment())))
}

fn is_from_list(state: &State) -> bool {
    matches!(state.records().display(), Display::FromList(_))
}

fn origins(state: &State) -> Vec<Origin> {
    state.records().of(state.shown_id()).map(|entry| entry.origin).collect()
}

#[test]
fn a_link_shows_its_results_and_keeps_its_fragment_until_the_settings_change() {
    let address = format!("?x=sum-of-squares&tasks=6#{}", text("sum-of-squares", 9.0));
    let state = page(&address);
    let shown = state.results_shown().unwrap();
    assert_eq!((shown.recorded(), shown.runs.len()), (Some(Detail::Whole), 10));
    assert_eq!(state.setup().number("tasks"), Some(6));
    assert_eq!(state.address(), address);
    let changed = state.reduce(Action::Settings(SettingsAction::Typed { key: "tasks", text: "5".into() }));
    assert_eq!(changed.address(), "?x=sum-of-squares&tasks=5");
    assert!(changed.results_shown().is_some());
}

#[test]
fn the_record_of_a_link_waits_for_the_code_that_reads_it() {
    let address = format!("?x=ten-requests#{}", text("sum-of-squares", 9.0));
    let early = State::new(machine(), Frame::None, &address);
    assert_eq!((early.shown_id(), early.address(), early.results_shown()), ("ten-requests", address, None));
    let late = early.reduce(loaded());
    assert_eq!((late.shown_id(), origins(&late)), ("sum-of-squares", vec![Origin::Link]));
    let left = early.reduce(Action::Location(LocationAction::Chosen("scrape"))).reduce(loaded());
    assert_eq!((left.shown_id(), left.results_shown()), ("scrape", None));
}

#[test]
fn a_run_that_started_before_the_link_was_read_is_shown_and_compared_with_it() {
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0));
    let early = State::new(machine(), Frame::None, &address);
    let late = measured(&early).reduce(loaded());
    assert_eq!(late.results_shown().unwrap().recorded(), None);
    assert_eq!(origins(&late), [Origin::Link, Origin::Reader]);
    assert!(late.records().compared("sum-of-squares").is_some());
    let (job, plan) = early.next_job().unwrap();
    let running = early.reduce(Action::Job(JobAction::Started { job, plan: Rc::new(plan) })).reduce(loaded());
    assert_eq!((running.results_shown().unwrap().recorded(), origins(&running)), (None, vec![Origin::Link]));
    // The same applies to a link to another experiment: the reader’s experiment stays.
    let elsewhere = format!("?x=ten-requests#{}", text("sum-of-squares", 9.0));
    assert_eq!(
        measured(&State::new(machine(), Frame::None, &elsewhere)).reduce(loaded()).shown_id(),
        "ten-requests"
    );
}

#[test]
fn a_link_to_a_saved_run_shows_the_saved_run() {
    let fragment = text("sum-of-squares", 9.0);
    let stored = RecordsAction::Loaded(Some(format!("sum-of-squares {fragment}\n")));
    let early = after(&State::new(machine(), Frame::None, &format!("?x=ten-requests#{fragment}")), stored);
    let late = early.reduce(loaded());
    assert_eq!((late.shown_id(), origins(&late)), ("sum-of-squares", vec![Origin::Reader]));
    assert!(late.results_shown().is_some());
}

#[test]
fn another_experiment_closes_the_record_and_going_back_opens_it_again() {
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0));
    let state = page(&address);
    let elsewhere = state.reduce(Action::Location(LocationAction::Chosen("ten-requests")));
    assert_eq!((elsewhere.address().as_str(), elsewhere.results_shown()), ("?x=ten-requests", None));
    let returned = elsewhere.reduce(Action::Location(LocationAction::Chosen("sum-of-squares")));
    assert_eq!((returned.results_shown(), origins(&returned)), (None, vec![Origin::Link]));
    let back = elsewhere.reduce(Action::Location(LocationAction::Navigated(address.clone())));
    assert_eq!((back.address(), origins(&back)), (address, vec![Origin::Link]));
    assert!(back.results_shown().is_some());
}

#[test]
fn a_record_shows_its_own_experiment_even_if_the_query_names_another() {
    for query in ["", "?x=ten-requests", "?x=decide"] {
        let state = page(&format!("{query}#{}", text("sum-of-squares", 9.0)));
        assert_eq!(state.shown_id(), "sum-of-squares", "{query}");
        assert!(state.results_shown().is_some());
    }
}

#[test]
fn an_unreadable_fragment_is_reported_and_the_query_still_applies() {
    let state = page("?x=ten-requests&requests=7#v9.AAAA");
    assert_eq!(state.records().refusal(), Some(&Refusal::FromTheFuture { version: 9 }));
    assert_eq!((state.setup().number("requests"), state.results_shown()), (Some(7), None));
    // A reload may load the newer version of Lanes that the record needs.
    assert_eq!(state.address(), "?x=ten-requests&requests=7#v9.AAAA");
    let dismissed = after(&state, RecordsAction::RefusalDismissed);
    assert_eq!((dismissed.records().refusal(), dismissed.address().contains('#')), (None, false));
}

#[test]
fn closing_a_saved_run_keeps_an_unreadable_fragment_until_its_notice_is_dismissed() {
    let stored = format!("sum-of-squares {}\n", text("sum-of-squares", 9.0));
    let address = "?x=sum-of-squares#v9.AAAA";
    let state = after(&page(address), RecordsAction::Loaded(Some(stored)));
    let key = state.records().entries[0].key;
    let closed = [Some(key), None].map(RecordsAction::Displayed).into_iter().fold(state, |s, a| after(&s, a));
    assert_eq!((closed.address().as_str(), closed.records().refusal().is_some()), (address, true));
}

#[test]
fn a_fragment_that_names_a_place_in_the_page_changes_nothing() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    assert_eq!(
        state.reduce(Action::Location(LocationAction::Navigated("?x=sum-of-squares#experiment".into()))),
        state
    );
}

#[test]
fn the_readers_run_is_shown_and_saved_and_compared_with_the_record() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    let state = measured(&state);
    assert_eq!(state.results_shown().unwrap().recorded(), None);
    assert_eq!(origins(&state), [Origin::Link, Origin::Reader]);
    let [this, that] = state.records().compared("sum-of-squares").unwrap();
    assert_eq!((this.0.origin, that.0.origin), (Origin::Reader, Origin::Link));
    assert_eq!(&*this.1.label, "2026-11-22 15:00:00 UTC, on 8 cores, Firefox 153 on Linux");
    assert_eq!(state.records().changes().0.len(), 1);
    // Without a displayed record, a run is compared with nothing.
    assert_eq!(measured(&page("")).records().compared("sum-of-squares"), None);
}

#[test]
fn stored_runs_are_loaded_and_unreadable_ones_are_reported() {
    let stored = measured(&page("?x=sum-of-squares")).records().changes().0.concat();
    let line = format!("sum-of-squares {}\n", text("sum-of-squares", 9.0));
    let all = format!("{stored}nonsense\n{line}sum-of-squares v1.AAAA\n");
    let state = after(&page("?x=sum-of-squares"), RecordsAction::Loaded(Some(all)));
    assert_eq!(state.records().trouble, Some(Trouble::Corrupt { lines: 1 }));
    let readable: Vec<bool> =
        state.records().of("sum-of-squares").map(|entry| entry.content().is_ok()).collect();
    assert_eq!(readable, [true, true, false]);
    let [one, other] = [0, 1].map(|place| state.records().entries[place].key);
    let compared =
        after(&after(&state, RecordsAction::ComparisonToggled(one)), RecordsAction::ComparisonToggled(other));
    assert!(compared.records().compared("sum-of-squares").is_some());
    // Another tab stored its runs. Records that were already decoded are not decoded again.
    let again = after(&compared, RecordsAction::Loaded(Some(line)));
    assert_eq!(again.records().entries.iter().map(|entry| entry.key).collect::<Vec<_>>(), [other]);
    assert_eq!(again.records().compared("sum-of-squares"), None);
}

#[test]
fn the_oldest_runs_are_dropped_and_deleted_ones_do_not_return() {
    let line = |wall| format!("sum-of-squares {}\n", text("sum-of-squares", wall));
    let all: String = (0..25).map(|place| line(9.0 + f64::from(place))).collect();
    let state = after(&page(""), RecordsAction::Loaded(Some(all)));
    assert_eq!(state.records().entries.len(), MAX_SAVED);
    let state = measured(&state);
    assert_eq!(state.records().entries.len(), MAX_SAVED);
    let newest = state.records().entries[0].key;
    // The new run, in place of the oldest of those that were listed, and of those that were not.
    assert_eq!(sizes(&state), (1, 6));
    let removed = after(&state, RecordsAction::Deleted(newest));
    assert_eq!((removed.records().entry(newest), sizes(&removed)), (None, (0, 6)));
    let forgotten = after(&removed, RecordsAction::AllDeleted);
    assert_eq!((sizes(&forgotten), forgotten.records().entries.len()), ((0, 25), 0));
    assert!(forgotten.records().revision > state.records().revision);
}

/// Returns the numbers of lines to add to the storage and to remove from it.
fn sizes(state: &State) -> (usize, usize) {
    let (added, removed) = state.records().changes();
    (added.len(), removed.len())
}

#[test]
fn what_another_tab_stores_neither_replaces_nor_removes_a_run_that_is_not_stored_yet() {
    let line = |wall| format!("sum-of-squares {}\n", text("sum-of-squares", wall));
    let state = measured(&after(&page(""), RecordsAction::Loaded(Some(line(20.0)))));
    let own = state.records().entries[0].key;
    let (added, removed) = state.records().changes();
    assert_eq!((added.len(), removed.len()), (1, 0));
    let other = after(&state, RecordsAction::Loaded(Some(line(21.0) + &line(20.0))));
    assert_eq!((other.records().entries[0].key, other.records().entries.len()), (own, 3));
    assert_eq!(other.records().changes(), (added.clone(), removed));
    // Once it is stored, it keeps its key, and there is nothing left to store.
    let stored = after(&other, RecordsAction::Loaded(Some(added.concat() + &line(21.0) + &line(20.0))));
    assert_eq!((stored.records().entries[0].key, sizes(&stored)), (own, (0, 0)));
    // Nothing of another tab is removed.
    assert_eq!(stored.records().entries.len(), 3);
}

#[test]
fn without_storage_runs_are_saved_while_the_page_is_open() {
    let state = after(&page(""), RecordsAction::Loaded(None));
    assert_eq!(state.records().trouble, Some(Trouble::NoStorage));
    assert_eq!(origins(&measured(&state)), [Origin::Reader]);
}

#[test]
fn closing_a_record_shows_the_readers_run_again() {
    let state = measured(&page(""));
    let key = state.records().entries[0].key;
    let shown = after(&state, RecordsAction::Displayed(Some(key)));
    assert!(shown.results_shown().unwrap().recorded().is_some());
    let looked = shown.reduce(Action::Results(ResultsAction::PointChosen(0)));
    assert_eq!(looked.results_shown().unwrap().chosen_point, Some(0));
    assert_eq!(looked.runs().results().unwrap().chosen_point, None);
    let closed = after(&looked, RecordsAction::Displayed(None));
    assert_eq!(closed.results_shown().unwrap().recorded(), None);
}

#[test]
fn the_control_that_opened_a_comparison_is_known_while_it_is_open() {
    let line = |wall| format!("sum-of-squares {}\n", text("sum-of-squares", wall));
    let all: String = [9.0, 10.0, 11.0].map(line).concat();
    let state = after(&page(""), RecordsAction::Loaded(Some(all)));
    let [first, second, third] = [0, 1, 2].map(|place| state.records().entries[place].key);
    let compared = |state: &State, key| after(state, RecordsAction::ComparisonToggled(key));
    let one = compared(&state, first);
    assert_eq!(one.records().comparison.opened_by(), None);
    let two = compared(&one, second);
    assert_eq!(two.records().comparison.opened_by(), Some(second));
    assert_eq!(compared(&two, third).records().comparison.opened_by(), Some(third));
    assert_eq!(compared(&two, second).records().comparison.opened_by(), None);
    // A comparison that a run opens was not opened by a control of the list.
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 12.0));
    let run = measured(&page(&address));
    assert!(run.records().compared("sum-of-squares").is_some());
    assert_eq!(run.records().comparison.opened_by(), None);
}

#[test]
fn the_record_of_a_link_does_not_count_as_opened_from_the_list() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    let key = state.records().display().key().unwrap();
    assert!(!is_from_list(&state));
    let closed = after(&state, RecordsAction::Displayed(None));
    assert!(!is_from_list(&closed));
    assert!(is_from_list(&after(&closed, RecordsAction::Displayed(Some(key)))));
}

/// Makes a recording of *Sum of squares* with one run of a strategy.
fn recording(strategy: &str) -> String {
    format!(
        r#"{{"schema": "lanes/recording@1", "query": "x=sum-of-squares", "recordedAt": "2026-11-30T15:04:05Z",
        "cores": 8, "interpreter": {{"name": "CPython", "version": "3.12.4", "system": "Linux", "gil": true}},
        "runs": [{{"strategy": "{strategy}", "round": 1, "wall": 9000,
        "lanes": [{{"kind": "thread", "spans": [1, 0, 8000, 8000]}}]}}]}}"#
    )
}

/// Returns the state after the reader opened a file with this text.
fn opened(state: &State, text: &str) -> State {
    let read = read_recording(text, "2026-11-30T15:04:05Z");
    after(state, RecordsAction::FileOpened { name: "sums.lanes.json".into(), read })
}

#[test]
fn a_recording_shows_its_experiment_next_to_the_readers_run() {
    let state = opened(&page("?x=ten-requests"), &recording("threads"));
    assert_eq!((state.shown_id(), origins(&state)), ("sum-of-squares", vec![Origin::File]));
    let (_, content) = state.records().displayed("sum-of-squares").unwrap();
    assert_eq!(&*content.label, "CPython 3.12.4 on Linux, 8 cores, 2026-11-30 15:04:05 UTC");
    assert!(content.results.is_recording() && state.results_shown().unwrap().recorded().is_some());
    assert_eq!(state.results_shown().unwrap().strategies, [Strategy::ThreadsGil]);
    // A run of this browser is compared with the recording, whichever came first.
    let compared = |state: &State| {
        let [this, that] = state.records().compared("sum-of-squares").unwrap();
        let mut origins = [this.0.origin, that.0.origin];
        origins.sort_by_key(|origin| *origin == Origin::File);
        assert_eq!(origins, [Origin::Reader, Origin::File]);
    };
    compared(&measured(&state));
    compared(&opened(&measured(&page("?x=sum-of-squares")), &recording("sequential")));
}

#[test]
fn a_recording_is_there_after_a_reload_and_a_trace_of_the_page_is_not() {
    let state = opened(&page("?x=sum-of-squares"), &recording("threads"));
    let (added, removed) = state.records().changes();
    assert_eq!((added.len(), removed.len()), (1, 0));
    assert!(added[0].starts_with("sum-of-squares v3."), "{}", added[0]);
    let loaded = |state: &State| after(state, RecordsAction::Loaded(Some(added.concat())));
    // As the page reports it once it is stored, and as it is read after a reload.
    let stored = loaded(&state);
    assert_eq!((origins(&stored), stored.records().changes()), (vec![Origin::File], Default::default()));
    assert_eq!(stored.results_shown(), state.results_shown());
    let reloaded = loaded(&page("?x=sum-of-squares"));
    assert_eq!(origins(&reloaded), [Origin::File]);
    let entry = reloaded.records().of("sum-of-squares").next().unwrap();
    assert!(entry.content().unwrap().results.is_recording());
    let saved = r#"{"traceEvents": [
        {"ph": "M", "name": "process_name", "pid": 1, "tid": 1, "args": {"name": "threads", "wall": 9000}},
        {"ph": "M", "name": "thread_name", "pid": 1, "tid": 2, "args": {"name": "thread 1"}},
        {"ph": "X", "name": "task 1: computing", "cat": "compute", "pid": 1, "tid": 2, "ts": 0, "dur": 8000,
         "args": {"task": 1}}
        ], "otherData": {"address": "https://lanes.example/?x=sum-of-squares", "machine": "2 cores, Chrome 156 on Linux",
        "recordedAt": "2026-11-22T15:04:05Z"}}"#;
    let state = opened(&page("?x=sum-of-squares"), saved);
    assert_eq!((origins(&state), state.records().changes().0.len()), (vec![Origin::SavedFile], 0));
}

#[test]
fn a_recording_that_is_opened_twice_is_listed_once() {
    let state = opened(&page("?x=sum-of-squares"), &recording("threads"));
    let closed = after(&state, RecordsAction::Displayed(None));
    let again = opened(&closed, &recording("threads"));
    assert_eq!((origins(&again), is_from_list(&again)), (vec![Origin::File], true));
}

#[test]
fn a_file_that_is_no_recording_changes_nothing_but_the_message() {
    let whole = recording("threads");
    for (text, reason) in [
        ("{}", "they are not in Lanes’ format"),
        (&whole[..whole.len() / 2], "the end of the file is missing; record again, or copy the file again"),
    ] {
        let before = measured(&page("?x=sum-of-squares"));
        let state = opened(&before, text);
        let name = "sums.lanes.json".to_owned();
        assert_eq!(state.records().trouble(), Some(&Trouble::NotOpened { name, why: reason.to_owned() }));
        assert_eq!(origins(&state), origins(&before));
        assert_eq!(state.results_shown(), before.results_shown());
        assert_eq!(opened(&state, &whole).records().trouble(), None);
    }
}
