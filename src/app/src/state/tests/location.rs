//! Tests of the address, of host pages and of autorun.

use super::*;
use lanes_catalogue::experiment::SOURCE;
use lanes_model::{Failure, FailureKind, Millis, Strategy};
use lanes_report::control::Change;

#[test]
fn going_back_restores_the_setup() {
    let before = state(true).reduce(Action::Settings(SettingsAction::Typed { key: "n", text: "5".into() }));
    let query = before.query();
    let there = before.reduce(chosen("ten-requests"));
    assert_eq!(there.query(), "x=ten-requests");
    assert_eq!(there.reduce(navigated(&query)).setup(), before.setup());
}

fn embedded(query: &str) -> State {
    State::new(machine(true), Frame::Framed, &format!("{query}&view=embed"))
}

fn configured(state: &State, query: &str) -> State {
    state.reduce(Action::Location(LocationAction::Configured(Change { query: query.to_owned(), code: None })))
}

#[test]
fn the_presentation_is_part_of_the_pages_address_but_not_of_its_links() {
    let shown = "x=scaling&view=embed&theme=dark&show=bars,code&autorun=1";
    let embedded = state(true).reduce(navigated(shown));
    assert_eq!((embedded.own_query().as_str(), embedded.query().as_str()), (shown, "x=scaling"));
    assert_eq!(embedded.notes(), []);
    let themed = embedded.reduce(Action::Embed(EmbedAction::ThemeChosen));
    assert_eq!(themed.own_query(), "x=scaling&view=embed&show=bars,code&autorun=1");
}

#[test]
fn a_host_page_can_show_another_experiment_or_change_one_value() {
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
    loaded(&early)
}

#[test]
fn autorun_starts_once_the_page_is_seen_but_never_with_the_readers_own_data() {
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
fn a_choice_of_the_reader_cancels_autorun() {
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
            files: ChosenFiles { problem: Some("Too large.".into()), ..ChosenFiles::default() },
        }),
    ] {
        assert!(!due.reduce(choice).reduce(Action::Embed(EmbedAction::Seen)).autorun_now());
    }
}

#[test]
fn a_host_page_learns_nothing_of_runs_on_the_readers_own_data() {
    let own = loaded(&embedded("x=ten-requests&network=urls&urls=https://a.example/"));
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
