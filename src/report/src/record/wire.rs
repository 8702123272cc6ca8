//! Wire tables of version 1: numbers in records stand for places in these lists.
//!
//! Published links depend on them, so no entry ever moves. A new one comes last, whatever the order in the interface.

use lanes_model::trace::Phase;
use lanes_model::workload::Parcel;

/// Phases by their numbers. There is room for sixteen.
pub(super) const PHASES: [Phase; 10] = [
    Phase::Spawn,
    Phase::Serialize,
    Phase::Queue,
    Phase::Deserialize,
    Phase::LockWait,
    Phase::Compute,
    Phase::IoWait,
    Phase::Starved,
    Phase::Blocked,
    Phase::MutexWait,
];

/// Parcels by their numbers.
pub(super) const PARCELS: [Parcel; 5] =
    [Parcel::Data, Parcel::NamedTask, Parcel::Closure, Parcel::Generator, Parcel::Lock];

/// Returns the number of a phase.
pub(super) fn phase_number(phase: Phase) -> u64 {
    // A test checks that every phase has a number.
    PHASES.iter().position(|other| *other == phase).unwrap_or(0) as u64
}

/// Returns the number of a parcel.
pub(super) fn parcel_number(parcel: Parcel) -> u8 {
    PARCELS.iter().position(|other| *other == parcel).unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_published_links_never_change() {
        let phases = [
            "spawn",
            "serialize",
            "queue",
            "deserialize",
            "lock-wait",
            "compute",
            "io-wait",
            "starved",
            "blocked",
            "mutex-wait",
        ];
        for (number, key) in (0..).zip(phases) {
            let phase = Phase::ALL.into_iter().find(|phase| phase.key() == key).unwrap();
            assert_eq!(phase_number(phase), number, "{key}");
        }
        let parcels = ["data", "named-task", "closure", "generator", "lock"];
        for (number, key) in (0..).zip(parcels) {
            let parcel = Parcel::ALL.into_iter().find(|parcel| parcel.key() == key).unwrap();
            assert_eq!(parcel_number(parcel), number, "{key}");
        }
    }

    #[test]
    fn everything_has_a_number() {
        assert!(Phase::ALL.iter().all(|phase| PHASES.contains(phase)));
        assert!(Parcel::ALL.iter().all(|parcel| PARCELS.contains(parcel)));
    }
}
