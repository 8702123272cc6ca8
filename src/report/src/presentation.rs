//! Presentation of the page, as chosen by its address: whole or embedded, colours, parts, height, automatic start, and an
//! exercise.
//!
//! `view=embed&theme=dark&show=bars,code&frame-height=420&autorun=1&question=Which+is+faster?`. These keys belong to the place where the page is shown. Links to
//! share only describe the experiment, and have none of them.

use crate::address::{MAX_NOTES, Note, pairs, quoted};
use std::ops::RangeInclusive;

/// Keys that are read here, and mean nothing to [`crate::address::read`].
pub const KEYS: [&str; 8] =
    ["view", "theme", "show", FRAME_HEIGHT, "autorun", "question", "answer", "readonly"];

/// Key of [`Presentation::frame_height`]. The height of a picture is a parameter, `height`.
const FRAME_HEIGHT: &str = "frame-height";

/// Range of [`Presentation::frame_height`].
const FRAME_HEIGHTS: RangeInclusive<u32> = 240..=2_000;

/// Longest question or answer of an exercise, in bytes.
const MAX_TEXT_BYTES: usize = 1_000;

/// Presentation of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// Whole page or embed.
    pub view: View,
    /// Colours that the address asks for; None to leave them to the reader.
    pub theme: Option<Theme>,
    /// Parts that the address asks for; None for all, or in an embed for bars and lanes.
    pub parts: Option<Parts>,
    /// Fixed height of the frame of an embed, in CSS pixels; None for a frame as high as its contents.
    pub frame_height: Option<u32>,
    /// True to run the experiment without a press of Run.
    pub autorun: bool,
    /// Exercise that the reader is given.
    pub exercise: Exercise,
}

/// Exercise for the reader, written by the author of the link. Texts are empty if there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exercise {
    /// Question that stands above the settings.
    pub question: String,
    /// Answer, which the reader sees only after a prediction or a run.
    pub answer: String,
    /// True if the reader cannot change the code.
    pub locks_code: bool,
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

/// Part of the page that can be left out.
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

/// Set of parts that the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts([bool; Part::ALL.len()]);

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
    /// Returns true if a part is shown.
    pub fn shows(&self, part: Part) -> bool {
        match self.parts {
            Some(parts) => parts.has(part),
            None => self.view == View::Full || matches!(part, Part::Bars | Part::Lanes),
        }
    }

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
            ("autorun", _) => return read_switch(value, &mut self.autorun),
            ("readonly", _) => return read_switch(value, &mut self.exercise.locks_code),
            ("question", _) => return read_text(value, &mut self.exercise.question),
            ("answer", _) => return read_text(value, &mut self.exercise.answer),
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
        if let Some(parts) = self.parts {
            let shown = Part::ALL.into_iter().filter(|part| parts.has(*part)).map(Part::key);
            text.push_str("&show=");
            text.push_str(&shown.collect::<Vec<_>>().join(","));
        }
        if let Some(height) = self.frame_height {
            text.push_str(&format!("&{FRAME_HEIGHT}={height}"));
        }
        if self.autorun {
            text.push_str("&autorun=1");
        }
        for (key, value) in [("question", &self.exercise.question), ("answer", &self.exercise.answer)] {
            if !value.is_empty() {
                text.push_str(
                    &form_urlencoded::Serializer::new(String::from("&")).append_pair(key, value).finish(),
                );
            }
        }
        if self.exercise.locks_code {
            text.push_str("&readonly=1");
        }
        text
    }
}

/// Reads a switch, as links, HTML and frameworks write it: an attribute of the element is passed on as it is. Returns false if
/// the value is invalid.
fn read_switch(value: &str, switch: &mut bool) -> bool {
    match value {
        "" | "1" | "true" => *switch = true,
        "0" | "false" => *switch = false,
        _ => return false,
    }
    true
}

/// Reads a text of an exercise. Returns false if it is too long.
fn read_text(value: &str, text: &mut String) -> bool {
    let is_valid = value.len() <= MAX_TEXT_BYTES;
    if is_valid {
        value.trim_ascii().clone_into(text);
    }
    is_valid
}

/// Reads a list of parts. Without a known one, the default applies.
fn read_parts(text: &str, notes: &mut Vec<Note>) -> Option<Parts> {
    let mut parts = Vec::new();
    for key in text.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        match Part::ALL.into_iter().find(|part| part.key() == key) {
            Some(part) => parts.push(part),
            None => notes.push(Note::UnknownPart { given: quoted(key) }),
        }
    }
    (!parts.is_empty()).then(|| Parts::of(&parts))
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
        let text = "|[a-zé&=+%# ?]{0,20}[a-z]";
        let exercise = (text, text, any::<bool>());
        let exercise = exercise.prop_map(|(question, answer, locks_code)| Exercise {
            question: question.trim().to_owned(),
            answer: answer.trim().to_owned(),
            locks_code,
        });
        let any = (any::<bool>(), 0..4usize, 0u8..16, height, any::<bool>(), exercise);
        any.prop_map(|(embed, theme, parts, frame_height, autorun, exercise)| {
            let shown: Vec<_> =
                Part::ALL.into_iter().filter(|part| parts & (1 << *part as u8) != 0).collect();
            Presentation {
                view: if embed { View::Embed } else { View::Full },
                theme: Theme::ALL.get(theme).copied(),
                parts: (!shown.is_empty()).then(|| Parts::of(&shown)),
                frame_height,
                autorun,
                exercise,
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
        fn no_text_breaks_the_reader(text in "(view|theme|show|frame-height|autorun|question|readonly)=.*") {
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
                parts: Some(Parts::of(&[Part::Bars])),
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
        assert_eq!(read("show=,").0.parts, None);
    }

    #[test]
    fn an_embed_shows_bars_and_lanes_unless_the_address_asks_for_other_parts() {
        let shown = |query| Part::ALL.map(|part| read(query).0.shows(part));
        assert_eq!(shown(""), [true; 4]);
        assert_eq!(shown("view=embed"), [true, true, false, false]);
        assert_eq!(shown("show=code"), [false, false, true, false]);
        assert_eq!(shown("view=embed&show=code,bars"), [true, false, true, false]);
    }

    #[test]
    fn a_text_that_is_too_long_is_left_out_with_a_note() {
        let (presentation, notes) = read(&format!("question=Why%3F&answer={}", "a".repeat(1_001)));
        assert_eq!((&*presentation.exercise.question, &*presentation.exercise.answer), ("Why?", ""));
        assert_eq!(notes.len(), 1);
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
