// Tells the page what ended a thread of the pool. It is the page that must hear it: after a trap wasm-bindgen
// lets nobody call into the module again, and the engine's conductor runs in the same one. And it must be told
// like this: wasm-bindgen-rayon starts its threads in a promise, so the exception is a rejection that nobody
// handles, which causes no error event at the thread's owner.

let task = 0;

/** Notes the number of the task under way on this thread, 0 for none. */
export function noteTask(number) {
  task = number;
}

export function reportCrash(channelName) {
  const channel = new BroadcastChannel(channelName);
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    channel.postMessage({ task, cause: String(event.reason), at: performance.timeOrigin + event.timeStamp });
  });
}
