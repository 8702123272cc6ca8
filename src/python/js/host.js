// Worker that a page starts for Python. It loads a build, keeps interpreters ready, and makes one job at a time.
// protocol.js has the messages.

import { load } from './assets.js';
import { makeFailure } from './failures.js';
import { Interpreters } from './interpreters.js';
import { Job } from './job.js';

let interpreters = null;
let current = null;

const HANDLERS = {
  load: loadBuild,
  start: makeJob,
  execute: makeJob,
  extend: (message) => ofCurrent(message)?.extend(message),
  stop: (message) => ofCurrent(message)?.stop(),
};

self.onmessage = ({ data }) => HANDLERS[data.type](data);

/** Returns the current job if the message is about it. Messages about an ended job may arrive late. */
const ofCurrent = ({ job }) => (current?.number === job ? current : undefined);

/** Loads a build in place of the one before. */
async function loadBuild({ build, assets }) {
  interpreters?.discard();
  interpreters = null;
  let loaded = 0;
  const count = (bytes) => {
    loaded += bytes;
    postMessage({ type: 'loading', loaded });
  };
  try {
    const compiled = await load(assets, count);
    const begin = performance.now();
    const started = new Interpreters(compiled);
    if (!(await started.warmUp())) return fail(makeFailure('start'));
    interpreters = started;
    postMessage({ type: 'ready', build, compileMs: compiled.compileMs, startMs: performance.now() - begin });
    if (!current) await started.replenish();
  } catch (error) {
    fail(makeFailure('load', { cause: String(error.message ?? error) }));
  }
}

function fail(failure) {
  postMessage({ type: 'failed', job: null, failure });
}

/** Makes a job, then has interpreters stand ready again. */
async function makeJob(message) {
  if (current || !interpreters) {
    const failure = makeFailure('start', { cause: current ? 'another job is running' : 'nothing is loaded' });
    return postMessage({ type: 'failed', job: message.job, failure });
  }
  const job = new Job(message, (answer) => postMessage(answer));
  current = job;
  await job.run(interpreters);
  current = null;
  await interpreters?.replenish();
}
