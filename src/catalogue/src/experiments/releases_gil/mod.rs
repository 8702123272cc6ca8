//! *Libraries that release the GIL*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Hashing, Library, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Libraries that release the GIL*.
    pub(crate) struct ReleasesGil {
        _ = runtime(),
        tasks: u32 = number("tasks", "Tasks", "", "Number of buffers to hash.", (1, 1_000, Start::At(8))),
        size: u32 = number(
            "size", "Size", "bytes", "Size of each buffer.", (2_048, 16_000_000, Start::At(1_000_000)),
        ),
        passes: u32 = number(
            "passes", "Passes", "", "How many times each buffer is hashed with SHA-256.", (1, 10_000, Start::At(12)),
        ),
        _ = workers(Start::Cores),
        _ = switch_interval().in_view(),
        _ = repeats(AUTO),
        _ = process_pool(),
        _ = start_method(),
    }
}

const RELEASING: Strategy = Strategy::Releasing;

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "releases-gil",
    group: Group::Gil,
    title: "Libraries that release the GIL",
    watch: "Every task hashes a buffer with SHA-256. Pure Python holds the GIL while it computes; hashlib, zlib, Pillow \
            and NumPy release it. Watch threads with a GIL run in parallel if the library releases it.",
    parameters: ReleasesGil::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::ThreadsGil,
        RELEASING,
        Strategy::Threads,
        Strategy::Processes,
    ],
    left_out: "Async is hidden: an event loop computes one task at a time.",
    rust: &["lane.rs", "workload/hashing.rs", "gil.rs"],
    python: Some(Python {
        tasks: &["sha256", "sha256_holding"],
        remark: "To hold the GIL, the script feeds hashlib fewer than 2,048 bytes at a time.",
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, at| {
        let ReleasesGil { tasks, size, passes } = ReleasesGil::of(setup);
        let library = if at.strategy == RELEASING { Library::Releases } else { Library::Holds };
        Workload::Hashing(Hashing { tasks, bytes: size, passes, library })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Setup;

    #[test]
    fn only_one_strategy_releases_the_gil() {
        let cases = Setup::new(&EXPERIMENT, 2).plan(true, 0).cases;
        let releasing = cases.iter().filter(|case| case.work.library() == Library::Releases);
        assert_eq!(releasing.map(|case| case.strategy.key()).collect::<Vec<_>>(), ["releasing"]);
        assert!(cases.iter().all(|case| case.work.tasks() == 8));
    }
}
