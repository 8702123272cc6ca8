//! Advice for a kind of work: the known rule first, then the verdict of this machine.
//!
//! The rule stands before anything is measured. What was measured confirms or contradicts it, and only where the
//! intervals tell ([`lanes_model::ranking`]); noise changes no advice.

use crate::guide::Kind;
use lanes_analysis::compare::{BOUND_SHARE, Comparison, Verdict};
use lanes_analysis::units;
use lanes_model::ranking::{EQUAL_SHARE, Relation};
use lanes_model::strategy::Strategy;

/// Rule for a kind of work, known before anything is measured.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Advice in a few words.
    pub headline: &'static str,
    /// Reason, for Python.
    pub why: &'static str,
    /// Advice for Rust.
    pub rust: &'static str,
}

/// Advice after measuring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Advice in a few words.
    pub headline: String,
    /// For Python: the reason, then the measurements.
    pub python: String,
    /// For Rust.
    pub rust: String,
}

/// Verdict of measurements on a known rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The rule holds on this machine.
    Confirms,
    /// The rule does not hold on this machine.
    Contradicts,
    /// The runs vary too much, were disturbed, or were made once.
    CannotTell,
    /// Nothing to compare.
    NotMeasured,
}

const SEQUENTIAL: Strategy = Strategy::Sequential;
const ASYNC: Strategy = Strategy::Async;
const GIL: Strategy = Strategy::ThreadsGil;
const THREADS: Strategy = Strategy::Threads;
const PROCESSES: Strategy = Strategy::Processes;

/// Known rule, with the conditions under which it holds.
struct Rule {
    known: Known,
    /// Recommended strategies: at least one of them is faster than a loop.
    named: &'static [Strategy],
    /// Rejected strategies: none of them is faster than all that are recommended.
    rivals: &'static [Strategy],
}

const WAITING: &[Strategy] = &[ASYNC, GIL, THREADS];
/// Strategies for computing. Threads without a lock stand for a library that releases the GIL, and for a
/// free-threaded build.
const COMPUTING: &[Strategy] = &[PROCESSES, THREADS];
/// Strategies for computing in a library that releases the GIL, where threads under it help, too.
const COMPUTING_IN_A_LIBRARY: &[Strategy] = &[GIL, THREADS, PROCESSES];
const RAYON: &str = "rayon: par_iter over the tasks, one thread a core.";
const TOKIO: &str = "tokio, with a semaphore for the limit.";

/// Rules, by the experiment that represents the kind of work.
static RULES: [(&str, Rule); 9] = [
    (
        "ten-requests",
        Rule {
            known: Known {
                headline: "Use asyncio or threads",
                why: "A thread releases the GIL while it waits, so the GIL does not matter. Use what your libraries \
                      support.",
                rust: "tokio, or a small pool of threads that block.",
            },
            named: WAITING,
            rivals: &[PROCESSES],
        },
    ),
    (
        "api-users",
        Rule {
            known: Known {
                headline: "Use asyncio",
                why: "A task takes far less memory than a thread, and asyncio makes it easy to cancel tasks and to \
                      limit them. Threads do well up to some hundreds.",
                rust: TOKIO,
            },
            // Memory and structure favour asyncio here. Threads are as fast.
            named: WAITING,
            rivals: &[],
        },
    ),
    (
        "read-files",
        Rule {
            known: Known {
                headline: "Use threads",
                why: "asyncio has no file I/O: asyncio.to_thread runs the call in a thread. A thread releases the GIL \
                      while it reads.",
                rust: "A pool of threads: tokio::fs uses one, too.",
            },
            // A browser's event loop can wait for files, so its times are no evidence against the rule.
            named: &[GIL, THREADS],
            rivals: &[PROCESSES],
        },
    ),
    (
        "scrape",
        Rule {
            known: Known {
                headline: "Use asyncio or threads",
                why: "Fetching waits, and a thread releases the GIL while it waits. Limit how many requests run at \
                      once.",
                rust: TOKIO,
            },
            named: WAITING,
            rivals: &[PROCESSES],
        },
    ),
    (
        "download-process",
        Rule {
            known: Known {
                headline: "Fetch with asyncio, compute in threads or processes",
                why: "hashlib and zlib release the GIL while they compute, so threads can compute. Pure Python holds \
                      it: use processes.",
                rust: "tokio to fetch, rayon to compute, and a bounded channel between them.",
            },
            named: &[
                Strategy::AsyncPlusProcesses,
                Strategy::ThreadsPlusProcesses,
                Strategy::AsyncPlusThreads,
                Strategy::AsyncPlusThreadsGil,
                PROCESSES,
                THREADS,
                GIL,
            ],
            rivals: &[ASYNC],
        },
    ),
    (
        "sum-of-squares",
        Rule {
            known: Known {
                headline: "Use processes",
                why: "Pure Python holds the GIL while it computes, so threads take turns. On a free-threaded build \
                      threads run in parallel, too.",
                rust: RAYON,
            },
            named: COMPUTING,
            rivals: &[GIL],
        },
    ),
    (
        "image-filter",
        Rule {
            known: Known {
                headline: "Use threads with Pillow or NumPy, processes for pure Python",
                why: "Pillow and NumPy release the GIL while they compute; pure Python holds it.",
                rust: RAYON,
            },
            named: COMPUTING_IN_A_LIBRARY,
            rivals: &[ASYNC],
        },
    ),
    (
        "data-crunching",
        Rule {
            known: Known {
                headline: "Use NumPy or pandas first, processes for pure Python",
                why: "One call of NumPy or pandas replaces a loop in Python, which often gains more than all cores. \
                      Pure Python holds the GIL, and a process needs its data serialized.",
                rust: RAYON,
            },
            named: COMPUTING,
            rivals: &[GIL],
        },
    ),
    (
        "train",
        Rule {
            known: Known {
                headline: "Use processes, or the library’s own parallelism",
                why: "Pure Python holds the GIL while it computes. Libraries such as PyTorch use all cores already, \
                      and workers of your own compete with them.",
                rust: RAYON,
            },
            named: COMPUTING,
            rivals: &[GIL],
        },
    ),
];

