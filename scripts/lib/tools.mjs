// The programs that turn Rust's output into a wasm package. They are compiled once per version, into the
// user's cache folder, so that every clone on this machine shares them.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCargo } from './cargo.mjs';
import { ask } from './command.mjs';
import { inProject, TOOLS_CACHE } from './paths.mjs';
import { step } from './report.mjs';

/** wasm-bindgen's program refuses modules made with another version of its crate. */
function lockedVersion(crate) {
  const lock = readFileSync(inProject('Cargo.lock'), 'utf8');
  return lock.match(new RegExp(`name = "${crate}"\nversion = "(.+)"`))[1];
}

const wantedTools = () => [
  {
    name: 'wasm-bindgen',
    crate: 'wasm-bindgen-cli',
    version: lockedVersion('wasm-bindgen'),
    also: ['wasm-bindgen-test-runner'],
  },
  { name: 'wasm-pack', crate: 'wasm-pack', version: '0.15.1', also: [] },
  {
    name: 'wasm-split-cli',
    crate: 'wasm_split_cli_support',
    version: '0.2.4',
    features: ['build-binary'],
    also: [],
    // It knows no `--version`, so only the one that was installed here is known to be of that version.
    anonymous: true,
  },
];

// The tools run for a second or two: compile them fast rather than well.
const QUICK_BUILD = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_DEBUG: 'false',
};

/** Whether `folder` has the tool, complete, in the wanted version, and able to run here. */
function isReady(folder, { name, version, also, anonymous }) {
  const complete = [name, ...also].every((program) => existsSync(join(folder, program)));
  if (!complete) return false;
  const program = join(folder, name);
  return anonymous
    ? ask(program, ['--help']) !== null
    : ask(program, ['--version'])?.split(' ')[1] === version;
}

/** Compiles a tool. It gets its final name only when whole, so that a broken-off install is never used. */
async function install({ name, crate, version, features = [] }, home, env) {
  const unfinished = `${home}.${process.pid}`;
  const args = ['install', crate, '--version', version, '--root', unfinished];
  for (const feature of features) args.push('--features', feature);
  await step(`${name} ${version}, once for this machine`, async (tell) => {
    const attempt = (...more) => runCargo('cargo', [...args, ...more], { ...env, ...QUICK_BUILD }, tell);
    try {
      // With the crates it was released with; a registry that lacks one of them has others that will do.
      await attempt('--locked').catch((error) => (error.compiling ? Promise.reject(error) : attempt()));
      rmSync(home, { recursive: true, force: true });
      renameSync(unfinished, home);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  });
}

/**
 * Makes the wasm tools available.
 *
 * @param {import('./toolchain.mjs').Candidate} toolchain what compiles them
 * @returns {Promise<{folders: string[], versions: Record<string, string>}>} what to put on PATH
 */
export async function ensureTools(toolchain) {
  mkdirSync(TOOLS_CACHE, { recursive: true });
  const folders = [];
  const tools = wantedTools();
  for (const tool of tools) {
    const home = join(TOOLS_CACHE, `${tool.name}-${tool.version}`);
    const known = tool.anonymous ? [] : process.env.PATH.split(delimiter).filter(Boolean);
    const places = [...known, join(home, 'bin')];
    if (!places.some((folder) => isReady(folder, tool))) await install(tool, home, toolchain.env);
    folders.push(places.find((folder) => isReady(folder, tool)));
  }
  const versions = Object.fromEntries(tools.map(({ name, version }) => [name, version]));
  // npm's binaryen has wasm-opt.
  const { version: binaryen } = JSON.parse(
    readFileSync(inProject('node_modules', 'binaryen', 'package.json'), 'utf8'),
  );
  return { folders, versions: { ...versions, binaryen } };
}
