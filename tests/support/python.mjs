// A Python with the packages that the recipes use, in a virtual environment of this checkout.

import { join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../scripts/lib/python.mjs';

/**
 * Returns the path of a Python with exactly the packages of `tests/recipes/requirements.txt`, and installs them if they are
 * missing. No recipe is skipped without it: the tests fail.
 */
export async function ensurePython() {
  const requirements = inProject('tests', 'recipes', 'requirements.txt');
  return join(await ensureVenv(inProject('target', 'recipes-python'), requirements), 'python');
}
