//! The catalogue as files: `www/catalogue.json` for pages without wasm, and `experiments.json` for the Python package that
//! checks the settings of authors.

use lanes_catalogue::experiment::{Domain, Parameter};
use lanes_catalogue::experiments::CATALOGUE;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    group: &'static str,
    title: &'static str,
    watch: &'static str,
    strategies: Vec<&'static str>,
}

/// Entry of the Python package.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    id: &'static str,
    title: &'static str,
    watch: &'static str,
    takes_code: bool,
    strategies: Vec<&'static str>,
    parameters: BTreeMap<&'static str, Values>,
}

/// Values that a parameter takes.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_bytes: Option<usize>,
}

impl Values {
    fn of(parameter: &Parameter) -> Values {
        let mut values = match parameter.domain {
            Domain::Number { min, max, .. } => Values { min: Some(min), max: Some(max), ..Values::default() },
            Domain::Choice(options) => {
                Values { choices: options.iter().map(|option| option.key).collect(), ..Values::default() }
            }
            Domain::Text { max, .. } => Values { max_bytes: Some(max), ..Values::default() },
        };
        values.choices.extend(parameter.automatic.map(|option| option.key));
        values
    }
}

/// Compares a file of the project with what it should contain, or writes it if `UPDATE` is set.
fn check(path: &str, json: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&full, json).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&full).unwrap_or_default(), json, "{path} is not up to date");
}

/// To mend a failure, run the test with `UPDATE=1` in the environment, and commit the file.
#[test]
fn the_file_lists_the_catalogue() {
    let entries = CATALOGUE.iter().map(|experiment| Entry {
        id: experiment.id,
        group: experiment.group.title(),
        title: experiment.title,
        watch: experiment.watch,
        strategies: experiment.strategies.iter().map(|strategy| strategy.key()).collect(),
    });
    let json = serde_json::to_string_pretty(&entries.collect::<Vec<_>>()).unwrap() + "\n";
    check("www/catalogue.json", &json);
}

/// Mended like the other. A line for each experiment, so that a change is seen.
#[test]
fn the_python_package_knows_the_catalogue_and_all_settings() {
    let entries = CATALOGUE.iter().map(|experiment| Settings {
        id: experiment.id,
        title: experiment.title,
        watch: experiment.watch,
        takes_code: experiment.takes_code(),
        strategies: experiment.strategies.iter().map(|strategy| strategy.key()).collect(),
        parameters: experiment.parameters.iter().map(|each| (each.key, Values::of(each))).collect(),
    });
    let lines: Vec<_> = entries.map(|entry| serde_json::to_string(&entry).unwrap()).collect();
    let json = format!("[\n{}\n]\n", lines.join(",\n"));
    check("packages/tutorials/src/lanes_tutorials/experiments.json", &json);
}
