//! *Data crunching*.

mod lesson;

use crate::experiment::{
    AUTO, Choice, Content, Experiment, Group, OWN, OwnFiles, Python, SOURCE, Start, choice, number,
    parameters, process_pool, repeats, runtime, source, start_method, switch_interval, text, workers,
};
use crate::experiments::shared::texts::{A_FIFTIETH, NEVER_WAITS};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Crunching, TableSource, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Data crunching*.
    pub(crate) struct DataCrunching {
        _ = runtime(),
        _ = source(
            "Your own table stays on this page.",
            &[Choice { key: "bundled", label: "generated" }, Choice { key: "own", label: "your CSV" }],
            OwnFiles { what: "a CSV file", accept: ".csv,.tsv,.txt,text/csv,text/plain", most: 1, content: Content::Table },
        ).rust_only(),
        rows: u64 = number(
            "rows",
            "Rows",
            "",
            "Rows of the generated table.",
            (1_000, 10_000_000, Start::At(6_000_000)),
        )
        .only_with(SOURCE, 0),
        group: String = text("group", "Group by", "A column name. If empty, the first column of words.", 200, any_name)
            .only_with(SOURCE, OWN)
            .rust_only(),
        amount: String = text(
            "amount", "Summarize", "A column name. If empty, the first column of numbers that are not ids.", 200, any_name,
        )
        .only_with(SOURCE, OWN)
        .rust_only(),
        separator: usize = choice("separator", "Separator", "Character between cells.", &SEPARATORS)
            .only_with(SOURCE, OWN)
            .rust_only(),
        decimal: usize = choice("decimal", "Decimal mark", "How numbers are written.", &DECIMALS)
            .only_with(SOURCE, OWN)
            .rust_only(),
        parts: u32 = number(
            "parts", "Parts", "", "Number of tasks that the table is split into.", (1, 100, Start::At(16)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        seed: u32 = number("seed", "Seed", "", "Seed of the generated numbers.", (0, 1_000_000, Start::At(1)))
            .only_with(SOURCE, 0)
            .advanced()
            .rust_only(),
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

/// Choices of the separator. The first leaves it to Lanes.
const SEPARATORS: [Choice; 5] = [
    Choice { key: "auto", label: "detect" },
    Choice { key: "comma", label: "comma" },
    Choice { key: "semicolon", label: "semicolon" },
    Choice { key: "tab", label: "tab" },
    Choice { key: "bar", label: "vertical bar" },
];

/// Separators in the order of [`SEPARATORS`].
const DELIMITERS: [Option<u8>; 5] = [None, Some(b','), Some(b';'), Some(b'\t'), Some(b'|')];

/// Choices of the decimal mark. The first leaves it to Lanes.
const DECIMALS: [Choice; 3] = [
    Choice { key: "auto", label: "detect" },
    Choice { key: "point", label: "1,234.5" },
    Choice { key: "comma", label: "1.234,5" },
];

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "data-crunching",
    group: Group::Computing,
    title: "Data crunching",
    watch: "Every task groups the rows of one part of a table and finds means and quantiles. The results are merged. \
            Watch what it costs to send rows and partial results between processes.",
    parameters: DataCrunching::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/crunching/summary.rs", "workload/crunching/table.rs"],
    python: Some(Python {
        tasks: &["summarise"],
        lacks: &[Strategy::Async],
        remark: A_FIFTIETH,
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| {
        let DataCrunching { rows, group, amount, separator, decimal, parts, seed } = DataCrunching::of(setup);
        let table = if setup.uses_own_files() {
            TableSource::Own {
                group,
                amount,
                delimiter: DELIMITERS.get(separator).copied().flatten(),
                decimal_comma: [None, Some(false), Some(true)].get(decimal).copied().flatten(),
            }
        } else {
            TableSource::Generated { rows, seed }
        };
        Workload::Crunching(Crunching { table, parts })
    },
};

/// Accepts every name. Only after reading the file is it known whether there is such a column.
fn any_name(_: &str) -> Result<(), String> {
    Ok(())
}
