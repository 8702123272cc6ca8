// Python with the packages that some tests use, in virtual environments of this checkout.

import { inProject } from '../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../scripts/lib/python.mjs';

/**
 * Returns the folder of the programs of a virtual environment, `python` among them, that has the packages of
 * `tests/<name>/requirements.txt` in exactly these versions. Installs missing packages. Without them the tests fail; none
 * is skipped.
 *
 * @param {'recipes' | 'scripts'} name
 * @throws if python3 is missing or too old, or if the packages cannot be installed
 */
export const ensurePython = (name) =>
  ensureVenv(inProject('target', `${name}-python`), inProject('tests', name, 'requirements.txt'));
