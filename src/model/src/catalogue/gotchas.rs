//! What goes wrong.

use super::computing::ONE_STAGE;
use crate::approach::Approach;
use crate::experiment::{Choice, Experiment, Group, Start, choice, number, repeats, workers};
use crate::workload::{Failing, Misfortune, Workload};

pub(super) const FAILING_TASK: Experiment = Experiment {
    id: "failing-task",
    group: Group::Gotchas,
    title: "A task that fails",
    watch: "All tasks add squares, but the one in the middle fails, in the way you choose. \
            Watch what becomes of the other tasks, and of the run.",
    parameters: &[
        choice(
            "how",
            "How it fails",
            "An error is an answer; the others end the thread or process they happen in.",
            // In the order of Misfortune::ALL.
            &[
                Choice { key: "error", label: "returns an error" },
                Choice { key: "panic", label: "panics" },
                Choice { key: "stack", label: "overflows its stack" },
                Choice { key: "memory", label: "exhausts memory" },
            ],
        ),
        number("tasks", "Tasks", "", "How many there are.", (1, 256, Start::At(6))),
        number(
            "n",
            "n",
            "",
            "How many squares each of the others adds.",
            (1, 4_000_000_000, Start::At(50_000_000)),
        ),
        workers(Start::Cores),
        repeats(1),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/misfortune.rs", "failing.rs", "schedule.rs"],
    sweep: None,
    lesson: None,
    work: |setup, _| {
        Workload::Failing(Failing {
            tasks: setup.small("tasks"),
            n: setup.number("n"),
            misfortune: Misfortune::ALL[setup.number("how") as usize],
        })
    },
};
