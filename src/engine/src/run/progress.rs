//! Messages to the page about the run under way.

use crate::messages;
use crate::time::WorkerClock;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::{LaneTrace, Millis, Product, Tile, Timestamp, Turn};
use lanes_workloads::{Clock, merge};

/// Place of a run in its job, for messages to the page.
#[derive(Clone, Copy)]
pub(crate) struct RunProgress {
    pub(crate) job: JobId,
    pub(crate) turn: Turn,
    /// Number of tasks done in earlier runs.
    pub(crate) done_before: u64,
    /// Number of tasks of all runs, as far as it is known.
    pub(crate) total: u64,
    /// Moment when the first measured round began; None before.
    pub(crate) measured_from: Option<Timestamp>,
}

impl RunProgress {
    /// Returns a text that differs from that of every other run.
    pub(crate) fn run_label(self) -> String {
        let Turn { strategy, point, round } = self.turn;
        format!("{}-{strategy}-{point}-{round:?}", self.job.0)
    }

    /// Posts the number of tasks that are done.
    pub(crate) fn post_done(self, done: u64) {
        let RunProgress { job, turn, done_before, total, measured_from } = self;
        let spent = measured_from.map_or(Millis::ZERO, |from| WorkerClock.since(from));
        messages::post_to_owner(&FromEngine::Progress { job, turn, done: done_before + done, total, spent });
    }

    /// Posts the spans that ended since the last call, `at` this time of the run.
    pub(crate) fn post_spans(self, at: Millis, lanes: Vec<LaneTrace>) {
        messages::post_to_owner(&FromEngine::SpansEnded { job: self.job, turn: self.turn, at, lanes });
    }

    /// Posts tiles, if there are any.
    pub(crate) fn post_tiles(self, tiles: Vec<Tile>) {
        if !tiles.is_empty() {
            messages::post_to_owner(&FromEngine::TilesDrawn { job: self.job, turn: self.turn, tiles });
        }
    }

    /// Merges the products of a run and posts the result. Returns false if there was nothing to merge.
    pub(crate) fn post_merged(self, parts: Vec<Product>) -> bool {
        let start = WorkerClock.now();
        let Some(summary) = merge(parts) else { return false };
        let took = WorkerClock.since(start);
        messages::post_to_owner(&FromEngine::ProductsMerged { job: self.job, summary, took });
        true
    }
}
