// Prints figures about CPython in Chromium: node src/python/test/measure.mjs [gil|nogil] [part …]
// Needs the server of the tests (server.mjs) on LANES_PYTHON_PORT, and, for `kernels`, python3.13 in LANES_PYTHON.

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../../../scripts/lib/browser.mjs';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { findChromium } from '../../../scripts/lib/system.mjs';
import { KERNELS } from './kernels.mjs';
import { makeCases, makeTurns, squares } from './programs.mjs';
import { renderers } from './renderers.mjs';
import { median, parallelTime, wallOf } from './support.mjs';

const PORT = process.env.LANES_PYTHON_PORT ?? 4501;
const [build = 'gil', ...parts] = process.argv.slice(2);

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const round = (number, digits = 0) => Number(number.toFixed(digits));

const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_FLAGS });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${PORT}/`);
const empty = renderers();
const ready = await page.evaluate((name) => window.python.load(name), build);

const execute = (source, options = {}) =>
  page.evaluate(([text, more]) => window.python.execute(text, more), [source, options]);
const measure = async (program, cases, rounds) => {
  const job = { program, cases, turns: makeTurns(cases, rounds) };
  const { messages } = await page.evaluate((work) => window.python.measure(work), job);
  const runs = messages.filter(({ type }) => type === 'runFinished').map(({ run }) => run);
  return {
    messages,
    runsOf: (index) => runs.filter(({ turn }) => turn.case === index),
  };
};
const output = ({ messages }) =>
  messages
    .flatMap(({ chunks = [] }) => chunks.map(({ text }) => text))
    .join('')
    .trim();

const PARTS = {
  async sizes() {
    const unpacked = await page.evaluate((name) => window.python.sizes(name), build);
    const packed = (name) => statSync(inProject(`vendor/cpython/built/${name}.br`)).size;
    const names = [`python-${build}.wasm`, `python-${build}.mjs`, 'stdlib.zip'];
    return { bytes: unpacked, brotli: Object.fromEntries(names.map((name) => [name, packed(name)])) };
  },

  async start() {
    await sleep(3000);
    const two = renderers();
    const results = [];
    for (let i = 0; i < 5; i += 1) {
      await sleep(1500);
      const { begin, messages } = await execute('print(1)');
      results.push(round(messages.find(({ type }) => type === 'output').receivedAt - begin));
    }
    return {
      compileMs: round(ready.compileMs),
      firstStartMs: round(ready.startMs),
      twoInterpretersMb: two.mb - empty.mb,
      firstOutputMs: results,
    };
  },

  async processes() {
    await sleep(2000);
    const before = renderers().mb;
    const source = `import time
from multiprocessing import get_context

def idle(ended):
    ended.acquire()

for method in ("fork", "spawn"):
    context = get_context(method)
    if __name__ == "__main__":
        ended = context.Semaphore(0)
        children = [context.Process(target=idle, args=(ended,)) for _ in range(4)]
        for child in children:
            child.start()
        time.sleep(4)
        print(method, flush=True)
        for child in children:
            ended.release()
        for child in children:
            child.join()
`;
    const done = execute(source);
    await sleep(3500);
    const during = renderers().mb;
    const { messages } = await done;
    const starts = messages
      .filter(({ type }) => type === 'processStarted')
      .map(({ startMs }) => round(startMs));
    const trips = output(
      await execute(`import time
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool:
    list(pool.map(abs, range(20)))
    times = []
    for _ in range(100):
        begin = time.perf_counter()
        pool.submit(abs, -1).result()
        times.append(time.perf_counter() - begin)
    data = bytes(10_000_000)
    begin = time.perf_counter()
    pool.submit(len, data).result()
    print(round(sorted(times)[50] * 1000, 2), round((time.perf_counter() - begin) * 1000))`),
    );
    return { startMs: starts, mbEach: round((during - before) / 4), 'round trip ms, 10 MB ms': trips };
  },

  async switches() {
    if (build === 'nogil') return 'There is no GIL to switch.';
    const intervals = [1, 5, 50];
    const cases = intervals.map((switchIntervalMs) => ({ strategy: 'threads', switchIntervalMs }));
    const { runsOf } = await measure(squares(1_500_000, 2), cases, 3);
    const holds = (index) =>
      runsOf(index).flatMap(({ gil }) =>
        gil.map(({ start, end }) => end - start).filter((length) => length > 0.2),
      );
    return Object.fromEntries(
      intervals.map((interval, index) => [`${interval} ms`, round(median(holds(index)), 1)]),
    );
  },

  async stop() {
    const programs = {
      loop: 'print("on")\nwhile True: pass',
      threads: `import threading
