//! Reading files of readers, in the page and in the engine: kinds, encodings, and tables in any dialect.
//!
//! No function panics, whatever the bytes are.

pub mod cells;
pub mod dialect;
pub mod encoding;
pub mod kind;
pub mod number;
pub mod picture;
pub mod table;

use std::fmt;

/// Reason why a file cannot be used: a sentence for the reader with the place and the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Maximum length of a cell or a name in a message or a table, in characters.
const MAX_SHOWN_CHARS: usize = 60;

/// Shortens a text of a file for a message or a table. `"a\nb"` gives `"a b"`, and a long text ends in an ellipsis.
pub fn shortened(text: &str) -> String {
    let one_line = |character: char| if character.is_control() { ' ' } else { character };
    let mut short: String = text.chars().take(MAX_SHOWN_CHARS).map(one_line).collect();
    if text.chars().nth(MAX_SHOWN_CHARS).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("a\tb"), "a b");
        let long = "é".repeat(MAX_SHOWN_CHARS + 1);
        assert_eq!(shortened(&long), format!("{}…", "é".repeat(MAX_SHOWN_CHARS)));
        assert_eq!(shortened(&long[2..]), long[2..]);
    }
}
