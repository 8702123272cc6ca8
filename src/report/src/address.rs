//! The address of an experiment: plain words in the query, so that people can write them by hand.
//!
//! `x=sum-of-squares&tasks=4&n=300000000&strategies=sequential,threads`. Values out of range are clamped
//! and unknown keys ignored. Reading never fails, whatever the address is; notes list what was changed.

use lanes_analysis::units;
use lanes_catalogue::experiment::{Domain, Parameter, RUNTIME};
use lanes_catalogue::experiments;
use lanes_catalogue::guide;
use lanes_catalogue::{Setup, Value};
use std::borrow::Cow;
use std::fmt;

/// Maximum length of a text from the address that a note quotes, in characters.
const MAX_QUOTED_CHARS: usize = 40;

/// Maximum number of notes about one address. More would not be read, and an address can be very long.
pub const MAX_NOTES: usize = 20;

/// Version of the queries that [`write_in_full`] writes, under the key `v`. A query without it was written by hand, for
/// today's Lanes.
pub const QUERY_VERSION: usize = 1;

/// Key of the version.
const VERSION_KEY: &str = "v";

/// Keys and values of a query.
type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// Upgrades of queries that name every value, each to the next version. Version 0 had no key for it.
const UPGRADES: [fn(&mut Pairs<'_>); QUERY_VERSION] = [name_library];

/// Part of an address that was changed or ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Unknown experiment.
    UnknownExperiment {
        /// Name in the address.
        given: String,
    },
    /// Unknown parameter.
    UnknownKey {
        /// Key in the address.
        key: String,
    },
    /// Unreadable value, replaced by the default.
    Unreadable {
        /// Key of the parameter.
        key: &'static str,
        /// Value in the address.
        given: String,
    },
    /// Value out of range.
    Clamped {
        /// Key of the parameter.
        key: &'static str,
        /// Value in the address.
        given: u64,
        /// Value used instead.
        used: u64,
    },
    /// Strategy that the experiment does not have.
    UnknownStrategy {
        /// Name in the address.
        given: String,
    },
    /// Query of a newer version.
    NewerVersion,
    /// Unknown part of an embedded page.
    UnknownPart {
        /// Name in the address.
        given: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::UnknownExperiment { given } => {
                write!(f, "There is no experiment named “{given}”, so another one is shown.")
            }
            Note::UnknownKey { key } => write!(f, "“{key}” is not a setting here and was ignored."),
            Note::Unreadable { key, given } => {
                write!(f, "“{given}” is not a valid value for {key}; the default is used.")
            }
            Note::Clamped { key, given, used } => {
                write!(
                    f,
                    "{key} was {} in the address, which is out of range; {} is used.",
                    units::grouped(*given),
                    units::grouped(*used)
                )
            }
            Note::UnknownStrategy { given } => {
                write!(f, "This experiment has no strategy named “{given}”; it was left out.")
            }
            Note::NewerVersion => f.write_str(
                "A newer version of Lanes made this link. Settings that this one does not know are left out.",
            ),
            Note::UnknownPart { given } => {
                write!(f, "There is no part named “{given}”; it was left out.")
            }
        }
    }
}

/// Returns true if a query names the decision guide instead of an experiment.
pub fn names_guide(query: &str) -> bool {
    named(query).is_some_and(|id| id == guide::ID)
}

/// Lists the other keys of a query that names the guide, which has no settings of its own. `known` keys have a
/// meaning to the caller and are not listed.
pub fn unknown_to_guide(query: &str, known: &[&str]) -> Vec<Note> {
    let unknown =
        pairs(query).filter(|(key, _)| key != "x" && key != VERSION_KEY && !known.contains(&key.as_ref()));
    unknown.map(|(key, _)| Note::UnknownKey { key: quoted(&key) }).take(MAX_NOTES).collect()
}

