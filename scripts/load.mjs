// npm run load [-- <runs>]: loads the built site with runs of all experiments and runtimes in one page, restarts of the engine,
// and ten embeds, and prints what is left after each: heap, nodes, listeners, workers, threads and memory. It takes about
// half an hour and is no part of `npm test`. Build the site first.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { renderers } from '../src/python/test/renderers.mjs';
import { ARTICLES, PREVIEW } from '../tests/support/servers.mjs';
import { CHROMIUM_FLAGS, ensureBrowser } from './lib/browser.mjs';
import { inProject } from './lib/paths.mjs';
import { main, Problem } from './lib/report.mjs';

const RUNS = 500;
const RESTARTS = 50;
const EMBEDS = 10;

/** Number of runs between two measurements. */
const RUNS_PER_ROW = 100;

/** Time after which idle isolates have ended, and threads of large pools too. */
const IDLE_MS = 65_000;

/** Growth from the first measurement after the warm-up to the last that counts as flat. */
const MOST_GROWTH = 1.25;

/** Values that make runs of an experiment short, without those that it has not. */
const SMALL = {
  tasks: 4,
  n: 20_000,
  requests: 6,
  users: 6,
  latency: 5,
  files: 4,
  rows: 20_000,
  width: 140,
  height: 98,
  iterations: 50,
  pages: 10,
  most: 4,
  size: 10_000,
  passes: 2,
  duration: 20,
  bytes: 1_000,
  repeats: 1,
  workers: 2,
};

main(async () => {
  if (!existsSync(inProject('dist', 'index.html'))) throw new Problem('Build the site first: npm run build');
  const servers = [
    [
      'node_modules/vite/bin/vite.js',
      'preview',
      '--host',
      PREVIEW.host,
      '--port',
      `${PREVIEW.port}`,
      '--strictPort',
    ],
    ['tests/support/host-server.mjs'],
  ].map((args) => spawn(process.execPath, args, { cwd: inProject(), stdio: 'ignore' }));
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_FLAGS });
  try {
    await sleep(2_000);
    await load(browser, Number(process.argv[2] ?? RUNS));
  } finally {
    await browser.close();
    for (const server of servers) server.kill();
  }
});

async function load(browser, runs) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const client = await page.context().newCDPSession(page);
  const rows = [];
  const measure = async (name) => {
    rows.push(await figuresOf(page, client, name));
    console.log(
      Object.entries(rows.at(-1))
        .map(([key, value]) => `${key} ${value}`)
        .join(', '),
    );
  };
  await page.goto(PREVIEW.url);
  await measure('opened');
  const setups = setupsOf(JSON.parse(readFileSync(inProject('www', 'catalogue.json'))));
  // A change of the runtime replaces the engine, so that runs of one runtime follow each other.
  const order = Array.from({ length: runs }, (_, index) => setups[index % setups.length]);
  for (const [index, setup] of order.entries()) {
    await runOnce(page, setup);
    if ((index + 1) % RUNS_PER_ROW === 0) await measure(`${index + 1} runs`);
  }
  for (let restart = 0; restart < RESTARTS; restart += 1)
    await runOnce(page, 'x=failing-task&how=stack&strategies=threads');
  await measure(`${RESTARTS} restarts`);
  await runOnce(page, 'x=sum-of-squares&n=1000&repeats=1&workers=64&tasks=64');
  await measure('64 workers');
  await sleep(IDLE_MS);
  await measure('idle');
  await loadEmbeds(page);
  await measure(`${EMBEDS} embeds`);
  await sleep(IDLE_MS);
  await measure('idle embeds');
  if (errors.length > 0) throw new Problem(`The page reported errors: ${[...new Set(errors)].join(' ')}`);
  check(rows);
}

/** Returns a query for each experiment and runtime. */
function setupsOf(catalogue) {
  const values = new URLSearchParams(SMALL);
  const queries = (runtime, experiments) => experiments.map(({ id }) => `x=${id}&${values}${runtime}`);
  const others = catalogue.filter(({ id }) => !id.startsWith('python-'));
  return [
    ...queries('', others),
    ...queries('&runtime=cpython', others),
    ...queries('&runtime=cpython-nogil', catalogue),
  ];
}

/** Shows a setup and runs it to its end. */
async function runOnce(page, query) {
  await page.evaluate((query) => {
    history.pushState(null, '', `?${query}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, query);
  const ready = page.locator('[data-engine*="ready"]');
  await ready.waitFor({ state: 'attached', timeout: 120_000 });
  await page.locator('button.run').click();
  await page.waitForFunction(() => document.querySelector('button.run'), undefined, { timeout: 120_000 });
  await ready.waitFor({ state: 'attached', timeout: 120_000 });
}

/** Shows an article with embeds, and runs each. */
async function loadEmbeds(page) {
  const embed = `<iframe src="${PREVIEW.url}?view=embed&amp;x=sum-of-squares&amp;n=1000&amp;repeats=1"></iframe>`;
  await page.goto(ARTICLES.with(embed.repeat(EMBEDS)));
  for (let index = 0; index < EMBEDS; index += 1) {
    const frame = page.frameLocator('iframe').nth(index);
    await frame.getByRole('button', { name: /^Run/ }).click();
    await frame.locator('.bars tr[data-median-ms]').first().waitFor({ timeout: 120_000 });
  }
}

async function figuresOf(page, client, name) {
  await client.send('HeapProfiler.collectGarbage');
  await client.send('Performance.enable');
  const { metrics } = await client.send('Performance.getMetrics');
  const metric = (name) => metrics.find((metric) => metric.name === name).value;
  return {
    after: name,
    heapMB: (metric('JSHeapUsedSize') / 2 ** 20).toFixed(1),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    workers: page.workers().length,
    // Only Linux shows processes as files.
    ...(existsSync('/proc/self/smaps_rollup') && { threads: renderers().threads, MB: renderers().mb }),
  };
}

/** Compares the measurement after the first runs with the last one before the embeds. */
function check(rows) {
  const [first, last] = ['100 runs', 'idle'].map((name) => rows.find(({ after }) => after === name));
  if (!first) return;
  for (const key of ['heapMB', 'nodes', 'listeners'])
    if (last[key] > first[key] * MOST_GROWTH)
      throw new Problem(`${key} grew from ${first[key]} to ${last[key]}.`);
}
