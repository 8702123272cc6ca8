// Worker of one interpreter. CPython's main thread and all its threads are workers nested in this one, whose own event
// loop is always free: it carries messages, sends requests, and stops the threads.

import '../../../www/boot/trusted.js';
import { holdLock } from '../../../www/loading/watch.js';
import { CALL, NOTHING } from './calls.js';
import { MOST_FILE_BYTES } from './limits.js';
import { request } from './network.js';

/** Number of the error ENOSPC in Emscripten. */
const NO_SPACE = 51;

let module;
let setup;
let network;

/** Cancels of requests in progress, by channel and tag. */
const cancels = new Map();

const HANDLERS = {
  start,
  network: (message) => {
    network = message.network;
  },
  deliver: (message) => deliver(message.channel, message.tag, message.status, message.bytes),
  stop: () => {
    module?._lanes_stop();
    postMessage({ type: 'stopped' });
  },
};

self.onmessage = ({ data }) => HANDLERS[data.type](data);

// A worker that crashed is reported by Emscripten as text, see `complain`, and then thrown once more.
self.addEventListener('error', (event) => event.preventDefault());

/** Starts CPython from a compiled module. */
async function start(message) {
  ({ setup, network } = message);
  const isHeld = holdLock(message.lock);
  // Emscripten then has threads post messages to this worker. With asynchronous waits, Chromium lost a notification once in
  // some 60 starts, and the interpreter hung until the host gave it up.
  Atomics.waitAsync = undefined;
  try {
    const { default: makeModule } = await import(/* @vite-ignore */ setup.glue);
    await isHeld;
    module = await makeModule(settings(message.module));
  } catch (error) {
    crash(error);
  }
}

/** Returns the settings of Emscripten's module. */
function settings(compiled) {
  return {
    lanesPool: setup.threads,
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled), crash);
      return {};
    },
    preRun: [limitFiles, writeFiles],
    lanesRequest: receiveCall,
    // The host looks at the output at intervals.
    lanesOutput() {},
    print: (text) => postMessage({ type: 'log', text }),
    printErr: complain,
    onAbort: crash,
    onExit: (code) => postMessage({ type: 'exited', code }),
  };
}

function crash(reason) {
  postMessage({ type: 'crashed', reason: String(reason) });
}

function writeFiles({ FS }) {
  for (const [path, bytes] of Object.entries(setup.files)) FS.writeFile(path, bytes, { canOwn: true });
}

/** Has a file that grows too large fail as on a full disk: files take memory of the tab, beyond that of the interpreter. */
function limitFiles({ FS }) {
  const { MEMFS } = FS.filesystems;
  const expand = MEMFS.expandFileStorage;
  MEMFS.expandFileStorage = (node, capacity) => {
    if (capacity > MOST_FILE_BYTES) throw new FS.ErrnoError(NO_SPACE);
    expand(node, capacity);
  };
}

/** Handles Emscripten's own messages. Those about uncaught exceptions are the only sign of a crashed thread. */
function complain(text) {
  const crashed = /^worker: .*?uncaught exception: (.*)$|^worker sent an error!.*?: (.*)$/s.exec(text);
  if (crashed) crash(crashed[1] ?? crashed[2]);
  else postMessage({ type: 'log', text });
}

/** Puts a message into one of CPython's channels. */
function deliver(channel, tag, status, bytes) {
  const message = module._lanes_alloc(bytes.length);
  if (message === 0) return crash('out of memory');
  new Uint8Array(module.wasmMemory.buffer).set(bytes, module._lanes_data(message));
  module._lanes_deliver(channel, message, tag, status);
}

/** Receives a call of a Python thread. */
function receiveCall(channel, tag, operation, a, b, data, length) {
  const bytes = length ? new Uint8Array(module.wasmMemory.buffer).slice(data, data + length) : NOTHING;
  module._lanes_done(data);
  if (operation === CALL.READY) return reportReady();
  if (operation === CALL.FETCH) return sendRequest(channel, tag, bytes);
  if (operation === CALL.CANCEL && cancels.has(`${a}/${b}`)) return cancels.get(`${a}/${b}`).abort();
  postMessage({ type: 'call', channel, tag, operation, a, b, bytes }, bytes.length ? [bytes.buffer] : []);
}

function reportReady() {
  const { wasmMemory, _lanes_ring, _lanes_count, _lanes_read, _lanes_lost } = module;
  const { _lanes_out, _lanes_out_w, _lanes_out_r, _lanes_out_closed } = module;
  postMessage({
    type: 'ready',
    buffer: wasmMemory.buffer,
    trace: { ring: _lanes_ring, count: _lanes_count, read: _lanes_read, lost: _lanes_lost },
    output: { ring: _lanes_out, written: _lanes_out_w, read: _lanes_out_r, closed: _lanes_out_closed },
  });
}

async function sendRequest(channel, tag, bytes) {
  const key = `${channel}/${tag}`;
  const cancel = new AbortController();
  cancels.set(key, cancel);
  const onRefused = (origin) => postMessage({ type: 'refused', origin });
  const answer = await request(bytes, network, setup.process, cancel.signal, onRefused);
  cancels.delete(key);
  deliver(channel, tag, 0, answer);
}