/// Reads a query, with or without its question mark. `also_known` keys have a meaning to the caller and are not
/// noted.
pub fn read(query: &str, cores: u32, also_known: &[&str]) -> (Setup, Vec<Note>) {
    let mut notes = Vec::new();
    let wanted = named(query);
    let found = wanted.as_ref().and_then(|id| experiments::find(id));
    if let (Some(id), None) = (wanted, found) {
        notes.push(Note::UnknownExperiment { given: quoted(&id) });
    }
    let mut setup =
        found.map_or_else(|| experiments::first(cores), |experiment| Setup::new(experiment, cores));
    notes.extend(amend(&mut setup, query, also_known));
    (setup, notes)
}

/// Reads a query that names every value, as [`write_in_full`] of any version wrote it.
pub fn read_in_full(query: &str, cores: u32) -> (Setup, Vec<Note>) {
    let has_version = pairs(query).any(|(key, _)| key == VERSION_KEY);
    let query =
        if has_version { Cow::Borrowed(query) } else { Cow::Owned(format!("{query}&{VERSION_KEY}=0")) };
    read(&query, cores, &[])
}

/// Splits a query into its keys and values, and upgrades those of earlier versions.
fn upgraded<'a>(query: &'a str, notes: &mut Vec<Note>) -> Pairs<'a> {
    let mut pairs: Pairs<'a> = pairs(query).collect();
    let version =
        pairs.iter().find(|(key, _)| key == VERSION_KEY).map(|(_, version)| version.parse::<usize>());
    match version {
        Some(Ok(version)) if version <= QUERY_VERSION => {
            UPGRADES[version..].iter().for_each(|upgrade| upgrade(&mut pairs));
        }
        Some(_) => notes.push(Note::NewerVersion),
        None => {}
    }
    pairs
}

/// Names the library of an image filter, which held the GIL before readers could choose it.
fn name_library(pairs: &mut Pairs<'_>) {
    let has =
        |wanted: &str, expected: &str| pairs.iter().any(|(key, value)| key == wanted && value == expected);
    if has("x", "image-filter") && !pairs.iter().any(|(key, _)| key == "library") {
        pairs.push(("library".into(), "holds".into()));
    }
}

/// Changes the settings that a query names, except the experiment, and leaves the others as they are.
pub fn amend(setup: &mut Setup, query: &str, also_known: &[&str]) -> Vec<Note> {
    let mut notes = Vec::new();
    // The runtime comes first, since defaults depend on it.
    let is_runtime = |(key, _): &(Cow<'_, str>, Cow<'_, str>)| key == RUNTIME.key;
    let (first, others): (Vec<_>, Vec<_>) = upgraded(query, &mut notes).into_iter().partition(is_runtime);
    for (key, value) in first.into_iter().chain(others) {
        let parameters = setup.experiment().parameters;
        if key == "x" || key == VERSION_KEY || also_known.contains(&key.as_ref()) {
            continue;
        } else if key == "strategies" {
            read_strategies(setup, &value, &mut notes);
        } else if let Some(parameter) = parameters.iter().find(|parameter| parameter.key == key) {
            notes.extend(read_value(setup, parameter, &value));
        } else {
            notes.push(Note::UnknownKey { key: quoted(&key) });
        }
    }
    notes.truncate(MAX_NOTES);
    notes
}

/// Returns the experiment that a query names, which may not exist.
pub fn named(query: &str) -> Option<Cow<'_, str>> {
    pairs(query).find(|(key, _)| key == "x").map(|(_, id)| id)
}

/// Splits a query, with or without its question mark, into keys and values.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(query.strip_prefix('?').unwrap_or(query).as_bytes())
}

/// Writes the query that [`read`] turns into the same setup: the experiment, and every value that differs from the
/// default on a machine with `cores` cores.
pub fn write(setup: &Setup, cores: u32) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("x", setup.experiment().id);
    for (parameter, value) in setup.values().iter() {
        if *value != setup.values().default_of(parameter, cores) {
            query.append_pair(parameter.key, &value_text(parameter, value));
        }
    }
    let mut text = query.finish();
    if setup.chosen() != setup.experiment().strategies {
        text.push_str("&strategies=");
        text.push_str(&keys(setup));
    }
    text
}

/// Writes a query with every value and the version, so that it means the same where defaults differ: on another machine,
/// or in another version of Lanes.
pub fn write_in_full(setup: &Setup) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("x", setup.experiment().id);
    query.append_pair(VERSION_KEY, &QUERY_VERSION.to_string());
    for (parameter, value) in setup.values().iter() {
        query.append_pair(parameter.key, &value_text(parameter, value));
    }
    query.finish() + "&strategies=" + &keys(setup)
}

