//! Data summed up, learnt from and counted.

use super::ONE_STAGE;
use crate::experiment::{
    AUTO, Choice, Experiment, Group, OWN, OwnFiles, SOURCE, Start, number, parameters, process_pool, repeats,
    source, switch_interval, text, workers,
};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{CrossValidation, Crunching, TEXTS, TableSource, WordCount, Workload};

parameters! {
    /// Values of *Data crunching*.
    pub(super) struct DataCrunching {
        _ = source(
            "Your own table stays in this page.",
            &[Choice { key: "bundled", label: "generated" }, Choice { key: "own", label: "your CSV" }],
            OwnFiles { what: "a CSV file", accept: ".csv,.tsv,.txt,text/csv,text/plain", most: 1 },
        ),
        rows: u64 = number(
            "rows",
            "Rows",
            "",
            "How many rows the generated table has.",
            (1_000, 10_000_000, Start::At(6_000_000)),
        )
        .only_with(SOURCE, 0),
        group: String = text("group", "Group by", "A column's name; if empty, the first column of words.", 200, any_name)
            .only_with(SOURCE, OWN),
        amount: String = text("amount", "Sum up", "A column's name; if empty, the first column of numbers.", 200, any_name)
            .only_with(SOURCE, OWN),
        parts: u32 = number(
            "parts", "Parts", "", "How many tasks the table is cut into.", (1, 100, Start::At(16)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        seed: u32 = number("seed", "Seed", "", "Where the generated figures come from.", (0, 1_000_000, Start::At(1)))
            .only_with(SOURCE, 0)
            .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(in crate::experiments) const DATA_CRUNCHING: Experiment = Experiment {
    id: "data-crunching",
    group: Group::Computing,
    title: "Data crunching",
    watch: "A table is cut into parts; every task groups the rows of one and finds means and quantiles, and what they found is merged. \
            Watch what it costs to send rows and partial results between processes.",
    parameters: DataCrunching::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: ONE_STAGE,
    rust: &["kernel/summary.rs", "kernel/table.rs"],
    sweep: None,
    work: |setup, _| {
        let DataCrunching { rows, group, amount, parts, seed } = DataCrunching::of(setup);
        let table = if setup.uses_own_files() {
            TableSource::Own { group, amount }
        } else {
            TableSource::Generated { rows, seed }
        };
        Workload::Crunching(Crunching { table, parts })
    },
};

/// Whether a file has such a column is known once it is read.
fn any_name(_: &str) -> Result<(), String> {
    Ok(())
}

parameters! {
    /// Values of *Train a model*.
    pub(super) struct Train {
        folds: u32 = number(
            "folds",
            "Folds",
            "",
            "How often it is trained, each time tested with another part.",
            (2, 20, Start::At(5)),
        ),
        epochs: u32 = number(
            "epochs",
            "Epochs",
            "",
            "How often every digit is shown in a training.",
            (1, 500, Start::At(60)),
        ),
        hidden: u32 = number(
            "hidden", "Neurons", "", "How many the hidden layer has.", (1, 512, Start::At(48)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        seed: u32 = number("seed", "Seed", "", "Where first weights and order come from.", (0, 1_000_000, Start::At(1)))
            .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(in crate::experiments) const TRAIN: Experiment = Experiment {
    id: "train",
    group: Group::Computing,
    title: "Train a model",
    watch: "A small neural network learns to read handwritten digits, and is trained anew for each fold of a cross-validation: every task is one training. \
            Watch how few, equally long tasks fit on the lanes.",
    parameters: Train::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: ONE_STAGE,
    rust: &["kernel/train.rs"],
    sweep: None,
    work: |setup, _| {
        let Train { folds, epochs, hidden, seed } = Train::of(setup);
        Workload::CrossValidation(CrossValidation { folds, hidden, epochs, seed })
    },
};

parameters! {
    /// Values of *Word count*.
    pub(super) struct Words {
        _ = source(
            "Your own texts stay in this page.",
            &[Choice { key: "bundled", label: "eight books" }, Choice { key: "own", label: "your texts" }],
            OwnFiles { what: "text files", accept: "text/*,.txt,.md,.csv,.log", most: 100 },
        ),
        passes: u32 = number(
            "passes", "Passes", "", "How often each text is counted.", (1, 1_000, Start::At(20)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(in crate::experiments) const WORD_COUNT: Experiment = Experiment {
    id: "word-count",
    group: Group::Computing,
    title: "Word count",
    watch: "Every task counts the words of one text, and the counts are merged. \
            Watch how the longest texts decide when the lanes are done.",
    parameters: Words::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: ONE_STAGE,
    rust: &["kernel/words.rs"],
    sweep: None,
    work: |setup, _| {
        Workload::WordCount(WordCount { texts: TEXTS.len() as u32, passes: Words::of(setup).passes })
    },
};
