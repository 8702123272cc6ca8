//! Presentation of the page, as chosen by its address: whole or embedded, colours, parts, height, and automatic start.
//!
//! `view=embed&theme=dark&show=bars,code&frame-height=420&autorun=1`. These keys belong to the place where the page is shown. Links to
//! share only describe the experiment, and have none of them.

use crate::address::{MAX_NOTES, Note, pairs, quoted};
use std::ops::RangeInclusive;

/// Keys that are read here, and mean nothing to [`crate::address::read`].
pub const KEYS: [&str; 5] = ["view", "theme", "show", FRAME_HEIGHT, "autorun"];

/// Key of [`Presentation::frame_height`]. The height of a picture is a parameter, `height`.
const FRAME_HEIGHT: &str = "frame-height";

/// Range of [`Presentation::frame_height`].
const FRAME_HEIGHTS: RangeInclusive<u32> = 240..=2_000;

/// Presentation of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// Whole page or embed.
    pub view: View,
    /// Colours that the address asks for; None to leave them to the reader.
    pub theme: Option<Theme>,
    /// Parts that an embed shows.
    pub parts: Parts,
    /// Fixed height of the frame of an embed, in CSS pixels; None for a frame as high as its contents.
    pub frame_height: Option<u32>,
    /// True to run the experiment without a press of Run.
    pub autorun: bool,
}

/// Extent of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The whole page.
    #[default]
    Full,
    /// A single experiment, as part of an article.
    Embed,
}

/// Colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// The colours of the browser or the host page.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// Returns the theme's key in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Part of an embedded page that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The bars, or the chart of a sweep.
    Bars,
    /// The lanes.
    Lanes,
    /// The experiment in Python and Rust.
    Code,
    /// The parameters and the strategies.
    Controls,
}

impl Part {
    const ALL: [Part; 4] = [Part::Bars, Part::Lanes, Part::Code, Part::Controls];

    fn key(self) -> &'static str {
        match self {
            Part::Bars => "bars",
            Part::Lanes => "lanes",
            Part::Code => "code",
            Part::Controls => "controls",
        }
    }
}

/// Set of parts that an embedded page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts([bool; Part::ALL.len()]);

impl Default for Parts {
    fn default() -> Parts {
        Parts::of(&[Part::Bars, Part::Lanes])
    }
}

impl Parts {
    /// Creates a set of parts.
    pub fn of(parts: &[Part]) -> Parts {
        Parts(Part::ALL.map(|part| parts.contains(&part)))
    }

    /// Returns true if a part is shown.
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }
}

/// Reads the values of [`KEYS`] in a query, with or without its question mark.
pub fn read(query: &str) -> (Presentation, Vec<Note>) {
    let mut presentation = Presentation::default();
    let notes = presentation.amend(query);
    (presentation, notes)
}

impl Presentation {
    /// Changes what a query names of [`KEYS`], and leaves the rest as it is.
    pub fn amend(&mut self, query: &str) -> Vec<Note> {
        let mut notes = Vec::new();
        for (key, value) in pairs(query) {
            let Some(key) = KEYS.into_iter().find(|known| *known == key) else { continue };
            if !self.take(key, &value, &mut notes) {
                notes.push(Note::Unreadable { key, given: quoted(&value) });
            }
        }
        notes.truncate(MAX_NOTES);
        notes
    }

