//! Advice for a kind of work: the known rule, and whether measurements on this machine confirm it.
//!
//! The rule exists before any measurement. Measurements confirm or contradict it only if their intervals are separated
//! ([`lanes_model::ranking`]), so noise never changes the advice.

mod answers;
mod rules;

pub use answers::{ANSWERS, Answer};
pub use rules::Known;

use crate::guide::Kind;
use lanes_analysis::compare::{BOUND_SHARE, Comparison, Verdict};
use lanes_analysis::units;
use lanes_model::ranking::{EQUAL_SHARE, Relation};
use lanes_model::strategy::Strategy;
use rules::{GIL, PROCESSES, Rule, SEQUENTIAL, THREADS};

/// Advice after measuring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Advice in a few words.
    pub headline: String,
    /// Text for Python: the reason, then the measured result.
    pub python: String,
    /// Text for Rust.
    pub rust: String,
}

/// Verdict of the measurements on a known rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The rule holds on this machine.
    Confirms,
    /// The rule does not hold on this machine.
    Contradicts,
    /// Undecided: runs vary too much, were disturbed, or were not repeated.
    CannotTell,
    /// No measured strategies to compare.
    NotMeasured,
}

/// Speed-up above which compute-only threads with a GIL must have been measured wrongly.
const IMPOSSIBLE: f64 = 1.2;
/// Smallest speed-up that counts as a gain.
const WORTH_IT: f64 = 1.0 + EQUAL_SHARE;

/// Result of the measurements that test a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Finding {
    NotMeasured,
    OnlyOnce,
    /// Runs vary too much to decide.
    Undecided,
    /// Fastest recommended strategy that is faster than a loop, and its speed-up.
    Gain(Strategy, f64),
    /// Fastest recommended strategy, if none gains enough over a loop.
    NoGain(Strategy),
    /// Fastest recommended strategy, if all are slower than a loop.
    Loss(Strategy),
    /// Discouraged strategy that is faster than all recommended ones.
    Beaten(Strategy),
    /// Speed-up of threads with a GIL that the GIL makes impossible.
    GilIgnored(f64),
}

fn finding(rule: &Rule, comparison: &Comparison) -> Finding {
    let measured = |strategies: &[Strategy]| -> Vec<Strategy> {
        strategies.iter().copied().filter(|strategy| comparison.row(*strategy).is_some()).collect()
    };
    let mut named = measured(rule.recommended);
    let median = |strategy: &Strategy| comparison.row(*strategy).map_or(f64::INFINITY, |row| row.wall.median);
    named.sort_by(|a, b| median(a).total_cmp(&median(b)));
    let relations: Vec<Relation> =
        named.iter().filter_map(|name| comparison.relation(*name, SEQUENTIAL)).collect();
    if relations.is_empty() || comparison.verdict.is_none() {
        return Finding::NotMeasured;
    }
    if relations.contains(&Relation::OnlyOnce) || comparison.verdict == Some(Verdict::OnlyOnce) {
        return Finding::OnlyOnce;
    }
    let gain = |strategy: Strategy| comparison.times(strategy, SEQUENTIAL).filter(|times| *times >= WORTH_IT);
    if rule.is_about_the_gil()
        && let Some(times) = gain(GIL).filter(|times| *times > IMPOSSIBLE)
    {
        return Finding::GilIgnored(times);
    }
    let is_worse = |rival: Strategy, name: &Strategy| {
        comparison.times(rival, *name).is_some_and(|times| times >= WORTH_IT)
    };
    let rivals = measured(rule.discouraged);
    let winner = rivals.iter().find(|rival| named.iter().all(|name| is_worse(**rival, name)));
    if let Some(rival) = winner.filter(|rival| gain(**rival).is_some()) {
        return Finding::Beaten(*rival);
    }
    if let Some((name, times)) = named.iter().find_map(|name| Some((*name, gain(*name)?))) {
        return Finding::Gain(name, times);
    }
    if relations.contains(&Relation::Undecided) {
        Finding::Undecided
    } else if relations.iter().all(|relation| *relation == Relation::More) {
        Finding::Loss(named[0])
    } else {
        Finding::NoGain(named[0])
    }
}

