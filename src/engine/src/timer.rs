//! Timers. (gloo-timers does not compile where panics unwind: its closures are not marked for that.)

use futures::{FutureExt, Stream, stream};
use js_sys::{Function, Promise};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Waits at least that long, without keeping the event loop.
pub(crate) fn sleep(ms: u32) -> Sleep {
    let mut id = JsValue::UNDEFINED;
    // The closure is called once, before `new` returns, and cannot leave the slot half written.
    let mut slot = AssertUnwindSafe(&mut id);
    let elapsed = Promise::new(&mut move |resolve, _reject| **slot = set_timeout(&resolve, ms));
    Sleep { elapsed: JsFuture::from(elapsed), id }
}

/// A timer that runs. Dropping it cancels it: none is to go off while something else is measured.
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

/// Something to await every that many milliseconds, or later where nobody does.
pub(crate) fn ticks(ms: u32) -> impl Stream<Item = ()> {
    stream::unfold((), move |()| sleep(ms).map(|()| Some(((), ()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::WorkerClock;
    use futures::StreamExt;
    use lanes_workloads::Clock;
    use std::pin::pin;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn a_sleep_takes_its_time() {
        let start = WorkerClock.now();
        sleep(20).await;
        // Timers may fire up to a millisecond early by the finer clock.
        assert!(WorkerClock.now().since(start).0 >= 19.0);
    }

    #[wasm_bindgen_test]
    async fn ticks_go_on() {
        let start = WorkerClock.now();
        let mut ticks = pin!(ticks(10));
        for _ in 0..3 {
            assert_eq!(ticks.next().await, Some(()));
        }
        // Each a millisecond early, as above.
        assert!(WorkerClock.now().since(start).0 >= 27.0);
    }
}