impl Kind {
    /// Returns the rule for this kind of work.
    pub fn known(&self) -> &'static Known {
        &self.rule().known
    }

    fn rule(&self) -> &'static Rule {
        let own = RULES.iter().find(|(experiment, _)| *experiment == self.experiment);
        // A test checks that every kind has a rule.
        own.map_or(&RULES[0].1, |(_, rule)| rule)
    }
}

impl Rule {
    /// Returns true if the work computes and holds the GIL meanwhile, so that threads under it cannot help.
    fn is_about_the_lock(&self) -> bool {
        self.named == COMPUTING
    }

    /// Returns true if the work only computes.
    fn computes(&self) -> bool {
        self.is_about_the_lock() || self.named == COMPUTING_IN_A_LIBRARY
    }
}

/// Speed-up from which threads that only compute under the GIL are too fast to be true.
const IMPOSSIBLE: f64 = 1.2;
/// Speed-up from which there is a gain.
const WORTH_IT: f64 = 1.0 + EQUAL_SHARE;

/// Result of comparing measurements with a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Finding {
    NotMeasured,
    OnlyOnce,
    /// Runs vary too much.
    Undecided,
    /// The fastest of the named strategies that are faster than a loop, and its speed-up.
    Gain(Strategy, f64),
    /// None of the named strategies is faster than a loop by much; the fastest of them.
    NoGain(Strategy),
    /// All named strategies are slower than a loop; the fastest of them.
    Loss(Strategy),
    /// A rival was faster than all named strategies.
    Beaten(Strategy),
    /// Threads under the GIL were faster than a loop, by this factor.
    LockIgnored(f64),
}

