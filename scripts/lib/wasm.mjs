// The wasm modules of Lanes, and how each is compiled. These flags live here and not in .cargo/config.toml,
// which would change native builds below it too.

import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf, runCargo } from './cargo.mjs';
import { run } from './command.mjs';
import { inProject } from './paths.mjs';
import { step } from './report.mjs';
import { hashInputs, makeIfStale } from './stamp.mjs';

const TARGET = 'wasm32-unknown-unknown';

/**
 * A panic is a trap, which the page shows; nobody reads its message there, so none is built in, nor what only such
 * messages print: `{:?}` prints nothing. A fifth fewer bytes to download. (`panic=immediate-abort` is still an unstable
 * option.)
 */
const ABORT = {
  rustflags: ['-Zunstable-options -C panic=immediate-abort', '-Zlocation-detail=none', '-Zfmt-debug=none'],
  std: ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
};

/** A panic in a task is an error of that task, and the engine lives on. */
const UNWIND = { rustflags: ['-C panic=unwind'], std: ['-Zbuild-std=std,panic_unwind'] };

/** From the linker's relocations wasm-split-cli tells which code and data need which. */
const SPLITTABLE = ['-C link-arg=--emit-relocs'];

const PLAIN_FEATURES = ['-C target-feature=+simd128'];

/**
 * A shared memory needs a limit, and an isolate is better off with one: a task that goes on allocating fails
 * soon. Browsers reserve it as address space only; 1 GiB is had on phones too.
 */
const MEMORY_LIMIT = '-C link-arg=--max-memory=1073741824';

const SHARED_MEMORY = [
  '-C target-feature=+atomics,+bulk-memory,+mutable-globals,+simd128',
  // Without these two the build succeeds all the same, with a memory that threads cannot share.
  '-C link-arg=--shared-memory',
  '-C link-arg=--import-memory',
  // wasm-bindgen gives each new thread its stack and thread-local storage through these.
  '-C link-arg=--export=__wasm_init_tls',
  '-C link-arg=--export=__tls_size',
  '-C link-arg=--export=__tls_align',
  '-C link-arg=--export=__tls_base',
];

/**
 * @typedef {object} WasmModule
 * @property {string} name of its output folder in target/wasm
 * @property {string} crate
 * @property {string} folder of the crate
 * @property {string} outName
 * @property {string[]} rustflags
 * @property {string[]} std what builds the standard library
 * @property {'3' | 'z'} optLevel for speed or for size, of the whole module, the standard library included
 * @property {string[]} features of the crate
 * @property {boolean} inParts whether some of it is split off, to be loaded later
 */

/** @type {WasmModule[]} */
export const WASM_MODULES = [
  {
    name: 'app',
    crate: 'lanes-app',
    folder: 'src/app',
    outName: 'lanes_app',
    rustflags: [...PLAIN_FEATURES, ...ABORT.rustflags, ...SPLITTABLE],
    std: ABORT.std,
    // The page waits for this module, and it mostly calls the browser.
    optLevel: 'z',
    features: [],
    inParts: true,
  },
  {
    name: 'engine-plain',
    crate: 'lanes-engine',
    folder: 'src/engine',
    outName: 'lanes_engine',
    rustflags: [...PLAIN_FEATURES, MEMORY_LIMIT, ...UNWIND.rustflags],
    std: UNWIND.std,
    optLevel: '3',
    features: [],
    inParts: false,
  },
  {
    name: 'engine-threaded',
    crate: 'lanes-engine',
    folder: 'src/engine',
    outName: 'lanes_engine',
    rustflags: [...SHARED_MEMORY, MEMORY_LIMIT, ...UNWIND.rustflags],
    std: UNWIND.std,
    optLevel: '3',
    features: ['threads'],
    inParts: false,
  },
];

