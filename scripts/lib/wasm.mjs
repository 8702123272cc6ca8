// The wasm modules of Lanes, and how each is compiled. The flags live here and not in .cargo/config.toml, which would
// change native builds too.

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf, runCargo } from './cargo.mjs';
import { run } from './command.mjs';
import { inProject } from './paths.mjs';
import { step } from './report.mjs';
import { hashInputs, makeIfStale } from './stamp.mjs';
import { ensureWasmTools, toolVersions, wasmOpt } from './tools.mjs';

const TARGET = 'wasm32-unknown-unknown';

/**
 * A panic is a trap, which the page reports. No reader sees its message, so the build leaves out messages and all that only
 * they print: `{:?}` prints nothing. That saves a fifth of the download. (`panic=immediate-abort` is an unstable option.)
 */
const ABORT = {
  rustflags: ['-Zunstable-options -C panic=immediate-abort', '-Zlocation-detail=none', '-Zfmt-debug=none'],
  std: ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
};

/** A panic in a task is an error of that task. The engine survives it. */
const UNWIND = { rustflags: ['-C panic=unwind'], std: ['-Zbuild-std=std,panic_unwind'] };

/** Keeps the linker's relocations, from which wasm-split learns what each function needs. */
const SPLITTABLE = ['-C link-arg=--emit-relocs'];

const PLAIN_FEATURES = ['-C target-feature=+simd128'];

/**
 * A shared memory needs a limit. An isolate profits from one too: a task that keeps allocating fails early. Browsers
 * reserve it as address space only, and phones have 1 GiB as well.
 */
const MEMORY_LIMIT = '-C link-arg=--max-memory=1073741824';

const SHARED_MEMORY = [
  '-C target-feature=+atomics,+bulk-memory,+mutable-globals,+simd128',
  // Without these two the build succeeds, but with a memory that threads cannot share.
  '-C link-arg=--shared-memory',
  '-C link-arg=--import-memory',
  // With these, wasm-bindgen gives each new thread its stack and thread-local storage.
  '-C link-arg=--export=__wasm_init_tls',
  '-C link-arg=--export=__tls_size',
  '-C link-arg=--export=__tls_align',
  '-C link-arg=--export=__tls_base',
];

/**
 * @typedef {object} WasmModule
 * @property {string} name the name of its output folder in target/wasm
 * @property {string} crate
 * @property {string[]} rustflags
 * @property {string[]} std flags that build the standard library
 * @property {'3' | 'z'} optLevel for speed or for size, of the whole module including the standard library
 * @property {string} wasmOpt the level of wasm-opt
 * @property {string[]} features features of the crate
 * @property {boolean} inParts true if a part is split off, to be loaded later
 */

/** @type {WasmModule[]} */
export const WASM_MODULES = [
  {
    name: 'app',
    crate: 'lanes-app',
    rustflags: [...PLAIN_FEATURES, ...ABORT.rustflags, ...SPLITTABLE],
    std: ABORT.std,
    // The page waits for this module, which mostly calls the browser.
    optLevel: 'z',
    // Higher levels make smaller parts that are larger when compressed.
    wasmOpt: '-O1',
    features: [],
    inParts: true,
  },
  {
    name: 'engine-plain',
    crate: 'lanes-engine',
    rustflags: [...PLAIN_FEATURES, MEMORY_LIMIT, ...UNWIND.rustflags],
    std: UNWIND.std,
    optLevel: '3',
    wasmOpt: '-O3',
    features: [],
    inParts: false,
  },
  {
    name: 'engine-threaded',
    crate: 'lanes-engine',
    rustflags: [...SHARED_MEMORY, MEMORY_LIMIT, ...UNWIND.rustflags],
    std: UNWIND.std,
    optLevel: '3',
    wasmOpt: '-O3',
    features: ['threads'],
    inParts: false,
  },
  {
    name: 'python',
    crate: 'lanes-python',
    rustflags: [...PLAIN_FEATURES, ...ABORT.rustflags],
    std: ABORT.std,
    // Loaded with CPython, and has little to do.
    optLevel: 'z',
    wasmOpt: '-O1',
    features: [],
    inParts: false,
  },
];

