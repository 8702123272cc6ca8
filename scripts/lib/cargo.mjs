import { ask, run } from './command.mjs';
import { inProject } from './paths.mjs';

/**
 * Runs cargo, or what runs it, and says how far it is.
 *
 * A failure carries the compiler's messages alone, and whether `compiling` had begun.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(status: string) => void} tell
 */
export async function runCargo(command, args, env, tell) {
  let compiling = false;
  const onOutput = (text) => {
    const done = text.match(/Building \[.*?\] (\d+\/\d+)/)?.[1];
    if (!done) return;
    compiling = true;
    tell(`crate ${done}`);
  };
  // Cargo draws its bar for terminals only, unless asked.
  const progress = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '100' };
  try {
    await run(command, args, { env: { ...env, ...progress }, onOutput });
  } catch (error) {
    if (error.output) error.output = withoutProgress(error.output);
    throw Object.assign(error, { compiling });
  }
}

/** What cargo printed, less its progress bar and the crates that went well. */
export function withoutProgress(output) {
  const lines = output.replaceAll('\x1b[K', '').split(/[\r\n]+/);
  const dull =
    /^\s*(Building \[|Compiling |Checking |Downloading |Downloaded |Updating |Locking |Adding |Blocking )/;
  return lines.filter((line) => !dull.test(line)).join('\n');
}

/** What a dependency is for, as `cargo metadata` has it: normal ones have no kind. */
const isNormal = ({ kind }) => kind === null;

/**
 * The folders of a workspace crate and of all workspace crates that it is built from.
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

/** The workspace's crates, as `cargo metadata` has them. */
export function workspaceCrates(env) {
  const args = ['metadata', '--format-version=1', '--no-deps', '--manifest-path', inProject('Cargo.toml')];
  const metadata = ask('cargo', args, env);
  if (!metadata) throw new Error('cargo metadata failed: is a Cargo.toml broken?');
  return JSON.parse(metadata).packages;
}
