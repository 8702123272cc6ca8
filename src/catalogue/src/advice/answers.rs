//! Short answer to *Which should I use?*, known before any measurement.

/// Advice for tasks of one nature.
#[derive(Debug)]
pub struct Answer {
    /// Nature of the tasks, continuing "Your tasks …".
    pub tasks: &'static str,
    /// Examples of such tasks.
    pub examples: &'static str,
    /// Recommendation for Python with the GIL.
    pub with_gil: &'static str,
    /// Recommendation for free-threaded Python; None if it is the same.
    pub free_threaded: Option<&'static str>,
    /// Reason for the recommendation.
    pub why: &'static str,
}

/// Answers, from waiting to computing.
pub static ANSWERS: [Answer; 5] = [
    Answer {
        tasks: "wait",
        examples: "for a network, a database, files",
        with_gil: "asyncio or ThreadPoolExecutor",
        free_threaded: None,
        why: "A thread releases the GIL while it waits. For files, use threads: asyncio has no file I/O.",
    },
    Answer {
        tasks: "compute in pure Python",
        examples: "loops over numbers or text",
        with_gil: "ProcessPoolExecutor",
        free_threaded: Some("ThreadPoolExecutor"),
        why: "With the GIL, only one thread at a time runs Python code.",
    },
    Answer {
        tasks: "compute in a library",
        examples: "NumPy, Pillow, hashlib",
        with_gil: "ThreadPoolExecutor",
        free_threaded: None,
        why: "These libraries release the GIL while they compute, and threads share memory.",
    },
    Answer {
        tasks: "wait, then compute",
        examples: "download, then process",
        with_gil: "asyncio with a ProcessPoolExecutor",
        free_threaded: Some("asyncio with a ThreadPoolExecutor"),
        why: "One part fetches while the other computes. In a library, threads are enough.",
    },
    Answer {
        tasks: "take almost no time",
        examples: "a few additions each",
        with_gil: "a for loop",
        free_threaded: None,
        why: "Handing out small tasks costs more than it gains. Make them larger first.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::rules::{GIL, PROCESSES, RULES, THREADS};
    use lanes_model::strategy::Strategy;

    /// Returns the words in an answer that name a strategy.
    fn word(strategy: Strategy) -> &'static str {
        match strategy {
            Strategy::Async => "asyncio",
            Strategy::Processes | Strategy::AsyncPlusProcesses => "ProcessPoolExecutor",
            _ => "ThreadPoolExecutor",
        }
    }

    #[test]
    fn answers_agree_with_the_rules() {
        for (answer, experiments, with_gil, free_threaded) in [
            (0, &["ten-requests", "read-files", "scrape"][..], GIL, THREADS),
            (1, &["sum-of-squares", "data-crunching", "train"], PROCESSES, THREADS),
            (2, &["image-filter"], GIL, THREADS),
            (3, &["download-process"], Strategy::AsyncPlusProcesses, Strategy::AsyncPlusThreads),
        ] {
            let answer = &ANSWERS[answer];
            let free = answer.free_threaded.unwrap_or(answer.with_gil);
            assert!(answer.with_gil.contains(word(with_gil)), "{}", answer.tasks);
            assert!(free.contains(word(free_threaded)), "{}", answer.tasks);
            for (experiment, rule) in RULES.iter().filter(|(id, _)| experiments.contains(id)) {
                for strategy in [with_gil, free_threaded] {
                    assert!(rule.recommended.contains(&strategy), "{experiment}: {}", strategy.key());
                    assert!(!rule.discouraged.contains(&strategy), "{experiment}: {}", strategy.key());
                }
            }
        }
    }
}
