//! What happens to recorded results, one promise a test.

use super::*;
use crate::state::{Action, Machine, State};
use lanes_catalogue::experiments::find;
use lanes_model::Environment;
use lanes_model::message::FromEngine;
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::Ended;
use lanes_model::{Enough, LaneKind, LaneTrace, Millis, Round, Run, Stage, Strategy, TaskId, Turn};
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

/// A record as in a link, of an experiment with all its strategies, the first of them that quick.
fn text(id: &str, wall: f64) -> String {
    let setup = Setup::new(find(id).unwrap(), 8);
    let walls = (0..).map(|place| wall + f64::from(place));
    let both = setup.strategies().iter().zip(walls);
    let runs = both.flat_map(|(strategy, wall)| [run(*strategy, 0, wall), run(*strategy, 1, wall)]).collect();
    let record = Record {
        setup,
        environment: environment(),
        runs,
        ended: Some(Ended::Completed),
        failure: None,
        detail: Detail::Whole,
    };
    record.encode(LINK_GOAL).unwrap().text
}

/// The page at an address, with all it has to load.
fn page(address: &str) -> State {
    State::new(machine(), address).reduce(loaded())
}

/// All that the page has to load was loaded.
fn loaded() -> Action {
    Action::CodecLoaded(Shared::new(codec()))
}

fn after(state: &State, action: RecordsAction) -> State {
    state.reduce(Action::Records(action))
}

/// Runs the experiment to its end, and tells where and when that was.
fn measured(state: &State) -> State {
    let (job, plan) = state.next_job().unwrap();
    let mut state = state.reduce(Action::Started(job, Rc::new(plan)));
    for round in 0..2 {
        let run = run(Strategy::Sequential, round, 50.0);
        state = state.reduce(Action::EngineSaid(FromEngine::RunFinished { job, run }));
    }
    let finished = FromEngine::JobFinished {
        job,
        ended: Ended::Completed,
        enough: Some(Enough::AsAsked),
        blocked_lanes: 0,
    };
    state.reduce(Action::EngineSaid(finished)).reduce(Action::Recorded(environment()))
}

fn origins(state: &State) -> Vec<Origin> {
    state.records.of(state.shown_id()).map(|entry| entry.origin).collect()
}

#[test]
fn a_link_shows_what_it_has_and_keeps_its_fragment_while_the_settings_stay() {
    let address = format!("?x=sum-of-squares&tasks=6#{}", text("sum-of-squares", 9.0));
    let state = page(&address);
    let shown = state.results_shown().unwrap();
    assert_eq!((shown.recorded, shown.runs.len()), (Some(Detail::Whole), 10));
    assert_eq!(state.setup.number("tasks"), Some(6));
    assert_eq!(state.address(), address);
    let changed = state.reduce(Action::Typed { key: "tasks", text: "5".into() });
    assert_eq!(changed.address(), "?x=sum-of-squares&tasks=5");
    assert!(changed.results_shown().is_some());
}

#[test]
fn what_came_with_a_link_waits_for_what_reads_it() {
    let address = format!("?x=ten-requests#{}", text("sum-of-squares", 9.0));
    let early = State::new(machine(), &address);
    assert_eq!((early.shown_id(), early.address(), early.results_shown()), ("ten-requests", address, None));
    let late = early.reduce(loaded());
    assert_eq!((late.shown_id(), origins(&late)), ("sum-of-squares", vec![Origin::Link]));
    let left = early.reduce(Action::Chose("scrape")).reduce(loaded());
    assert_eq!((left.shown_id(), left.results_shown()), ("scrape", None));
}

#[test]
fn what_the_reader_ran_before_a_link_could_be_read_is_shown_and_compared_with_it() {
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0));
    let early = State::new(machine(), &address);
    let late = measured(&early).reduce(loaded());
    assert_eq!(late.results_shown().unwrap().recorded, None);
    assert_eq!(origins(&late), [Origin::Link, Origin::Reader]);
    assert!(late.records.compared("sum-of-squares").is_some());
    let (job, plan) = early.next_job().unwrap();
    let running = early.reduce(Action::Started(job, Rc::new(plan))).reduce(loaded());
    assert_eq!((running.results_shown().unwrap().recorded, origins(&running)), (None, vec![Origin::Link]));
    // Of another experiment too: the reader stays where they are.
    let elsewhere = format!("?x=ten-requests#{}", text("sum-of-squares", 9.0));
    assert_eq!(measured(&State::new(machine(), &elsewhere)).reduce(loaded()).shown_id(), "ten-requests");
}

