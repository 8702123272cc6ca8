// The page: what it loads, and how soon it has a result.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { firstLoad } from '../../scripts/lib/first-load.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { medianInterval } from '../lib/statistics.mjs';

const ENGINE = /^lanes_engine_bg-.*\.wasm$/;

export async function measurePage({ browser, site, rounds, tell }) {
  tell('first result');
  const times = [];
  for (let round = -1; round < rounds; round += 1) {
    const ms = await firstResult(browser, site);
    if (round >= 0) times.push(ms);
  }
  const { median, low, high } = medianInterval(times.map((ms) => ms / 1000));
  return {
    rows: [
      {
        what: 'open to first result, nothing cached, with autorun',
        unit: 's',
        value: median,
        low,
        high,
        most: 0.8,
      },
      { what: 'first load', unit: 'kB', value: (await firstLoadBytes()) / 1000, most: 150 },
      ...engineSizes().map((bytes) => ({
        what: 'engine, brotli',
        unit: 'kB',
        value: bytes / 1000,
        most: 250,
      })),
    ],
  };
}

/** Opens an embed in a new profile, and returns the time until its first result is shown, in ms. */
async function firstResult(browser, site) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(`${site}?view=embed&autorun=1&x=sum-of-squares&n=100000&repeats=1`);
  await page.locator('.bars tr[data-median-ms]').first().waitFor({ timeout: 60_000 });
  const ms = performance.now() - start;
  await context.close();
  return ms;
}

async function firstLoadBytes() {
  const { build } = await import('vite');
  const options = { configFile: inProject('vite.config.mjs'), logLevel: 'warn', build: { write: false } };
  const { output } = await build(options);
  return firstLoad(output).reduce((sum, { bytes }) => sum + bytes, 0);
}

function engineSizes() {
  const folder = inProject('dist', 'assets');
  const engines = readdirSync(folder).filter((name) => ENGINE.test(name));
  return engines
    .map((name) => brotliCompressSync(readFileSync(join(folder, name))).length)
    .sort((a, b) => a - b);
}
