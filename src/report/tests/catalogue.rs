//! The catalogue as a file, `www/catalogue.json`, for pages without wasm.

use lanes_catalogue::experiments::CATALOGUE;
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    group: &'static str,
    title: &'static str,
    watch: &'static str,
    strategies: Vec<&'static str>,
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/catalogue.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &json).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        json,
        "www/catalogue.json is not up to date"
    );
}