/** The kernels on wasm-bindgen-rayon, without Lanes: what `npm run bench` compares the engine with. */
export const BENCH_MODULE = {
  ...WASM_MODULES.find(({ name }) => name === 'engine-threaded'),
  name: 'bench',
  crate: 'lanes-bench',
  features: [],
};

/** Returns the environment in which cargo compiles a module, called with `wasmCargoArgs`. */
export function wasmEnv(module, env) {
  return {
    ...env,
    // build-std is an unstable option, which this lets a stable compiler accept.
    RUSTC_BOOTSTRAP: '1',
    RUSTFLAGS: module.rustflags.join(' '),
    // Not in Cargo.toml, where it could only be set crate by crate.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: module.optLevel,
    // One for each module: cargo locks a folder while it compiles, and both engines are linked into a file of the same name.
    CARGO_TARGET_DIR: inProject('target', 'cargo-wasm', module.name),
  };
}

/** Returns the arguments that make a cargo command build a module as its wasm is built. */
export const wasmCargoArgs = ({ crate, std, features }) => [
  ...['-p', crate, '--target', TARGET],
  ...std,
  ...features.flatMap((feature) => ['--features', feature]),
];

/** For development the compiler is quicker, and the module larger and slightly slower. */
const MODES = {
  release: { profile: 'release', optimize: true },
  dev: { profile: 'page-dev', optimize: false },
};

/**
 * Builds modules into target/wasm, at the same time, except those that were made from the same sources, flags and tools.
 *
 * @param {WasmModule[]} modules
 * @param {import('./setup.mjs').Setup} setup
 * @param {'release' | 'dev'} [mode]
 * @returns {Promise<boolean>} true if any had to be built
 */
export async function buildWasm(modules, setup, mode = 'release') {
  // When one fails the others end first, so that the error is the last thing printed.
  const results = await Promise.allSettled(modules.map((module) => buildModule(module, setup, mode)));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.some(({ value }) => value);
}

function buildModule(module, setup, mode) {
  const out = inProject('target', 'wasm', module.name);
  const sources = [
    ...foldersOf(setup.crates, module.crate),
    inProject('Cargo.toml'),
    inProject('Cargo.lock'),
  ];
  const hash = hashInputs(sources, [module, mode, MODES[mode], setup.toolchain.version, toolVersions()]);
  const pack = (tell) => packModule(module, setup, MODES[mode], out, tell);
  const about = mode === 'release' ? '1 to 2 min on two cores' : undefined;
  return makeIfStale(module.name, { hash, outputs: [out] }, () =>
    step(`wasm ${module.name}`, pack, { about }),
  );
}

/**
 * Compiles a module and adds the JavaScript that loads it. Not with wasm-pack: it takes whatever wasm-opt is on PATH, or
 * downloads one, and it cannot split a module.
 *
 * The result is made in a folder of its own, which then replaces the old one: a server never sees half a module.
 */
async function packModule(module, setup, { profile, optimize }, out, tell) {
  const unfinished = `${out}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const env = wasmEnv(module, setup.env);
  const args = ['build', '--lib', '--profile', profile, ...wasmCargoArgs(module)];
  const [tools] = await Promise.all([ensureWasmTools(setup), runCargo('cargo', args, env, tell)]);
  tell('JavaScript');
  const name = module.crate.replaceAll('-', '_');
  const linked = join(env.CARGO_TARGET_DIR, TARGET, profile, `${name}.wasm`);
  await run(tools, [module.inParts ? 'parts' : 'whole', linked, unfinished]);
  // The workers of wasm-bindgen-rayon import the module by its folder.
  const description = { type: 'module', main: `${name}.js`, sideEffects: ['./snippets/*'] };
  writeFileSync(join(unfinished, 'package.json'), JSON.stringify(description));
  if (optimize)
    for (const name of readdirSync(unfinished).filter((name) => name.endsWith('.wasm'))) {
      tell(`wasm-opt ${name}`);
      const path = join(unfinished, name);
      await wasmOpt([module.wasmOpt, path, '--output', path]);
    }
  rmSync(out, { recursive: true, force: true });
  renameSync(unfinished, out);
}
