//! Clock and timers of a worker.

use futures::{FutureExt, Stream, stream};
use js_sys::{Function, Promise};
use lanes_model::{Millis, Timestamp};
use lanes_workloads::Clock;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Performance, WorkerGlobalScope};

thread_local! {
    /// `performance` object of this worker, and its time origin.
    static PERFORMANCE: Option<(Performance, f64)> = {
        let scope = js_sys::global().unchecked_into::<WorkerGlobalScope>();
        scope.performance().map(|performance| {
            let origin = performance.time_origin();
            (performance, origin)
        })
    };
}

/// Clock that reads `performance.timeOrigin + performance.now()`. Each worker's `now()` counts from the worker's own
/// start; the sum is the same in all workers to within 10 µs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WorkerClock;

impl WorkerClock {
    /// Returns this worker's `performance` object, if there is one.
    pub(crate) fn performance() -> Option<Performance> {
        PERFORMANCE.with(|own| own.as_ref().map(|(performance, _)| performance.clone()))
    }

    /// Returns the time since a moment.
    pub(crate) fn since(self, moment: Timestamp) -> Millis {
        self.now().since(moment)
    }
}

impl Clock for WorkerClock {
    fn now(&self) -> Timestamp {
        PERFORMANCE.with(|own| {
            Timestamp(own.as_ref().map_or_else(js_sys::Date::now, |(clock, origin)| origin + clock.now()))
        })
    }
}

// Not from gloo-timers, which does not compile where panics unwind: its closures are not marked unwind-safe.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Returns a future that completes after at least `ms` milliseconds.
pub(crate) fn sleep(ms: u32) -> Sleep {
    let mut id = JsValue::UNDEFINED;
    // The closure is called once, before `new` returns, and cannot leave the slot half written.
    let mut slot = AssertUnwindSafe(&mut id);
    let elapsed = Promise::new(&mut move |resolve, _reject| **slot = set_timeout(&resolve, ms));
    Sleep { elapsed: JsFuture::from(elapsed), id }
}

/// Running timer. Dropping it cancels the timer, so that none fires while something else is measured.
pub(crate) struct Sleep {
    elapsed: JsFuture,
    id: JsValue,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.elapsed.poll_unpin(context).map(drop)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// Returns a stream with an item every `ms` milliseconds. Time in which the stream is not polled does not count.
pub(crate) fn ticks(ms: u32) -> impl Stream<Item = ()> {
    stream::unfold((), move |()| sleep(ms).map(|()| Some(((), ()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use std::pin::pin;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn a_sleep_takes_at_least_its_time() {
        let start = WorkerClock.now();
        sleep(20).await;
        // Timers may fire up to a millisecond early by the finer clock.
        assert!(WorkerClock.since(start).0 >= 19.0);
    }

    #[wasm_bindgen_test]
    async fn ticks_repeat_at_their_interval() {
        let start = WorkerClock.now();
        let mut ticks = pin!(ticks(10));
        for _ in 0..3 {
            assert_eq!(ticks.next().await, Some(()));
        }
        // Each a millisecond early, as above.
        assert!(WorkerClock.since(start).0 >= 27.0);
    }
}
