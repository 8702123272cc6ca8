//! *Mandelbrot set*.

mod lesson;

use crate::experiment::{
    AUTO, Choice, Experiment, Group, Python, Start, choice, number, parameters, process_pool, repeats,
    runtime, start_method, workers,
};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Mandelbrot, MandelbrotView, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Mandelbrot set*.
    pub(crate) struct Drawing {
        _ = runtime(),
        part: usize = choice(
            "part",
            "Part",
            "Part of the set to draw. The upper and lower halves of the whole set take equally long.",
            // In the order of MandelbrotView::ALL.
            &[
                Choice { key: "upper", label: "upper part" },
                Choice { key: "valley", label: "elephant valley" },
                Choice { key: "whole", label: "the whole set" },
            ],
        ).rust_only(),
        chunk: u32 = number(
            "chunk", "Rows per task", "", "Number of rows that each task draws.", (1, 1_200, Start::At(16)),
        ),
        iterations: u32 = number(
            "iterations",
            "Iterations",
            "",
            "Maximum iterations before a point counts as black.",
            (10, 100_000, Start::At(2_000)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        width: u32 = number(
            "width", "Width", "px", "Width of the picture.", (16, 1_600, Start::At(720)),
        ).advanced(),
        height: u32 = number(
            "height", "Height", "px", "Height of the picture.", (16, 1_200, Start::At(480)),
        ).advanced(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "mandelbrot",
    group: Group::Computing,
    title: "Mandelbrot set",
    watch: "Every task draws some rows of the picture. Rows through the black area take far longer than others. \
            Watch how long lanes are idle with equal shares fixed in advance, compared with lanes that take rows when \
            free.",
    parameters: Drawing::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::Threads,
        Strategy::ThreadsStatic,
        Strategy::Processes,
        Strategy::ProcessesStatic,
    ],
    left_out: "Async and threads-gil are hidden: like sequential, they compute one task at a time.",
    rust: &["workload/mandelbrot.rs", "schedule.rs"],
    python: Some(Python {
        tasks: &["row"],
        remark: "The script draws a fiftieth of the points (SHRINK in the script).",
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| {
        let Drawing { part, chunk, iterations, width, height } = Drawing::of(setup);
        Workload::Mandelbrot(Mandelbrot { view: MandelbrotView::ALL[part], width, height, chunk, iterations })
    },
};
