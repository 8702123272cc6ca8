//! Parts of lessons about the lanes of a run.

use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, Row, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneTrace, Phase};

/// Finds the figures of a strategy and the run that represents it, if measured on several lanes.
pub(crate) fn measured<'a>(
    comparison: &'a Comparison,
    runs: &[&'a Run],
    strategy: Strategy,
) -> Option<(&'a Row, &'a Run)> {
    let row = comparison.rows.iter().find(|row| row.strategy == strategy)?;
    let run = representative(runs.iter().copied(), strategy, 0).filter(|run| run.wall > Millis::ZERO)?;
    (run.lanes.len() > 1).then_some((row, run))
}

/// Computes the share of all lanes' time that `time` counts.
pub(crate) fn share(run: &Run, time: impl Fn(&LaneTrace) -> Millis) -> f64 {
    let spent: Millis = run.lanes.iter().map(time).sum();
    spent.0 / (run.wall.0 * run.lanes.len() as f64)
}

pub(crate) fn idle(run: &Run) -> f64 {
    (1.0 - share(run, LaneTrace::busy)).max(0.0)
}

pub(crate) fn median(row: &Row) -> String {
    units::duration(Millis(row.wall.median))
}

/// Describes the cost of processes that share no memory.
pub(crate) fn sent_to_processes(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let (_, run) = measured(comparison, runs, Strategy::Processes)?;
    let moving = |lane: &LaneTrace| {
        [Phase::Serialize, Phase::Queue, Phase::Deserialize].into_iter().map(|phase| lane.total(phase)).sum()
    };
    let sent = format!(
        "Processes were sent, and sent back, {} in all, which took {} of their time.",
        units::bytes(run.bytes_moved),
        units::percent(share(run, moving))
    );
    Some(match measured(comparison, runs, Strategy::Threads) {
        Some(_) => format!("{sent} Threads read the same memory, and nothing was sent."),
        None => sent,
    })
}
