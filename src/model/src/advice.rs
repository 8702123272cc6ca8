//! What to take for some work, in Python and in Rust, by what was measured.

use crate::approach::{Approach, Mixture};
use crate::compare::{BOUND_SHARE, Comparison, Verdict, WorkKind};
use crate::stats::Figures;
use crate::strategy::Strategy;
use crate::units;

/// What to take, in a sentence or two for each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// For Python.
    pub python: String,
    /// For Rust.
    pub rust: String,
}

/// What follows from a comparison; nothing before there is a measured sequential run, which tells what kind of work
/// it is.
pub fn advice(comparison: &Comparison) -> Option<Advice> {
    let work = comparison.work?;
    let best = Best::of(comparison);
    if best.0 == [Approach::SEQUENTIAL] {
        return Some(nothing_gained(work));
    }
    let mut advice = match work.waiting {
        share if share >= BOUND_SHARE => waiting(&best, comparison),
        share if share <= 1.0 - BOUND_SHARE => computing(&best, comparison),
        _ => both(&best),
    };
    if best.has(Approach::SEQUENTIAL) {
        advice.python += " Here nothing beat a loop for certain: measure again when nothing else runs.";
    }
    Some(advice)
}

/// The approaches that none was measured to be faster than; none where that cannot be told.
struct Best(Vec<Approach>);

impl Best {
    fn of(comparison: &Comparison) -> Best {
        Best(match &comparison.verdict {
            Some(Verdict::Fastest { approach, .. }) => vec![*approach],
            Some(Verdict::TooClose(approaches)) => approaches.clone(),
            Some(Verdict::OnlyOnce) | None => Vec::new(),
        })
    }

    fn has(&self, approach: Approach) -> bool {
        self.0.contains(&approach)
    }

    fn has_whole(&self, strategy: Strategy) -> bool {
        self.has(Approach::Whole(strategy))
    }

    /// The mixture that was faster than all else, where one was.
    fn mixture(&self) -> Option<Mixture> {
        match self.0.as_slice() {
            [Approach::Mixed(mixture)] => Some(*mixture),
            _ => None,
        }
    }
}

fn gil_speedup(comparison: &Comparison) -> Option<f64> {
    comparison.row(Approach::Whole(Strategy::ThreadsGil))?.speedup
}

const ASYNC: &[Strategy] = &[Strategy::Async];
const THREADS: &[Strategy] = &[Strategy::ThreadsGil, Strategy::Threads];

/// Whether both were measured, and each of the ones was faster than each of the others for certain.
fn beat(comparison: &Comparison, ones: &[Strategy], others: &[Strategy]) -> bool {
    let walls = |strategies: &[Strategy]| -> Vec<Figures> {
        let rows = strategies.iter().filter_map(|strategy| comparison.row(Approach::Whole(*strategy)));
        rows.map(|row| row.wall).collect()
    };
    let (ones, others) = (walls(ones), walls(others));
    let below = ones.iter().all(|one| others.iter().all(|other| one.is_below(other)));
    !ones.is_empty() && !others.is_empty() && below
}

fn nothing_gained(work: WorkKind) -> Advice {
    let why = if work.waiting >= BOUND_SHARE {
        "there is too little to wait for"
    } else {
        "the tasks are too small, or there are too few cores"
    };
    Advice {
        python: format!("Leave it a for loop: nothing was measured to be faster, since {why}."),
        rust: "Leave it an iterator; make the tasks larger before you share them out.".to_owned(),
    }
}

