//! Links in the guide's recipes: every experiment accepts the values of its links.

use lanes_report::address;

/// Collects the queries of all links to an experiment.
fn queries() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/guide/recipes/index.html");
    let page = std::fs::read_to_string(path).expect("the page of recipes");
    let links = page.split("href=\"../../?").skip(1);
    links.map(|rest| rest.split('"').next().unwrap_or_default().replace("&amp;", "&")).collect()
}

#[test]
fn every_link_of_a_recipe_is_taken_as_written() {
    let queries = queries();
    assert!(queries.len() >= 14, "{} links", queries.len());
    for query in queries {
        for cores in [1, 2, 64] {
            let (setup, notes) = address::read(&query, cores, &[]);
            assert_eq!(notes, [], "{query} on {cores} cores");
            assert_eq!(address::named(&query).as_deref(), Some(setup.experiment().id));
        }
    }
}