/// Lists the chosen strategies of a setup. A comma is allowed in a query, and reads better than %2C.
fn keys(setup: &Setup) -> String {
    let keys: Vec<_> = setup.chosen().iter().map(|strategy| strategy.key()).collect();
    keys.join(",")
}

fn value_text(parameter: &Parameter, value: &Value) -> String {
    match value {
        Value::Number(number) => {
            parameter.option(*number).map_or_else(|| number.to_string(), |option| option.key.to_owned())
        }
        Value::Text(text) => text.clone(),
    }
}

fn read_value(setup: &mut Setup, parameter: &'static Parameter, text: &str) -> Option<Note> {
    let unreadable = || Note::Unreadable { key: parameter.key, given: quoted(text) };
    let given = match parameter.domain {
        Domain::Text { .. } => return setup.set_text(parameter.key, text).err().map(|_| unreadable()),
        Domain::Choice(options) => options.iter().position(|option| option.key == text).map(|i| i as u64),
        Domain::Number { .. } => parameter.parse_number(text),
    };
    let Some(given) = given else { return Some(unreadable()) };
    let used = setup.set(parameter.key, given)?;
    (used != given).then_some(Note::Clamped { key: parameter.key, given, used })
}

fn read_strategies(setup: &mut Setup, text: &str, notes: &mut Vec<Note>) {
    let mut chosen = Vec::new();
    // Strategies end a link, where mail programs add punctuation.
    let text = text.trim_end_matches(['.', ',', ';', ')', '>', '!', '"']);
    for key in text.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        match setup.experiment().strategies.iter().find(|strategy| strategy.is_named(&plain(key))) {
            Some(strategy) => chosen.push(*strategy),
            None => notes.push(Note::UnknownStrategy { given: quoted(key) }),
        }
    }
    setup.choose(&chosen);
}

/// Restores plus signs. In a query they mean spaces unless written as %2B, which people do not do by hand.
fn plain(key: &str) -> String {
    key.replace(' ', "+")
}

