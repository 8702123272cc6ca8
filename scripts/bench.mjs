// npm run bench [-- <rounds> [<section>...]]: measures Lanes against what a user would take instead, on this machine, and writes
// a report into target/bench/report. It takes half an hour or more, is no part of `npm test`, and wants a machine that does
// nothing else. Sections: kernels, overhead, page, python, against-python.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startNative } from '../bench/lib/native.mjs';
import { drawSvg, writeMarkdown } from '../bench/lib/report.mjs';
import { median } from '../bench/lib/statistics.mjs';
import { measureKernels } from '../bench/sections/kernels.mjs';
import { measureOverhead } from '../bench/sections/overhead.mjs';
import { measurePage } from '../bench/sections/page.mjs';
import { measureAgainstPython, measurePython } from '../bench/sections/python.mjs';
import { developmentHeaders, HOST_HEADERS } from '../www/network/headers.js';
import { CHROMIUM_FLAGS, ensureBrowser } from './lib/browser.mjs';
import { ask, run } from './lib/command.mjs';
import { inProject } from './lib/paths.mjs';
import { main, Problem, step } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';
import { BENCH_MODULE, buildWasm } from './lib/wasm.mjs';

const ROUNDS = 9;
const FOLDER = inProject('target', 'bench', 'report');

const SECTIONS = {
  kernels: { title: 'Kernels', measure: measureKernels },
  overhead: { title: 'Overhead', measure: measureOverhead },
  page: { title: 'Page', measure: measurePage },
  python: { title: 'Python: ten kernels', measure: measurePython },
  'against-python': { title: 'Rust in Lanes and pure Python', measure: measureAgainstPython },
};

main(async () => {
  const [rounds = ROUNDS, ...names] = process.argv.slice(2);
  const unknown = names.filter((name) => !SECTIONS[name]);
  if (!(Number(rounds) >= 1) || unknown.length > 0)
    throw new Problem(`Usage: npm run bench -- [rounds] [${Object.keys(SECTIONS).join('|')}]…`);
  const ends = [];
  try {
    const sides = await startSides(ends);
    const selected = names.length > 0 ? names : Object.keys(SECTIONS);
    await report(sides, Number(rounds), selected);
  } finally {
    for (const end of ends.reverse()) await end();
  }
});

/** Builds and starts everything that is compared. Adds how to end it to `ends`. */
async function startSides(ends) {
  const setup = await prepareMachine();
  await buildSite(setup);
  await buildWasm([BENCH_MODULE], setup);
  await step('npm packages of the peers', () =>
    run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: inProject('bench') }),
  );
  const { build } = await import('vite');
  await step('page of the peers', () => build({ configFile: inProject('bench', 'vite.config.mjs') }));
  const native = await startNative(setup);
  ends.push(native.end);
  const site = await serve([inProject('dist')], { headers: HOST_HEADERS });
  const folders = [
    ['target', 'bench', 'site'],
    ['www', 'public'],
    ['bench', 'node_modules'],
  ];
  const peersSite = await serve(
    folders.map((path) => inProject(...path)),
    { headers: developmentHeaders(true) },
  );
  ends.push(site.end, peersSite.end);
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_FLAGS });
  ends.push(() => browser.close());
  const peersPage = await browser.newPage();
  await peersPage.goto(peersSite.url);
  const call = (name) => (work, options) =>
    peersPage.evaluate(([name, work, options]) => window.peers[name](work, options), [name, work, options]);
  const peers = Object.fromEntries(['bare', 'javascript', 'library'].map((name) => [name, call(name)]));
  const pyodide = (program) => peersPage.evaluate((program) => window.peers.pyodide(program), program);
  const python = nativePython();
  return {
    browser,
    site: site.url,
    peers,
    native,
    python,
    pyodide,
    // Only when it is their turn: their workers would take part in all other sections.
    openInterpreters: () => openInterpreters(browser, ends),
  };
}

/** Returns CPython of this machine: that of LANES_PYTHON, or python3. */
function nativePython() {
  const command = process.env.LANES_PYTHON ?? 'python3';
  const execute = async (program) => (await promisify(execFile)(command, ['-c', program])).stdout;
  return { command, execute, version: ask(command, ['--version']).trim() };
}

/** Opens both builds of CPython in Lanes, on the page of their own tests. */
async function openInterpreters(browser, ends) {
  const port = 4590;
  const server = spawn(process.execPath, [inProject('src', 'python', 'test', 'server.mjs'), `${port}`]);
  ends.push(() => server.kill());
  const address = `http://127.0.0.1:${port}/`;
  await waitFor(address);
  const open = async (build) => {
    const page = await browser.newPage();
    await page.goto(address);
    await page.evaluate((build) => window.python.load(build), build);
    return async (program) => {
      const { messages } = await page.evaluate((program) => window.python.execute(program), program);
      return messages.flatMap(({ chunks = [] }) => chunks.map(({ text }) => text)).join('');
    };
  };
  return { gil: await open('gil'), nogil: await open('nogil') };
}

/** Waits until a server answers. */
async function waitFor(address) {
  for (let tries = 100; tries > 0; tries -= 1) {
    if (await fetch(address).catch(() => null)) return;
    await sleep(100);
  }
  throw new Problem(`The server at ${address} does not answer.`);
}

async function report(sides, rounds, names) {
  const workers = cpus().length;
  const rows = [];
  const measured = [];
  for (const name of names) {
    const { title, measure } = SECTIONS[name];
    const section = await step(title, (tell) => measure({ ...sides, workers, rounds, tell }));
    rows.push(...section.rows);
    if (section.measured) measured.push({ title, all: section.measured.map(withMedians) });
  }
  const machine = `${cpus()[0].model}, ${workers} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Chromium ${sides.browser.version()}, ${sides.python.version}, ${new Date().toISOString().slice(0, 10)}`;
  const written = { machine, rounds, rows, measured };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/report.json`, `${JSON.stringify(written, undefined, 1)}\n`);
  writeFileSync(`${FOLDER}/README.md`, writeMarkdown(written));
  writeFileSync(`${FOLDER}/times.svg`, drawSvg(measured));
  console.log(writeMarkdown(written));
  console.log(`  written to ${FOLDER}`);
}

const withMedians = ({ name, times }) => ({
  name,
  times,
  medians: Object.fromEntries(Object.entries(times).map(([side, all]) => [side, median(all)])),
});