fn waiting(best: &Best, comparison: &Comparison) -> Advice {
    let faster = |claim: &'static str, ones, others| if beat(comparison, ones, others) { claim } else { "" };
    let threads = best.has_whole(Strategy::Threads) || best.has_whole(Strategy::ThreadsGil);
    match (best.has_whole(Strategy::Async), threads) {
        (true, false) => Advice {
            python: format!(
                "asyncio, with a semaphore for the limit: one event loop holds all the waits{}.",
                faster(", and was faster than a thread for each", ASYNC, THREADS)
            ),
            rust: "tokio: join the futures, with a semaphore for the limit.".to_owned(),
        },
        (false, true) => Advice {
            python: format!(
                "A ThreadPoolExecutor: its threads let go of the GIL while they wait{}.",
                faster(", and were faster than an event loop here", THREADS, ASYNC)
            ),
            rust: "Threads that block, from a pool; tokio where there will be thousands at once.".to_owned(),
        },
        _ => Advice {
            python: "asyncio or a ThreadPoolExecutor, whichever your libraries know: waiting lets go of the GIL. A \
                     process for each wait buys nothing but memory."
                .to_owned(),
            rust: "tokio, or a small pool of threads that block: the simpler is as good.".to_owned(),
        },
    }
}

fn computing(best: &Best, comparison: &Comparison) -> Advice {
    let gil = match gil_speedup(comparison) {
        Some(speedup) => {
            format!(" Under the GIL threads ran at {} the speed of a loop.", units::ratio(speedup))
        }
        None => String::new(),
    };
    let processes =
        best.has_whole(Strategy::Processes) && beat(comparison, &[Strategy::Processes], &[Strategy::Threads]);
    let rust = if processes {
        "rayon all the same: processes were faster here, but what they gain is no rule, and threads copy nothing."
    } else {
        "rayon: par_iter over the tasks, one thread a core."
    };
    Advice {
        python: format!(
            "A ProcessPoolExecutor; threads on an interpreter without a GIL, or where a library such as NumPy lets go \
             of it.{gil}"
        ),
        rust: rust.to_owned(),
    }
}

