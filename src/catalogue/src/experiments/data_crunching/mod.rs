//! *Data crunching*.

mod lesson;

use crate::experiment::{
    AUTO, Choice, Experiment, Group, OWN, OwnFiles, SOURCE, Start, number, parameters, process_pool, repeats,
    source, switch_interval, text, workers,
};
use crate::experiments::shared::texts::NEVER_WAITS;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Crunching, TableSource, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Data crunching*.
    pub(crate) struct DataCrunching {
        _ = source(
            "Your table stays in this page.",
            &[Choice { key: "bundled", label: "generated" }, Choice { key: "own", label: "your CSV" }],
            OwnFiles { what: "a CSV file", accept: ".csv,.tsv,.txt,text/csv,text/plain", most: 1 },
        ),
        rows: u64 = number(
            "rows",
            "Rows",
            "",
            "Rows in the generated table.",
            (1_000, 10_000_000, Start::At(6_000_000)),
        )
        .only_with(SOURCE, 0),
        group: String = text("group", "Group by", "Column name. If empty, the first column of words.", 200, any_name)
            .only_with(SOURCE, OWN),
        amount: String = text("amount", "Sum up", "Column name. If empty, the first column of numbers.", 200, any_name)
            .only_with(SOURCE, OWN),
        parts: u32 = number(
            "parts", "Parts", "", "Number of parts that the table is cut into.", (1, 100, Start::At(16)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        seed: u32 = number("seed", "Seed", "", "Seed of the generated numbers.", (0, 1_000_000, Start::At(1)))
            .only_with(SOURCE, 0)
            .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "data-crunching",
    group: Group::Computing,
    title: "Data crunching",
    watch: "A table is cut into parts. Every task groups the rows of one part and computes means and \
            quantiles, and the results are merged. Watch the cost of sending rows and partial results \
            between processes.",
    parameters: DataCrunching::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/crunching/summary.rs", "workload/crunching/table.rs"],
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

/// Accepts any name: the columns of a file are only known once it is read.
fn any_name(_: &str) -> Result<(), String> {
    Ok(())
}
