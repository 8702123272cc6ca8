//! The clock that all workers share.

use lanes_model::Timestamp;
use lanes_workloads::Clock;
use wasm_bindgen::JsCast;
use web_sys::{Performance, WorkerGlobalScope};

thread_local! {
    /// This worker's clock and the moment it counts from.
    static OWN: Option<(Performance, f64)> = {
        let scope = js_sys::global().unchecked_into::<WorkerGlobalScope>();
        scope.performance().map(|performance| {
            let origin = performance.time_origin();
            (performance, origin)
        })
    };
}

/// `performance.timeOrigin + performance.now()`: each worker counts from its own start, and the sum is
/// the same in all of them to within 10 µs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WorkerClock;

impl WorkerClock {
    /// What this worker's times are measured with, where there is such a thing.
    pub(crate) fn performance() -> Option<Performance> {
        OWN.with(|own| own.as_ref().map(|(performance, _)| performance.clone()))
    }
}

impl Clock for WorkerClock {
    fn now(&self) -> Timestamp {
        OWN.with(|own| {
            Timestamp(own.as_ref().map_or_else(js_sys::Date::now, |(clock, origin)| origin + clock.now()))
        })
    }
}