/** What cargo needs to compile for a module: `wasmCargoArgs` says it all but the command. */
export function wasmEnv(module, env) {
  return {
    ...env,
    // build-std is an unstable option; this lets a stable compiler take it.
    RUSTC_BOOTSTRAP: '1',
    RUSTFLAGS: module.rustflags.join(' '),
    // Not in Cargo.toml: there it could only be set crate by crate.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: module.optLevel,
    // One folder for all: cargo tells outputs with other flags apart, and what runs while building is shared.
    CARGO_TARGET_DIR: inProject('target', 'cargo-wasm'),
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: 'wasm-bindgen-test-runner',
  };
}

/** The arguments that make a cargo command build a module as its wasm is built. */
export const wasmCargoArgs = (module) => ['-p', module.crate, '--target', TARGET, ...stdAndFeatures(module)];

const stdAndFeatures = ({ std, features }) => [
  ...std,
  ...features.flatMap((feature) => ['--features', feature]),
];

/** Development takes a quicker compiler run for a larger and slightly slower module. */
const MODES = {
  // Higher levels of wasm-opt make smaller parts that are larger when compressed.
  release: { profile: 'release', wasmPack: ['--release'], wasmOpt: ['-O1'] },
  dev: { profile: 'page-dev', wasmPack: ['--profile', 'page-dev', '--no-opt'], wasmOpt: null },
};

/**
 * Builds a module into target/wasm, unless that was made from the same sources, flags and tools.
 *
 * @param {WasmModule} module
 * @param {import('./setup.mjs').Setup} setup
 * @param {'release' | 'dev'} [mode]
 * @returns {Promise<boolean>} whether it had to be built
 */
export async function buildWasm(module, setup, mode = 'release') {
  const out = inProject('target', 'wasm', module.name);
  const sources = [
    ...foldersOf(setup.crates, module.crate),
    inProject('Cargo.toml'),
    inProject('Cargo.lock'),
  ];
  const hash = hashInputs(sources, [
    module,
    mode,
    MODES[mode],
    setup.toolchain.version,
    setup.tools.versions,
  ]);
  return makeIfStale(module.name, { hash, outputs: [out] }, () =>
    step(`wasm ${module.name}`, (tell) => pack(module, setup, mode, out, tell)),
  );
}

/** Makes the package in a folder of its own and then swaps that in: a server never sees half a module. */
async function pack(module, setup, mode, out, tell) {
  const unfinished = `${out}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const packWith = module.inParts ? packInParts : packWhole;
  await packWith(module, MODES[mode], unfinished, wasmEnv(module, setup.env), tell);
  rmSync(out, { recursive: true, force: true });
  renameSync(unfinished, out);
}

function packWhole(module, { wasmPack }, folder, env, tell) {
  const args = ['build', inProject(module.folder), '--target', 'web', ...wasmPack];
  // wasm-pack's other modes insist on a prebuilt standard library for wasm; this one is built here.
  args.push('--mode', 'force', '--out-dir', folder, '--out-name', module.outName);
  return runCargo('wasm-pack', [...args, '--', ...stdAndFeatures(module)], env, tell);
}

/** What wasm-pack does, with wasm-split-cli in between, which takes what the linker made. */
async function packInParts(module, { profile, wasmOpt }, folder, env, tell) {
  await runCargo('cargo', ['build', '--lib', '--profile', profile, ...wasmCargoArgs(module)], env, tell);
  tell('parts');
  const linked = join(env.CARGO_TARGET_DIR, TARGET, profile, `${module.outName}.wasm`);
  await run('wasm-split-cli', [linked, folder, '--target', 'web', '--out-name', module.outName], { env });
  const main = join(folder, `${module.outName}.wasm`);
  // The other parts import the memory and the function table, which the linker exports.
  const bindgenArgs = ['--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', folder];
  await run('wasm-bindgen', [main, ...bindgenArgs], { env });
  rmSync(main);
  if (!wasmOpt) return;
  for (const part of readdirSync(folder).filter((name) => name.endsWith('.wasm'))) {
    tell(`wasm-opt ${part}`);
    const path = join(folder, part);
    await run('wasm-opt', [...wasmOpt, path, '--output', path], { env });
  }
}