fn finding(rule: &Rule, comparison: &Comparison) -> Finding {
    let measured = |strategies: &[Strategy]| -> Vec<Strategy> {
        strategies.iter().copied().filter(|strategy| comparison.row(*strategy).is_some()).collect()
    };
    let mut named = measured(rule.named);
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
    if rule.is_about_the_lock()
        && let Some(times) = gain(GIL).filter(|times| *times > IMPOSSIBLE)
    {
        return Finding::LockIgnored(times);
    }
    let is_worse = |rival: Strategy, name: &Strategy| {
        comparison.times(rival, *name).is_some_and(|times| times >= WORTH_IT)
    };
    let rivals = measured(rule.rivals);
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

/// Compares what was measured of a kind of work with the rule that is known for it.
pub fn confirmation(kind: &Kind, comparison: &Comparison) -> Confirmation {
    match finding(kind.rule(), comparison) {
        Finding::NotMeasured => Confirmation::NotMeasured,
        // A speed-up that the lock does not allow is a failed measurement, no evidence against the rule.
        Finding::OnlyOnce | Finding::Undecided | Finding::LockIgnored(_) => Confirmation::CannotTell,
        Finding::Gain(..) => Confirmation::Confirms,
        Finding::NoGain(_) | Finding::Loss(_) | Finding::Beaten(_) => Confirmation::Contradicts,
    }
}

/// Gives advice for a kind of work, with the measurements. Returns None without a measured sequential run.
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

/// Describes the measurements in a sentence or two.
fn measured(finding: Finding, waiting: f64) -> Option<String> {
    let too_little = if waiting >= BOUND_SHARE {
        "there is too little to wait for"
    } else {
        "the tasks are too small, or there are too few cores"
    };
    Some(match finding {
        Finding::NotMeasured => return None,
        Finding::OnlyOnce => "One measurement each cannot tell what helps here.".to_owned(),
        Finding::Undecided => {
            "This machine is too busy, or the work too small, to tell what helps here: close other programs and \
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
            format!("The fastest here was {}, against the rule.", rival.key())
        }
        Finding::LockIgnored(times) => format!(
            "Here threads under the GIL ran at {} the speed of a loop, which the lock does not allow: something \
             disturbed the measurement. Measure again.",
            units::ratio(times)
        ),
    })
}

/// Describes the measurements for Rust: the gain of threads, and of processes if it is larger.
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
    use super::*;
    use crate::guide::{kind, kinds};
    use lanes_analysis::compare::{Row, WorkKind};
    use lanes_model::stats::figures;

    /// Compares strategies with five measurements each, given by the ends of their intervals.
    fn measured(waiting: f64, rows: &[(Strategy, [f64; 2])]) -> Comparison {
        let row = |(strategy, [low, high]): &(Strategy, [f64; 2])| {
            let middle = (low + high) / 2.0;
            let wall = figures(&[*low, middle, middle, middle, *high]).unwrap();
            Row { strategy: *strategy, wall, median_ratio: None, lanes: 2 }
        };
        Comparison {
            rows: rows.iter().map(row).collect(),
            baseline: SEQUENTIAL,
            // Advice only checks that there is a verdict.
            verdict: Some(Verdict::Undecided {
                strategies: Vec::new(),
                speedups: None,
                baseline: Strategy::Sequential,
            }),
            work: Some(WorkKind { waiting }),
            agreement: Ok(()),
        }
    }

    const QUICK: [f64; 2] = [50.0, 52.0];
    const LOOP: [f64; 2] = [100.0, 103.0];
    const SLOW: [f64; 2] = [150.0, 155.0];
    const WIDE: [f64; 2] = [40.0, 160.0];

    fn said(experiment: &str, rows: &[(Strategy, [f64; 2])]) -> (Confirmation, Advice) {
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
            for strategy in rule.named.iter().chain(rule.rivals) {
                assert!(strategies.contains(strategy), "{}: {}", kind.name, strategy.key());
            }
            assert!(rule.named.iter().all(|name| !rule.rivals.contains(name)), "{}", kind.name);
            assert!(kind.known().headline.split_whitespace().count() <= 10, "{}", kind.name);
        }
    }

    #[test]
    fn a_gain_of_what_the_rule_names_confirms_it() {
        let (confirmation, advice) =
            said("sum-of-squares", &[(SEQUENTIAL, LOOP), (GIL, LOOP), (PROCESSES, QUICK)]);
        assert_eq!((confirmation, advice.headline.as_str()), (Confirmation::Confirms, "Use processes"));
        assert!(advice.python.starts_with("Pure Python holds the GIL while it computes"), "{advice:?}");
        assert!(advice.python.ends_with("Here processes ran at 1.99× the speed of a loop."), "{advice:?}");

        let (confirmation, advice) = said("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, QUICK), (GIL, WIDE)]);
        assert_eq!(confirmation, Confirmation::Confirms);
        assert!(advice.python.ends_with("Here async ran at 1.99× the speed of a loop."), "{advice:?}");
    }

    #[test]
    fn noise_neither_confirms_nor_contradicts_and_prints_no_figure() {
        for experiment in ["sum-of-squares", "ten-requests", "read-files"] {
            let (confirmation, advice) =
                said(experiment, &[(SEQUENTIAL, LOOP), (GIL, WIDE), (THREADS, WIDE), (PROCESSES, WIDE)]);
            assert_eq!(confirmation, Confirmation::CannotTell, "{experiment}");
            assert_eq!(advice.headline, kind(experiment).unwrap().known().headline);
            assert!(advice.python.contains("too busy, or the work too small, to tell"), "{advice:?}");
            assert!(!advice.python.contains('×') && !advice.rust.contains('×'), "{advice:?}");
        }
    }

    #[test]
    fn threads_that_are_too_fast_under_the_lock_are_a_disturbed_measurement() {
        let rows = [(SEQUENTIAL, LOOP), (GIL, [45.0, 46.0]), (THREADS, QUICK), (PROCESSES, QUICK)];
        let (confirmation, advice) = said("sum-of-squares", &rows);
        assert_eq!(confirmation, Confirmation::CannotTell);
        assert!(
            advice.python.contains("2.23× the speed of a loop, which the lock does not allow"),
            "{advice:?}"
        );
        // The median stays, but runs vary. Once seen as "under the GIL threads ran at 2.21x".
        let rows = [(SEQUENTIAL, LOOP), (GIL, [10.0, 160.0]), (THREADS, QUICK), (PROCESSES, QUICK)];
        let (confirmation, advice) = said("sum-of-squares", &rows);
        assert_eq!(confirmation, Confirmation::Confirms);
        assert!(!advice.python.contains("under the GIL ran"), "{advice:?}");
    }

    #[test]
    fn threads_under_the_lock_confirm_a_rule_about_a_library_that_releases_it() {
        let rows = [(SEQUENTIAL, LOOP), (GIL, QUICK), (THREADS, QUICK), (PROCESSES, SLOW)];
        for experiment in ["image-filter", "download-process"] {
            let (confirmation, advice) = said(experiment, &rows);
            assert_eq!(confirmation, Confirmation::Confirms, "{experiment}");
            assert!(!advice.python.contains("does not allow"), "{advice:?}");
            // The default settings.
            let setup = kind(experiment).unwrap().setup(2).unwrap();
            assert!(setup.strategies().contains(&GIL) && !setup.holds_gil(GIL), "{experiment}");
        }
    }

    /// Threads under the GIL help where they do not hold it while they compute, and only there.
    #[test]
    fn a_rule_is_about_the_lock_where_its_experiment_holds_it() {
        for kind in kinds().filter(|kind| kind.rule().computes()) {
            assert_eq!(
                kind.rule().is_about_the_lock(),
                kind.setup(2).unwrap().holds_gil(GIL),
                "{}",
                kind.name
            );
        }
    }

    #[test]
    fn strategies_that_gain_nothing_lose_to_a_loop() {
        let (confirmation, advice) =
            said("sum-of-squares", &[(SEQUENTIAL, LOOP), (THREADS, LOOP), (PROCESSES, SLOW)]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert_eq!(advice.headline, "Keep the loop for work like this");
        assert!(
            advice.python.contains("Here threads gained nothing over a loop: the tasks are"),
            "{advice:?}"
        );
        assert_eq!(advice.rust, "Keep the iterator, or make the tasks larger.");

        let (confirmation, advice) = said("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, SLOW)]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(
            advice
                .python
                .ends_with("Here even async took longer than a loop: there is too little to wait for."),
            "{advice:?}"
        );

        // Separated, but by too little to matter.
        let (confirmation, advice) = said("ten-requests", &[(SEQUENTIAL, LOOP), (ASYNC, [96.0, 97.0])]);
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(advice.python.contains("gained nothing"), "{advice:?}");
    }

    #[test]
    fn a_rival_contradicts_a_rule_only_where_it_is_faster_for_certain() {
        let rows = |processes| [(SEQUENTIAL, SLOW), (ASYNC, LOOP), (THREADS, LOOP), (PROCESSES, processes)];
        let (confirmation, advice) = said("ten-requests", &rows(QUICK));
        assert_eq!(confirmation, Confirmation::Contradicts);
        assert!(advice.python.ends_with("The fastest here was processes, against the rule."), "{advice:?}");
        assert_eq!(said("ten-requests", &rows(WIDE)).0, Confirmation::Confirms);
        // A browser's event loop reads files, Python's does not.
        let rows = [(SEQUENTIAL, SLOW), (ASYNC, QUICK), (THREADS, LOOP)];
        assert_eq!(said("read-files", &rows).0, Confirmation::Confirms);
    }

    #[test]
    fn rust_advice_mentions_processes_if_they_are_faster_than_threads() {
        let rust = |threads, processes| {
            let rows = [(SEQUENTIAL, SLOW), (THREADS, threads), (PROCESSES, processes)];
            said("image-filter", &rows).1.rust
        };
        assert!(rust(QUICK, LOOP).ends_with("Here threads ran at 2.99× the speed of a loop."));
        assert!(rust(LOOP, QUICK).ends_with("Processes were faster here, but threads copy nothing."));
        assert_eq!(rust(WIDE, QUICK), RAYON);
    }

    #[test]
    fn strategies_measured_once_or_not_at_all_decide_nothing() {
        let kind = kind("ten-requests").unwrap();
        let all = measured(0.97, &[(SEQUENTIAL, LOOP), (ASYNC, QUICK)]);
        let alone = measured(0.97, &[(SEQUENTIAL, LOOP)]);
        assert_eq!(confirmation(kind, &alone), Confirmation::NotMeasured);
        assert_eq!(advice(kind, &alone).unwrap().python, kind.known().why);
        // Different work was done.
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
                .ends_with("One measurement each cannot tell what helps here.")
        );
        assert_eq!(advice(kind, &Comparison { work: None, ..all }), None);
    }
}