/// Compares the measurements of a kind of work with its known rule.
pub fn confirmation(kind: &Kind, comparison: &Comparison) -> Confirmation {
    match finding(kind.rule(), comparison) {
        Finding::NotMeasured => Confirmation::NotMeasured,
        // A speed-up that the GIL makes impossible is a failed measurement, not evidence against the rule.
        Finding::OnlyOnce | Finding::Undecided | Finding::GilIgnored(_) => Confirmation::CannotTell,
        Finding::Gain(..) => Confirmation::Confirms,
        Finding::NoGain(_) | Finding::Loss(_) | Finding::Beaten(_) => Confirmation::Contradicts,
    }
}

/// Returns the advice for a kind of work with its measured result, or None if there is no measured sequential run.
pub fn advice(kind: &Kind, comparison: &Comparison) -> Option<Advice> {
    let waiting = comparison.work?.waiting;
    let rule = kind.rule();
    let finding = finding(rule, comparison);
    let Known { headline, why, rust } = rule.known;
    let kept = matches!(finding, Finding::NoGain(_) | Finding::Loss(_));
    let headline = if kept { "Keep the loop for work like this" } else { headline };
    let python = match measured(finding, waiting) {
        Some(measured) => format!("{why} {measured}"),
        None => why.to_owned(),
    };
    let rust = if kept {
        "Keep the iterator, or make the tasks larger.".to_owned()
    } else {
        [rust, &in_rust(rule, comparison)].concat()
    };
    Some(Advice { headline: headline.to_owned(), python, rust })
}

/// Describes the measured result in one or two sentences.
fn measured(finding: Finding, waiting: f64) -> Option<String> {
    let too_little = if waiting >= BOUND_SHARE {
        "the tasks wait too little"
    } else {
        "the tasks are too small, or there are too few cores"
    };
    Some(match finding {
        Finding::NotMeasured => return None,
        Finding::OnlyOnce => "One measurement of each is not enough to tell what helps here.".to_owned(),
        Finding::Undecided => {
            "It is unclear what helps here: this machine is too busy, or the work too small. Close other programs and \
             measure again."
                .to_owned()
        }
        Finding::Gain(strategy, times) => {
            format!("Here {} ran at {} the speed of a loop.", strategy.key(), units::ratio(times))
        }
        Finding::NoGain(strategy) => {
            format!("Here {} gained nothing over a loop: {too_little}.", strategy.key())
        }
        Finding::Loss(strategy) => {
            format!("Here even {} took longer than a loop: {too_little}.", strategy.key())
        }
        Finding::Beaten(rival) => {
            format!("Contrary to the rule, {} ran fastest here.", rival.key())
        }
        Finding::GilIgnored(times) => format!(
            "Here threads with a GIL ran at {} the speed of a loop, which the GIL makes impossible. Something \
             disturbed the measurement: measure again.",
            units::ratio(times)
        ),
    })
}

/// Describes the measured result for Rust: the gain of threads, or that processes gained more.
fn in_rust(rule: &Rule, comparison: &Comparison) -> String {
    if !rule.computes() {
        return String::new();
    }
    let is_more = |times: &f64| *times >= WORTH_IT;
    if comparison.times(PROCESSES, THREADS).filter(is_more).is_some() {
        return " Processes were faster here, but threads copy nothing.".to_owned();
    }
    comparison.times(THREADS, SEQUENTIAL).filter(is_more).map_or_else(String::new, |times| {
        format!(" Here threads ran at {} the speed of a loop.", units::ratio(times))
    })
}

#[cfg(test)]
mod tests {
    use super::rules::{ASYNC, RAYON, RULES};
    use super::*;
    use crate::guide::{kind, kinds};
    use lanes_analysis::compare::{Row, WorkKind};
    use lanes_model::stats::figures;

    /// Makes a comparison from the bounds of each strategy's interval, with five measurements each.
    fn measured(waiting: f64, rows: &[(Strategy, [f64; 2])]) -> Comparison {
        let row = |(strategy, [low, high]): &(Strategy, [f64; 2])| {
            let middle = (low + high) / 2.0;
            let wall = figures(&[*low, middle, middle, middle, *high]).unwrap();
            Row { strategy: *strategy, wall, median_ratio: None, lanes: 2 }
        };
        Comparison {
            rows: rows.iter().map(row).collect(),
            baseline: SEQUENTIAL,
            // Advice only distinguishes a missing verdict from any other.
            verdict: Some(Verdict::Undecided {
                strategies: Vec::new(),
                speedups: None,
                baseline: Strategy::Sequential,
            }),
            work: Some(WorkKind { waiting, released: 0.0 }),
            agreement: Ok(()),
        }
    }

