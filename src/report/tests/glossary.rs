//! The glossary of strategies in `docs/result.md`: for readers of a saved result, who may never see the page.

use lanes_model::strategy::{Meaning, Strategy};
use std::fs;
use std::path::Path;

const HEAD: &str = "| strategy | in Lanes | in Python |\n|---|---|---|\n";

/// To mend a failure, run the test with `UPDATE=1` in the environment, and commit the file.
#[test]
fn the_description_of_results_explains_every_strategy() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/result.md");
    let description = fs::read_to_string(&path).unwrap();
    let row = |strategy: Strategy| {
        let Meaning { here, python } = strategy.meaning();
        format!("| `{}` | {here} | {python} |\n", strategy.key())
    };
    let table: String = Strategy::ALL.into_iter().map(row).collect();
    let (before, after) = description.split_once(HEAD).expect("docs/result.md has a table of strategies");
    let rest = after.find("\n\n").map_or("", |end| &after[end + 1..]);
    let up_to_date = [before, HEAD, &table, rest].concat();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &up_to_date).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), up_to_date, "docs/result.md is not up to date");
}
