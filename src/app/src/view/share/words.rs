//! Texts of the Share and Save menus.

pub(super) use crate::view::words::SHARE;
use lanes_analysis::units;
use lanes_report::record::{Detail, NoText};

pub(super) const COPY_LINK: &str = "Copy link";
pub(super) const LINK_COPIED: &str = "Link copied.";
pub(super) const LINK_HAS_CODE: &str = "The link includes your code.";
pub(super) const CODE_TOO_LONG: &str = "Your code is too long for a link. Download it as a file instead.";
pub(super) const COPY_LINK_WITH_RESULTS: &str = "Copy link with these results";
pub(super) const LINK_WITH_RESULTS_COPIED: &str = "Link with results copied.";
pub(super) const COPY_EMBED_CODE: &str = "Copy embed code";
pub(super) const EMBED_CODE_COPIED: &str = "Embed code copied.";
pub(super) const COPY_MARKDOWN: &str = "Copy Markdown";
pub(super) const MARKDOWN_COPIED: &str = "Markdown copied.";
pub(super) const SHARE_WITH_APP: &str = "Share with another app…";
pub(super) const COPY_BLOCKED: &str = "The browser blocked copying. Copy this text:";
/// Name of the field with that text.
pub(super) const TO_COPY_BY_HAND: &str = "Text to copy";

pub(super) const NO_RESULTS_YET: &str = "No results yet. Press Run first.";
pub(super) const NOTHING_MEASURED: &str = "Nothing was measured.";

/// Name of the Save menu.
pub(super) const SAVE_AS: &str = "Save as";
/// Precedes the name of a format, for screen readers.
pub(super) const SAVE_AS_FORMAT: &str = "Save as ";
pub(super) const PICTURE_TOO_LARGE: &str =
    "The picture is too large for this browser. Save it as SVG instead.";
pub(super) const NO_CANVAS: &str = "This browser cannot draw on a canvas.";

pub(super) fn not_saved(reason: &str) -> String {
    format!("The file could not be created: {reason}")
}

pub(super) fn no_link(reason: &NoText) -> String {
    match reason {
        NoText::TooLong { .. } => "Too large for a link. Save as a file instead.".to_owned(),
        NoText::Unreadable(reason) => format!("No link can hold these results: {reason}."),
    }
}

/// Formats the content of the link with results; `is_long` if some programs do not take such a link.
pub(super) fn link_content(measurements: u64, bytes: usize, is_long: bool, detail: Detail) -> String {
    let (count, size) = (units::grouped(measurements), units::bytes(bytes as u64));
    let long = if is_long { " Some programs cut off links this long." } else { "" };
    let spans = match detail {
        Detail::Whole => "",
        Detail::AddedUp | Detail::LoopsToo => " The shortest spans are merged.",
        Detail::Totals => " The lanes are left out.",
    };
    format!("Includes {count} {} ({size}).{long}{spans}", units::noun(measurements, "measurement"))
}
