// Reports to the page what ended a thread of the pool. The page must hear it from the thread: after a trap
// wasm-bindgen refuses all calls into the module, and the engine's conductor runs in the same one. And it must be
// reported like this: wasm-bindgen-rayon starts its threads in a promise, so the exception is an unhandled rejection,
// which causes no error event at the thread's owner.

let task = 0;

/** Notes the number of the task under way on this thread, 0 for none. */
export function noteTask(number) {
  task = number;
}

/** Posts the exception that ends this thread, with its task and time, to the broadcast channel of that name. */
export function reportCrash(channelName) {
  const channel = new BroadcastChannel(channelName);
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    channel.postMessage({ task, cause: String(event.reason), at: performance.timeOrigin + event.timeStamp });
  });
}
