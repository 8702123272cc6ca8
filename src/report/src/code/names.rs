//! Names in Python code: those of functions, variables and modules, without the words of comments and texts.

/// Returns the names in a piece of code, in order, with repetitions. The placeholders of f-strings count as code.
pub(super) fn names(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    collect(code, &mut names);
    names
}

fn collect<'a>(mut code: &'a str, names: &mut Vec<&'a str>) {
    while let Some(first) = code.chars().next() {
        let length = match first {
            '#' => code.find('\n').unwrap_or(code.len()),
            '"' | '\'' => text_length(code),
            _ if is_of_name(first) => {
                let length = code.find(|next| !is_of_name(next)).unwrap_or(code.len());
                let (name, rest) = code.split_at(length);
                match name.ends_with('f') && name.len() == 1 && rest.starts_with(['"', '\'']) {
                    true => placeholders(&rest[..text_length(rest)], names),
                    false => names.push(name),
                }
                length
            }
            _ => first.len_utf8(),
        };
        code = &code[length..];
    }
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Returns the length of the string literal that some code begins with. One without an end takes the rest.
fn text_length(code: &str) -> usize {
    let quote = if code.starts_with("\"\"\"") { "\"\"\"" } else { &code[..1] };
    let mut end = quote.len();
    while let Some(rest) = code.get(end..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return end + quote.len();
        }
        let escaped = usize::from(rest.starts_with('\\'));
        end += rest.chars().take(1 + escaped).map(char::len_utf8).sum::<usize>();
    }
    code.len()
}

/// Collects the names in the placeholders of an f-string.
fn placeholders<'a>(text: &'a str, names: &mut Vec<&'a str>) {
    for placeholder in text.split('{').skip(1) {
        let end = placeholder.find('}').unwrap_or(placeholder.len());
        collect(&placeholder[..end], names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_and_texts_have_no_names() {
        let code = "count = f(x)  # not this\n\"\"\"Nor \"this\".\"\"\"\nprint('no', \"a \\\" b\", own)";
        assert_eq!(names(code), ["count", "f", "x", "print", "own"]);
    }

    #[test]
    fn placeholders_of_f_strings_are_code() {
        assert_eq!(names("f\"{name:<9} of {'text':>3} {rate(a)}\""), ["name", "9", "3", "rate", "a"]);
    }

    proptest! {
        #[test]
        fn any_text_has_names(text in "(\"|'|f|#|\\{|\\\\|\n|ä|.)*") {
            for name in names(&text) {
                prop_assert!(text.contains(name));
            }
        }
    }
}
