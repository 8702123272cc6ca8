//! Values of the page as Python, and the mark of the lines that get them.

use super::assemble::MAX_COLUMNS;

/// Mark of a line with a value of the page, followed by the parameter's name.
pub(super) const MARK: &str = "  # lanes:";

/// Assigns a list, as ruff formats it.
pub(super) fn list(name: &str, items: Vec<String>) -> String {
    let line = format!("{name} = [{}]", items.join(", "));
    match line.chars().count() > MAX_COLUMNS {
        true => format!("{name} = [\n    {},\n]", items.join(",\n    ")),
        false => line,
    }
}

/// Formats a text as Python.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            // Texts from the page have no control characters, and a line must not end within the quotes.
            character if character.is_control() => {}
            character => literal.push(character),
        }
    }
    literal.push('"');
    literal
}