#[test]
fn a_link_to_a_kept_run_shows_it_before_that_was_read_otherwise() {
    let fragment = text("sum-of-squares", 9.0);
    let stored = RecordsAction::Loaded(Some(format!("sum-of-squares {fragment}\n")));
    let early = after(&State::new(machine(), &format!("?x=ten-requests#{fragment}")), stored);
    let late = early.reduce(loaded());
    assert_eq!((late.shown_id(), origins(&late)), ("sum-of-squares", vec![Origin::Reader]));
    assert!(late.results_shown().is_some());
}

#[test]
fn another_experiment_leaves_the_record_behind_and_back_brings_it_again() {
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0));
    let state = page(&address);
    let elsewhere = state.reduce(Action::Chose("ten-requests"));
    assert_eq!((elsewhere.address().as_str(), elsewhere.results_shown()), ("?x=ten-requests", None));
    let returned = elsewhere.reduce(Action::Chose("sum-of-squares"));
    assert_eq!((returned.results_shown(), origins(&returned)), (None, vec![Origin::Link]));
    let back = elsewhere.reduce(Action::Navigated(address.clone()));
    assert_eq!((back.address(), origins(&back)), (address, vec![Origin::Link]));
    assert!(back.results_shown().is_some());
}

#[test]
fn a_record_brings_its_own_experiment_whatever_the_query_says() {
    for query in ["", "?x=ten-requests", "?x=decide"] {
        let state = page(&format!("{query}#{}", text("sum-of-squares", 9.0)));
        assert_eq!(state.shown_id(), "sum-of-squares", "{query}");
        assert!(state.results_shown().is_some());
    }
}

#[test]
fn a_bad_fragment_is_named_and_loses_nothing_else() {
    let state = page("?x=ten-requests&requests=7#v9.AAAA");
    assert_eq!(state.records.refusal, Some(Refusal::FromTheFuture { version: 9 }));
    assert_eq!((state.setup.number("requests"), state.results_shown()), (Some(7), None));
    // A reload may bring the newer Lanes that it needs.
    assert_eq!(state.address(), "?x=ten-requests&requests=7#v9.AAAA");
    let dismissed = after(&state, RecordsAction::DismissedRefusal);
    assert_eq!((dismissed.records.refusal.as_ref(), dismissed.address().contains('#')), (None, false));
}

#[test]
fn a_place_in_the_page_is_no_other_address() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    assert_eq!(state.reduce(Action::Navigated("?x=sum-of-squares#experiment".into())), state);
}

#[test]
fn an_own_run_is_shown_kept_and_compared_with_the_record() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    let state = measured(&state);
    assert_eq!(state.results_shown().unwrap().recorded, None);
    assert_eq!(origins(&state), [Origin::Link, Origin::Reader]);
    let [this, that] = state.records.compared("sum-of-squares").unwrap();
    assert_eq!((this.0.origin, that.0.origin), (Origin::Reader, Origin::Link));
    assert_eq!(&*this.1.label, "2026-11-22 15:00:00 UTC, on 8 cores, Firefox 153 on Linux");
    assert_eq!(state.records.stored().len(), 1);
    // Without a record beside it, a run is compared with nothing.
    assert_eq!(measured(&page("")).records.compared("sum-of-squares"), None);
}

