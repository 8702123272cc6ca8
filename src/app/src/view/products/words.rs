//! Texts of what the tasks produced: pictures, tables, users and pages.

pub(super) use crate::view::words::measured_in;
use lanes_analysis::units;
use lanes_model::Millis;

pub(super) const NOTHING_DRAWN: &str = "Nothing drawn yet.";

pub(super) const GROUP_COLUMNS: [&str; 9] =
    ["Group", "Rows", "Sum", "Mean", "Min", "25%", "Median", "75%", "Max"];
pub(super) const WORD: &str = "Word";
pub(super) const COUNT: &str = "Count";
pub(super) const SCORES: &str = "Unseen digits that each network read correctly.";
pub(super) const FOLD: &str = "Fold";
pub(super) const CORRECT: &str = "Correct";
pub(super) const ACCURACY: &str = "Accuracy";
pub(super) const MEAN: &str = "Mean";

pub(super) const USER_COLUMNS: [&str; 3] = ["Task", "Name", "Email"];
pub(super) const PAGE_TREE: &str = "Each page is listed under the page that first linked to it.";
pub(super) const UNTITLED: &str = "Untitled";

/// Formats the caption of a picture of which a strategy has drawn a share, from 0 to 1.
pub(super) fn drawn(strategy: &str, share: f64, running: bool) -> String {
    let percent = units::percent(share);
    match (share >= 1.0, running) {
        (true, _) => format!("Drawn by {strategy}."),
        (false, true) => format!("{percent} drawn by {strategy}."),
        (false, false) => format!("{percent} drawn by {strategy} before it stopped."),
    }
}

pub(super) const COUNTED: &str = "Updates counted, of ";
/// Follows the number of updates.
pub(super) const COUNTED_NOTE: &str = ". The outlined part was lost. ";
/// Heads of the columns, for screen readers.
pub(super) const COUNT_COLUMNS: [&str; 4] = ["Strategy", "Bar", "Counted", "Lost"];
pub(super) const NOT_COUNTED: &str = "not counted yet";
pub(super) const NOTHING_LOST: &str = "none lost";
/// Title of the bars of an experiment whose main result is a count.
pub(super) const TIMES: &str = "Time";

/// Formats the updates that were lost, and their share of all.
pub(super) fn lost(lost: u64, share: f64) -> String {
    format!("{} lost ({})", units::grouped(lost), units::percent(share))
}

pub(super) fn picture(experiment: &str) -> String {
    format!("{experiment}: picture drawn by the tasks")
}

pub(super) fn merged(took: Millis) -> String {
    let took = units::duration(took);
    format!(
        "Merged in {took} from the results of the tasks, after the run; the run’s time does not include it."
    )
}

pub(super) fn words(total: u64, distinct: u64) -> String {
    format!("{} words, {} distinct.", units::grouped(total), units::grouped(distinct))
}

pub(super) fn more_groups(count: usize) -> String {
    format!("{count} more groups are not shown.")
}

pub(super) fn skipped(rows: u64) -> String {
    let (rows, are) = (
        units::grouped(rows),
        if rows == 1 { "row without a number was" } else { "rows without a number were" },
    );
    format!("{rows} {are} skipped.")
}

pub(super) fn score(right: u32, tested: u32) -> String {
    format!("{right} of {tested}")
}

pub(super) fn users(count: usize) -> String {
    format!("{} users", units::grouped(count as u64))
}

pub(super) fn more_users(count: usize) -> String {
    format!("And {} more.", units::grouped(count as u64))
}

pub(super) fn pages(count: usize) -> String {
    format!("{} pages", units::grouped(count as u64))
}

/// Formats the path of a page, and the number of the task that loaded it.
pub(super) fn page(path: &str, task: u32) -> String {
    format!("{path} · task {task}")
}
