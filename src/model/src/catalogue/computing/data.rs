//! Data summed up, learnt from and counted.

use super::ONE_STAGE;
use crate::approach::Approach;
use crate::experiment::{
    Choice, Experiment, Group, OWN, OwnFiles, SOURCE, Start, number, process_pool, repeats, source,
    switch_interval, text, workers,
};
use crate::workload::{CrossValidation, Crunching, TEXTS, TableSource, WordCount, Workload};

pub(in crate::catalogue) const DATA_CRUNCHING: Experiment = Experiment {
    id: "data-crunching",
    group: Group::Computing,
    title: "Data crunching",
    watch: "A table is cut into parts; every task groups the rows of one and finds means and quantiles, and what they found is merged. \
            Watch what it costs to send rows and partial results between processes.",
    parameters: &[
        source(
            "Your own table stays in this page.",
            &[Choice { key: "bundled", label: "generated" }, Choice { key: "own", label: "your CSV" }],
            OwnFiles { what: "a CSV file", accept: ".csv,.tsv,.txt,text/csv,text/plain", most: 1 },
        ),
        number(
            "rows",
            "Rows",
            "",
            "How many rows the generated table has.",
            (1_000, 10_000_000, Start::At(6_000_000)),
        )
        .only_with(SOURCE, 0),
        text("group", "Group by", "A column's name; if empty, the first column of words.", 200, any_name)
            .only_with(SOURCE, OWN),
        text("amount", "Sum up", "A column's name; if empty, the first column of numbers.", 200, any_name)
            .only_with(SOURCE, OWN),
        number("parts", "Parts", "", "How many tasks the table is cut into.", (1, 100, Start::At(16))),
        workers(Start::Cores),
        repeats(3),
        number("seed", "Seed", "", "Where the generated figures come from.", (0, 1_000_000, Start::At(1)))
            .only_with(SOURCE, 0)
            .advanced(),
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/summary.rs", "kernel/table.rs"],
    sweep: None,
    work: |setup, _| {
        let table = if setup.uses_own_files() {
            let column = |key| setup.text(key).to_owned();
            TableSource::Own { group: column("group"), amount: column("amount") }
        } else {
            TableSource::Generated { rows: setup.number("rows"), seed: setup.small("seed") }
        };
        Workload::Crunching(Crunching { table, parts: setup.small("parts") })
    },
};

/// Whether a file has such a column is known once it is read.
fn any_name(_: &str) -> Result<(), String> {
    Ok(())
}

pub(in crate::catalogue) const TRAIN: Experiment = Experiment {
    id: "train",
    group: Group::Computing,
    title: "Train a model",
    watch: "A small neural network learns to read handwritten digits, and is trained anew for each fold of a cross-validation: every task is one training. \
            Watch how few, equally long tasks fit on the lanes.",
    parameters: &[
        number(
            "folds",
            "Folds",
            "",
            "How often it is trained, each time tested with another part.",
            (2, 20, Start::At(5)),
        ),
        number(
            "epochs",
            "Epochs",
            "",
            "How often every digit is shown in a training.",
            (1, 500, Start::At(60)),
        ),
        number("hidden", "Neurons", "", "How many the hidden layer has.", (1, 512, Start::At(48))),
        workers(Start::Cores),
        repeats(3),
        number("seed", "Seed", "", "Where first weights and order come from.", (0, 1_000_000, Start::At(1)))
            .advanced(),
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/train.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::CrossValidation(CrossValidation {
            folds: setup.small("folds"),
            hidden: setup.small("hidden"),
            epochs: setup.small("epochs"),
            seed: setup.small("seed"),
        })
    },
};

pub(in crate::catalogue) const WORD_COUNT: Experiment = Experiment {
    id: "word-count",
    group: Group::Computing,
    title: "Word count",
    watch: "Every task counts the words of one text, and the counts are merged. \
            Watch how the longest texts decide when the lanes are done.",
    parameters: &[
        source(
            "Your own texts stay in this page.",
            &[Choice { key: "bundled", label: "eight books" }, Choice { key: "own", label: "your texts" }],
            OwnFiles { what: "text files", accept: "text/*,.txt,.md,.csv,.log", most: 100 },
        ),
        number("passes", "Passes", "", "How often each text is counted.", (1, 1_000, Start::At(20))),
        workers(Start::Cores),
        repeats(3),
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/words.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::WordCount(WordCount { texts: TEXTS.len() as u32, passes: setup.small("passes") })
    },
};
