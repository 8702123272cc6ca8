import { run } from './command.mjs';
import { inProject } from './paths.mjs';
import { step } from './report.mjs';
import { hashInputs, makeIfStale } from './stamp.mjs';

/**
 * Installs the npm packages of package-lock.json, unless node_modules has just those.
 *
 * Everything here may import node's own modules only: it runs before there are any others.
 */
export async function ensurePackages() {
  const lock = inProject('package-lock.json');
  // In node_modules, so that deleting the packages deletes the stamp too.
  const folder = inProject('node_modules');
  await makeIfStale('.lanes-stamp', { hash: hashInputs([lock]), outputs: [folder], folder }, () =>
    step('npm packages', () => run('npm', ['ci', '--no-audit', '--no-fund'])),
  );
}
