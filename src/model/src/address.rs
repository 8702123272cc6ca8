//! The address of an experiment: plain words in the query, so that people can write them by hand.
//!
//! `x=sum-of-squares&tasks=4&n=300000000&strategies=sequential,threads`. A value out of range is clamped
//! and an unknown key ignored; nothing in an address can make reading it fail, and what was changed is
//! told in notes.

use crate::experiment::{self, Domain, Parameter};
use crate::setup::{Setup, default_value};
use crate::strategy::Strategy;
use crate::units;
use std::fmt;

/// The longest text from an address that a note repeats.
const MAX_QUOTED_CHARS: usize = 40;

/// Something in an address that was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// There is no such experiment.
    UnknownExperiment {
        /// What the address says.
        given: String,
    },
    /// The experiment has no such parameter.
    UnknownKey {
        /// What the address says.
        key: String,
    },
    /// The value cannot be read; the default is used.
    Unreadable {
        /// The parameter.
        key: &'static str,
        /// What the address says.
        given: String,
    },
    /// The value was out of range.
    Clamped {
        /// The parameter.
        key: &'static str,
        /// What the address says.
        given: u64,
        /// What is used instead.
        used: u64,
    },
    /// The experiment has no such strategy.
    UnknownStrategy {
        /// What the address says.
        given: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::UnknownExperiment { given } => {
                write!(f, "There is no experiment named “{given}”; this is another one.")
            }
            Note::UnknownKey { key } => write!(f, "“{key}” means nothing here and was ignored."),
            Note::Unreadable { key, given } => {
                write!(f, "“{given}” is not a value for {key}; the default is used.")
            }
            Note::Clamped { key, given, used } => {
                write!(f, "{key} cannot be {}; it is {} now.", units::grouped(*given), units::grouped(*used))
            }
            Note::UnknownStrategy { given } => {
                write!(f, "This experiment has no strategy named “{given}”; it was left out.")
            }
        }
    }
}

/// Reads a query, with or without its question mark. `also_known` are keys that mean something to the
/// caller and are not noted.
pub fn read(query: &str, cores: u32, also_known: &[&str]) -> (Setup, Vec<Note>) {
    let query = query.strip_prefix('?').unwrap_or(query);
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let mut notes = Vec::new();

    let wanted = pairs.iter().find(|(key, _)| key == "x").map(|(_, id)| id);
    let found = wanted.and_then(|id| experiment::find(id));
    if let (Some(id), None) = (wanted, found) {
        notes.push(Note::UnknownExperiment { given: quoted(id) });
    }
    let mut setup = Setup::new(found.unwrap_or_else(experiment::first), cores);

    for (key, value) in &pairs {
        let parameters = setup.experiment().parameters;
        if key == "x" || also_known.contains(&key.as_ref()) {
            continue;
        } else if key == "strategies" {
            read_strategies(&mut setup, value, &mut notes);
        } else if let Some(parameter) = parameters.iter().find(|parameter| parameter.key == key) {
            notes.extend(read_value(&mut setup, parameter, value));
        } else {
            notes.push(Note::UnknownKey { key: quoted(key) });
        }
    }
    (setup, notes)
}

/// The query that [`read`] turns into the same setup: the experiment, and what differs from its defaults
/// on a machine with that many cores.
pub fn write(setup: &Setup, cores: u32) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("x", setup.experiment().id);
    for (parameter, value) in setup.values() {
        if value != default_value(parameter, cores) {
            query.append_pair(parameter.key, &value_text(parameter, value));
        }
    }
    let mut text = query.finish();
    if setup.strategies() != setup.experiment().strategies {
        let keys: Vec<_> = setup.strategies().iter().map(|strategy| strategy.key()).collect();
        // A comma may stand in a query as it is, and reads better than %2C.
        text.push_str("&strategies=");
        text.push_str(&keys.join(","));
    }
    text
}