#[test]
fn what_is_stored_is_there_again_and_what_cannot_be_read_is_said() {
    let stored = measured(&page("")).records.stored().concat();
    let line = format!("sum-of-squares {}\n", text("sum-of-squares", 9.0));
    let all = format!("{stored}nonsense\n{line}sum-of-squares v1.AAAA\n");
    let state = after(&page(""), RecordsAction::Loaded(Some(all)));
    assert_eq!(state.records.trouble, Some(Trouble::Corrupt { lines: 1 }));
    let readable: Vec<bool> =
        state.records.of("sum-of-squares").map(|entry| entry.content().is_ok()).collect();
    assert_eq!(readable, [true, true, false]);
    let [one, other] = [0, 1].map(|place| state.records.entries[place].key);
    let compared = after(&after(&state, RecordsAction::Compared(one)), RecordsAction::Compared(other));
    assert!(compared.records.compared("sum-of-squares").is_some());
    // Another page stored what it kept: what was read already is not read again.
    let again = after(&compared, RecordsAction::Loaded(Some(line)));
    assert_eq!(again.records.entries.iter().map(|entry| entry.key).collect::<Vec<_>>(), [other]);
    assert_eq!(again.records.compared("sum-of-squares"), None);
}

#[test]
fn the_oldest_go_and_removed_ones_stay_away() {
    let line = |wall| format!("sum-of-squares {}\n", text("sum-of-squares", wall));
    let all: String = (0..25).map(|place| line(9.0 + f64::from(place))).collect();
    let state = after(&page(""), RecordsAction::Loaded(Some(all)));
    assert_eq!(state.records.entries.len(), MOST_KEPT);
    let state = measured(&state);
    assert_eq!(state.records.entries.len(), MOST_KEPT);
    let newest = state.records.entries[0].key;
    let removed = after(&state, RecordsAction::Removed(newest));
    assert_eq!((removed.records.entry(newest), removed.records.stored().len()), (None, MOST_KEPT - 1));
    let forgotten = after(&removed, RecordsAction::ForgotAll);
    assert_eq!((forgotten.records.stored().len(), forgotten.records.entries.len()), (0, 0));
    assert!(forgotten.records.revision > state.records.revision);
}

#[test]
fn without_storage_runs_are_kept_while_the_page_is_open() {
    let state = after(&page(""), RecordsAction::Loaded(None));
    assert_eq!(state.records.trouble, Some(Trouble::NoStorage));
    assert_eq!(origins(&measured(&state)), [Origin::Reader]);
}

#[test]
fn closing_a_record_shows_the_own_run_again() {
    let state = measured(&page(""));
    let key = state.records.entries[0].key;
    let shown = after(&state, RecordsAction::Showed(Some(key)));
    assert!(shown.results_shown().unwrap().recorded.is_some());
    let looked = shown.reduce(Action::LookedAt(0));
    assert_eq!(looked.results_shown().unwrap().chosen_point, Some(0));
    assert_eq!(looked.results.as_ref().unwrap().chosen_point, None);
    let closed = after(&looked, RecordsAction::Showed(None));
    assert_eq!(closed.results_shown().unwrap().recorded, None);
}

#[test]
fn what_opened_a_comparison_is_known_while_it_is_open() {
    let line = |wall| format!("sum-of-squares {}\n", text("sum-of-squares", wall));
    let all: String = [9.0, 10.0, 11.0].map(line).concat();
    let state = after(&page(""), RecordsAction::Loaded(Some(all)));
    let [first, second, third] = [0, 1, 2].map(|place| state.records.entries[place].key);
    let compared = |state: &State, key| after(state, RecordsAction::Compared(key));
    let one = compared(&state, first);
    assert_eq!(one.records.compared_from, None);
    let two = compared(&one, second);
    assert_eq!(two.records.compared_from, Some(second));
    assert_eq!(compared(&two, third).records.compared_from, Some(third));
    assert_eq!(compared(&two, second).records.compared_from, None);
    // No control of the list opened what a run opens.
    let address = format!("?x=sum-of-squares#{}", text("sum-of-squares", 12.0));
    let run = measured(&page(&address));
    assert!(run.records.compared("sum-of-squares").is_some());
    assert_eq!(run.records.compared_from, None);
}

#[test]
fn what_came_with_the_address_was_not_chosen_from_the_list() {
    let state = page(&format!("?x=sum-of-squares#{}", text("sum-of-squares", 9.0)));
    let key = state.records.shown.unwrap();
    assert!(!state.records.shown_from_list);
    let closed = after(&state, RecordsAction::Showed(None));
    assert!(!closed.records.shown_from_list);
    assert!(after(&closed, RecordsAction::Showed(Some(key))).records.shown_from_list);
}
