import { join } from 'node:path';
import { workspaceCrates } from './cargo.mjs';
import { ensurePackages } from './packages.mjs';
import { inProject, withPath } from './paths.mjs';
import { ensureToolchain } from './toolchain.mjs';
import { ensureTools } from './tools.mjs';

/**
 * @typedef {object} Setup
 * @property {import('./toolchain.mjs').Candidate} toolchain
 * @property {{folders: string[], versions: Record<string, string>}} tools
 * @property {NodeJS.ProcessEnv} env what every build and test runs in
 * @property {ReturnType<typeof workspaceCrates>} crates
 */

/**
 * Makes sure of everything that building and testing Lanes needs: npm packages, a Rust, the wasm tools.
 *
 * @returns {Promise<Setup>}
 */
export async function prepareMachine() {
  console.log('Setting up');
  await ensurePackages();
  const toolchain = await ensureToolchain();
  const tools = await ensureTools(toolchain);
  // All of them are looked for on PATH, by wasm-pack too; wasm-opt is npm's binaryen.
  const env = withPath(
    toolchain.env,
    join(process.execPath, '..'),
    ...tools.folders,
    inProject('node_modules', '.bin'),
  );
  return { toolchain, tools, env, crates: workspaceCrates(env) };
}
