// Programs that are neither npm packages nor part of Rust. They are compiled or downloaded once per version, into the
// user's cache folder, so that all clones on this machine share them. Scripts call them by their path: another program of the
// same name on PATH changes nothing.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCargo } from './cargo.mjs';
import { ask, run } from './command.mjs';
import { inProject, TOOLS_CACHE } from './paths.mjs';
import { Problem, step } from './report.mjs';
import { hashInputs } from './stamp.mjs';

/** Returns the version of a crate in Cargo.lock. */
export function lockedVersion(crate) {
  const lock = readFileSync(inProject('Cargo.lock'), 'utf8');
  return lock.match(new RegExp(`name = "${crate}"\nversion = "(.+)"`))[1];
}

/**
 * Returns the first folder in which a program runs and reports the version that is needed, or null. So an older program
 * earlier on PATH is passed over.
 *
 * @param {string} program
 * @param {string} version
 * @param {string[]} folders
 */
export const folderOf = (program, version, folders) =>
  folders.find((folder) => {
    const path = join(folder, program);
    return existsSync(path) && ask(path, ['--version'])?.split(' ')[1] === version;
  }) ?? null;

export const foldersOnPath = ({ PATH = '' }) => PATH.split(delimiter).filter(Boolean);

const WASM_OPT = inProject('node_modules', 'binaryen', 'bin', 'wasm-opt');

/** Runs the wasm-opt of npm's binaryen, on the Node that runs this. */
export const wasmOpt = (args) => run(process.execPath, [WASM_OPT, ...args]);

/** Returns the version of binaryen in package-lock.json: `132.0.0`. */
function binaryenVersion() {
  const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  return lock.packages['node_modules/binaryen'].version;
}

/** Throws if wasm-opt does not run or has another version than the lock file. Otherwise a build would fail at its end. */
export function checkWasmOpt(version = binaryenVersion()) {
  const major = version.split('.')[0];
  const found = ask(process.execPath, [WASM_OPT, '--version']);
  if (found?.match(/version (\d+)/)?.[1] === major) return;
  throw new Problem(
    `Lanes needs wasm-opt ${major}, and ${WASM_OPT} ${found ? `is “${found}”` : 'does not run'}. ` +
      'Delete node_modules and try again.',
  );
}

/** Versions of everything that makes files from what the compiler made. They are part of a module's stamp. */
export function toolVersions() {
  const locked = ['wasm-bindgen-cli-support', 'wasm_split_cli_support', 'walrus'].map(lockedVersion);
  return { binaryen: binaryenVersion(), tools: hashInputs([inProject('scripts', 'wasm-tools')], locked) };
}

/** Runs `make` with a new folder, and gives this its final name when it is complete. */
async function fillCache(name, make) {
  mkdirSync(TOOLS_CACHE, { recursive: true });
  const home = join(TOOLS_CACHE, name);
  const unfinished = `${home}.${process.pid}`;
  try {
    await make(unfinished);
    rmSync(home, { recursive: true, force: true });
    renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const WASM_TOOLS = 'lanes-wasm-tools';

async function findOrBuildWasmTools({ env, crates }) {
  const { version } = crates.find(({ name }) => name === WASM_TOOLS);
  const name = `wasm-tools-${toolVersions().tools.slice(0, 16)}`;
  const folder = join(TOOLS_CACHE, name, 'bin');
  const program = join(folder, WASM_TOOLS);
  if (folderOf(WASM_TOOLS, version, [folder])) return program;
  const target = inProject('target', 'wasm-tools');
  const args = ['build', '--locked', '--profile', 'tools', '-p', WASM_TOOLS, '--target-dir', target];
  const build = (tell) =>
    fillCache(name, async (unfinished) => {
      await runCargo('cargo', args, env, tell);
      mkdirSync(join(unfinished, 'bin'), { recursive: true });
      copyFileSync(join(target, 'tools', WASM_TOOLS), join(unfinished, 'bin', WASM_TOOLS));
    });
  await step('wasm-bindgen and wasm-split', build, {
    about: '1 to 2 min on two cores, once for this machine',
  });
  return program;
}

let wasmTools;

/**
 * Returns the path of `lanes-wasm-tools` (scripts/wasm-tools), and compiles it unless this machine has it.
 *
 * @param {import('./setup.mjs').Setup} setup
 * @returns {Promise<string>}
 */
export function ensureWasmTools(setup) {
  // Modules that are built at the same time share one.
  wasmTools ??= findOrBuildWasmTools(setup);
  return wasmTools;
}

const TEST_RUNNER = 'wasm-bindgen-test-runner';

/**
 * Returns the path of the program that runs wasm tests under Node: one on PATH with the locked version of wasm-bindgen,
 * else one that is compiled now.
 *
 * @param {import('./setup.mjs').Setup} setup
 */
export async function ensureTestRunner({ env }) {
  const version = lockedVersion('wasm-bindgen');
  const name = `wasm-bindgen-${version}`;
  const folders = [...foldersOnPath(env), join(TOOLS_CACHE, name, 'bin')];
  const found = folderOf(TEST_RUNNER, version, folders);
  if (found) return join(found, TEST_RUNNER);
  const args = ['install', 'wasm-bindgen-cli', '--version', version, '--bin', TEST_RUNNER];
  // Without TLS, which only a remote WebDriver would need: fewer crates to compile.
  args.push('--no-default-features');
  // The program runs for a second or two: compiled fast rather than well.
  const quick = {
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
    CARGO_PROFILE_RELEASE_LTO: 'off',
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  };
  const build = (tell) =>
    fillCache(name, async (unfinished) => {
      const install = (...more) =>
        runCargo('cargo', [...args, '--root', unfinished, ...more], { ...env, ...quick }, tell);
      // With the crates it was released with. A registry that lacks one of them has others that will do.
      await install('--locked').catch(() => install());
    });
  await step(`${TEST_RUNNER} ${version}`, build, { about: '1 to 2 min on two cores, once for this machine' });
  return join(TOOLS_CACHE, name, 'bin', TEST_RUNNER);
}
