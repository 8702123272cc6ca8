//! Texts of choosing files.

use lanes_analysis::units;
use lanes_files::number::{Mark, parse};
use lanes_files::shortened;
use lanes_files::table::Overview;
use lanes_model::workload::File;
use std::collections::BTreeSet;

pub(super) const OR_DROP: &str = "or drop anywhere on this page";
pub(super) const NO_FILE: &str =
    "No file yet. Files stay on this page: they are never sent anywhere, and no link includes them.";
pub(super) const CLOSE: &str = "Close";
pub(super) const EMPTY_FOLDER: &str =
    "There are no files in what you dropped. Drop files, or a folder with files.";
pub(super) const NOT_IN_PYTHON: &str =
    "CPython does not read your files here. Switch to Rust, then drop them again.";
pub(super) const PREVIEW: &str = "First rows of your table";
pub(super) const GROUP_BY: &str = "Group by";
pub(super) const SUMMARIZE: &str = "Summarize";

/// Formats the label of the button; `what` is such as "a CSV file".
pub(super) fn choose(what: &str) -> String {
    format!("Choose {what}")
}

/// Formats what is shown while files are dragged over the page.
pub(super) fn drop_here(experiment: &str) -> String {
    format!("Drop to add to {experiment}")
}

pub(super) fn no_files_here(page: &str) -> String {
    format!(
        "{page} takes no files. Open Word count (texts), Data crunching (tables), Image filter (pictures) or Read \
         files, then drop them again."
    )
}

/// Names the first file, and counts the others. Encodings other than UTF-8 are named.
pub(super) fn chosen(files: &[File], size: u64, encodings: &BTreeSet<&str>) -> String {
    let size = units::bytes(size);
    let names = match files {
        [one] => shortened(&one.name),
        [first, rest @ ..] => format!("{} and {} more", shortened(&first.name), rest.len()),
        [] => return String::new(),
    };
    let encodings: Vec<&str> = encodings.iter().copied().collect();
    match encodings.as_slice() {
        [] | ["UTF-8"] => format!("{names}, {size}"),
        _ => format!("{names}, {size}, read as {}", encodings.join(" and ")),
    }
}

pub(super) fn too_many(count: usize, most: usize) -> String {
    format!("You chose {count} files; the maximum is {most}.")
}

pub(super) fn too_large(names: &str, size: u64, most: u64) -> String {
    let (size, most) = (units::bytes(size), units::bytes(most));
    format!("{names}: {size} is too large; the maximum is {most}.")
}

/// Says why a file is not used.
pub(super) fn refused(name: &str, reason: &str) -> String {
    format!("{}: {reason}", shortened(name))
}

pub(super) fn more_refused(count: usize) -> String {
    format!("{count} more files were refused.")
}

pub(super) fn unreadable(reason: &str) -> String {
    format!("The browser could not read it ({reason}). Check that it still exists, and add it again.")
}

/// Describes what was detected: `"3 rows · comma between cells · decimal point · 1 row without a number is skipped"`.
pub(super) fn detected(overview: &Overview) -> String {
    let count = |number: u64, one: &str, more: &str| {
        (number > 0).then(|| format!("{} {}", units::grouped(number), if number == 1 { one } else { more }))
    };
    let parts = [
        count(overview.rows, "row", "rows"),
        Some(format!("{} between cells", overview.dialect.delimiter_name())),
        (overview.dialect.quote == b'\'').then(|| "apostrophes around cells".to_owned()),
        overview.mark.as_ref().ok().copied().flatten().map(|mark| mark.name().to_owned()),
        count(
            overview.skipped.without_amount,
            "row without a number is skipped",
            "rows without a number are skipped",
        ),
        count(overview.skipped.blank, "blank line", "blank lines"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

pub(super) fn ambiguous(column: &str, example: &str) -> String {
    format!("What does “{example}” in column “{column}” mean?")
}

/// Formats the meaning of a number with a decimal mark: `1.234` with a comma gives `1,234 (decimal comma)`.
pub(super) fn meaning(example: &str, mark: Mark) -> String {
    let number =
        parse(example, mark).and_then(|number| format!("{}e{}", number.digits, number.exponent).parse().ok());
    let number: f64 = number.unwrap_or_default();
    let number = if number.fract() == 0.0 && number.abs() < 1e15 {
        let sign = if number < 0.0 { "−" } else { "" };
        sign.to_owned() + &units::grouped(number.abs() as u64)
    } else {
        number.to_string()
    };
    format!("{number} ({})", mark.name())
}

/// Formats the label of a button for screen readers; `label` is [`GROUP_BY`] or [`SUMMARIZE`].
pub(super) fn use_column(label: &str, column: &str) -> String {
    format!("{label} {column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_meanings_of_a_number_differ() {
        assert_eq!(meaning("1.234", Mark::Point), "1.234 (decimal point)");
        assert_eq!(meaning("1.234", Mark::Comma), "1,234 (decimal comma)");
        assert_eq!(meaning("-1,234", Mark::Point), "−1,234 (decimal point)");
    }

    #[test]
    fn only_unusual_encodings_are_named() {
        let file = File { name: "a.txt".into(), bytes: [].into() };
        assert_eq!(chosen(std::slice::from_ref(&file), 20, &["UTF-8"].into()), "a.txt, 20 B");
        assert_eq!(
            chosen(&[file.clone(), file], 20, &["Windows-1252 (Latin-1)", "UTF-8"].into()),
            "a.txt and 1 more, 20 B, read as UTF-8 and Windows-1252 (Latin-1)"
        );
    }
}
