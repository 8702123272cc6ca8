// The kernels of Lanes, against the same kernels in other programs, on one lane and on as many as there are cores.

import { openLanes } from '../lib/lanes.mjs';
import { measureInTurns } from '../lib/rounds.mjs';
import { geometricMean, ratio } from '../lib/statistics.mjs';
import { WORK } from '../lib/work.mjs';

const NATIVE_LOOP = 'native Rust, one thread';
const NATIVE_RAYON = 'native Rust, rayon';
const LANES_LOOP = 'Lanes, sequential';
const LANES_THREADS = 'Lanes, threads';
const BARE_LOOP = 'bare wasm, one thread';
const BARE_RAYON = 'bare wasm-bindgen-rayon';
const JAVASCRIPT = 'JavaScript, own worker pool';
const LIBRARY = 'JavaScript, workerpool';

/** Measures all work on all sides. */
export async function measureKernels({ browser, site, peers, native, workers, rounds, tell }) {
  const measured = [];
  for (const work of WORK) {
    tell(work.name);
    const { query, javascript } = work;
    const lanes = await openLanes(browser, site, `${query}&repeats=1&workers=${workers}`);
    const sides = {
      [NATIVE_LOOP]: () => native.run(query, 0),
      [NATIVE_RAYON]: () => native.run(query, workers),
      [BARE_LOOP]: () => peers.bare(query, { threads: workers, onRayon: false }),
      [BARE_RAYON]: () => peers.bare(query, { threads: workers, onRayon: true }),
      [LANES_LOOP]: () => lanes.run('sequential'),
      [LANES_THREADS]: () => lanes.run('threads'),
      ...(javascript && {
        [JAVASCRIPT]: () => peers.javascript(javascript, { workers }),
        [LIBRARY]: () => peers.library(javascript, { workers }),
      }),
    };
    measured.push({ name: work.name, times: await measureInTurns(sides, rounds) });
    await lanes.close();
  }
  return { measured, rows: rowsOf(measured) };
}

/** Returns the comparisons that have a goal. */
function rowsOf(measured) {
  const ratios = (slow, fast) =>
    measured
      .filter(({ times }) => times[slow] && times[fast])
      .map(({ name, times }) => ({ name, ...ratio(times[slow], times[fast]) }));
  const mean = (all) => geometricMean(all.map(({ median }) => median));
  const ofOneLane = ratios(LANES_LOOP, NATIVE_LOOP);
  const speedups = measured.map(({ name, times }) => {
    const native = times[NATIVE_LOOP].map((ms, round) => ms / times[NATIVE_RAYON][round]);
    const lanes = times[LANES_LOOP].map((ms, round) => ms / times[LANES_THREADS][round]);
    return { name, ...ratio(lanes, native) };
  });
  const againstJavascript = ratios(JAVASCRIPT, LANES_THREADS);
  const worst = (all, pick) => all.reduce((a, b) => (pick(a.median, b.median) === a.median ? a : b));
  const words = speedups.find(({ name }) => name === 'Word count');
  return [
    { what: 'one lane / native on one thread, geometric mean', value: mean(ofOneLane), most: 1.05 },
    {
      what: 'one lane / native on one thread, worst kernel',
      ...figure(worst(ofOneLane, Math.max)),
      most: 1.25,
    },
    {
      what: 'speed-up of threads / of native rayon, worst kernel',
      ...figure(worst(speedups, Math.min)),
      least: 0.97,
    },
    { what: 'speed-up of threads / of native rayon, word count', ...figure(words), least: 0.95 },
    { what: 'JavaScript workers / threads, geometric mean', value: mean(againstJavascript), least: 1.5 },
    {
      what: 'threads / bare wasm-bindgen-rayon, geometric mean',
      value: mean(ratios(LANES_THREADS, BARE_RAYON)),
      most: 1.03,
    },
  ];
}

const figure = ({ name, median, low, high }) => ({ value: median, low, high, of: name });
