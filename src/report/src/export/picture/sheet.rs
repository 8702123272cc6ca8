//! The sheet that a picture is drawn on, from top to bottom.

use super::ink;
use crate::export::svg::{Svg, number};

/// Width of the picture, in CSS pixels.
pub(super) const WIDTH: f64 = 960.0;
/// Space left free at either side.
pub(super) const MARGIN: f64 = 32.0;
/// Right edge of the content.
pub(super) const RIGHT: f64 = WIDTH - MARGIN;

/// Estimated average width of a character, as a share of the font size: text cannot be measured here.
const CHARACTER: f64 = 0.56;

/// Look of a text.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) weight: &'static str,
    pub(super) colour: &'static str,
    /// Alignment at the given position: `start`, `middle` or `end`.
    pub(super) anchor: &'static str,
}

/// Regular text.
pub(super) const TEXT: Style = Style { size: 14.0, weight: "400", colour: ink::INK, anchor: "start" };
/// Secondary text.
pub(super) const SMALL: Style = Style { size: 12.0, colour: ink::QUIET, ..TEXT };
/// Heading of a section.
pub(super) const HEAD: Style = Style { size: 17.0, weight: "600", ..TEXT };

/// Rectangle: left, top, width and height.
pub(super) type Area = (f64, f64, f64, f64);

/// Drawing so far, and the position at which it continues.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) svg: Svg,
    /// Position from the top, in CSS pixels.
    pub(super) y: f64,
}

impl Sheet {
    /// Writes a text with its baseline at a position.
    pub(super) fn text(&mut self, (x, y): (f64, f64), style: Style, text: &str) {
        let attributes = [
            ("x", &*number(x)),
            ("y", &number(y)),
            ("font-size", &number(style.size)),
            ("font-weight", style.weight),
            ("fill", style.colour),
            ("text-anchor", style.anchor),
        ];
        self.svg.text("text", &attributes, text);
    }

    pub(super) fn rect(&mut self, (x, y, width, height): Area, fill: &str, radius: &str) {
        let attributes = [
            ("x", &*number(x)),
            ("y", &number(y)),
            ("width", &number(width)),
            ("height", &number(height)),
            ("fill", fill),
            ("rx", radius),
        ];
        self.svg.element("rect", &attributes);
    }

    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str, width: &str) {
        let attributes = [
            ("x1", &*number(x1)),
            ("y1", &number(y1)),
            ("x2", &number(x2)),
            ("y2", &number(y2)),
            ("stroke", colour),
            ("stroke-width", width),
        ];
        self.svg.element("line", &attributes);
    }

    /// Writes a text across the whole width, in at most `most` lines, and continues below it.
    pub(super) fn paragraph(&mut self, style: Style, text: &str, most: usize) {
        let characters = (WIDTH - 2.0 * MARGIN) / (style.size * CHARACTER);
        for line in wrapped(text, characters as usize, most) {
            self.y += style.size * 1.4;
            self.text((MARGIN, self.y), style, &line);
        }
    }
}

/// Estimates the width of a text in CSS pixels, rather too wide than too narrow.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(columns).sum::<usize>() as f64 * size * CHARACTER
}

/// Returns the number of columns a character takes. Letters of other alphabets can be twice as wide.
fn columns(c: char) -> usize {
    if (c as u32) < 0x2000 { 1 } else { 2 }
}

/// Breaks a text into lines of `most_columns`, at spaces where possible. Text beyond `most_lines` is left out.
fn wrapped(text: &str, most_columns: usize, most_lines: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide: usize = word.chars().map(columns).sum();
        let gap = usize::from(used > 0);
        if used + gap + wide <= most_columns {
            push(&mut lines, if gap > 0 { " " } else { "" });
            push(&mut lines, word);
            used += gap + wide;
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            if used + columns(c) > most_columns {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c.encode_utf8(&mut [0; 4]));
            used += columns(c);
        }
    }
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_broken_at_spaces_or_else_within_words() {
        assert_eq!(wrapped("one two three", 8, 9), ["one two", "three"]);
        assert_eq!(wrapped("a abcdefghij b", 4, 9), ["a", "abcd", "efgh", "ij b"]);
        assert_eq!(wrapped("one two three", 5, 2), ["one", "tw…"]);
        assert_eq!(wrapped("", 5, 2), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_allowed(text in "\\PC{0,200}", most in 2usize..20) {
            for line in wrapped(&text, most, 5) {
                prop_assert!(line.chars().map(columns).sum::<usize>() <= most + 1, "{}", line);
            }
        }
    }
}
