//! Texts of recorded results: saved runs, and two of them side by side.

use crate::state::records::Origin;
pub(super) use crate::view::words::{CLOSE, NOT_MEASURED, STRATEGY, interval};
use lanes_analysis::units;
use lanes_report::record::Detail;
use lanes_report::versus::{Difference, Versus};

pub(super) const CANNOT_SHOW: &str = "The link’s results or code cannot be shown: ";
/// Follows the reason.
pub(super) const SETTINGS_APPLY: &str =
    ". The link’s settings are applied. Press Run to get results of your own.";
pub(super) const DISMISS: &str = "Dismiss";

/// Precedes the date and the machine.
pub(super) const RECORDED_ON: &str = "Recorded on ";
/// Precedes interpreter, machine and date, of a file and of a link.
pub(super) const RECORDED_BY_YOU: &str = "Your machine, recorded: ";
pub(super) const RECORDED: &str = "Recorded: ";

/// Label of the control that opens a file.
pub(super) const OPEN: &str = "Open a recording";
pub(super) const OR_DROP: &str = "or drop a .lanes.json file or a trace anywhere on this page.";
pub(super) const HOW_TO_RECORD: &str = "Run a copied script with --lanes to record what CPython does on your machine, or trace a program with VizTracer.";
pub(super) const NOT_READ: &str = "the browser could not read it";
pub(super) const BACK_TO_OWN: &str = "Back to your results";

pub(super) const SAVED_RUNS: &str = "Saved runs";
pub(super) const SAVED_HERE_ONLY: &str = "Saved in this browser only. Choose two to compare.";
pub(super) const DELETE_ALL: &str = "Delete all saved runs";
pub(super) const DELETE: &str = "Delete";
pub(super) const SHOW: &str = "Show";
pub(super) const SHOWN_ABOVE: &str = "shown above";
pub(super) const COMPARE: &str = "Compare";

pub(super) const NO_COMMON_STEPS: &str = "The two runs share no steps.";
pub(super) const TWO_RUNS: &str = "Two runs compared";
pub(super) const YOURS_AND_THE_FILES: &str =
    "Your run in this browser compared with Python’s on your machine";
pub(super) const YOURS_AND_THE_LINKS: &str = "Your run compared with the link’s";
/// Marks of the two runs.
pub(super) const MARKS: [&str; 2] = ["A", "B"];
pub(super) const BARS: &str = "Bars";
pub(super) const A_AND_B: &str = "A compared with B";

/// Precedes where and when results were recorded.
pub(super) fn recorded(origin: Origin, is_recording: bool) -> &'static str {
    match (origin, is_recording) {
        (Origin::File, _) => RECORDED_BY_YOU,
        (_, true) => RECORDED,
        (_, false) => RECORDED_ON,
    }
}

/// Says how to get results to compare recorded ones with.
pub(super) fn run_to_compare(is_recording: bool) -> &'static str {
    if is_recording {
        "Press Run to see results of this browser next to them. "
    } else {
        "Press Run to see your own results next to them. "
    }
}

/// Says where recorded results come from.
pub(super) fn origin(origin: Origin, is_recording: bool) -> &'static str {
    match origin {
        Origin::File => "These results were recorded by Python, outside the browser. ",
        Origin::SavedFile => "This file of a page of Lanes has one run of each strategy. ",
        Origin::Link if is_recording => "Python recorded the results of this link, outside the browser. ",
        Origin::Link => "These results came with the link, from another machine. ",
        Origin::Reader => "These are your own earlier results. ",
    }
}

/// Says what a record leaves out; empty for a complete one.
pub(super) fn detail(detail: Option<Detail>) -> &'static str {
    match detail {
        Some(Detail::AddedUp | Detail::LoopsToo) => {
            "To keep the record short, the shortest spans of each lane are merged."
        }
        Some(Detail::Totals) => "To keep the record short, it has no spans, so no lanes are drawn.",
        _ => "",
    }
}

/// Formats the owner of a saved run, at the start of an entry.
pub(super) fn owner(origin: Origin) -> &'static str {
    match origin {
        Origin::Link => "From the link",
        Origin::SavedFile => "From the file",
        Origin::File => "Your machine, recorded",
        Origin::Reader => "Yours",
    }
}

/// Formats the owner of one of two runs that are compared.
pub(super) fn side(origin: Origin) -> &'static str {
    match origin {
        Origin::Link => "from the link",
        Origin::SavedFile => "from the file",
        Origin::File => "your machine, recorded",
        Origin::Reader => "yours",
    }
}

pub(super) fn entry_cannot_be_shown(owner: &str, reason: &str) -> String {
    format!("{owner}: these results cannot be shown: {reason}.")
}

pub(super) fn comparison_caption(versus: &Versus) -> String {
    let measure = versus.measure.label.to_lowercase();
    let step = versus.step.as_ref().map_or_else(String::new, |step| format!(" {step}."));
    format!("Median {measure} with its confidence interval.{step} The last column compares A with B.")
}

/// Formats the settings in which two runs differ.
pub(super) fn differences(differences: &[Difference]) -> String {
    let one = |difference: &Difference| {
        let label = difference.label.to_lowercase();
        format!("{label} is {} for A and {} for B", difference.this, difference.that)
    };
    let all: Vec<_> = differences.iter().map(one).collect();
    format!("The settings differ: {}.", units::capitalised(&all.join(", ")))
}
