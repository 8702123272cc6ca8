//! What is handed on: links, the code of an embed, and a result as Markdown.

use crate::compare::compare;
use crate::run::Run;
use crate::setup::Setup;
use crate::time::Millis;
use crate::units;

/// A link to an experiment on the site at `site`, an address that ends with a slash; with a recorded result where there
/// is one.
pub fn link(site: &str, query: &str, record: Option<&str>) -> String {
    match record {
        Some(record) => format!("{site}?{query}#{record}"),
        None => format!("{site}?{query}"),
    }
}

/// The HTML that embeds an experiment: the script of the site, and an element with the keys of the query as attributes.
pub fn embed(site: &str, query: &str) -> String {
    let mut element = String::from("<lanes-playground");
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        element += &format!(" {key}=\"{}\"", escaped(&value));
    }
    format!(
        "<script type=\"module\" src=\"{}embed.js\"></script>\n{element}></lanes-playground>",
        escaped(site)
    )
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// A link with a title, in Markdown.
pub fn markdown_link(title: &str, link: &str) -> String {
    // In angle brackets an address may have parentheses.
    format!("[{title} in Lanes](<{link}>)")
}

/// What was measured, as a table in Markdown; where and when it was, as its first line. Nothing where nothing was.
pub fn markdown_table(setup: &Setup, runs: &[&Run], measured: &str) -> Option<String> {
    let steps = setup.points();
    let sweep = setup.experiment().sweep.as_ref();
    let mut rows = String::new();
    for point in 0..steps.len().max(1) as u16 {
        for row in compare(runs.iter().copied(), point).rows {
            let duration = |ms: f64| units::duration(Millis(ms));
            let step = sweep.and_then(|_| steps.get(usize::from(point)));
            let step = step.map_or_else(String::new, |x| format!("| {} ", units::grouped(*x)));
            rows += &format!(
                "{step}| {} | {} | {} to {} | {} |\n",
                row.approach.key(),
                duration(row.wall.median),
                duration(row.wall.low),
                duration(row.wall.high),
                row.speedup.map(units::ratio).unwrap_or_default()
            );
        }
    }
    if rows.is_empty() {
        return None;
    }
    let (head, line) = match sweep {
        Some(sweep) => (format!("| {} ", sweep.label), "|---:"),
        None => (String::new(), ""),
    };
    Some(format!(
        "{measured}\n\n{head}| Strategy | Time | Interval | Speed-up |\n{line}|---|---:|---:|---:|\n{rows}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find;
    use crate::plan::Round;
    use crate::run::tests::run;
    use crate::strategy::Strategy;

    #[test]
    fn a_link_has_the_result_behind_it() {
        assert_eq!(link("https://a.example/", "x=scaling", None), "https://a.example/?x=scaling");
        assert_eq!(
            link("https://a.example/", "x=scaling", Some("v1.AA")),
            "https://a.example/?x=scaling#v1.AA"
        );
    }

    #[test]
    fn the_code_of_an_embed_says_what_the_query_says() {
        assert_eq!(
            embed("https://a.example/lanes/", "x=ten-requests&urls=http%3A%2F%2Fb.example%2F%3Fa%26b%22%3C"),
            "<script type=\"module\" src=\"https://a.example/lanes/embed.js\"></script>\n\
             <lanes-playground x=\"ten-requests\" urls=\"http://b.example/?a&amp;b&quot;&lt;\"></lanes-playground>"
        );
    }

    #[test]
    fn a_result_is_a_table() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let mut all = [(Strategy::Sequential, [100.0, 104.0]), (Strategy::Threads, [50.0, 52.0])]
            .map(|(strategy, walls)| walls.map(|wall| run(strategy, wall, &[1])))
            .concat();
        let table = |all: &[Run]| markdown_table(&setup, &all.iter().collect::<Vec<_>>(), "Measured here.");
        assert_eq!(
            table(&all).unwrap(),
            "Measured here.\n\n\
             | Strategy | Time | Interval | Speed-up |\n\
             |---|---:|---:|---:|\n\
             | sequential | 102 ms | 100 ms to 104 ms | 1.00× |\n\
             | threads | 51.0 ms | 50.0 ms to 52.0 ms | 2.00× |\n"
        );
        for run in &mut all {
            run.turn.round = Round::WarmUp;
        }
        assert_eq!(table(&all), None);
    }

    #[test]
    fn steps_have_a_column() {
        let setup = Setup::new(find("scaling").unwrap(), 2);
        let run = run(Strategy::Sequential, 100.0, &[1]);
        let table = markdown_table(&setup, &[&run], "Here.").unwrap();
        assert!(table.contains("| Lanes | Strategy |") && table.contains("\n|---:|---|"), "{table}");
        assert!(table.contains("| 1 | sequential | 100 ms |"), "{table}");
    }

    #[test]
    fn a_link_in_markdown_has_the_title() {
        let link = markdown_link("Scaling", "https://a.example/?x=scaling");
        assert_eq!(link, "[Scaling in Lanes](<https://a.example/?x=scaling>)");
    }
}
