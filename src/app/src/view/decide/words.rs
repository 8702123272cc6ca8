//! Texts of the decision guide.

use lanes_analysis::units;

/// Name of the table with the short answer.
pub(super) const SHORT_ANSWER: &str = "Short answer";
pub(super) const YOUR_TASKS: &str = "Your tasks";
pub(super) const WITH_GIL: &str = "Python with the GIL";
pub(super) const FREE_THREADED: &str = "Free-threaded Python";
pub(super) const ANSWER_COLUMNS: [&str; 4] = [YOUR_TASKS, WITH_GIL, FREE_THREADED, "Why"];
pub(super) const THE_SAME: &str = "the same";

pub(super) const IS_IT_TRUE_HERE: &str = "Does it hold on this machine?";
/// Precedes `Runtime::measured`.
pub(super) const NOT_MEASURED_ADVICE: &str =
    "The advice above is not a measurement. Nine small experiments check it. ";
pub(super) const CAPTION: &str =
    "Kinds of work, from waiting to computing. Times are measured in Rust in your browser.";
pub(super) const WORK: &str = "Work";
pub(super) const ADVICE: &str = "Advice";
pub(super) const ON_THIS_MACHINE: &str = "On this machine";
pub(super) const MEASURE: &str = "Measure";
pub(super) const MEASURE_AGAIN: &str = "Again";
pub(super) const MEASURE_ALL: &str = "Measure all";
pub(super) const ROWS_WAIT: &str = " Rows wait until the current experiment is done.";

/// Opens the questions.
pub(super) const NOT_SURE: &str = "Not sure? Answer three questions";
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
/// Name of the list of measured times.
pub(super) const MEDIAN_TIMES: &str = "Median times";

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
