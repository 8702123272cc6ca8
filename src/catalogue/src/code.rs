//! Code that a reader writes.

/// Maximum length of the reader's code, in bytes.
pub const MAX_CODE_BYTES: usize = 20_000;

/// Code is longer than [`MAX_CODE_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeTooLong;

/// Returns true if code defines `task_async` at its top level.
pub fn defines_async_task(code: &str) -> bool {
    let is_definition = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        !line.starts_with([' ', '\t'])
            && words.next() == Some("async")
            && words.next() == Some("def")
            && words.next().and_then(|name| name.split('(').next()) == Some("task_async")
    };
    code.lines().any(is_definition)
}

#[cfg(test)]
mod tests {
    use super::defines_async_task;

    #[test]
    fn an_async_task_is_a_coroutine_function_at_the_top_level() {
        assert!(defines_async_task("x = 1\nasync  def task_async (item):\n    pass"));
        assert!(defines_async_task("async def task_async(item: int) -> int: return item"));
        for code in [
            "",
            "def task_async(item): ...",
            "    async def task_async(item): ...",
            "async def task_async2(i): ...",
            "# async def task_async(item)",
        ] {
            assert!(!defines_async_task(code), "{code}");
        }
    }
}
