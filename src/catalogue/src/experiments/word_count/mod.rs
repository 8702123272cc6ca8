//! *Word count*.

mod lesson;

use crate::experiment::{
    AUTO, Choice, Content, Experiment, Group, OwnFiles, Python, Start, number, parameters, process_pool,
    repeats, runtime, source, start_method, switch_interval, workers,
};
use crate::experiments::shared::texts::NEVER_WAITS;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{TEXTS, WordCount, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Word count*.
    pub(crate) struct Words {
        _ = runtime(),
        _ = source(
            "Your own texts stay on this page.",
            &[Choice { key: "bundled", label: "eight books" }, Choice { key: "own", label: "your texts" }],
            OwnFiles { what: "text files", accept: "text/*,.txt,.md,.csv,.log", most: 100, content: Content::Text },
        ).rust_only(),
        passes: u32 = number(
            "passes", "Passes", "", "How many times each text is counted.", (1, 1_000, Start::At(20)),
        ).rust_only(),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "word-count",
    group: Group::Computing,
    title: "Word count",
    watch: "Every task counts the words of one text, and the counts are merged. \
            Watch how the longest texts decide when the run ends.",
    parameters: Words::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/word_count.rs"],
    python: Some(Python {
        tasks: &["count"],
        lacks: &[Strategy::Async],
        remark: "The script counts texts that it makes up.",
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| {
        Workload::WordCount(WordCount { texts: TEXTS.len() as u32, passes: Words::of(setup).passes })
    },
};
