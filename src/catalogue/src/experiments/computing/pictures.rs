//! Pictures made band by band.

use super::ONE_STAGE;
use crate::experiment::{
    AUTO, At, Choice, Experiment, Group, OwnFiles, Start, choice, library, number, parameters, process_pool,
    repeats, source, switch_interval, workers,
};
use crate::setup::Setup;
use lanes_analysis::units;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Filter, ImageFilter, Library, Mandelbrot, MandelbrotView, Workload};

parameters! {
    /// Values of *Image filter*.
    pub(super) struct Picture {
        _ = source(
            "Your own picture stays in this page; larger ones are made smaller first.",
            &[Choice { key: "bundled", label: "sample photo" }, Choice { key: "own", label: "your picture" }],
            OwnFiles { what: "a PNG or JPEG picture", accept: "image/png,image/jpeg", most: 1 },
        ),
        filter: usize = choice(
            "filter",
            "Filter",
            "What is done to the picture. A new size is by far the least work.",
            // In the order of Filter::ALL.
            &[
                Choice { key: "blur", label: "Gaussian blur" },
                Choice { key: "edges", label: "edges" },
                Choice { key: "resize", label: "resize" },
            ],
        ),
        radius: u32 = number(
            "radius",
            "Radius",
            "px",
            "How far around a pixel the blur reaches; the work grows with it.",
            (1, 120, Start::At(12)),
        )
        .only_with("filter", 0),
        smoothing: u32 = number(
            "smoothing",
            "Smoothing",
            "px",
            "How far the picture is blurred first, lest its noise is taken for edges.",
            (0, 60, Start::At(4)),
        )
        .only_with("filter", 1),
        scale: u32 = number(
            "scale",
            "Scale",
            "%",
            "How large the result is, compared with the picture.",
            // At its largest no side has more than 4,500 pixels.
            (5, 150, Start::At(50)),
        )
        .only_with("filter", 2),
        tiles: u32 = number(
            "tiles", "Bands", "", "How many tasks the picture is cut into.", (1, 64, Start::At(8)),
        ),
        _ = workers(Start::Cores),
        library: usize = library("Pillow releases the GIL while it filters. Pure Python would hold it."),
        _ = repeats(AUTO),
        size: u32 = number(
            "size",
            "Size",
            "px",
            "The longer side of the picture. The sample photo has 600 px and is enlarged for more work, \
             your own picture is only made smaller.",
            (100, 3_000, Start::At(3_000)),
        )
        .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(in crate::experiments) const IMAGE_FILTER: Experiment = Experiment {
    id: "image-filter",
    group: Group::Computing,
    title: "Image filter",
    watch: "A picture is cut into bands, and every task filters one; Pillow releases the GIL meanwhile. One pass \
            filters all of it as a single task. \
            Watch it grow band by band, several at a time where several lanes work.",
    parameters: Picture::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::OnePass,
        Strategy::Async,
        Strategy::ThreadsGil,
        Strategy::Threads,
        Strategy::Processes,
    ],
    left_out: ONE_STAGE,
    rust: &["kernel/image/mod.rs", "kernel/image/mixture.rs", "kernel/image/edges.rs"],
    sweep: None,
    work: |setup, at| {
        let values = Picture::of(setup);
        let filter = Filter::ALL[values.filter];
        Workload::ImageFilter(ImageFilter {
            filter,
            radius: match filter {
                Filter::Blur => values.radius,
                Filter::Edges => values.smoothing,
                Filter::Resize => 0,
            },
            percent: values.scale,
            size: values.size,
            enlarged: !setup.uses_own_files(),
            bands: if at.strategy.is_one_task() { 1 } else { values.tiles },
            library: Library::ALL[values.library],
        })
    },
};

/// How much of the picture the bands of a setup read more than once, in a sentence. Nothing where the picture is the
/// reader's own: its height is known once it is read.
pub(in crate::experiments) fn overlap(setup: &Setup) -> Option<String> {
    let bands = At { strategy: Strategy::Sequential, x: 0 };
    let Workload::ImageFilter(image) = (setup.experiment().work)(setup, bands) else { return None };
    (image.enlarged && image.bands > 1).then(|| {
        let share = units::percent(image.overlap_of_photo());
        format!("Bands overlap: together they read {share} more rows than the picture has.")
    })
}

parameters! {
    /// Values of *Mandelbrot set*.
    pub(super) struct Drawing {
        part: usize = choice(
            "part",
            "Part",
            "What is drawn. The whole set takes as long above its middle as below.",
            // In the order of MandelbrotView::ALL.
            &[
                Choice { key: "upper", label: "upper part" },
                Choice { key: "valley", label: "elephant valley" },
                Choice { key: "whole", label: "the whole set" },
            ],
        ),
        chunk: u32 = number(
            "chunk", "Rows a task", "", "How many rows are given out at once.", (1, 1_200, Start::At(16)),
        ),
        iterations: u32 = number(
            "iterations",
            "Iterations",
            "",
            "How long a point is followed before it counts as black.",
            (10, 100_000, Start::At(2_000)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        width: u32 = number(
            "width", "Width", "px", "How wide the picture is.", (16, 1_600, Start::At(720)),
        ).advanced(),
        height: u32 = number(
            "height", "Height", "px", "How high the picture is.", (16, 1_200, Start::At(480)),
        ).advanced(),
        _ = process_pool(),
    }
}

pub(in crate::experiments) const MANDELBROT: Experiment = Experiment {
    id: "mandelbrot",
    group: Group::Computing,
    title: "Mandelbrot set",
    watch: "Every task draws some rows of the picture, and rows through the black take far longer than the others. \
            Watch who stands idle when each lane is given an equal share beforehand, and who when it takes the next rows whenever it is free.",
    parameters: Drawing::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::Threads,
        Strategy::ThreadsStatic,
        Strategy::Processes,
        Strategy::ProcessesStatic,
    ],
    left_out: "Async and threads-gil are left out: there, as in sequential, one task computes at a time.",
    rust: &["kernel/mandelbrot.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let Drawing { part, chunk, iterations, width, height } = Drawing::of(setup);
        Workload::Mandelbrot(Mandelbrot { view: MandelbrotView::ALL[part], width, height, chunk, iterations })
    },
};
