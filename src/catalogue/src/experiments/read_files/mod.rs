//! *Reading files*.

mod lesson;

use crate::experiment::{
    self, AUTO, Choice, Content, Experiment, Group, OwnFiles, SOURCE, Start, number, parameters,
    process_pool, repeats, switch_interval, workers,
};
use crate::experiments::shared::texts::LITTLE_PROCESSING;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{ReadFiles, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Reading files*.
    pub(crate) struct Files {
        _ = experiment::source(
            "Your own files stay in this browser and are deleted from its storage afterwards.",
            &[Choice { key: "bundled", label: "generated" }, Choice { key: "own", label: "your files" }],
            OwnFiles { what: "files", accept: "", most: 400, content: Content::Bytes },
        ),
        files: u32 = number("files", "Files", "", "Number of files to write, and then read.", (1, 400, Start::At(100)))
            .only_with(SOURCE, 0),
        size: u32 = number("size", "Size", "bytes", "Size of each file.", (1, 1_000_000, Start::At(500_000)))
            .only_with(SOURCE, 0),
        // Each file is in memory while it is read.
        _ = number("limit", "Limit", "", "Maximum number of files that async reads at once.", (1, 64, Start::At(10))),
        _ = workers(Start::At(4)),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "read-files",
    group: Group::Waiting,
    title: "Reading files",
    watch: "Every task reads a file and computes its checksum. The files are in this browser’s storage, so you \
            measure that storage. Watch how much of the time is waiting, and whether waiting for several files at \
            once helps.",
    parameters: Files::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: LITTLE_PROCESSING,
    rust: &["workload/read_files.rs", "schedule.rs"],
    python: None,
    sweep: None,
    work: |setup, _| {
        let Files { files, size } = Files::of(setup);
        Workload::ReadFiles(ReadFiles { count: files, bytes: size })
    },
};