def spin():
    while True:
        try:
            while True: pass
        except BaseException: pass
for _ in range(3): threading.Thread(target=spin).start()
print("on")
spin()`,
      'long call': 'print("on")\nx = 3 ** (10 ** 8)',
    };
    const figures = {};
    for (const [name, source] of Object.entries(programs)) {
      const times = [];
      for (let i = 0; i < 3; i += 1) {
        await sleep(2500);
        const { messages } = await execute(source, { stopAfterMs: 300 });
        times.push(round(messages.at(-1).stopMs, 2));
      }
      await sleep(1500);
      const before = renderers().cpuMs;
      await sleep(1000);
      figures[name] = { parkedAfterMs: times, cpuMsInASecondLater: renderers().cpuMs - before };
    }
    return figures;
  },

  async requests() {
    const source = `import asyncio, time, aiohttp, requests
from concurrent.futures import ThreadPoolExecutor

async def one(session, number):
    async with session.get(f"https://api.example.com/{number}") as response:
        return response.status

async def main(count):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        return await asyncio.gather(*(one(session, number) for number in range(count)))

def seconds(work):
    begin = time.perf_counter()
    work()
    return round(time.perf_counter() - begin, 3)

print("threads", [seconds(lambda: list(pool.map(requests.get, ["https://example.com/1"] * 10))) for pool in [ThreadPoolExecutor(10)] * 3],
      *(f"asyncio {count}: {seconds(lambda: asyncio.run(main(count)))}" for count in (10, 100, 1000)))`;
    const byTimer = output(await execute(source, { network: 'timer' }));
    return { timer: byTimer, server: output(await execute(source, { network: 'server' })) };
  },

  async speedup() {
    const strategies = ['sequential', 'threads', 'processes', 'multiprocessing'];
    const { runsOf } = await measure(squares(500_000), makeCases(strategies), 7);
    const base = wallOf(runsOf(0));
    return Object.fromEntries(
      strategies.map((strategy, index) => {
        const runs = runsOf(index);
        const shared = round(parallelTime(runs.at(-1)) / runs.at(-1).wall, 2);
        return [strategy, { ms: round(wallOf(runs)), speedup: round(base / wallOf(runs), 2), shared }];
      }),
    );
  },

  async kernels() {
    const timed = (source, scale) => `${source}
import time, threading
def run():
    best = 1e9
    for _ in range(5):
        begin = time.perf_counter()
        kernel(${scale})
        best = min(best, time.perf_counter() - begin)
    print(best * 1000)
thread = threading.Thread(target=run)
thread.start()
thread.join()`;
    const ratios = {};
    for (const { name, source, scale } of KERNELS) {
      const here = Number(output(await execute(timed(source, scale))));
      const native = Number(
        execFileSync(process.env.LANES_PYTHON ?? 'python3', ['-c', timed(source, scale)]),
      );
      ratios[name] = { here: round(here, 1), native: round(native, 1), ratio: round(here / native, 2) };
    }
    const all = Object.values(ratios).map(({ ratio }) => Math.log(ratio));
    return { ...ratios, geometricMean: round(Math.exp(all.reduce((a, b) => a + b) / all.length), 2) };
  },
};

for (const part of parts.length ? parts : Object.keys(PARTS)) console.log(build, part, await PARTS[part]());
await browser.close();
