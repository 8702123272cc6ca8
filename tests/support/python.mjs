// Python with the packages that the recipes use, in a virtual environment of this checkout.

import { join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../scripts/lib/python.mjs';

/**
 * Returns the path of a Python that has the packages of `tests/recipes/requirements.txt` in exactly these versions.
 * Installs missing packages. Without them the tests of the recipes fail; none is skipped.
 *
 * @throws if python3 is missing or too old, or if the packages cannot be installed
 */
export async function ensurePython() {
  const requirements = inProject('tests', 'recipes', 'requirements.txt');
  return join(await ensureVenv(inProject('target', 'recipes-python'), requirements), 'python');
}
