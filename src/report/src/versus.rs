//! Comparison of two results of one experiment: two runs, or two machines.

use lanes_analysis::units;
use lanes_catalogue::experiment::Measure;
use lanes_catalogue::setup::Setup;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::stats::{Figures, figures};
use lanes_model::strategy::Strategy;

/// Side of a comparison: the runs of one setup.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Settings of the runs.
    pub setup: &'a Setup,
    /// Runs of this side.
    pub runs: &'a [&'a Run],
}

/// Comparison of two results.
#[derive(Debug)]
pub struct Versus {
    /// Step of the sweep at which they are compared, as text; None without a sweep.
    pub step: Option<String>,
    /// Measure that is compared.
    pub measure: &'static Measure,
    /// Rows for all strategies that either side has.
    pub rows: Vec<Row>,
    /// Settings that differ.
    pub differences: Vec<Difference>,
}

/// Strategy on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Strategy of the row.
    pub strategy: Strategy,
    /// Figures of this side, if measured.
    pub this: Option<Figures>,
    /// Figures of that side, if measured.
    pub that: Option<Figures>,
    /// Result of the comparison.
    pub call: Call,
}

/// Result of comparing a strategy's two figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Call {
    /// Smaller on this side, by a factor.
    Less(f64),
    /// Larger on this side, by a factor.
    More(f64),
    /// The figures differ by too little to matter, if at all.
    Same,
    /// The runs vary too much to compare them.
    Unclear,
    /// At least one figure was measured once, and so has no interval.
    OnlyOnce,
    /// At least one figure is missing.
    Missing,
}

/// Setting in which two results differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Name of the parameter on the page.
    pub label: &'static str,
    /// Value on this side, as text.
    pub this: String,
    /// Value on that side, as text.
    pub that: String,
}

impl Versus {
    /// Compares two results at the point `wanted` of this side's sweep, or else at the last step that both have.
    /// Returns None for different experiments, or without a common step.
    pub fn new(this: Side, that: Side, wanted: u16) -> Option<Versus> {
        let experiment = this.setup.experiment();
        if !std::ptr::eq(experiment, that.setup.experiment()) {
            return None;
        }
        let (points, measure, step) = match &experiment.sweep {
            None => ((0, 0), &Measure::WALL, None),
            Some(sweep) => {
                let (here, there) = (this.setup.points(), that.setup.points());
                let both = |(point, x): (usize, &u64)| {
                    let other = there.iter().position(|other| other == x)?;
                    let measured =
                        |side: Side, point: usize| side.runs.iter().any(|run| is_at(run, point as u16));
                    (measured(this, point) && measured(that, other)).then_some((
                        point as u16,
                        other as u16,
                        *x,
                    ))
                };
                let common: Vec<(u16, u16, u64)> = here.iter().enumerate().filter_map(both).collect();
                let (point, other, x) =
                    *common.iter().find(|(point, ..)| *point == wanted).or_else(|| common.last())?;
                // Speed-ups say little about two machines; times do.
                let measure = if sweep.measure.is_wall_time() { &Measure::WALL } else { &sweep.measure };
                ((point, other), measure, Some(sweep.step(x)))
            }
        };
        let row = |strategy: &Strategy| {
            let (this, that) =
                (measured(this, *strategy, points.0, measure), measured(that, *strategy, points.1, measure));
            (this.is_some() || that.is_some()).then(|| Row {
                strategy: *strategy,
                this,
                that,
                call: call(this, that),
            })
        };
        let rows = experiment.strategies.iter().filter_map(row).collect();
        Some(Versus { step, measure, rows, differences: differences(this.setup, that.setup) })
    }

    /// Describes the result of a comparison in a few words.
    pub fn words(&self, call: Call) -> String {
        let (less, more) =
            if self.measure.is_wall_time() { ("as fast", "the time") } else { ("smaller", "larger") };
        match call {
            Call::Less(times) => format!("{} {less}", units::ratio(times)),
            Call::More(times) => format!("{} {more}", units::ratio(times)),
            Call::Same => "about the same".to_owned(),
            Call::Unclear => "unclear: runs vary too much".to_owned(),
            Call::OnlyOnce => "measured once".to_owned(),
            Call::Missing => String::new(),
        }
    }
}

fn is_at(run: &Run, point: u16) -> bool {
    run.counts() && run.turn.point == point
}

fn measured(side: Side, strategy: Strategy, point: u16, measure: &Measure) -> Option<Figures> {
    let own = side.runs.iter().filter(|run| run.turn.strategy == strategy && is_at(run, point));
    let samples: Vec<f64> = own.filter_map(|run| (measure.of)(run)).collect();
    figures(&samples)
}

fn call(this: Option<Figures>, that: Option<Figures>) -> Call {
    let (Some(this), Some(that)) = (this, that) else { return Call::Missing };
    let (smaller, larger) = (this.median.min(that.median), this.median.max(that.median));
    match relation(&this, &that) {
        Relation::Less | Relation::More if smaller <= 0.0 => Call::Unclear,
        Relation::Less => Call::Less(larger / smaller),
        Relation::More => Call::More(larger / smaller),
        Relation::Equal => Call::Same,
        Relation::Undecided => Call::Unclear,
        Relation::OnlyOnce => Call::OnlyOnce,
    }
}

