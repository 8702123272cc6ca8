//! The kind of work, and the advice that follows from it.

use crate::units;

/// Share of waiting from which work counts as I/O-bound. Below one minus this share, it counts as CPU-bound.
pub const BOUND_SHARE: f64 = 0.8;

/// Kind of work, by the share of waiting in a sequential run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkKind {
    /// Waiting as a share of waiting and computing.
    pub waiting: f64,
    /// Share of the computing that tasks do without the GIL, as far as it was measured.
    pub released: f64,
}

/// Properties of work that decide what its share of waiting advises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Cause of waiting, where tasks wait.
    pub waits_for: WaitsFor,
    /// Behaviour of code that computes under a GIL.
    pub computing: Computing,
}

/// Cause of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// Network responses, which an event loop can wait for.
    Network,
    /// Files, which asyncio cannot wait for.
    Files,
}

/// Behaviour of code that computes under a GIL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computing {
    /// Holds the GIL, as pure Python does.
    Holds,
    /// Releases the GIL, as some libraries do.
    Releases,
    /// Holds the GIL under some strategies, and releases it under others.
    Either,
    /// Does what was measured: it is the reader's own.
    Unknown,
}

/// Share of the computing without the GIL from which a finding gives it.
const WORTH_SAYING: f64 = 0.05;

/// Share of the computing without the GIL from which threads suffice.
const MOSTLY_RELEASED: f64 = 0.8;

impl WorkKind {
    /// Returns true if the work counts as CPU-bound.
    pub fn is_computing(&self) -> bool {
        self.waiting <= 1.0 - BOUND_SHARE
    }

    /// Returns what was measured and the advice that follows, in two or three sentences.
    pub fn sentence(&self, nature: Nature) -> String {
        [&self.finding(), " ", self.advice(nature)].concat()
    }

    /// Returns the kind of work and its measured share of waiting, in a sentence.
    pub fn finding(&self) -> String {
        let (waits, computes) = (units::percent(self.waiting), units::percent(1.0 - self.waiting));
        let released = if self.released >= WORTH_SAYING {
            format!(", {} of it without the GIL", units::percent(self.released))
        } else {
            String::new()
        };
        if self.waiting >= BOUND_SHARE {
            format!("I/O-bound: in a sequential run, tasks spend {waits} of the time waiting.")
        } else if self.is_computing() {
            format!("CPU-bound: in a sequential run, tasks spend {computes} of the time computing{released}.")
        } else {
            format!(
                "Mixed: in a sequential run, tasks spend {waits} of the time waiting and {computes} \
                 computing{released}."
            )
        }
    }

    /// Returns what to use for work of this kind, in a sentence or two.
    pub fn advice(&self, Nature { waits_for, computing }: Nature) -> &'static str {
        if self.waiting >= BOUND_SHARE {
            match waits_for {
                WaitsFor::Network => {
                    "Use async or threads. The GIL does not matter, since a thread releases it while it waits."
                }
                WaitsFor::Files => {
                    "Use threads for files: asyncio has no file I/O, and a thread releases the GIL while it reads."
                }
            }
        } else if self.is_computing() {
            match computing {
                Computing::Unknown if self.released >= MOSTLY_RELEASED => {
                    "In Python, use threads: your code computes in a library that releases the GIL."
                }
                Computing::Holds | Computing::Unknown => {
                    "In Python, use processes, or threads on a free-threaded build."
                }
                Computing::Releases => {
                    "In Python, use threads: the library releases the GIL while it computes."
                }
                Computing::Either => {
                    "In Python, use threads with a library that releases the GIL, and processes otherwise."
                }
            }
        } else {
            "Overlap the waits first, then run the computing in parallel."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_the_readers_is_judged_by_what_was_measured() {
        let nature = Nature { waits_for: WaitsFor::Network, computing: Computing::Unknown };
        let python = WorkKind { waiting: 0.02, released: 0.01 };
        assert_eq!(
            python.sentence(nature),
            "CPU-bound: in a sequential run, tasks spend 98% of the time computing. In Python, use processes, or threads \
             on a free-threaded build."
        );
        let library = WorkKind { waiting: 0.0, released: 0.97 };
        assert_eq!(
            library.sentence(nature),
            "CPU-bound: in a sequential run, tasks spend 100% of the time computing, 97% of it without the GIL. In \
             Python, use threads: your code computes in a library that releases the GIL."
        );
        let mixed = WorkKind { waiting: 0.5, released: 0.5 };
        assert!(mixed.finding().ends_with("50% computing, 50% of it without the GIL."));
    }
}
