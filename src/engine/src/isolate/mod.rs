//! Isolates: workers with an engine and a memory of their own.
//!
//! The conductor holds each by its [`Isolate`] and keeps those without work in an [`IsolateStore`]. [`worker`] is the
//! code that runs inside, and [`shared_cell`] two numbers that both sides can access.

mod handle;
pub(crate) mod shared_cell;
pub(crate) mod worker;

pub(crate) use handle::{Isolate, START_TIMEOUT_MS, fell_silent};

use crate::parts::EngineParts;
use futures::future;
use js_sys::Function;
use lanes_model::Failure;

/// Isolates without work, and the function that makes more.
pub(crate) struct IsolateStore {
    parts: EngineParts,
    /// True once what isolates run is loaded, and in the browser's cache.
    is_loaded: bool,
    /// Isolates that can be given work.
    idle: Vec<Isolate>,
    /// Isolates that are not used again, but still have to be ended. That takes a while, and the page hears of the
    /// run first.
    retired: Vec<Isolate>,
}

impl IsolateStore {
    /// Creates an empty store.
    pub(crate) fn new(parts: EngineParts) -> IsolateStore {
        IsolateStore { parts, is_loaded: false, idle: Vec::new(), retired: Vec::new() }
    }

    /// Returns the function that makes a worker, for isolates that start within a run.
    pub(crate) fn spawner(&self) -> Function {
        self.parts.spawn_isolate()
    }

    /// Loads what isolates run, and starts a first one, which fetches its scripts for all. Does nothing if that is done.
    ///
    /// # Errors
    /// If a file cannot be loaded.
    pub(crate) async fn load(&mut self) -> Result<(), Failure> {
        if !self.is_loaded {
            self.parts.load_isolates().await?;
            let first = Isolate::start(&self.spawner()).await?;
            self.idle.push(first);
            self.is_loaded = true;
        }
        Ok(())
    }

    /// Returns true if there are isolates without work.
    pub(crate) fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// Takes `count` isolates, idle ones first, and waits for the others to start.
    ///
    /// # Errors
    /// If an isolate does not start.
    pub(crate) async fn take(&mut self, count: usize) -> Result<Vec<Isolate>, Failure> {
        let mut isolates = self.idle.split_off(self.idle.len().saturating_sub(count));
        let spawn = self.spawner();
        let missing = (isolates.len()..count).map(|_| Isolate::start(&spawn));
        isolates.extend(future::try_join_all(missing).await?);
        isolates.iter().for_each(Isolate::clear_stop);
        Ok(isolates)
    }

    /// Ends idle isolates until at most `most` are left.
    pub(crate) fn limit_idle(&mut self, most: usize) {
        self.idle.truncate(most);
    }

    /// Keeps isolates for later runs.
    pub(crate) fn keep(&mut self, isolates: impl IntoIterator<Item = Isolate>) {
        self.idle.extend(isolates);
    }

    /// Takes isolates back that are not to be used again.
    pub(crate) fn retire(&mut self, isolates: impl IntoIterator<Item = Isolate>) {
        self.retired.extend(isolates);
    }

    /// Ends all retired isolates.
    pub(crate) fn end_retired(&mut self) {
        self.retired.clear();
    }
}
