//! The report on an experiment's runs: all that page, embeds, exports and saved runs say about them.

use lanes_analysis::caution::cautions;
use lanes_analysis::compare::{Comparison, Verdict, compare, representative};
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_model::product::Count;
use lanes_model::{Environment, Run, Strategy};

/// Selection of what to report on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Point of the sweep; zero without a sweep.
    pub point: u16,
    /// Strategy that speed-ups are relative to.
    pub baseline: Strategy,
    /// False if the runs lack the detail that lessons need, as in some records.
    pub is_telling: bool,
}

/// Findings about some runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Comparison with `sequential`, which lessons and cautions are about.
    pub comparison: Comparison,
    /// Comparison with the baseline of the view.
    pub shown: Comparison,
    /// Verdict as a sentence: on the times (in a sweep, those of the step that is shown) or, if updates were counted, on the
    /// losses. None for other results.
    pub verdict: Option<String>,
    /// Sentences about what the experiment teaches, if the figures show it.
    pub lesson: Option<String>,
    /// Reasons to be careful with the figures. Empty until the machine that measured them is known.
    pub cautions: Vec<String>,
}

impl Report {
    /// Reports on runs of a setup.
    pub fn new(setup: &Setup, runs: &[&Run], view: View, environment: Option<&Environment>) -> Report {
        let experiment = setup.experiment();
        let comparison = compare(runs.iter().copied(), view.point);
        let shown = comparison.clone().against(view.baseline);
        let step = experiment
            .sweep
            .as_ref()
            .and_then(|sweep| setup.points().get(usize::from(view.point)).map(|x| sweep.with(*x)));
        let ranked = shown.verdict.as_ref().filter(|_| setup.compares_times());
        let lesson = experiment.lesson().filter(|_| view.is_telling);
        let sentence = |verdict: &Verdict| match &step {
            Some(step) => verdict.sentence_with(step),
            None => verdict.sentence(),
        };
        let says_noise = ranked.is_some_and(Verdict::is_noise);
        Report {
            verdict: ranked.map(sentence).or_else(|| losses(setup, runs)),
            lesson: lesson.and_then(|lesson| lesson(setup, &comparison, runs)),
            cautions: environment.map_or_else(Vec::new, |environment| {
                cautions(&comparison, runs, view.point, environment, says_noise)
            }),
            comparison,
            shown,
        }
    }
}

/// Names the strategies that lost updates, by each one's run with the median time. Returns None if none were counted.
fn losses(setup: &Setup, runs: &[&Run]) -> Option<String> {
    setup.updates()?;
    let count = |strategy: &Strategy| {
        let run = representative(runs.iter().copied(), *strategy, 0)?;
        Some((strategy.key(), run.count()?))
    };
    let counts: Vec<(&str, Count)> = setup.strategies().iter().filter_map(count).collect();
    let losers: Vec<&str> =
        counts.iter().filter(|(_, count)| count.lost() > 0).map(|(key, _)| *key).collect();
    let (_, worst) = counts.iter().max_by_key(|(_, count)| count.lost())?;
    let (lost, expected) = (units::grouped(worst.lost()), units::grouped(worst.expected));
    Some(match losers.as_slice() {
        [] => "No strategy lost an update this time.".to_owned(),
        [one] => format!("{} lost {lost} of {expected} updates.", units::capitalised(one)),
        several => format!(
            "{} lost updates: up to {lost} of {expected}.",
            units::capitalised(&units::listed(several))
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use lanes_model::Product;
    use lanes_model::testing::run;

    fn verdict(id: &str, counts: &[(Strategy, u64)]) -> Option<String> {
        let counted = |(strategy, counted): &(Strategy, u64)| {
            let mut run = run(*strategy, 1.0, &[1]);
            let count = Count { expected: 8_000, counted: *counted };
            run.reports[0].outcome.as_mut().unwrap().product = Some(Product::Count(count));
            run
        };
        let runs: Vec<Run> = counts.iter().map(counted).collect();
        let setup = Setup::new(find(id).unwrap(), 2);
        let view = View { point: 0, baseline: Strategy::Sequential, is_telling: true };
        Report::new(&setup, &runs.iter().collect::<Vec<_>>(), view, None).verdict
    }

    #[test]
    fn the_verdict_on_counts_names_what_lost_updates() {
        let (call, free, mutex) = (Strategy::GilCall, Strategy::Unprotected, Strategy::Mutex);
        let of = |counts: &[(Strategy, u64)]| verdict("lost-updates", counts);
        assert_eq!(
            of(&[(call, 7_000), (free, 5_000), (mutex, 8_000)]).unwrap(),
            "Gil-call and unprotected lost updates: up to 3,000 of 8,000."
        );
        assert_eq!(of(&[(call, 8_000), (free, 5_000)]).unwrap(), "Unprotected lost 3,000 of 8,000 updates.");
        assert_eq!(of(&[(call, 8_000), (mutex, 8_000)]).unwrap(), "No strategy lost an update this time.");
        assert_eq!(of(&[]), None);
        assert!(verdict("ten-requests", &[(Strategy::Async, 1)]).is_none());
    }
}
