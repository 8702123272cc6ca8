//! Tests of the reader's code, and of code in links.

use super::*;
use lanes_report::control::Change;
use lanes_report::record::encode_code;

const CODE: &str = "items = [1]\n\n\nasync def task_async(item):\n    return item\n";
const QUERY: &str = "x=python-task";

fn written(code: &str) -> Action {
    Action::Settings(SettingsAction::CodeWritten(Some(code.into())))
}

/// Opens a link with code.
fn linked(query: &str, code: &str) -> State {
    let address = format!("{query}#{}", encode_code(code).unwrap());
    State::new(machine(true), Frame::None, &address)
}

#[test]
fn code_of_a_link_is_shown_and_never_runs_by_itself() {
    let early = linked("x=python-task&autorun=1", CODE);
    assert_eq!((early.setup().code(), early.next_job()), (None, None));
    let state = loaded(&early).reduce(Action::Embed(EmbedAction::Seen));
    assert_eq!(state.setup().code(), Some(CODE));
    assert!(state.settings().has_given_code() && state.records().refusal().is_none());
    let info = lanes_model::message::EngineInfo { lanes: 0, start_up: lanes_model::Millis(1.0) };
    let ready = state.reduce(received(FromEngine::Ready { engine: info }));
    assert!(ready.next_job().is_some() && !ready.autorun_now());
    assert!(ready.address().contains("&autorun=1#v2."));
}

#[test]
fn an_edit_makes_the_code_the_readers_and_drops_it_from_the_address() {
    let state = loaded(&linked(QUERY, CODE));
    let edited = state.reduce(written("items = []\n"));
    assert!(!edited.settings().has_given_code());
    assert_eq!(edited.address(), "?x=python-task");
    let again = edited.reduce(written(CODE));
    assert!(again.settings().has_given_code() && again.address().contains("#v2."));
    let reset = state.reduce(Action::Settings(SettingsAction::CodeWritten(None)));
    assert_eq!((reset.setup().code(), reset.address().as_str()), (None, "?x=python-task"));
}

#[test]
fn code_that_is_too_long_cannot_run() {
    let state = loaded(&State::new(machine(true), Frame::None, QUERY)).reduce(written(CODE));
    let long = state.reduce(written(&"#".repeat(20_001)));
    assert_eq!((long.setup().code(), long.next_job()), (Some(CODE), None));
    assert_eq!(long.settings().code_draft().map(str::len), Some(20_001));
    assert!(long.reduce(written(CODE)).next_job().is_some());
}

#[test]
fn a_link_with_too_much_code_is_refused_in_words() {
    let state = loaded(&linked(QUERY, &"#".repeat(20_001)));
    assert_eq!(state.setup().code(), None);
    let refusal = state.records().refusal().unwrap().to_string();
    assert_eq!(refusal, "the code has 20,001 bytes, and the limit is 20,000");
}

#[test]
fn other_experiments_take_no_code() {
    let state = loaded(&linked("x=sum-of-squares", CODE));
    assert_eq!(state.setup().code(), None);
    assert!(!state.settings().has_given_code());
    let left = loaded(&linked(QUERY, CODE)).reduce(chosen("scaling"));
    assert!(!left.address().contains('#'));
}

fn given(state: &State, code: &str) -> State {
    let change = Change { query: String::new(), code: Some(code.to_owned()) };
    state.reduce(Action::Location(LocationAction::Configured(change)))
}

#[test]
fn code_of_a_host_page_is_not_the_readers() {
    let framed = loaded(&State::new(machine(true), Frame::Framed, "x=python-program&view=embed"));
    let state = given(&framed, "print(1)\n");
    assert!(state.settings().has_given_code() && !state.settings().has_run_code());
    // A theme changes nothing about it.
    let themed = state.reduce(Action::Location(LocationAction::Configured(Change {
        query: "theme=dark".to_owned(),
        code: None,
    })));
    assert!(themed.settings().has_given_code());
    let started = |state: &State| {
        let (job, plan) = state.next_job().unwrap();
        state.reduce(Action::Job(JobAction::Started { job, plan: plan.into() }))
    };
    let run = started(&themed);
    assert!(run.settings().has_run_code() && run.results_for_host().is_some());
    let edited = started(&themed.reduce(written("print(2)\n")));
    assert!(edited.results_for_host().is_none());
}