    /// Takes a value. Returns false if it is invalid.
    fn take(&mut self, key: &str, value: &str, notes: &mut Vec<Note>) -> bool {
        match (key, value) {
            ("view", "full") => self.view = View::Full,
            ("view", "embed") => self.view = View::Embed,
            // An attribute of the element, as HTML and frameworks write it, is passed on as it is.
            ("autorun", "" | "1" | "true") => self.autorun = true,
            ("autorun", "0" | "false") => self.autorun = false,
            (FRAME_HEIGHT, "auto") => self.frame_height = None,
            (FRAME_HEIGHT, _) => match read_height(value, notes) {
                Some(height) => self.frame_height = Some(height),
                None => return false,
            },
            ("show", _) => self.parts = read_parts(value, notes),
            ("theme", _) => match Theme::ALL.into_iter().find(|theme| theme.key() == value) {
                Some(theme) => self.theme = Some(theme),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// Writes the part of a query that differs from the defaults, to be appended to another. [`read`] reverses this.
    pub fn write(&self) -> String {
        let mut text = String::new();
        if self.view == View::Embed {
            text.push_str("&view=embed");
        }
        if let Some(theme) = self.theme {
            text.push_str("&theme=");
            text.push_str(theme.key());
        }
        if self.parts != Parts::default() {
            let shown = Part::ALL.into_iter().filter(|part| self.parts.has(*part)).map(Part::key);
            text.push_str("&show=");
            text.push_str(&shown.collect::<Vec<_>>().join(","));
        }
        if let Some(height) = self.frame_height {
            text.push_str(&format!("&{FRAME_HEIGHT}={height}"));
        }
        if self.autorun {
            text.push_str("&autorun=1");
        }
        text
    }
}

/// Reads a list of parts. Without a known one, the default applies.
fn read_parts(text: &str, notes: &mut Vec<Note>) -> Parts {
    let mut parts = Vec::new();
    for key in text.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        match Part::ALL.into_iter().find(|part| part.key() == key) {
            Some(part) => parts.push(part),
            None => notes.push(Note::UnknownPart { given: quoted(key) }),
        }
    }
    if parts.is_empty() { Parts::default() } else { Parts::of(&parts) }
}

/// Reads a height in CSS pixels, and clamps it to [`FRAME_HEIGHTS`].
fn read_height(text: &str, notes: &mut Vec<Note>) -> Option<u32> {
    let given = text.parse::<u32>().ok()?;
    let used = given.clamp(*FRAME_HEIGHTS.start(), *FRAME_HEIGHTS.end());
    if used != given {
        notes.push(Note::Clamped { key: FRAME_HEIGHT, given: given.into(), used: used.into() });
    }
    Some(used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::CATALOGUE;
    use proptest::prelude::*;

    fn any_presentation() -> impl Strategy<Value = Presentation> {
        let height = proptest::option::of(FRAME_HEIGHTS);
        let any = (any::<bool>(), 0..4usize, 1u8..16, height, any::<bool>());
        any.prop_map(|(embed, theme, parts, frame_height, autorun)| {
            let parts = Part::ALL.into_iter().filter(|part| parts & (1 << *part as u8) != 0);
            Presentation {
                view: if embed { View::Embed } else { View::Full },
                theme: Theme::ALL.get(theme).copied(),
                parts: Parts::of(&parts.collect::<Vec<_>>()),
                frame_height,
                autorun,
            }
        })
    }

    proptest! {
        #[test]
        fn a_written_presentation_reads_back(presentation in any_presentation()) {
            let query = format!("x=scaling{}", presentation.write());
            prop_assert_eq!(read(&query), (presentation, vec![]));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "(view|theme|show|frame-height|autorun)=.*") {
            let _ = read(&text);
        }
    }

    #[test]
    fn invalid_values_are_noted_and_replaced_by_the_default() {
        let (presentation, notes) = read("?view=small&theme=dark&show=bars,video&autorun=yes&tasks=4");
        assert_eq!(
            presentation,
            Presentation {
                theme: Some(Theme::Dark),
                parts: Parts::of(&[Part::Bars]),
                ..Presentation::default()
            }
        );
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "“small” is not a valid value for view; the default is used.",
                "There is no part named “video”; it was left out.",
                "“yes” is not a valid value for autorun; the default is used.",
            ]
        );
        assert_eq!(read("show=,").0.parts, Parts::default());
    }

    #[test]
    fn a_height_out_of_range_is_clamped_and_one_that_is_no_number_is_ignored() {
        let cases = [
            ("420", Some(420), ""),
            ("auto", None, ""),
            ("100", Some(240), "frame-height was 100 in the address, which is out of range; 240 is used."),
            (
                "9000",
                Some(2_000),
                "frame-height was 9,000 in the address, which is out of range; 2,000 is used.",
            ),
            ("30rem", None, "“30rem” is not a valid value for frame-height; the default is used."),
        ];
        for (given, height, note) in cases {
            let (presentation, notes) = read(&format!("view=embed&frame-height={given}"));
            assert_eq!(presentation.frame_height, height, "{given}");
            assert_eq!(notes.first().map(ToString::to_string).unwrap_or_default(), note);
        }
    }

    #[test]
    fn no_parameter_has_the_name_of_a_key() {
        for parameter in CATALOGUE.iter().flat_map(|experiment| experiment.parameters) {
            assert!(!KEYS.contains(&parameter.key), "{}", parameter.key);
        }
    }

    #[test]
    fn autorun_is_written_in_several_ways() {
        for (value, is_on) in [("", true), ("1", true), ("true", true), ("0", false), ("false", false)] {
            let (presentation, notes) = read(&format!("autorun={value}"));
            assert_eq!((presentation.autorun, notes.len()), (is_on, 0), "{value}");
        }
    }
}
