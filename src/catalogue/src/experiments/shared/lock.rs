//! Parts of lessons about threads that share a GIL.

use crate::setup::Setup;
use lanes_analysis::breakdown::most_at_once;
use lanes_analysis::compare::{Comparison, SpeedUp, representative};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::trace::Phase;

/// Strategies that show the effect of the GIL. Each process has a GIL of its own.
pub(crate) const GIL_STRATEGIES: &[Strategy] =
    &[Strategy::Sequential, Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes];

/// Smallest speed-up that a lesson calls a gain.
pub(crate) const WORTH_IT: f64 = 1.2;

/// Returns the start of a sentence about an effect that the runs do not show.
pub(crate) fn undecided(speed_up: SpeedUp) -> &'static str {
    match speed_up {
        SpeedUp::OnlyOnce => "One measurement of each is not enough to tell whether",
        _ => "Runs vary too much to tell whether",
    }
}

/// Describes whether threads with a GIL ran in parallel, given a library that may release it.
pub(crate) fn describe_gil_use(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = setup.strategies().iter().copied().filter(|strategy| strategy.has_gil());
    let drawn = |strategy| representative(runs.iter().copied(), strategy, 0);
    let run = under.filter_map(drawn).find(|run| run.lanes.len() > 1)?;
    let name = run.turn.strategy.key();
    Some(match (setup.holds_gil(run.turn.strategy), most_at_once(run, Phase::Compute)) {
        (true, _) => {
            format!("Pure Python holds the GIL while it computes, so {name} computed one task at a time.")
        }
        (false, most @ 2..) => {
            format!(
                "The library releases the GIL while it computes: {name} computed up to {most} tasks at once."
            )
        }
        (false, _) => {
            format!(
                "The library releases the GIL while it computes, but {name} computed one task at a time here."
            )
        }
    })
}

/// Returns the share of their time that threads with a GIL spent waiting for it.
pub(crate) fn lock_share(runs: &[&Run]) -> Option<f64> {
    lock_share_of(runs, Strategy::ThreadsGil)
}

/// Returns the share of their time that the lanes of a strategy spent waiting for the GIL.
pub(crate) fn lock_share_of(runs: &[&Run], strategy: Strategy) -> Option<f64> {
    let run = representative(runs.iter().copied(), strategy, 0)?;
    let total = run.wall.0 * run.lanes.len() as f64;
    (total > 0.0).then(|| run.total(Phase::LockWait).0 / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_analysis::compare::compare;
    use lanes_model::time::Millis;

    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    #[test]
    fn the_lesson_says_whether_the_library_let_threads_run_in_parallel() {
        let lesson = |id: &str, library: u64, spans: [(f64, f64); 2]| {
            let mut setup = Setup::new(find(id).unwrap(), 2);
            setup.set("library", library);
            let lane = |(start, end)| {
                let (start, end) = (Millis(start), Millis(end));
                let span = Span { task: Some(TaskId(0)), phase: Phase::Compute, start, end };
                LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }
            };
            let mut run = run(Strategy::ThreadsGil, 10.0, &[1]);
            run.lanes = spans.into_iter().map(lane).collect();
            setup.experiment().lesson().unwrap()(&setup, &compare(&[run.clone()], 0), &[&run])
        };
        let (together, apart) = ([(0.0, 6.0), (4.0, 10.0)], [(0.0, 5.0), (5.0, 10.0)]);
        for id in ["image-filter", "download-process"] {
            assert_eq!(
                lesson(id, 0, together).unwrap(),
                "The library releases the GIL while it computes: threads-gil computed up to 2 tasks at once."
            );
            assert!(
                lesson(id, 0, apart).unwrap().ends_with("but threads-gil computed one task at a time here.")
            );
            assert_eq!(
                lesson(id, 1, apart).unwrap(),
                "Pure Python holds the GIL while it computes, so threads-gil computed one task at a time."
            );
        }
    }
}
