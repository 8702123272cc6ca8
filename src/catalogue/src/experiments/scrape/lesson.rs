//! Lesson of *Scraping a site*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::waits::NOTABLE;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, representative};
use lanes_analysis::units;
use lanes_model::product::Product;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes the pages found and the lanes that had no page to fetch.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let one_by_one = representative(runs.iter().copied(), Strategy::Sequential, 0)?;
    let fastest = comparison.rows.iter().min_by(|a, b| a.wall.median.total_cmp(&b.wall.median))?;
    let pages = one_by_one.reports.iter().filter_map(|report| report.outcome.as_ref().ok());
    let depth = |product: &Option<Product>| match product {
        Some(Product::Page(page)) => Some(page.depth),
        _ => None,
    };
    let depths: Vec<u32> = pages.filter_map(|answer| depth(&answer.product)).collect();
    let deepest = *depths.iter().max()?;
    let found = format!(
        "{} found, up to {} from the first.",
        counted(depths.len(), "page was", "pages were"),
        counted(deepest as usize, "link", "links")
    );
    let starved = [Strategy::Threads, Strategy::ThreadsGil, Strategy::Processes]
        .into_iter()
        .filter_map(|strategy| representative(runs.iter().copied(), strategy, 0))
        .find(|run| run.total(Phase::Starved) > Millis::ZERO);
    let starved = starved.map(|run| {
        let share = run.total(Phase::Starved).0 / (run.wall.0 * run.lanes.len() as f64);
        format!(
            " With {}, lanes had no page to fetch for {} of their time. At the start, only one page is known; at the \
             end, the last pages are still loading.",
            run.turn.strategy.key(),
            units::percent(share)
        )
    });
    let gain = comparison.speed_up(fastest).and_then(|speed_up| speed_up.at_least(NOTABLE)).map(|speedup| {
        let name = units::capitalised(fastest.strategy.key());
        format!(
            " {name} took {} in total, at {} the speed of sequential.",
            units::duration(Millis(fastest.wall.median)),
            units::ratio(speedup)
        )
    });
    Some(format!("{found}{}{}", starved.unwrap_or_default(), gain.unwrap_or_default()))
}

/// Formats a count with a noun, such as `1 page` or `2 pages`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", units::grouped(count as u64), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    use lanes_model::product::Checksum;
    use lanes_model::product::{Answer, Page};

    use crate::experiments::shared::testing::waiting::{WAIT, lesson_of, run};

    #[test]
    fn the_lesson_gives_the_depth_of_the_site_and_the_idle_lanes() {
        let mut sequential = run(Strategy::Sequential, 0, 300.0, &WAIT);
        let page =
            Page { path: "/".into(), depth: 2, found_on: None, title: String::new(), links: Vec::new() };
        sequential.reports[0].outcome =
            Ok(Answer { checksum: Checksum(1), product: Some(Product::Page(page)) });
        let starved = (None, Phase::Starved, 0.0, 25.0);
        let threads = run(Strategy::Threads, 0, 100.0, &[starved, WAIT[0]]);
        let lesson = lesson_of("scrape", &[sequential.clone(), threads]).unwrap();
        assert!(lesson.starts_with("1 page was found, up to 2 links from the first."), "{lesson}");
        assert!(
            lesson.contains("With threads, lanes had no page to fetch for 25% of their time"),
            "{lesson}"
        );
        assert!(
            lesson.ends_with("Threads took 100 ms in total, at 3.00× the speed of sequential."),
            "{lesson}"
        );
        assert!(lesson_of("scrape", &[sequential]).unwrap().ends_with("from the first."));
    }
}