    const QUICK: [f64; 2] = [50.0, 52.0];
    const LOOP: [f64; 2] = [100.0, 103.0];
    const SLOW: [f64; 2] = [150.0, 155.0];
    const WIDE: [f64; 2] = [40.0, 160.0];

    fn advise(experiment: &str, rows: &[(Strategy, [f64; 2])]) -> (Confirmation, Advice) {
        let kind = kind(experiment).unwrap();
        let waiting = if kind.rule().computes() { 0.01 } else { 0.97 };
        let comparison = measured(waiting, rows);
        (confirmation(kind, &comparison), advice(kind, &comparison).unwrap())
    }

    #[test]
    fn every_kind_has_a_rule_that_names_strategies_of_its_experiment() {
        for kind in kinds() {
            let own = RULES.iter().filter(|(experiment, _)| *experiment == kind.experiment).count();
            assert_eq!(own, 1, "{}", kind.name);
            let strategies = kind.setup(2).unwrap().experiment().strategies;
            let rule = kind.rule();
            for strategy in rule.recommended.iter().chain(rule.discouraged) {
                assert!(strategies.contains(strategy), "{}: {}", kind.name, strategy.key());
            }
            assert!(rule.recommended.iter().all(|name| !rule.discouraged.contains(name)), "{}", kind.name);
            assert!(kind.known().headline.split_whitespace().count() <= 10, "{}", kind.name);
        }
    }

