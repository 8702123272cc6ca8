//! Tests of the settings of the next run.

use super::*;
use lanes_catalogue::experiment::{OWN, SOURCE};
use lanes_model::Strategy;
use lanes_model::workload::File;
use lanes_report::destinations::Destination;

#[test]
fn an_invalid_number_stays_a_draft_and_the_last_valid_one_is_used() {
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
fn repeats_are_automatic_until_the_reader_types_a_number() {
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
    // A choice from the list replaces the draft.
    assert_eq!(
        bad.reduce(Action::Settings(SettingsAction::Picked { key: "repeats", value: 5 }))
            .settings
            .draft("repeats"),
        None
    );
    // An empty text is not valid if a number is required.
    assert!(type_in(&state(true).reduce(chosen("failing-task")), "").settings.draft("repeats").is_some());
}

#[test]
fn without_isolation_a_plan_has_no_threads() {
    let plan = state(false).next_job().unwrap().1;
    let keys: Vec<_> = plan.cases.iter().map(|case| case.strategy.key()).collect();
    assert_eq!(keys, ["sequential", "async", "processes"]);
    let only_threads = state(false).reduce(navigated("strategies=threads"));
    assert_eq!(only_threads.next_job(), None);
}

#[test]
fn an_invalid_address_stays_a_draft_as_it_was_typed() {
    let before = state(true).reduce(navigated("x=ten-requests&network=urls"));
    let type_in = |text: &str| {
        before.reduce(Action::Settings(SettingsAction::Typed { key: "urls", text: text.to_owned() }))
    };
    let bad = type_in("a.example");
    assert_eq!(
        (bad.settings.draft("urls").unwrap().text.as_str(), bad.setup().values().text("urls")),
        ("a.example", Some(""))
    );
    assert_eq!(type_in(" https://a.example ").setup().values().text("urls"), Some("https://a.example"));
}

fn files(bytes: &[u8]) -> ChosenFiles {
    let files = vec![File { name: "notes.txt".into(), bytes: bytes.into() }; 3];
    ChosenFiles { files, about: "notes.txt and 2 more".into(), problem: None }
}

#[test]
fn the_next_run_works_on_the_files_that_the_reader_chose() {
    let before = loaded(&state(true)).reduce(navigated("x=word-count&source=own"));
    assert!(before.settings.lacks_files() && before.next_job().is_none());
    let brought =
        Action::Settings(SettingsAction::FilesChosen { experiment: "word-count", files: files(b"one") });
    let (_, plan) = before.reduce(brought.clone()).next_job().unwrap();
    assert_eq!((plan.files.len(), plan.cases[0].work.tasks()), (3, 3));
    // Choosing files selects them as the source. The link says so, but does not contain them.
    let from_bundled = state(true).reduce(chosen("word-count")).reduce(brought);
    assert_eq!(from_bundled.query(), "x=word-count&source=own");
    let bundled = from_bundled.reduce(Action::Settings(SettingsAction::Picked { key: SOURCE, value: 0 }));
    assert_eq!(bundled.next_job().unwrap().1.files, []);
}

#[test]
fn refused_files_do_not_replace_accepted_ones() {
    let bring = |state: &State, files| {
        state.reduce(Action::Settings(SettingsAction::FilesChosen { experiment: "image-filter", files }))
    };
    let before = state(true).reduce(chosen("image-filter"));
    let good = bring(&before, files(b"good"));
    let refused = bring(&good, ChosenFiles { problem: Some("Too large.".into()), ..ChosenFiles::default() });
    assert_eq!(
        (refused.settings.file_problem(), refused.settings.own_files()),
        (Some("Too large."), good.settings.own_files())
    );
    assert_eq!(bring(&refused, files(b"better")).settings.file_problem(), None);
    // Files that finish loading after the reader has left the experiment are there when the reader returns.
    let elsewhere = bring(&before.reduce(chosen("train")), files(b"late"));
    let own = SettingsAction::Picked { key: SOURCE, value: OWN };
    let back = elsewhere.reduce(chosen("image-filter")).reduce(Action::Settings(own));
    assert_eq!((elsewhere.query().as_str(), back.settings.own_files().unwrap().len()), ("x=train", 3));
}

#[test]
fn a_prediction_is_for_one_run_of_one_experiment() {
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
fn a_winner_can_be_predicted_only_if_there_can_be_one() {
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
fn a_confirmation_is_of_what_was_shown_and_lasts() {
    let destination = Destination { origin: "https://a.example".to_owned(), requests: 500 };
    let needed = || SettingsAction::ConfirmationNeeded([destination.clone()].into());
    let asked = state(true).reduce(Action::Settings(needed()));
    assert_eq!(asked.settings().unconfirmed().len(), 1);
    let answer = |state: &State, is_confirmed| {
        state.reduce(Action::Settings(SettingsAction::RequestsConfirmed(is_confirmed)))
    };
    let refused = answer(&asked, false);
    assert_eq!((refused.settings().unconfirmed().len(), refused.settings().confirmed()), (0, &[][..]));
    let confirmed = answer(&asked, true);
    assert_eq!(confirmed.settings().unconfirmed().len(), 0);
    // It outlives the experiment.
    let elsewhere = confirmed.reduce(chosen("failing-task"));
    assert_eq!(elsewhere.settings().confirmed(), std::slice::from_ref(&destination));
    // Whatever changes the settings takes back the question.
    let change = SettingsAction::Picked { key: "repeats", value: 50 };
    for action in [Action::Settings(change), navigated("x=ten-requests")] {
        let changed = asked.reduce(action);
        assert_eq!(answer(&changed, true).settings().confirmed(), []);
    }
}
