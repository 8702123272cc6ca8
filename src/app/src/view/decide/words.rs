//! Texts of the decision guide.

use lanes_analysis::units;

/// Precedes and follows `runtime::MEASURED`.
pub(super) const CAPTION: [&str; 2] = [
    "The advice is known before anything is measured. A small experiment for each kind of work shows whether it holds on \
     this machine. ",
    ".",
];
pub(super) const WORK: &str = "Work";
pub(super) const ADVICE: &str = "Advice";
pub(super) const ON_THIS_MACHINE: &str = "On this machine";
pub(super) const MEASURE: &str = "Measure";
pub(super) const MEASURE_AGAIN: &str = "Again";
pub(super) const MEASURE_ALL: &str = "Measure all";
pub(super) const ROWS_WAIT: &str = " Rows wait until the current experiment is done.";

/// Name of the form.
pub(super) const THREE_QUESTIONS: &str = "Three questions";
pub(super) const ANSWER_FOR_ADVICE: &str = "Answer the questions to see advice here.";
/// Precedes the title of an experiment.
pub(super) const TRY_IT: &str = " Try it: ";
/// Marks the row that the answers lead to.
pub(super) const LIKE_YOURS: &str = "like yours";

pub(super) const IN_RUST: &str = "In Rust: ";
pub(super) const WAITING_FOR_TURN: &str = "Waiting for its turn";
pub(super) const NOT_MEASURED_YET: &str = "Not measured yet";
pub(super) const STOPPED_EARLY: &str = "Stopped before it was measured";
pub(super) const FASTEST: &str = "Fastest: ";

pub(super) const CONFIRMED: &str = "Confirmed here";
pub(super) const CONTRADICTED: &str = "Not confirmed here";
pub(super) const MEASURED_ONCE: &str = "Not clear from a single measurement";
pub(super) const TOO_BUSY: &str = "This machine is too busy to tell";
pub(super) const NOTHING_TO_COMPARE: &str = "No results to compare";

pub(super) fn rules_checked(measured: usize, count: usize) -> String {
    format!("{measured} of {count} rules checked on this machine.")
}

pub(super) fn waiting(share: f64) -> String {
    format!("Run sequentially, tasks wait for {} of the time.", units::percent(share))
}

/// Completes the label of a button that measures a kind of work, for screen readers.
pub(super) fn measure_what(kind: &str) -> String {
    format!(" {}", kind.to_lowercase())
}

/// Formats the name of the progress of a kind of work.
pub(super) fn progress(kind: &str, label: &str) -> String {
    format!("{kind}: {}", label.to_lowercase())
}

/// Announces the kind of work that is being measured.
pub(super) fn measuring(kind: &str) -> String {
    format!("Measuring {}.", kind.to_lowercase())
}

/// Announces what was found about a kind of work.
pub(super) fn found(kind: &str, finding: &str, headline: &str) -> String {
    format!("{kind}: {finding}. {headline}.")
}

/// Announces that a measurement ended early.
pub(super) fn not_finished(kind: &str) -> String {
    format!("{kind}: the measurement did not finish.")
}
