//! *The convoy effect*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    Experiment, Group, Measure, Python, Reference, SWITCH_INTERVAL, Start, Sweep, fixed_repeats, number,
    parameters, runtime,
};
use lanes_model::product::Service;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Convoy, Workload};
pub(super) use lesson::{LESSON, marks};

/// Switch intervals of the sweep, in microseconds. CPython's own is 5 ms.
const SWITCH_INTERVALS: [u64; 7] = [50, 200, 1_000, CPYTHONS, 20_000, 50_000, 100_000];

const CPYTHONS: u64 = SWITCH_INTERVAL.default;

parameters! {
    /// Values of *The convoy effect*.
    pub(crate) struct GilConvoy {
        _ = runtime(),
        cpu: u32 = number(
            "cpu", "Computing threads", "", "Threads that compute, besides the one that answers requests.", (0, 4, Start::At(1)),
        ),
        duration: u32 = number(
            "duration",
            "Duration",
            "ms",
            "Length of each window. Windows with fewer than ten responses continue, for at most ten times as long.",
            (20, 2_000, Start::At(250)),
        ),
        shortest: u64 = number(
            "shortest",
            "Shortest interval",
            "µs",
            "Shortest switch interval to measure.",
            (50, 100_000, Start::At(1_000)),
        ),
        longest: u64 = number(
            "longest",
            "Longest interval",
            "µs",
            "Longest switch interval to measure.",
            (50, 100_000, Start::At(50_000)),
        ),
        // Each repeat is a window, in turn with those of the other steps. Their number is fixed: the result is a number
        // of responses in a fixed time, so wall times cannot settle a ranking.
        _ = fixed_repeats(5),
        pause: u32 = number(
            "pause",
            "Pause",
            "µs",
            "How long the client waits after a response before its next request, as on a network.",
            (0, 10_000, Start::At(50)),
        )
        .advanced(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "gil-convoy",
    group: Group::Gil,
    title: "The convoy effect",
    watch: "One thread answers requests and needs the GIL for a moment each time. Other threads compute, and release it \
            only when the switch interval is over. Watch the requests wait behind the computing: the longer the \
            interval, the fewer requests per second.",
    parameters: GilConvoy::PARAMETERS,
    strategies: &[Strategy::ThreadsGil, Strategy::Threads],
    left_out: "Only strategies that share a lock can form a convoy, so the others are hidden.",
    rust: &["workload/convoy/mod.rs", "workload/convoy/pipe.rs", "gil.rs", "lane.rs"],
    python: Some(Python {
        tasks: &["serve", "compute", "ask"],
        remark: "Client and server are connected by a pipe of the page, which is slower than a socket.",
        ..Python::PLAIN
    }),
    sweep: Some(Sweep {
        label: "Switch interval",
        singular: "switch interval",
        unit: "µs",
        points: switch_intervals,
        apply: |case, interval| {
            case.switch_interval_us = interval as u32;
            // All tasks run at once, because they wait for one another.
            case.workers = case.work.tasks();
        },
        log: true,
        measure: Measure {
            label: "Requests answered",
            unit: "per second",
            of: |run| run.service().as_ref().map(Service::per_second),
            log: true,
            relative: false,
        },
        reference: Some(Reference {
            label: "1 per interval",
            at: |setup, interval| (GilConvoy::of(setup).cpu > 0).then(|| per_second(interval)),
        }),
        shown: cpythons_step,
    }),
    work: |setup, _| {
        let values = GilConvoy::of(setup);
        Workload::Convoy(Convoy {
            computing: values.cpu,
            duration_ms: values.duration,
            pause_us: values.pause,
        })
    },
};

/// Returns the switch intervals between the limits that a reader set or, if there are none, the shortest.
fn switch_intervals(values: &Values) -> Vec<u64> {
    let GilConvoy { shortest, longest, .. } = GilConvoy::of(values);
    let between = SWITCH_INTERVALS.into_iter().filter(|it| (shortest..=longest).contains(it));
    let between: Vec<u64> = between.collect();
    if between.is_empty() { vec![shortest] } else { between }
}

/// Returns the index of CPython's own interval or, if that is not measured, of the longest.
fn cpythons_step(_: &Values, intervals: &[u64]) -> usize {
    let cpythons = intervals.iter().position(|interval| *interval == CPYTHONS);
    cpythons.unwrap_or(intervals.len().saturating_sub(1))
}

/// Converts an interval in microseconds to a rate per second.
fn per_second(micros: u64) -> f64 {
    1e6 / micros as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use crate::setup::Setup;

    fn setup(changes: &[(&str, u64)]) -> Setup {
        let mut setup = Setup::new(find("gil-convoy").unwrap(), 2);
        for (key, value) in changes {
            setup.set(key, *value);
        }
        setup
    }

    #[test]
    fn the_intervals_are_those_between_the_limits() {
        assert_eq!(setup(&[]).points(), [1_000, 5_000, 20_000, 50_000]);
        assert_eq!(setup(&[("shortest", 50), ("longest", 100_000)]).points(), SWITCH_INTERVALS);
        assert_eq!(setup(&[("shortest", 1_000), ("longest", 20_000)]).points(), [1_000, 5_000, 20_000]);
        assert_eq!(setup(&[("shortest", 90_000), ("longest", 60)]).points(), [90_000]);
    }

    #[test]
    fn the_interval_shown_first_is_that_of_the_lesson() {
        let shown = |changes| {
            let setup = setup(changes);
            setup.points()[usize::from(setup.shown_point())]
        };
        assert_eq!(shown(&[]), CPYTHONS);
        assert_eq!(shown(&[("shortest", 50), ("longest", 100_000)]), CPYTHONS);
        assert_eq!(shown(&[("longest", 1_000)]), 1_000);
    }

    #[test]
    fn a_step_has_enough_windows_for_an_interval() {
        assert!(setup(&[]).number("repeats") >= Some(5));
    }

    #[test]
    fn every_task_of_a_convoy_has_a_thread_of_its_own() {
        for case in setup(&[("cpu", 3)]).plan(true, 0).cases {
            assert_eq!((case.work.tasks(), case.workers, case.pool_lanes()), (5, 5, 5));
        }
    }
}
