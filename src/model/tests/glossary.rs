//! The glossary of strategies in `docs/result.md`: for readers of a saved result, who may never see the page.

use lanes_model::approach::{Approach, Mixture};
use lanes_model::catalogue::CATALOGUE;
use lanes_model::glossary::Meaning;
use std::fs;
use std::path::Path;

/// Every strategy that a result may name, in the order of the page.
fn strategies() -> Vec<Approach> {
    let of_experiments = CATALOGUE.iter().flat_map(|experiment| experiment.approaches.iter().copied());
    let mut all: Vec<Approach> = Vec::new();
    for approach in Approach::WHOLE.into_iter().chain(Mixture::ALL.map(Approach::Mixed)).chain(of_experiments)
    {
        if !all.contains(&approach) {
            all.push(approach);
        }
    }
    all
}

const HEAD: &str = "| strategy | in Lanes | in Python |\n|---|---|---|\n";

/// Where this fails, run it with `UPDATE=1` in the environment, and commit the file.
#[test]
fn the_description_of_results_says_what_every_strategy_is_and_stands_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/result.md");
    let description = fs::read_to_string(&path).unwrap();
    let row = |approach: Approach| {
        let Meaning { here, python } = approach.meaning();
        format!("| `{}` | {here} | {python} |\n", approach.key())
    };
    let table: String = strategies().into_iter().map(row).collect();
    let (before, after) = description.split_once(HEAD).expect("docs/result.md has a table of strategies");
    let rest = after.find("\n\n").map_or("", |end| &after[end + 1..]);
    let up_to_date = [before, HEAD, &table, rest].concat();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &up_to_date).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), up_to_date, "docs/result.md is not up to date");
}
