// The steps of `npm test`.

import { readdirSync } from 'node:fs';
import { ensureBrowser } from './browser.mjs';
import { run } from './command.mjs';
import { checkDependencies } from './deny.mjs';
import { inProject } from './paths.mjs';
import { Problem } from './report.mjs';
import { buildSite } from './site.mjs';
import { ensureCheckers } from './toolchain.mjs';
import { ensureTestRunner } from './tools.mjs';
import { WASM_MODULES, wasmCargoArgs, wasmEnv } from './wasm.mjs';

/** Returns arguments that name the crates of Lanes that compile natively: all but the engine. */
const native = ({ crates }) =>
  crates
    .filter(({ name }) => !['lanes-engine', 'lanes-wasm-tools'].includes(name))
    .flatMap(({ name }) => ['-p', name]);

const DENY_WARNINGS = ['--', '-D', 'warnings'];

const cargo = (env, ...args) => run('cargo', args, { env, show: true });

async function clippyWasm(setup) {
  await ensureCheckers(setup.toolchain);
  for (const module of WASM_MODULES)
    await cargo(wasmEnv(module, setup.env), 'clippy', ...wasmCargoArgs(module), ...DENY_WARNINGS);
}

async function clippyNative(setup) {
  await ensureCheckers(setup.toolchain);
  await cargo(setup.env, 'clippy', ...native(setup), '--all-targets', ...DENY_WARNINGS);
  // By itself, since it would add features to the dependencies that it shares with Lanes.
  await cargo(setup.env, 'clippy', '-p', 'lanes-wasm-tools', ...DENY_WARNINGS);
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

/** Runs the engine's own tests, as wasm, under Node: no browser, no driver. */
async function wasmTests(setup) {
  const engine = WASM_MODULES.find((module) => module.name === 'engine-plain');
  const env = {
    ...wasmEnv(engine, setup.env),
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: await ensureTestRunner(setup),
  };
  await cargo(env, 'test', ...wasmCargoArgs(engine));
}

async function browserTests(setup, filters) {
  const env = { ...setup.env, CHROMIUM_PATH: await ensureBrowser() };
  await run('playwright', ['test', ...filters], { env, show: true });
}

/** Tests CPython in a browser on a page of its own, against the python3 of this machine. */
async function pythonTests(setup) {
  const env = { ...setup.env, CHROMIUM_PATH: await ensureBrowser() };
  await run('playwright', ['test', '-c', 'src/python/test'], { env, show: true });
}

/**
 * All steps, in the order that finds most mistakes soonest.
 *
 * `programs` are those of the operating system that a step uses, `needs` is a step that must run before, and a step with
 * `onlyByName` is left out unless it is named.
 */
export const STEPS = [
  { name: 'format', title: 'rustfmt', run: format },
  {
    name: 'biome',
    title: 'biome: scripts, styles, pages',
    run: (setup) => run('biome', ['ci'], { env: setup.env, show: true }),
  },
  {
    name: 'deny',
    title: 'licences, versions and sources of dependencies',
    programs: ['venv'],
    run: (setup) => checkDependencies(['licenses', 'bans', 'sources'], setup),
  },
  {
    name: 'advisories',
    title: 'known vulnerabilities of dependencies, from GitHub',
    programs: ['venv'],
    onlyByName: true,
    run: (setup) => checkDependencies(['advisories'], setup),
  },
  {
    name: 'node',
    title: 'scripts, servers and the shape of the whole',
    programs: ['venv'],
    run: nodeTests,
  },
  { name: 'clippy', title: 'clippy, native', run: clippyNative },
  { name: 'clippy-wasm', title: 'clippy, wasm', run: clippyWasm },
  { name: 'rust', title: 'Rust tests, native', run: (setup) => cargo(setup.env, 'test', ...native(setup)) },
  { name: 'wasm', title: 'Rust tests, wasm under Node', run: wasmTests },
  {
    name: 'python',
    title: 'CPython by itself, in Chromium and in Firefox',
    programs: ['chromium', 'firefox', 'venv'],
    onlyByName: true,
    run: pythonTests,
  },
  { name: 'build', title: 'production build', run: buildSite },
  {
    name: 'browser',
    title: 'browser tests in Chromium, some in Firefox',
    programs: ['chromium', 'firefox', 'nginx'],
    needs: 'build',
    run: browserTests,
  },
];

/** Returns the steps to run: all but those that run by name only, or those named and what they need. */
export function selectSteps(only) {
  if (!only) return STEPS.filter(({ onlyByName }) => !onlyByName);
  const names = only.split(',');
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Problem(
      `No step is called ${unknown.join(', ')}. There are ${STEPS.map((step) => step.name).join(', ')}.`,
    );
  }
  const needed = STEPS.filter((step) => names.includes(step.name)).map((step) => step.needs);
  return STEPS.filter((step) => names.includes(step.name) || needed.includes(step.name));
}
