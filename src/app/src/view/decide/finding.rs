//! Findings: what measuring a kind of work says about its rule.

use super::words;
use crate::state::{Results, State};
use lanes_analysis::compare::{Comparison, Verdict};
use lanes_catalogue::advice::{Advice, Confirmation, advice, confirmation};
use lanes_catalogue::guide::Kind;
use lanes_model::{Ended, Failure, Millis, Strategy};

/// Result of measuring a kind of work.
pub(super) struct Finding {
    pub(super) advice: Advice,
    pub(super) call: Call,
    /// The fastest strategies, or None if noise hides them.
    pub(super) fastest: Option<String>,
    /// Measured strategies with their median wall times, in the order of the rows.
    pub(super) times: Vec<(Strategy, Millis)>,
    /// Share of the time that tasks wait when they run one after another, from 0 to 1.
    pub(super) waiting: f64,
}

/// Judgement of the known rule.
pub(super) struct Call {
    pub(super) words: &'static str,
    /// Name in the style sheet and in tests.
    pub(super) key: &'static str,
}

impl Call {
    fn of(kind: &Kind, comparison: &Comparison) -> Call {
        let call = |key, words| Call { words, key };
        match confirmation(kind, comparison) {
            Confirmation::Confirms => call("confirmed", words::CONFIRMED),
            Confirmation::Contradicts => call("contradicted", words::CONTRADICTED),
            _ if comparison.verdict == Some(Verdict::OnlyOnce) => call("open", words::MEASURED_ONCE),
            Confirmation::CannotTell => call("open", words::TOO_BUSY),
            Confirmation::NotMeasured => call("open", words::NOTHING_TO_COMPARE),
        }
    }
}

/// Returns true while a job measures a kind of work.
pub(super) fn is_measuring(state: &State, kind: &Kind) -> bool {
    state.job().is_some_and(|job| job.row == Some(kind.experiment))
}

/// Makes the finding about a kind of work.
///
/// # Errors
/// Returns the failure that ended the measurement, or None if it was stopped.
pub(super) fn finding(kind: &Kind, results: &Results) -> Result<Finding, Option<Failure>> {
    let report = results.report();
    let comparison = &report.comparison;
    let failure = results.failure.as_ref().or(comparison.agreement.as_ref().err());
    let failure = failure.or_else(|| results.runs().flat_map(|run| run.failures()).next());
    if let Some(failure) = failure {
        return Err(Some(failure.clone()));
    }
    if results.ended != Some(Ended::Completed) {
        return Err(None);
    }
    let advice = advice(kind, comparison).ok_or(None)?;
    let waiting = comparison.work.map_or(0.0, |work| work.waiting);
    let has_winner = |verdict: &&Verdict| matches!(verdict, Verdict::Fastest { .. } | Verdict::Equal { .. });
    let fastest = comparison.verdict.as_ref().filter(has_winner).map(Verdict::short);
    let times = comparison.rows.iter().map(|row| (row.strategy, Millis(row.wall.median))).collect();
    Ok(Finding { advice, call: Call::of(kind, comparison), fastest, times, waiting })
}