    #[test]
    fn a_gain_of_a_recommended_strategy_confirms_the_rule() {
        let (confirmation, advice) =
            advise("sum-of-squares", &[(SEQUENTIAL, LOOP), (GIL, LOOP), (PROCESSES, QUICK)]);
        assert_eq!((confirmation, advice.headline.as_str()), (Confirmation::Confirms, "Use processes"));
        assert!(advice.python.starts_with("Pure Python holds the GIL while it computes"), "{advice:?}");
        assert!(advice.python.ends_with("Here processes ran at 1.99× the speed of a loop."), "{advice:?}");

        let (confirmation, advice) =
            advise("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, QUICK), (GIL, WIDE)]);
        assert_eq!(confirmation, Confirmation::Confirms);
        assert!(advice.python.ends_with("Here async ran at 1.99× the speed of a loop."), "{advice:?}");
    }

    #[test]
    fn noise_neither_confirms_nor_contradicts_and_prints_no_figure() {
        for experiment in ["sum-of-squares", "ten-requests", "read-files"] {
            let (confirmation, advice) =
                advise(experiment, &[(SEQUENTIAL, LOOP), (GIL, WIDE), (THREADS, WIDE), (PROCESSES, WIDE)]);
            assert_eq!(confirmation, Confirmation::CannotTell, "{experiment}");
            assert_eq!(advice.headline, kind(experiment).unwrap().known().headline);
            assert!(
                advice.python.contains("unclear what helps here: this machine is too busy"),
                "{advice:?}"
            );
            assert!(!advice.python.contains('×') && !advice.rust.contains('×'), "{advice:?}");
        }
    }

    #[test]
    fn impossibly_fast_threads_with_a_gil_are_a_disturbed_measurement() {
        let rows = [(SEQUENTIAL, LOOP), (GIL, [45.0, 46.0]), (THREADS, QUICK), (PROCESSES, QUICK)];
        let (confirmation, advice) = advise("sum-of-squares", &rows);
        assert_eq!(confirmation, Confirmation::CannotTell);
        assert!(
            advice.python.contains("2.23× the speed of a loop, which the GIL makes impossible"),
            "{advice:?}"
        );
        // The same median from runs that vary is not separated, so no ratio is printed.
        let rows = [(SEQUENTIAL, LOOP), (GIL, [10.0, 160.0]), (THREADS, QUICK), (PROCESSES, QUICK)];
        let (confirmation, advice) = advise("sum-of-squares", &rows);
        assert_eq!(confirmation, Confirmation::Confirms);
        assert!(!advice.python.contains("with a GIL ran"), "{advice:?}");
    }

    #[test]
    fn threads_with_a_gil_confirm_a_rule_about_a_library_that_releases_it() {
        let rows = [(SEQUENTIAL, LOOP), (GIL, QUICK), (THREADS, QUICK), (PROCESSES, SLOW)];
        for experiment in ["image-filter", "download-process"] {
            let (confirmation, advice) = advise(experiment, &rows);
            assert_eq!(confirmation, Confirmation::Confirms, "{experiment}");
            assert!(!advice.python.contains("makes impossible"), "{advice:?}");
            // The default setup measures such a library.
            let setup = kind(experiment).unwrap().setup(2).unwrap();
            assert!(setup.strategies().contains(&GIL) && !setup.holds_gil(GIL), "{experiment}");
        }
    }

    /// Threads with a GIL help only if they release it while they compute.
    #[test]
    fn a_rule_is_about_the_gil_if_its_experiment_holds_the_gil() {
        for kind in kinds().filter(|kind| kind.rule().computes()) {
            assert_eq!(
                kind.rule().is_about_the_gil(),
                kind.setup(2).unwrap().holds_gil(GIL),
                "{}",
                kind.name
            );
        }
    }

    #[test]
    fn without_a_gain_the_advice_is_a_loop() {
        let (confirmation, advice) =
            advise("sum-of-squares", &[(SEQUENTIAL, LOOP), (THREADS, LOOP), (PROCESSES, SLOW)]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert_eq!(advice.headline, "Keep the loop for work like this");
        assert!(
            advice.python.contains("Here threads gained nothing over a loop: the tasks are"),
            "{advice:?}"
        );
        assert_eq!(advice.rust, "Keep the iterator, or make the tasks larger.");

        let (confirmation, advice) = advise("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, SLOW)]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(
            advice.python.ends_with("Here even async took longer than a loop: the tasks wait too little."),
            "{advice:?}"
        );

        // Intervals are separated, but the difference is too small to matter.
        let (confirmation, advice) = advise("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, [96.0, 97.0])]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(advice.python.contains("gained nothing"), "{advice:?}");
    }

    #[test]
    fn a_rival_contradicts_a_rule_only_if_its_interval_is_separated() {
        let rows = |processes| [(SEQUENTIAL, SLOW), (ASYNC, LOOP), (THREADS, LOOP), (PROCESSES, processes)];
        let (confirmation, advice) = advise("ten-requests", &rows(QUICK));
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(advice.python.ends_with("Contrary to the rule, processes ran fastest here."), "{advice:?}");
        assert_eq!(advise("ten-requests", &rows(WIDE)).0, Confirmation::Confirms);
        // A browser's event loop can read files; Python's cannot.
        let rows = [(SEQUENTIAL, SLOW), (ASYNC, QUICK), (THREADS, LOOP)];
        assert_eq!(advise("read-files", &rows).0, Confirmation::Confirms);
    }

    #[test]
    fn advice_for_rust_mentions_processes_that_beat_threads() {
        let rust = |threads, processes| {
            let rows = [(SEQUENTIAL, SLOW), (THREADS, threads), (PROCESSES, processes)];
            advise("image-filter", &rows).1.rust
        };
        assert!(rust(QUICK, LOOP).ends_with("Here threads ran at 2.99× the speed of a loop."));
        assert!(rust(LOOP, QUICK).ends_with("Processes were faster here, but threads copy nothing."));
        assert_eq!(rust(WIDE, QUICK), RAYON);
    }

    #[test]
    fn missing_or_single_measurements_decide_nothing() {
        let kind = kind("ten-requests").unwrap();
        let all = measured(0.97, &[(SEQUENTIAL, LOOP), (ASYNC, QUICK)]);
        let alone = measured(0.97, &[(SEQUENTIAL, LOOP)]);
        assert_eq!(confirmation(kind, &alone), Confirmation::NotMeasured);
        assert_eq!(advice(kind, &alone).unwrap().python, kind.known().why);
        // Strategies did different work, so there is no verdict.
        assert_eq!(
            confirmation(kind, &Comparison { verdict: None, ..all.clone() }),
            Confirmation::NotMeasured
        );
        let mut once = all.clone();
        once.rows[1].wall = figures(&[50.0]).unwrap();
        assert_eq!(confirmation(kind, &once), Confirmation::CannotTell);
        assert!(
            advice(kind, &once)
                .unwrap()
                .python
                .ends_with("One measurement of each is not enough to tell what helps here.")
        );
        assert_eq!(advice(kind, &Comparison { work: None, ..all }), None);
    }
}
