//! SVG as text: elements, attributes and texts, escaped on writing.

/// SVG document under construction.
#[derive(Default)]
pub(super) struct Svg {
    text: String,
}

impl Svg {
    /// Begins an element, to be ended with [`Svg::close`].
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push('>');
    }

    /// Ends the element with this name.
    pub(super) fn close(&mut self, name: &str) {
        for part in ["</", name, ">\n"] {
            self.text.push_str(part);
        }
    }

    /// Writes an element without content.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Writes an element that contains a text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], content: &str) {
        self.open(name, attributes);
        push_escaped(&mut self.text, content);
        self.close(name);
    }

    /// Writes all of another drawing.
    pub(super) fn insert(&mut self, other: &Svg) {
        self.text.push_str(&other.text);
    }

    /// Returns the text of the drawing.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            for part in [" ", key, "=\""] {
                self.text.push_str(part);
            }
            push_escaped(&mut self.text, value);
            self.text.push('"');
        }
    }
}

/// Appends text with markup escaped, and without characters that XML does not allow.
fn push_escaped(text: &mut String, content: &str) {
    for c in content.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
}

/// Formats a coordinate or a length with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Drop the sign of a negative zero.
    (rounded + 0.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, 2.505_1, -0.001, 1e6].map(number), ["1", "2.51", "0", "1000000"]);
    }

    proptest! {
        #[test]
        fn any_text_makes_well_formed_xml(content: String, value: String) {
            let mut svg = Svg::default();
            svg.open("svg", &[("xmlns", "http://www.w3.org/2000/svg")]);
            svg.text("text", &[("data-value", &value)], &content);
            svg.close("svg");
            let text = svg.finish();
            let document = roxmltree::Document::parse(&text).unwrap();
            let element = document.root_element().first_element_child().unwrap();
            let possible = |text: &str| {
                let kept = text.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
                kept.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()
            };
            prop_assert_eq!(element.text().unwrap_or_default(), possible(&content));
            prop_assert_eq!(element.attribute("data-value").unwrap(), possible(&value));
        }
    }
}
