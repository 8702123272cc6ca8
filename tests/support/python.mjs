// Python with the packages that the recipes use, in a virtual environment of this checkout.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canApt } from '../../scripts/lib/apt.mjs';
import { ask, run } from '../../scripts/lib/command.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const REQUIREMENTS = inProject('tests', 'recipes', 'requirements.txt');
const FOLDER = inProject('target', 'recipes-python');

/** Records the contents of the environment. Written last, once the environment is complete. */
const STAMP = join(FOLDER, 'lanes-requirements.txt');

const ADVICE =
  'The tests of the recipes need python3, version 3.11 or later, with the modules venv and pip ' +
  '(on Debian and Ubuntu: apt-get install python3-venv), and a connection to install packages the first time.';

/**
 * Returns the path of a Python that has the packages of `tests/recipes/requirements.txt` in exactly these versions.
 * Installs missing packages. Without them the tests of the recipes fail; none is skipped.
 *
 * @throws if python3 is missing or too old, or if the packages cannot be installed
 */
export async function ensurePython() {
  const version = ask('python3', [
    '-c',
    'import sys; print(sys.version); assert sys.version_info >= (3, 11)',
  ]);
  if (version === null) throw new Error(ADVICE);
  const python = join(
    FOLDER,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const stamp = `# ${version.replaceAll('\n', ' ')}\n${readFileSync(REQUIREMENTS, 'utf8')}`;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return python;
  rmSync(FOLDER, { recursive: true, force: true });
  try {
    // Debian packages this module separately, and without it `venv` leaves an incomplete environment.
    if (ask('python3', ['-c', 'import ensurepip']) === null && canApt()) await aptInstall(['python3-venv']);
    await run('python3', ['-m', 'venv', FOLDER]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', REQUIREMENTS]);
  } catch (error) {
    throw new Error(`${ADVICE}\n${error.message}\n${error.output ?? ''}`, { cause: error });
  }
  writeFileSync(STAMP, stamp);
  return python;
}
