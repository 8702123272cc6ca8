//! *Train a model*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Start, number, parameters, process_pool, repeats, switch_interval, workers,
};
use crate::experiments::shared::texts::NEVER_WAITS;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{CrossValidation, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Train a model*.
    pub(crate) struct Train {
        folds: u32 = number(
            "folds",
            "Folds",
            "",
            "Number of trainings, each tested with a different part of the data.",
            (2, 20, Start::At(5)),
        ),
        epochs: u32 = number(
            "epochs",
            "Epochs",
            "",
            "How many times each training goes through all digits.",
            (1, 500, Start::At(60)),
        ),
        hidden: u32 = number(
            "hidden", "Neurons", "", "Neurons in the hidden layer.", (1, 512, Start::At(48)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        seed: u32 = number("seed", "Seed", "", "Seed of the first weights and of the order of digits.", (0, 1_000_000, Start::At(1)))
            .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "train",
    group: Group::Computing,
    title: "Train a model",
    watch: "Every task trains a small neural network to read handwritten digits, once for each fold of a \
            cross-validation. Watch how a few equally long tasks fit on the lanes.",
    parameters: Train::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/cross_validation/train.rs"],
    python: None,
    sweep: None,
    work: |setup, _| {
        let Train { folds, epochs, hidden, seed } = Train::of(setup);
        Workload::CrossValidation(CrossValidation { folds, hidden, epochs, seed })
    },
};