fn both(best: &Best) -> Advice {
    let fastest = match best.mixture() {
        Some(mixture) => format!(" Here {} was fastest.", mixture.key()),
        None => String::new(),
    };
    Advice {
        python: format!(
            "asyncio or threads to fetch, and a ProcessPoolExecutor for what is computed with the answers \
             (loop.run_in_executor).{fastest}"
        ),
        rust: "tokio to fetch, rayon to compute, and a bounded channel between them.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approach::{Fetching, Processing};
    use crate::compare::Row;
    use crate::stats::figures;

    /// A comparison with these rows, each with the ends of its interval.
    fn measured(waiting: f64, best: &[Approach], rows: &[(Approach, [f64; 2])]) -> Comparison {
        let row = |(approach, ends): &(Approach, [f64; 2])| Row {
            approach: *approach,
            wall: figures(ends).unwrap(),
            speedup: None,
            lanes: 2,
        };
        Comparison { rows: rows.iter().map(row).collect(), ..comparison(waiting, best) }
    }

    fn comparison(waiting: f64, best: &[Approach]) -> Comparison {
        let verdict = match best {
            [] => Some(Verdict::OnlyOnce),
            [one] => {
                Some(Verdict::Fastest { approach: *one, speedup: Some(2.0), baseline: Approach::SEQUENTIAL })
            }
            several => Some(Verdict::TooClose(several.to_vec())),
        };
        let gil = Row {
            approach: Approach::Whole(Strategy::ThreadsGil),
            wall: figures(&[10.0]).unwrap(),
            speedup: Some(0.97),
            lanes: 2,
        };
        let (baseline, work) = (Approach::SEQUENTIAL, Some(WorkKind { waiting }));
        Comparison { rows: vec![gil], baseline, verdict, work, agreement: Ok(()) }
    }

    fn told(waiting: f64, best: &[Approach]) -> Advice {
        advice(&comparison(waiting, best)).unwrap()
    }

    const ASYNC: Approach = Approach::Whole(Strategy::Async);
    const GIL: Approach = Approach::Whole(Strategy::ThreadsGil);
    const THREADS: Approach = Approach::Whole(Strategy::Threads);
    const PROCESSES: Approach = Approach::Whole(Strategy::Processes);

    #[test]
    fn work_that_waits_takes_what_was_faster_at_waiting() {
        assert!(told(0.97, &[ASYNC]).python.starts_with("asyncio, with"));
        assert!(told(0.97, &[THREADS]).python.starts_with("A ThreadPoolExecutor"));
        for either in [vec![ASYNC, THREADS], vec![PROCESSES], vec![]] {
            assert!(told(0.97, &either).python.starts_with("asyncio or a ThreadPoolExecutor"), "{either:?}");
        }
    }

    #[test]
    fn work_that_computes_takes_processes_in_python_and_threads_in_rust() {
        for best in [vec![THREADS], vec![THREADS, PROCESSES], vec![]] {
            let advice = told(0.01, &best);
            assert!(advice.python.starts_with("A ProcessPoolExecutor"));
            assert!(advice.python.ends_with("threads ran at 0.97× the speed of a loop."));
            assert!(advice.rust.starts_with("rayon: par_iter"));
        }
    }

    #[test]
    fn nothing_is_said_to_be_faster_than_what_was_not_measured_or_may_be_as_fast() {
        let python = |best: &[Approach], rows: &[(Approach, [f64; 2])]| {
            advice(&measured(0.97, best, rows)).unwrap().python
        };
        let (quick, close, slow) = ([1.0, 2.0], [1.9, 4.0], [3.0, 4.0]);
        let all = python(&[ASYNC], &[(ASYNC, quick), (GIL, slow), (THREADS, slow)]);
        assert!(all.ends_with("all the waits, and was faster than a thread for each."), "{all}");
        let all = python(&[THREADS], &[(ASYNC, slow), (GIL, quick), (THREADS, quick)]);
        assert!(all.ends_with("while they wait, and were faster than an event loop here."), "{all}");

        // Not measured, as where no memory is shared.
        assert!(python(&[ASYNC], &[(ASYNC, quick)]).ends_with("holds all the waits."));
        assert!(python(&[THREADS], &[(GIL, quick), (THREADS, quick)]).ends_with("while they wait."));
        // Processes were the fastest: who is as fast as they need not be faster than the rest.
        let processes = (PROCESSES, [0.9, 1.1]);
        let unclear =
            python(&[PROCESSES, ASYNC], &[(ASYNC, quick), (GIL, slow), (THREADS, close), processes]);
        assert!(unclear.ends_with("holds all the waits."), "{unclear}");
        let unclear =
            python(&[PROCESSES, THREADS], &[(ASYNC, close), (GIL, slow), (THREADS, quick), processes]);
        assert!(unclear.ends_with("while they wait."), "{unclear}");

        let rust = |rows: &[(Approach, [f64; 2])]| advice(&measured(0.01, &[PROCESSES], rows)).unwrap().rust;
        assert!(rust(&[(THREADS, slow), (PROCESSES, quick)]).starts_with("rayon all the same"));
        assert!(rust(&[(ASYNC, slow), (PROCESSES, quick)]).starts_with("rayon: par_iter"));
    }

    #[test]
    fn work_that_does_both_takes_a_strategy_for_each() {
        let mixture = Mixture { fetching: Fetching::Async, processing: Processing::Threads };
        let advice = told(0.5, &[Approach::Mixed(mixture)]);
        assert!(advice.python.ends_with("Here async+threads was fastest."));
        assert!(advice.rust.starts_with("tokio to fetch, rayon to compute"));
        assert!(!told(0.5, &[Approach::Mixed(mixture), THREADS]).python.contains("fastest"));
    }

    #[test]
    fn what_gains_nothing_stays_a_loop() {
        for waiting in [0.0, 0.5, 1.0] {
            assert!(told(waiting, &[Approach::SEQUENTIAL]).python.starts_with("Leave it a for loop"));
            let unclear = told(waiting, &[THREADS, Approach::SEQUENTIAL]).python;
            assert!(unclear.ends_with("measure again when nothing else runs."), "{unclear}");
        }
    }

    #[test]
    fn nothing_measured_is_no_advice() {
        assert_eq!(advice(&Comparison { work: None, ..comparison(0.5, &[]) }), None);
    }
}
