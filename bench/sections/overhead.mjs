// What Lanes costs by itself: short tasks, requests that only wait, and processes.

import { openLanes } from '../lib/lanes.mjs';
import { measureInTurns } from '../lib/rounds.mjs';
import { medianInterval, ratio } from '../lib/statistics.mjs';

/** Four tasks of some 20 ms. */
const SHORT = 'x=sum-of-squares&tasks=4&n=40000000';

/** Comparisons: title, query, shortest possible time in ms, and the goal for the ratio of both. */
const WAITS = [
  ['10 requests of 100 ms: wall / ideal', 'x=ten-requests&requests=10&limit=10', 100, 1.25],
  ['100 requests of 100 ms, 20 at a time: wall / ideal', 'x=ten-requests&requests=100&limit=20', 500, 1.25],
  // The longest step of the sweep: all at once, answered by a timer in the page.
  ['5,000 requests of 100 ms at once: wall / ideal', 'x=thousands&network=timer&limit=5000', 100, 3],
];

export async function measureOverhead({ browser, site, peers, workers, rounds, tell }) {
  tell('four tasks of 20 ms');
  const rows = [await shortTasks({ browser, site, peers, workers, rounds })];
  for (const [what, query, ideal, most] of WAITS) {
    tell(what);
    const lanes = await openLanes(browser, site, `${query}&latency=100&jitter=0&repeats=1`);
    const run = () => lanes.run('async');
    const { async } = await measureInTurns({ async: run }, rounds);
    await lanes.close();
    const { median, low, high } = medianInterval(async.map((ms) => ms / ideal));
    rows.push({ what, value: median, low, high, most });
  }
  return { rows };
}

async function shortTasks({ browser, site, peers, workers, rounds }) {
  const lanes = await openLanes(browser, site, `${SHORT}&workers=${workers}&repeats=1`);
  const sides = {
    lanes: () => lanes.run('threads'),
    bare: () => peers.bare(SHORT, { threads: workers, onRayon: true }),
  };
  const times = await measureInTurns(sides, rounds);
  await lanes.close();
  const { median, low, high } = ratio(times.lanes, times.bare);
  return {
    what: 'threads / bare wasm-bindgen-rayon, 4 tasks of 20 ms',
    value: median,
    low,
    high,
    most: 1.03,
  };
}
