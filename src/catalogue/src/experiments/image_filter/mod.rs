//! *Image filter*.

mod lesson;

use crate::experiment::{
    AUTO, At, Choice, Content, Experiment, Group, OwnFiles, Start, choice, library, number, parameters,
    process_pool, repeats, source, switch_interval, workers,
};
use crate::experiments::shared::texts::NEVER_WAITS;
use crate::setup::Setup;
use lanes_analysis::units;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Filter, ImageFilter, Library, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *Image filter*.
    pub(crate) struct Picture {
        _ = source(
            "Your own picture stays on this page. A large one is scaled down first.",
            &[Choice { key: "bundled", label: "sample photo" }, Choice { key: "own", label: "your picture" }],
            OwnFiles { what: "a picture", accept: "image/*", most: 1, content: Content::Picture },
        ),
        filter: usize = choice(
            "filter",
            "Filter",
            "Filter to apply. Resizing is by far the least work.",
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
            "How far around a pixel the blur reaches. A larger radius is more work.",
            (1, 120, Start::At(12)),
        )
        .only_with("filter", 0),
        smoothing: u32 = number(
            "smoothing",
            "Smoothing",
            "px",
            "Radius of a first blur, so that noise is not mistaken for edges.",
            (0, 60, Start::At(4)),
        )
        .only_with("filter", 1),
        scale: u32 = number(
            "scale",
            "Scale",
            "%",
            "Size of the result, relative to the picture.",
            // At the maximum, no side is longer than 4,500 pixels.
            (5, 150, Start::At(50)),
        )
        .only_with("filter", 2),
        tiles: u32 = number(
            "tiles", "Bands", "", "Number of tasks that the picture is split into.", (1, 64, Start::At(8)),
        ),
        _ = workers(Start::Cores),
        library: usize = library("Pillow releases the GIL while it filters. Pure Python holds it."),
        _ = repeats(AUTO),
        size: u32 = number(
            "size",
            "Size",
            "px",
            "Longer side of the picture. The sample photo (600 px) is enlarged for more work. Your own picture is \
             only scaled down.",
            (100, 3_000, Start::At(3_000)),
        )
        .advanced(),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "image-filter",
    group: Group::Computing,
    title: "Image filter",
    watch: "Every task filters one band of a picture; Pillow releases the GIL meanwhile. A single pass filters the \
            whole picture as one task. Watch the picture appear band by band, several at a time with several lanes.",
    parameters: Picture::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        Strategy::OnePass,
        Strategy::Async,
        Strategy::ThreadsGil,
        Strategy::Threads,
        Strategy::Processes,
    ],
    left_out: NEVER_WAITS,
    rust: &[
        "workload/image_filter/filter.rs",
        "workload/image_filter/mixture.rs",
        "workload/image_filter/edges.rs",
    ],
    python: None,
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

/// Returns a sentence on how many rows the bands of a setup read more than once.
///
/// Returns None for a reader's own picture, because its height is not known before it is read.
pub(crate) fn overlap(setup: &Setup) -> Option<String> {
    let bands = At { strategy: Strategy::Sequential, x: 0 };
    let Workload::ImageFilter(image) = (EXPERIMENT.work)(setup.values(), bands) else { return None };
    (image.enlarged && image.bands > 1).then(|| {
        let share = units::percent(image.overlap_of_photo());
        format!("Bands overlap: together they read {share} more rows than the picture has.")
    })
}
