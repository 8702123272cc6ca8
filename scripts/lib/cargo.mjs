import { ask, run } from './command.mjs';
import { inProject } from './paths.mjs';

/**
 * Runs a cargo command and reports how many crates are done.
 *
 * The error of a failed command has only the compiler's messages as its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(status: string) => void} tell
 */
export async function runCargo(command, args, env, tell) {
  const onOutput = (text) => {
    const done = text.match(/Building \[.*?\] (\d+\/\d+)/)?.[1];
    if (done) tell(`crate ${done}`);
  };
  // Cargo draws its bar on terminals only, unless asked.
  const progress = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '100' };
  try {
    await run(command, args, { env: { ...env, ...progress }, onOutput });
  } catch (error) {
    if (error.output) error.output = withoutProgress(error.output);
    throw error;
  }
}

/** Returns what cargo printed, without its progress bar and the crates that compiled. */
export function withoutProgress(output) {
  const lines = output.replaceAll('\x1b[K', '').split(/[\r\n]+/);
  const dull =
    /^\s*(Building \[|Compiling |Checking |Downloading |Downloaded |Updating |Locking |Adding |Blocking )/;
  return lines.filter((line) => !dull.test(line)).join('\n');
}

/** Returns true for a normal dependency. `cargo metadata` gives a kind to those for builds and tests only. */
const isNormal = ({ kind }) => kind === null;

/**
 * Returns the folders of a workspace crate and of all workspace crates that it is built from.
 *
 * @param {{name: string, manifest_path: string, dependencies: {name: string, kind: string | null}[]}[]} packages
 * @param {string} name
 * @returns {string[]}
 */
export function foldersOf(packages, name) {
  const found = new Map();
  const visit = (wanted) => {
    const crate = packages.find((one) => one.name === wanted);
    if (!crate || found.has(wanted)) return;
    found.set(wanted, crate.manifest_path.replace(/[\\/]Cargo\.toml$/, ''));
    for (const dependency of crate.dependencies.filter(isNormal)) visit(dependency.name);
  };
  visit(name);
  return [...found.values()];
}

/** Returns the workspace's crates, as `cargo metadata` lists them. */
export function workspaceCrates(env) {
  const args = ['metadata', '--format-version=1', '--no-deps', '--manifest-path', inProject('Cargo.toml')];
  const metadata = ask('cargo', args, env);
  if (!metadata) throw new Error('cargo metadata failed. Run it to see which Cargo.toml is at fault.');
  return JSON.parse(metadata).packages;
}
