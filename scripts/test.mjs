// npm test [-- --only=<step>,<step>] [<filter for the browser tests>...]: everything that must hold.

import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browser.mjs';
import { run } from './lib/command.mjs';
import { ensureFirefox } from './lib/firefox.mjs';
import { ensureNginx } from './lib/nginx.mjs';
import { inProject } from './lib/paths.mjs';
import { elapsed, fail, main, Problem } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';
import { ensureCheckers } from './lib/toolchain.mjs';
import { WASM_MODULES, wasmCargoArgs, wasmEnv } from './lib/wasm.mjs';

/** The crates whose tests run natively. The engine's run as wasm. */
const NATIVE = ['model', 'analysis', 'catalogue', 'report', 'workloads', 'app'].flatMap((crate) => [
  '-p',
  `lanes-${crate}`,
]);

const DENY_WARNINGS = ['--', '-D', 'warnings'];

const cargo = (env, ...args) => run('cargo', args, { env, show: true });

async function clippyWasm(setup) {
  await ensureCheckers(setup.toolchain);
  for (const module of WASM_MODULES)
    await cargo(wasmEnv(module, setup.env), 'clippy', ...wasmCargoArgs(module), ...DENY_WARNINGS);
}

async function clippyNative(setup) {
  await ensureCheckers(setup.toolchain);
  await cargo(setup.env, 'clippy', ...NATIVE, '--all-targets', ...DENY_WARNINGS);
}

async function format(setup) {
  await ensureCheckers(setup.toolchain);
  await cargo(setup.env, 'fmt', '--all', '--check');
}

function nodeTests(setup) {
  const files = readdirSync(inProject('tests')).filter((file) => file.endsWith('.test.mjs'));
  return run(process.execPath, ['--test', ...files.map((file) => inProject('tests', file))], {
    env: setup.env,
    show: true,
  });
}

/** The engine's own tests, as wasm, under node: no browser, no driver. */
function wasmTests(setup) {
  const engine = WASM_MODULES.find((module) => module.name === 'engine-plain');
  return cargo(wasmEnv(engine, setup.env), 'test', ...wasmCargoArgs(engine));
}

async function browserTests(setup, filters) {
  // Without one, the tests that need it say so.
  for (const ensure of [ensureNginx, ensureFirefox])
    await ensure().catch((error) => console.log(`  ${error.message}`));
  const env = { ...setup.env, CHROMIUM_PATH: await ensureBrowser() };
  await run('playwright', ['test', ...filters], { env, show: true });
}

/** All steps, in the order that finds most mistakes soonest. */
const STEPS = [
  { name: 'format', title: 'rustfmt', run: format },
  {
    name: 'biome',
    title: 'biome: scripts, styles, pages',
    run: (setup) => run('biome', ['ci'], { env: setup.env, show: true }),
  },
  { name: 'node', title: 'scripts, servers and the shape of the whole', run: nodeTests },
  { name: 'clippy', title: 'clippy, native', run: clippyNative },
  { name: 'clippy-wasm', title: 'clippy, wasm', run: clippyWasm },
  { name: 'rust', title: 'Rust tests, native', run: (setup) => cargo(setup.env, 'test', ...NATIVE) },
  { name: 'wasm', title: 'Rust tests, wasm under node', run: wasmTests },
  { name: 'build', title: 'production build', run: buildSite },
  { name: 'browser', title: 'browser tests in Chromium, some in Firefox', needs: 'build', run: browserTests },
];

/** The steps to run: all, or those named and what they need. */
function selectSteps(only) {
  if (!only) return STEPS;
  const names = only.split(',');
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Problem(
      `No step ${unknown.join(', ')}: there are ${STEPS.map((step) => step.name).join(', ')}.`,
    );
  }
  const needed = STEPS.filter((step) => names.includes(step.name)).map((step) => step.needs);
  return STEPS.filter((step) => names.includes(step.name) || needed.includes(step.name));
}

/** Runs one step under its heading. Returns what the summary says of it. */
async function runStep(step, number, setup, filters) {
  const start = performance.now();
  console.log(`\n${number} ${step.title}`);
  try {
    await step.run(setup, filters);
    console.log(`${number} passed, ${elapsed(start)}`);
    return { ...step, passed: true, took: elapsed(start) };
  } catch (error) {
    fail(error);
    console.log(`${number} failed, ${elapsed(start)}`);
    return { ...step, passed: false, took: elapsed(start) };
  }
}

main(async () => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const steps = selectSteps(values.only);
  const setup = await prepareMachine();
  const results = [];
  for (const [i, step] of steps.entries()) {
    const blocked = results.some((result) => result.name === step.needs && !result.passed);
    const result = blocked
      ? { ...step, passed: false, took: `not run, since ${step.needs} failed` }
      : await runStep(step, `[${i + 1}/${steps.length}]`, setup, positionals);
    results.push(result);
  }
  console.log('\nSummary');
  for (const { passed, name, took } of results)
    console.log(`  ${passed ? 'passed' : 'FAILED'}  ${name}, ${took}`);
  const passed = results.filter((result) => result.passed).length;
  console.log(`${passed} passed, ${results.length - passed} failed`);
});