fn value_text(parameter: &Parameter, value: u64) -> String {
    match parameter.domain {
        Domain::Choice(options) => {
            options.get(value as usize).map_or_else(String::new, |option| option.key.to_owned())
        }
        Domain::Number { .. } => value.to_string(),
    }
}

fn read_value(setup: &mut Setup, parameter: &'static Parameter, text: &str) -> Option<Note> {
    let given = match parameter.domain {
        Domain::Choice(options) => options.iter().position(|option| option.key == text).map(|i| i as u64),
        Domain::Number { .. } => units::parse_number(text),
    };
    let Some(given) = given else {
        return Some(Note::Unreadable { key: parameter.key, given: quoted(text) });
    };
    let used = setup.set(parameter.key, given)?;
    (used != given).then_some(Note::Clamped { key: parameter.key, given, used })
}

fn read_strategies(setup: &mut Setup, text: &str, notes: &mut Vec<Note>) {
    let mut chosen = Vec::new();
    for key in text.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        match Strategy::from_key(key) {
            Some(strategy) if setup.experiment().strategies.contains(&strategy) => chosen.push(strategy),
            _ => notes.push(Note::UnknownStrategy { given: quoted(key) }),
        }
    }
    setup.choose(&chosen);
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::CATALOGUE;
    use crate::setup::limits;
    use crate::strategy::Strategy;
    use proptest::prelude::*;
    use proptest::strategy::Strategy as Generate;

    fn any_setup() -> impl Generate<Value = Setup> {
        (0..CATALOGUE.len(), prop::collection::vec(any::<u64>(), 16), any::<u8>()).prop_map(
            |(x, values, mask)| {
                let mut setup = Setup::new(&CATALOGUE[x], 2);
                for (parameter, value) in CATALOGUE[x].parameters.iter().zip(values) {
                    let (min, max) = limits(parameter);
                    setup.set(parameter.key, min + value % (max - min + 1));
                }
                let chosen = Strategy::ALL.into_iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0);
                setup.choose(&chosen.map(|(_, strategy)| strategy).collect::<Vec<_>>());
                setup
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(setup in any_setup(), cores in 1u32..128) {
            let (read, notes) = read(&write(&setup, cores), cores, &[]);
            prop_assert_eq!(read, setup);
            prop_assert_eq!(notes, []);
        }

        #[test]
        fn no_text_makes_reading_fail(text in any::<String>()) {
            let (setup, _) = read(&text, 2, &[]);
            for (parameter, value) in setup.values() {
                let (min, max) = limits(parameter);
                prop_assert!(min <= value && value <= max);
            }
            prop_assert!(!setup.strategies().is_empty());
        }
    }

    #[test]
    fn an_empty_query_is_the_first_experiment() {
        let (setup, notes) = read("", 4, &[]);
        assert_eq!(setup, Setup::new(experiment::first(), 4));
        assert_eq!(notes, []);
        assert_eq!(write(&setup, 4), "x=sum-of-squares");
    }

    #[test]
    fn what_was_changed_is_told() {
        let query =
            "?x=ten-requests&requests=9999&latency=soon&colour=red&strategies=async,fibers&theme=dark";
        let (setup, notes) = read(query, 2, &["theme"]);
        assert_eq!(setup.strategies(), [Strategy::Async]);
        assert_eq!(
            notes,
            [
                Note::Clamped { key: "requests", given: 9999, used: 500 },
                Note::Unreadable { key: "latency", given: "soon".into() },
                Note::UnknownKey { key: "colour".into() },
                Note::UnknownStrategy { given: "fibers".into() },
            ]
        );
        assert_eq!(notes[0].to_string(), "requests cannot be 9,999; it is 500 now.");
    }

    #[test]
    fn an_unknown_experiment_is_named_but_not_at_length() {
        let (_, notes) = read(&format!("x={}", "é".repeat(5000)), 2, &[]);
        let [Note::UnknownExperiment { given }] = notes.as_slice() else { panic!("{notes:?}") };
        assert_eq!(given.chars().count(), MAX_QUOTED_CHARS + 1);
    }
}
