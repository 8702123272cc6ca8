//! Scripts of the reader's own code: the code as it is, then what calls it under every strategy.
//!
//! The source, `script.py` of the experiment, begins with a template of the code. The code comes first in everything that is
//! made of it, so that a line in a traceback has the number that it has in the editor.

use super::assemble::{Module, harness};
use lanes_catalogue::code::defines_async_task;

/// Line between the reader's code and the rest of the source.
const OWN_RULE: &str = "\
# --------------------------------------------------------------------------------------
# Every strategy calls the task for each item.";

/// Mark of a line that is left out if the code has no `task_async`.
const ASYNC_MARK: &str = "  # lanes:async";

/// Returns the code that a source begins with, which stands in the editor until the reader writes other code.
pub fn template(source: &str) -> &str {
    source.split(OWN_RULE).next().unwrap_or_default().trim_end()
}

/// Splits a source into the reader's code and what calls it. Without `code` the reader has not changed the template.
pub(super) fn parts<'a>(source: &'a str, code: Option<&'a str>) -> (&'a str, String) {
    let code = code.unwrap_or_else(|| template(source)).trim_end();
    let rest = source.split_once(OWN_RULE).map_or("", |(_, rest)| rest);
    let has_async = defines_async_task(code);
    let mut kept = String::with_capacity(rest.len());
    for line in rest.lines() {
        match line.strip_suffix(ASYNC_MARK) {
            Some(_) if !has_async => continue,
            Some(line) => kept.push_str(line),
            None => kept.push_str(line),
        }
        kept.push('\n');
    }
    // A function that was left out leaves the blank lines on both sides.
    (code, kept.replace("\n\n\n\n\n", "\n\n\n"))
}

/// Returns the reader's program, or the template.
pub(super) fn whole(source: &str, code: Option<&str>) -> String {
    [code.unwrap_or(source).trim_end(), "\n"].concat()
}

/// Joins the reader's code and what calls it, whose values are filled in.
pub(super) fn program(code: &str, rest: &str) -> String {
    [code, "\n\n\n", OWN_RULE, rest].concat()
}

/// Assembles the script that a reader copies. `fill` fills in values, but not into the reader's code.
pub(super) fn assemble(code: &str, rest: &str, tasks: &[&str], fill: impl FnOnce(&str) -> String) -> String {
    let own = Module::parse(rest);
    let caller = format!("\n\n\n{OWN_RULE}\n\n{}{}", own.code(), harness(&own, tasks));
    code.to_owned() + &fill(&caller)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = include_str!("../../../catalogue/src/experiments/python_task/script.py");

    #[test]
    fn the_template_is_the_code_until_the_reader_writes_other_code() {
        let (code, rest) = parts(SOURCE, None);
        assert_eq!(code, template(SOURCE));
        assert!(code.starts_with("items = ") && code.contains("\ndef task(item):"), "{code}");
        assert!(
            !rest.contains("gather") && !rest.contains("lanes:async") && !rest.contains("\n\n\n\n"),
            "{rest}"
        );
    }

    #[test]
    fn code_with_an_async_task_is_compared_under_asyncio() {
        let (_, rest) = parts(SOURCE, Some("items = []\n\nasync def task_async(item):\n    pass\n"));
        assert!(rest.contains("\nasync def gather(inputs):\n    return await"), "{rest}");
        assert!(rest.contains("\"asyncio\": lambda: asyncio.run(gather(inputs)),\n"), "{rest}");
    }

    #[test]
    fn lines_of_the_code_keep_their_numbers() {
        let code = "from __future__ import annotations\n\nitems = [1]\n";
        let (code, rest) = parts(SOURCE, Some(code));
        for script in [program(code, &rest), assemble(code, &rest, &["task"], str::to_owned)] {
            assert!(
                script.starts_with("from __future__ import annotations\n\nitems = [1]\n\n\n# ---"),
                "{script}"
            );
        }
    }

    #[test]
    fn any_source_and_any_code_are_joined() {
        for source in ["", "<!doctype html>", OWN_RULE] {
            for code in [None, Some(""), Some(OWN_RULE), Some("\"\"\"")] {
                let (code, rest) = parts(source, code);
                assert!(program(code, &rest).starts_with(code));
                assert!(assemble(code, &rest, &[], str::to_owned).starts_with(code));
            }
        }
    }
}
