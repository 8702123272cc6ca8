// CPython: native, in Lanes and as Pyodide; and Lanes in Rust against pure Python on processes.

import { inProject } from '../../scripts/lib/paths.mjs';
import { KERNELS } from '../../src/python/test/kernels.mjs';
import { openLanes } from '../lib/lanes.mjs';
import { startPeer } from '../lib/lines.mjs';
import { measureInTurns } from '../lib/rounds.mjs';
import { geometricMean, ratio } from '../lib/statistics.mjs';
import { PYTHON_WORK } from '../lib/work.mjs';

/** Returns a program that prints the time of the fastest of three calls in ms. */
const timed = (source, scale) => `${source}
import time, threading
def run():
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        kernel(${scale})
        times.append(time.perf_counter() - begin)
    print(min(times) * 1000)
`;
/** In Lanes, the main thread of an interpreter answers messages too. */
const IN_THREAD = 'thread = threading.Thread(target=run)\nthread.start()\nthread.join()\n';

/** Pyodide has no threads. */
const DIRECTLY = 'run()\n';

export async function measurePython({ python, openInterpreters, pyodide, rounds, tell }) {
  const interpreters = await openInterpreters();
  const measured = [];
  for (const { name, source, scale } of KERNELS) {
    tell(name);
    const program = timed(source, scale);
    const side = (execute, end) => async () => ({ ms: Number(await execute(program + end)) });
    const sides = {
      native: side(python.execute, IN_THREAD),
      'Lanes, with GIL': side(interpreters.gil, IN_THREAD),
      'Lanes, free-threaded': side(interpreters.nogil, IN_THREAD),
      Pyodide: side(pyodide, DIRECTLY),
    };
    measured.push({ name, times: await measureInTurns(sides, rounds) });
  }
  const mean = (one, other) =>
    geometricMean(measured.map(({ times }) => ratio(times[one], times[other]).median));
  return {
    measured,
    rows: [
      {
        what: 'CPython in Lanes / native CPython, geometric mean',
        value: mean('Lanes, with GIL', 'native'),
        most: 2.3,
      },
      {
        what: 'CPython in Lanes / Pyodide, geometric mean',
        value: mean('Lanes, with GIL', 'Pyodide'),
        most: 1,
      },
      {
        what: 'free-threaded CPython in Lanes / native CPython, geometric mean',
        value: mean('Lanes, free-threaded', 'native'),
      },
    ],
  };
}

/** Measures Lanes on threads against ProcessPoolExecutor, with kernels in pure Python that give the same answers. */
export async function measureAgainstPython({ browser, site, python, workers, rounds, tell }) {
  const peer = startPeer(python.command, [inProject('bench', 'python', 'peer.py'), `${workers}`]);
  const measured = [];
  for (const { name, query, kernel, tasks } of PYTHON_WORK) {
    tell(`${name} in Python`);
    const lanes = await openLanes(browser, site, `${query}&repeats=1&workers=${workers}`);
    const python = (strategy) => () => peer.ask(`${kernel} ${strategy} ${JSON.stringify(tasks)}`);
    const sides = {
      'Lanes, threads': () => lanes.run('threads'),
      'CPython, loop': python('loop'),
      'CPython, ThreadPoolExecutor': python('threads'),
      'CPython, ProcessPoolExecutor': python('processes'),
    };
    measured.push({ name: `${name}, small`, times: await measureInTurns(sides, rounds) });
    await lanes.close();
  }
  peer.end();
  const rows = measured.map(({ name, times }) => {
    const { median, low, high } = ratio(times['CPython, ProcessPoolExecutor'], times['Lanes, threads']);
    return { what: 'ProcessPoolExecutor / threads', of: name, value: median, low, high, least: 100 };
  });
  return { measured, rows };
}
