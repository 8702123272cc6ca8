// A Python with the packages that the recipes use, in a virtual environment of this checkout.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canApt } from '../../scripts/lib/apt.mjs';
import { ask, run } from '../../scripts/lib/command.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const REQUIREMENTS = inProject('tests', 'recipes', 'requirements.txt');
const FOLDER = inProject('target', 'recipes-python');

/** Says what the environment was made of, and is written when it is complete. */
const STAMP = join(FOLDER, 'lanes-requirements.txt');

const ADVICE =
  'The tests of the recipes need python3, version 3.11 or later, with the modules venv and pip ' +
  '(on Debian and Ubuntu: apt-get install python3-venv), and a connection to install packages the first time.';

/**
 * Returns the path of a Python that has the packages of `tests/recipes/requirements.txt` in exactly these versions, and
 * installs them where they are missing. No recipe is skipped without it: the tests fail.
 *
 * @throws where python3 is missing or too old, or where the packages cannot be installed
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
  const wanted = `# ${version.replaceAll('\n', ' ')}\n${readFileSync(REQUIREMENTS, 'utf8')}`;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return python;
  rmSync(FOLDER, { recursive: true, force: true });
  try {
    // Debian has this module in a package of its own, and without it `venv` makes half an environment.
    if (ask('python3', ['-c', 'import ensurepip']) === null && canApt()) await aptInstall(['python3-venv']);
    await run('python3', ['-m', 'venv', FOLDER]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', REQUIREMENTS]);
  } catch (error) {
    throw new Error(`${ADVICE}\n${error.message}\n${error.output ?? ''}`, { cause: error });
  }
  writeFileSync(STAMP, wanted);
  return python;
}
