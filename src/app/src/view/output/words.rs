//! Texts of the output.

use crate::state::Output;
use lanes_model::output::Speaker;

/// Name of the section, and of the region that scrolls.
pub(super) const OUTPUT: &str = "Output";
/// Says which output is shown if every strategy runs the same code several times.
pub(super) const LATEST_RUNS: &str = "Of the latest run of each strategy";
pub(super) const NOTHING_YET: &str = "Nothing printed yet.";
pub(super) const NOTHING_PRINTED: &str = "The program printed nothing.";
pub(super) const COPY: &str = "Copy output";
pub(super) const COPY_LABELLED: &str = "Copy with labels";
/// Label of the choice to show whose output each line of a program is.
pub(super) const SHOW_THREADS: &str = "Show threads";
/// Label of the same choice for tasks.
pub(super) const SHOW_TASKS: &str = "Show tasks";
pub(super) const LABELS_END: &str =
    "Your threads and tasks took turns more than 10,000 times. The rest of the output has no labels.";
pub(super) const CUT: &str = "Your code printed more than 1 MB. The rest is not shown.";

/// Formats the label of a speaker, such as `Thread-1 (work)`, `SpawnProcess-2`, or `Task 3` where the reader wrote a task.
pub(super) fn speaker(speaker: &Speaker, is_program: bool) -> String {
    let task = speaker.task.map(|task| task.number());
    if let Some(task) = task.filter(|_| !is_program) {
        return format!("Task {task}");
    }
    let lane = match (&speaker.process, &speaker.thread) {
        (Some(process), Some(thread)) => format!("{process}, {thread}"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => "MainThread".to_owned(),
    };
    match task {
        Some(task) => format!("{lane}, task {task}"),
        None => lane,
    }
}

/// Returns the output with a label before each line: `Thread-1: hello`. A line that several threads have written is split.
pub(super) fn labelled(output: &Output, is_program: bool) -> String {
    let mut text = String::new();
    for part in &output.parts {
        for (said_by, said) in part.blocks.iter().flat_map(|block| block.texts()) {
            let label = said_by.map(|said_by| speaker(said_by, is_program));
            for line in said.lines() {
                let label = label.as_deref().filter(|_| part.is_shared);
                text.extend(label.into_iter().flat_map(|label| [label, ": "]).chain([line, "\n"]));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::trace::TaskId;

    #[test]
    fn a_speaker_is_named_as_python_names_it() {
        let named = |process: Option<&str>, thread: Option<&str>, task: Option<u32>, is_program| {
            let (process, thread) = (process.map(str::to_owned), thread.map(str::to_owned));
            speaker(&Speaker { process, thread, task: task.map(TaskId) }, is_program)
        };
        assert_eq!(named(None, None, None, true), "MainThread");
        assert_eq!(named(None, Some("Thread-1 (work)"), None, true), "Thread-1 (work)");
        assert_eq!(named(Some("SpawnProcess-2"), None, Some(4), true), "SpawnProcess-2, task 5");
        assert_eq!(named(Some("Process-1"), Some("Thread-1"), None, true), "Process-1, Thread-1");
        assert_eq!(named(Some("ForkProcess-1"), None, Some(4), false), "Task 5");
    }
}