/// Shortens a text from an address for a note.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiment::limits;
    use lanes_catalogue::experiments::CATALOGUE;
    use lanes_model::plan::Repeats;
    use lanes_model::strategy::Strategy;
    use proptest::prelude::*;
    use proptest::strategy::Strategy as Generate;

    fn any_setup() -> impl Generate<Value = Setup> {
        (0..CATALOGUE.len(), prop::collection::vec(any::<u64>(), 24), any::<u16>()).prop_map(
            |(x, values, mask)| {
                let mut setup = Setup::new(&CATALOGUE[x], 2);
                for (parameter, value) in CATALOGUE[x].parameters.iter().zip(values) {
                    match limits(parameter) {
                        Some((min, max)) => drop(setup.set(parameter.key, min + value % (max - min + 1))),
                        None => {
                            setup.set_text(parameter.key, &format!("http://a.example/?{value}&x=+%")).unwrap()
                        }
                    }
                }
                let strategies = CATALOGUE[x].strategies.iter().enumerate();
                let chosen = strategies.filter(|(i, _)| mask & (1 << i) != 0);
                setup.choose(&chosen.map(|(_, strategy)| *strategy).collect::<Vec<_>>());
                setup
            },
        )
    }

    #[test]
    fn a_link_keeps_its_values_whatever_the_default_of_its_runtime() {
        for query in
            ["x=too-many-workers&most=16&runtime=cpython", "x=too-many-workers&runtime=cpython&most=16"]
        {
            let (setup, notes) = read(query, 2, &[]);
            assert_eq!((setup.number("most"), notes), (Some(16), vec![]), "{query}");
            assert_eq!(write(&setup, 2), "x=too-many-workers&runtime=cpython&most=16");
        }
        let (setup, _) = read("x=too-many-workers&runtime=cpython", 2, &[]);
        assert_eq!(setup.number("most"), Some(4));
        assert_eq!(write(&setup, 2), "x=too-many-workers&runtime=cpython");
    }

    proptest! {
        #[test]
        fn a_written_query_reads_back(setup in any_setup(), cores in 1u32..128) {
            let (read, notes) = read(&write(&setup, cores), cores, &[]);
            prop_assert_eq!(read, setup.clone());
            prop_assert_eq!(notes, []);
        }

        #[test]
        fn a_query_in_full_reads_back_anywhere(setup in any_setup(), cores in 1u32..128) {
            let (read, notes) = read(&write_in_full(&setup), cores, &[]);
            prop_assert_eq!(read, setup);
            prop_assert_eq!(notes, []);
        }

        #[test]
        fn no_text_breaks_the_reader(text in any::<String>()) {
            let (setup, _) = read(&text, 2, &[]);
            for (parameter, value) in setup.values().iter() {
                if let (Some((min, max)), Value::Number(value)) = (limits(parameter), value) {
                    prop_assert!(min <= *value && *value <= max);
                }
            }
            prop_assert!(!setup.strategies().is_empty());
        }
    }

    /// Queries of every version that [`write_in_full`] had, with what they mean.
    #[test]
    fn a_query_of_every_version_keeps_its_meaning() {
        let version_0 = "x=image-filter&source=bundled&filter=blur&radius=12&smoothing=4&scale=50&tiles=8\
                         &workers=3&repeats=auto&size=3000&strategies=sequential,threads";
        let version_1 = "x=sum-of-squares&v=1&runtime=rust&tasks=4&n=300000000&workers=3&repeats=auto\
                         &strategies=sequential,threads,processes";
        for (query, key, value, strategies) in [(version_0, "library", 1, 2), (version_1, "workers", 3, 3)] {
            for cores in [1, 4, 64] {
                let (setup, notes) = read_in_full(query, cores);
                assert_eq!(notes, [], "{query}");
                assert_eq!((setup.number(key), setup.number("workers")), (Some(value), Some(3)), "{query}");
                assert_eq!(setup.strategies().len(), strategies, "{query}");
            }
        }
        let (setup, _) = read("x=image-filter", 4, &[]);
        assert_eq!(setup.number("library"), Some(0), "a query by hand has the defaults of today");
        assert_eq!(read("x=sum-of-squares&v=2&tasks=3", 4, &[]).1, [Note::NewerVersion]);
        assert_eq!(read("x=sum-of-squares&v=1&strategies=threads.", 4, &[]).1, []);
    }

    #[test]
    fn an_empty_query_is_the_first_experiment() {
        let (setup, notes) = read("", 4, &[]);
        assert_eq!(setup, experiments::first(4));
        assert_eq!(notes, []);
        assert_eq!(write(&setup, 4), "x=sum-of-squares&strategies=sequential,async,threads-gil,processes");
    }

    #[test]
    fn a_number_fixes_the_repeats_and_auto_leaves_them_to_lanes() {
        let repeats = |query: &str| {
            let (setup, notes) = read(query, 2, &[]);
            (setup.plan(true, 0).repeats, notes)
        };
        let fixed = |rounds| (Repeats::Fixed { rounds }, Vec::new());
        assert_eq!(repeats("x=sum-of-squares&repeats=3"), fixed(3));
        for automatic in ["x=sum-of-squares", "x=sum-of-squares&repeats=auto", "x=sum-of-squares&repeats=0"] {
            let (repeats, notes) = repeats(automatic);
            assert!(matches!(repeats, Repeats::UntilSettled { .. }), "{automatic}");
            assert_eq!(notes, [], "{automatic}");
        }
        let (unreadable, notes) = repeats("x=sum-of-squares&repeats=often");
        assert!(matches!(unreadable, Repeats::UntilSettled { .. }));
        assert_eq!(notes.len(), 1);
        assert_eq!(
            repeats("x=sum-of-squares&repeats=51"),
            (Repeats::Fixed { rounds: 50 }, vec![Note::Clamped { key: "repeats", given: 51, used: 50 }])
        );
        // Experiments without a ranking have nothing to settle.
        assert_eq!(repeats("x=gil-convoy&repeats=auto").1.len(), 1);
        assert!(write_in_full(&read("x=sum-of-squares", 2, &[]).0).contains("&repeats=auto&"));
        assert_eq!(write(&read("x=sum-of-squares&repeats=auto", 2, &[]).0, 2), "x=sum-of-squares");
        assert_eq!(write(&read("x=sum-of-squares&repeats=3", 2, &[]).0, 2), "x=sum-of-squares&repeats=3");
    }

    #[test]
    fn amending_keeps_settings_that_are_not_named() {
        let (mut setup, _) = read("x=ten-requests&requests=7&latency=20", 2, &[]);
        let notes = amend(&mut setup, "latency=30&colour=red&theme=dark&x=scaling", &["theme"]);
        assert_eq!(write(&setup, 2), "x=ten-requests&requests=7&latency=30");
        assert_eq!(notes, [Note::UnknownKey { key: "colour".into() }]);
    }

    #[test]
    fn a_very_long_address_has_few_notes() {
        assert_eq!(read(&"a&".repeat(100_000), 2, &[]).1.len(), MAX_NOTES);
    }

    #[test]
    fn the_guide_has_an_address() {
        assert!(names_guide("?x=decide") && names_guide("theme=dark&x=decide"));
        assert!(!names_guide("") && !names_guide("x=scaling&y=decide"));
        let unknown = unknown_to_guide("x=decide&theme=dark&colour=red", &["theme"]);
        assert_eq!(unknown, [Note::UnknownKey { key: "colour".into() }]);
        assert_eq!(unknown_to_guide(&"a&".repeat(100_000), &[]).len(), MAX_NOTES);
    }

    #[test]
    fn changes_are_noted() {
        let query =
            "?x=ten-requests&requests=9999&latency=soon&colour=red&strategies=async,fibers&theme=dark";
        let (setup, notes) = read(query, 2, &["theme"]);
        assert_eq!(setup.strategies(), [Strategy::Async]);
        assert_eq!(
            notes,
            [
                Note::Clamped { key: "requests", given: 9999, used: 5000 },
                Note::Unreadable { key: "latency", given: "soon".into() },
                Note::UnknownKey { key: "colour".into() },
                Note::UnknownStrategy { given: "fibers".into() },
            ]
        );
        assert_eq!(
            notes[0].to_string(),
            "requests was 9,999 in the address, which is out of range; 5,000 is used."
        );
    }

    #[test]
    fn combined_strategies_are_read_with_a_plus_sign() {
        let (setup, notes) = read("x=download-process&strategies=async+threads,async%2Bprocesses", 2, &[]);
        let keys: Vec<_> = setup.chosen().iter().map(|strategy| strategy.key()).collect();
        assert_eq!(
            (keys.as_slice(), notes.as_slice()),
            (["async+threads", "async+processes"].as_slice(), [].as_slice())
        );
        assert_eq!(write(&setup, 2), "x=download-process&strategies=async+threads,async+processes");
    }

    #[test]
    fn an_address_of_another_scheme_is_refused() {
        let (setup, notes) = read("x=ten-requests&network=urls&urls=javascript:alert(1)", 2, &[]);
        assert_eq!(setup.values().text("urls"), Some(""));
        assert_eq!(notes, [Note::Unreadable { key: "urls", given: "javascript:alert(1)".into() }]);
    }

    #[test]
    fn an_unknown_experiment_is_quoted_but_not_at_length() {
        let (_, notes) = read(&format!("x={}", "é".repeat(5000)), 2, &[]);
        let [Note::UnknownExperiment { given }] = notes.as_slice() else { panic!("{notes:?}") };
        assert_eq!(given.chars().count(), MAX_QUOTED_CHARS + 1);
    }

    #[test]
    fn an_old_link_to_the_row_under_a_gil_finds_the_row_with_the_call() {
        let (setup, notes) = read("x=lost-updates&strategies=unprotected,threads-gil", 2, &[]);
        assert_eq!(
            (setup.strategies(), notes.as_slice()),
            (&[Strategy::GilCall, Strategy::Unprotected][..], &[][..])
        );
        let written = write(&setup, 2);
        assert_eq!(written, "x=lost-updates&strategies=gil-call,unprotected");
    }
}
