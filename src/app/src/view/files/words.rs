//! Texts of choosing files.

use lanes_analysis::units;
use lanes_model::workload::File;

pub(super) const OR_DROP: &str = "or drop anywhere on this page";
/// Shown while files are dragged over the page.
pub(super) const DROP: &str = "Drop to add";
pub(super) const NO_FILE: &str =
    "No file yet. Files stay on this page: they are never sent anywhere, and no link includes them.";

/// Formats the label of the button; `what` is such as "a CSV file".
pub(super) fn choose(what: &str) -> String {
    format!("Choose {what}")
}

/// Names the first file, and counts the others.
pub(super) fn chosen(files: &[File]) -> String {
    let size = units::bytes(files.iter().map(|file| file.bytes.len() as u64).sum());
    match files {
        [one] => format!("{}, {size}", one.name),
        [first, rest @ ..] => format!("{} and {} more, {size}", first.name, rest.len()),
        [] => String::new(),
    }
}

pub(super) fn too_many(count: usize, most: usize) -> String {
    format!("You chose {count} files; the maximum is {most}.")
}

pub(super) fn too_large(names: &str, size: u64, most: u64) -> String {
    let (size, most) = (units::bytes(size), units::bytes(most));
    format!("{names}: {size} is too large; the maximum is {most}.")
}

pub(super) fn unreadable(name: &str, reason: &str) -> String {
    format!("{name} could not be read: {reason}")
}
