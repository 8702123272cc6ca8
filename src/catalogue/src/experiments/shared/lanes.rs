//! Figures of a run's lanes, for lessons.

use crate::setup::Setup;
use crate::sweep::{Chart, Mark};
use lanes_analysis::compare::{Comparison, Row, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneTrace, Phase};

/// Marks the number of cores in a chart by number of lanes: further lanes share them.
pub(crate) fn mark_cores(setup: &Setup, chart: &Chart) -> Vec<Mark> {
    let cores = u64::from(setup.cores());
    let text = format!("{cores} {}", units::noun(cores, "core"));
    chart.mark(cores, &text).into_iter().collect()
}

/// Returns the figures of a strategy and its representative run, if it was measured on several lanes.
pub(crate) fn measured<'a>(
    comparison: &'a Comparison,
    runs: &[&'a Run],
    strategy: Strategy,
) -> Option<(&'a Row, &'a Run)> {
    let row = comparison.rows.iter().find(|row| row.strategy == strategy)?;
    let run = representative(runs.iter().copied(), strategy, 0).filter(|run| run.wall > Millis::ZERO)?;
    (run.lanes.len() > 1).then_some((row, run))
}

/// Returns the sum of `time` over all lanes, as a share of their total time.
pub(crate) fn share(run: &Run, time: impl Fn(&LaneTrace) -> Millis) -> f64 {
    let spent: Millis = run.lanes.iter().map(time).sum();
    spent.0 / (run.wall.0 * run.lanes.len() as f64)
}

/// Returns the idle share of all lanes' time.
pub(crate) fn idle(run: &Run) -> f64 {
    (1.0 - share(run, LaneTrace::busy)).max(0.0)
}

/// Formats the median wall time of a strategy.
pub(crate) fn median(row: &Row) -> String {
    units::duration(Millis(row.wall.median))
}

/// Describes what it costs that processes share no memory.
pub(crate) fn describe_sending(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let (_, run) = measured(comparison, runs, Strategy::Processes)?;
    let moving = |lane: &LaneTrace| {
        [Phase::Serialize, Phase::Queue, Phase::Deserialize].into_iter().map(|phase| lane.total(phase)).sum()
    };
    let sent = format!(
        "Sending data to processes and back took {} of their time, for {} in total.",
        units::percent(share(run, moving)),
        units::bytes(run.bytes_moved)
    );
    Some(match measured(comparison, runs, Strategy::Threads) {
        Some(_) => format!("{sent} Threads share memory, so nothing was sent."),
        None => sent,
    })
}
