//! *What crosses to a process*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    Experiment, Group, Measure, Python, Start, Sweep, fixed_repeats, last_step, number, parameters, runtime,
    start_method,
};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::trace::Phase;
use lanes_model::workload::{Crossing, Transport, Workload};
pub(super) use lesson::LESSON;

const HERE: Strategy = Strategy::Here;

parameters! {
    /// Values of *What crosses to a process*.
    pub(crate) struct Pickling {
        _ = runtime(),
        most: u64 = number(
            "most",
            "Up to",
            "KiB",
            "Largest size to send. A copy needs three times as much memory, which a phone may not have.",
            (1, 64 << 10, Start::At(16 << 10)),
        ),
        // Transfer time is measured, and a ranking needs wall time.
        _ = fixed_repeats(3),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "pickling",
    group: Group::Gotchas,
    title: "What crosses to a process",
    watch: "A process receives bytes and sums them: as a copy, transferred, or in shared memory. See at what size the \
            transfer costs less than the work, and what cannot be sent at all.",
    parameters: Pickling::PARAMETERS,
    strategies: &[HERE, Strategy::Copied, Strategy::Transferred, Strategy::Shared],
    left_out: "Threads and async are hidden: they share memory, so nothing has to be sent.",
    rust: &["workload/crossing.rs"],
    python: Some(Python {
        tasks: &["add_up"],
        // Python hands nothing over without a copy, and CPython in a browser has no shared memory.
        lacks: &[Strategy::Transferred, Strategy::Shared],
        remark: "CPython shares no memory between processes here.",
        ..Python::PLAIN
    }),
    sweep: Some(Sweep {
        label: "Size",
        singular: "size",
        unit: "bytes",
        points: sizes,
        apply: |case, _| case.workers = 1,
        log: true,
        measure: Measure {
            label: "Transfer only; “here” is the work only",
            unit: "ms",
            of: |run| Some(transfer_ms(run)).filter(|ms| *ms > 0.0),
            log: true,
            relative: false,
        },
        reference: None,
        shown: last_step,
    }),
    work: |_, at| {
        let transport = match at.strategy {
            Strategy::Copied => Transport::Copied,
            Strategy::Transferred => Transport::Transferred,
            Strategy::Shared => Transport::Shared,
            _ => Transport::InPlace,
        };
        Workload::Crossing(Crossing { bytes: at.x as u32, transport })
    },
};

/// Returns the sizes in bytes: powers of four from 1 KiB, and the largest size.
fn sizes(values: &Values) -> Vec<u64> {
    let most = Pickling::of(values).most << 10;
    let mut sizes: Vec<u64> = (5..).map(|power| 1 << (2 * power)).take_while(|size| *size < most).collect();
    sizes.push(most);
    sizes
}

/// Returns the transfer time of a run in milliseconds: from the call that sends the bytes to the result, without the
/// summing. For `here`, which sends nothing, returns the time of the summing, as a reference.
fn transfer_ms(run: &Run) -> f64 {
    let summing = run.total(Phase::Compute).0;
    if run.turn.strategy == HERE { summing } else { run.wall.0 - summing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Setup;

    #[test]
    fn sizes_grow_fourfold_up_to_the_largest() {
        let mut pickling = Setup::new(&EXPERIMENT, 2);
        pickling.set("most", 20);
        assert_eq!(pickling.points(), [1_024, 4_096, 16_384, 20_480]);
        pickling.set("most", u64::MAX);
        assert_eq!((pickling.points().len(), pickling.points().last()), (9, Some(&(64 << 20))));
    }
}