/// Lists the parameters that are visible on either side and have different values.
fn differences(this: &Setup, that: &Setup) -> Vec<Difference> {
    let shown = |setup: &Setup, key| setup.values().shown().any(|(parameter, _)| parameter.key == key);
    let pairs = this.values().iter().zip(that.values().iter());
    let differ = pairs.filter(|((parameter, one), (_, other))| {
        one != other && (shown(this, parameter.key) || shown(that, parameter.key))
    });
    differ
        .map(|((parameter, one), (_, other))| Difference {
            label: parameter.label,
            this: one.label(parameter),
            that: other.label(parameter),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::find;
    use lanes_model::plan::Round;
    use lanes_model::product::{Product, Service};
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::time::Millis;

    fn runs(strategy: Strategy, point: u16, walls: &[f64]) -> Vec<Run> {
        let at = |(round, wall): (usize, &f64)| {
            let mut run = run(strategy, *wall, &[1]);
            (run.turn.point, run.turn.round) = (point, Round::Measured(round as u32));
            run
        };
        walls.iter().enumerate().map(at).collect()
    }

    fn versus(this: (&Setup, &[Run]), that: (&Setup, &[Run]), wanted: u16) -> Option<Versus> {
        let (these, those): (Vec<&Run>, Vec<&Run>) = (this.1.iter().collect(), that.1.iter().collect());
        Versus::new(Side { setup: this.0, runs: &these }, Side { setup: that.0, runs: &those }, wanted)
    }

    #[test]
    fn separated_figures_have_a_ratio_and_overlapping_ones_none() {
        let setup = Setup::new(find("sum-of-squares").unwrap(), 2);
        let this = [
            runs(Strategy::Sequential, 0, &[100.0, 102.0]),
            runs(Strategy::Threads, 0, &[50.0, 52.0]),
            runs(Strategy::Async, 0, &[90.0, 110.0]),
            runs(Strategy::ThreadsGil, 0, &[100.0, 101.0, 102.0]),
            runs(Strategy::Processes, 0, &[60.0]),
        ]
        .concat();
        let that = [
            runs(Strategy::Sequential, 0, &[202.0, 202.0]),
            runs(Strategy::Threads, 0, &[25.0, 26.0]),
            runs(Strategy::Async, 0, &[100.0, 120.0]),
            runs(Strategy::Processes, 0, &[20.0]),
            runs(Strategy::ThreadsGil, 0, &[100.0, 101.0, 102.0]),
        ]
        .concat();
        let versus = versus((&setup, &this), (&setup, &that), 0).unwrap();
        let said: Vec<_> =
            versus.rows.iter().map(|row| (row.strategy.key(), versus.words(row.call))).collect();
        let expected = [
            ("sequential", "2.00× as fast"),
            ("async", "unclear: runs vary too much"),
            ("threads-gil", "about the same"),
            ("threads", "2.00× the time"),
            ("processes", "measured once"),
        ];
        assert_eq!(said, expected.map(|(key, words)| (key, words.to_owned())));
        assert_eq!((versus.step, versus.differences), (None, Vec::new()));
    }

    #[test]
    fn different_settings_are_named() {
        let experiment = find("ten-requests").unwrap();
        let (mut this, mut that) = (Setup::new(experiment, 2), Setup::new(experiment, 8));
        this.set("requests", 1_000);
        that.set("network", 1);
        let versus = versus((&this, &[]), (&that, &[]), 0).unwrap();
        let differences: Vec<_> =
            versus.differences.iter().map(|it| (it.label, it.this.as_str(), it.that.as_str())).collect();
        assert_eq!(differences, [("Requests", "1,000", "10"), ("Network", "simulated", "this server")]);
    }

    #[test]
    fn different_experiments_have_nothing_to_compare() {
        let [this, that] = ["sum-of-squares", "ten-requests"].map(|id| Setup::new(find(id).unwrap(), 2));
        assert!(versus((&this, &[]), (&that, &[]), 0).is_none());
    }

    #[test]
    fn steps_are_compared_by_their_value() {
        let experiment = find("scaling").unwrap();
        let (this, that) = (Setup::new(experiment, 4), Setup::new(experiment, 8));
        let here = [
            runs(Strategy::Threads, 0, &[8.0, 8.0]),
            runs(Strategy::Threads, 1, &[4.0, 4.0]),
            runs(Strategy::Threads, 2, &[2.0, 2.0]),
        ]
        .concat();
        let there =
            [runs(Strategy::Threads, 0, &[4.0, 4.0]), runs(Strategy::Threads, 1, &[2.0, 2.0])].concat();
        let at = |wanted| versus((&this, &here), (&that, &there), wanted).unwrap();
        assert_eq!((at(0).step.as_deref(), at(0).rows[0].call), (Some("Lanes: 1"), Call::More(2.0)));
        // The other side was not measured there.
        assert_eq!(at(2).step.as_deref(), Some("Lanes: 2"));
        assert!(versus((&this, &here), (&that, &[]), 0).is_none());
    }

    #[test]
    fn other_measures_are_larger_or_smaller() {
        let setup = Setup::new(find("gil-convoy").unwrap(), 2);
        let served = |answered| {
            let mut all = runs(Strategy::ThreadsGil, 0, &[9.0, 9.0]);
            for run in &mut all {
                let service = Service {
                    answered,
                    over: Millis(1e3),
                    median: Millis(1.0),
                    p99: Millis(answered as f64),
                };
                run.reports[0].outcome.as_mut().unwrap().product = Some(Product::Service(service));
            }
            all
        };
        let versus = versus((&setup, &served(20)), (&setup, &served(10)), 0).unwrap();
        assert!(!versus.measure.is_wall_time());
        assert_eq!(versus.words(versus.rows[0].call), "2.00× larger");
        assert_eq!(versus.words(Call::Less(2.0)), "2.00× smaller");
    }
}
