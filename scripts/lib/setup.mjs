// Prepares a machine for building and testing Lanes, and checks versions before anything long starts.

import { readFileSync } from 'node:fs';
import { workspaceCrates } from './cargo.mjs';
import { run } from './command.mjs';
import { inProject, withPath } from './paths.mjs';
import { Problem, step } from './report.mjs';
import { hashInputs, makeIfStale } from './stamp.mjs';
import { atLeast, ensureToolchain } from './toolchain.mjs';
import { checkWasmOpt } from './tools.mjs';

/**
 * @typedef {object} Setup
 * @property {import('./toolchain.mjs').Candidate} toolchain
 * @property {NodeJS.ProcessEnv} env the environment of every build and test
 * @property {ReturnType<typeof workspaceCrates>} crates
 */

/** Throws if this Node is older than package.json allows. */
export function checkNode(version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const minimum = engines.node.replace('>=', '');
  if (!atLeast(version, minimum))
    throw new Problem(`Lanes needs Node ${minimum} or later. This is Node ${version}, ${process.execPath}.`);
}

/** Installs the npm packages of package-lock.json, unless node_modules already has exactly those. */
async function ensurePackages() {
  // The stamp is in node_modules, so that deleting the packages deletes it too.
  const folder = inProject('node_modules');
  const hash = hashInputs([inProject('package-lock.json')]);
  await makeIfStale('.lanes-stamp', { hash, outputs: [folder], folder }, () =>
    step('npm packages', () => run('npm', ['ci', '--no-audit', '--no-fund']), { about: 'about 10 s' }),
  );
}

/** Returns an environment in which the project's own programs (biome, playwright, vite …) precede all others. */
export const projectEnv = (env) => withPath(env, inProject('node_modules', '.bin'));

/**
 * Installs the npm packages and a Rust where they are missing, and checks their versions.
 *
 * @returns {Promise<Setup>}
 */
export async function prepareMachine() {
  console.log('Setting up');
  checkNode();
  const [toolchain] = await Promise.all([ensureToolchain(), ensurePackages()]);
  checkWasmOpt();
  const env = projectEnv(toolchain.env);
  return { toolchain, env, crates: workspaceCrates(env) };
}
