//! How an address wants the page shown: whole or embedded, in which colours, which parts of it, and whether it
//! runs by itself.
//!
//! `view=embed&theme=dark&show=bars,code&autorun=1`. These keys belong to where the page is shown. A link to share
//! is about the experiment alone, and has none of them.

use crate::address::{MAX_NOTES, Note, pairs, quoted};

/// The keys in an address that are read here, and mean nothing to [`crate::address::read`].
pub const KEYS: [&str; 4] = ["view", "theme", "show", "autorun"];

/// How the page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// The whole page, or what an article has room for.
    pub view: View,
    /// The colours that the address asks for; none where it leaves them to the reader.
    pub theme: Option<Theme>,
    /// The parts of an embedded page.
    pub parts: Parts,
    /// Whether the experiment runs without anybody pressing Run.
    pub autorun: bool,
}

/// How much of the page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All of it.
    #[default]
    Full,
    /// One experiment, as a part of somebody's article.
    Embed,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the browser or the page around says.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A part of an embedded page that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The bars, or the chart of what is varied.
    Bars,
    /// The lanes.
    Lanes,
    /// The experiment as Python and Rust.
    Code,
    /// The values of the parameters and the strategies.
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

/// The parts of an embedded page that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts([bool; Part::ALL.len()]);

impl Default for Parts {
    fn default() -> Parts {
        Parts::of(&[Part::Bars, Part::Lanes])
    }
}

impl Parts {
    /// These parts.
    pub fn of(parts: &[Part]) -> Parts {
        Parts(Part::ALL.map(|part| parts.contains(&part)))
    }

    /// Whether a part is shown.
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }
}

/// Reads what a query, with or without its question mark, says of [`KEYS`].
pub fn read(query: &str) -> (Presentation, Vec<Note>) {
    let mut presentation = Presentation::default();
    let notes = presentation.amend(query);
    (presentation, notes)
}

impl Presentation {
    /// Changes what a query names of [`KEYS`], and leaves everything else as it is.
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

    /// Takes a value, unless it is none.
    fn take(&mut self, key: &str, value: &str, notes: &mut Vec<Note>) -> bool {
        match (key, value) {
            ("view", "full") => self.view = View::Full,
            ("view", "embed") => self.view = View::Embed,
            ("autorun", "0" | "1") => self.autorun = value == "1",
            ("show", _) => self.parts = read_parts(value, notes),
            ("theme", _) => match Theme::ALL.into_iter().find(|theme| theme.key() == value) {
                Some(theme) => self.theme = Some(theme),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// What [`read`] turns into the same presentation, to be put behind a query: what differs from the defaults.
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
        if self.autorun {
            text.push_str("&autorun=1");
        }
        text
    }
}

/// Where nothing is known of what is to be shown, the default is.
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

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_catalogue::experiments::CATALOGUE;
    use proptest::prelude::*;

    fn any_presentation() -> impl Strategy<Value = Presentation> {
        (any::<bool>(), 0..4usize, 1u8..16, any::<bool>()).prop_map(|(embed, theme, parts, autorun)| {
            let parts = Part::ALL.into_iter().filter(|part| parts & (1 << *part as u8) != 0);
            Presentation {
                view: if embed { View::Embed } else { View::Full },
                theme: Theme::ALL.get(theme).copied(),
                parts: Parts::of(&parts.collect::<Vec<_>>()),
                autorun,
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(presentation in any_presentation()) {
            let query = format!("x=scaling{}", presentation.write());
            prop_assert_eq!(read(&query), (presentation, vec![]));
        }

        #[test]
        fn no_text_makes_reading_fail(text in "(view|theme|show|autorun)=.*") {
            let _ = read(&text);
        }
    }

    #[test]
    fn what_makes_no_sense_is_named_and_the_default_is_used() {
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
                "“small” is not a value for view; the default is used.",
                "There is no part named “video” to show; it was left out.",
                "“yes” is not a value for autorun; the default is used.",
            ]
        );
        assert_eq!(read("show=,").0.parts, Parts::default());
    }

    #[test]
    fn no_parameter_has_the_name_of_a_key() {
        for parameter in CATALOGUE.iter().flat_map(|experiment| experiment.parameters) {
            assert!(!KEYS.contains(&parameter.key), "{}", parameter.key);
        }
    }
}
