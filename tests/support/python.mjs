// Python with the packages that some tests use, in virtual environments of this checkout.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canApt } from '../../scripts/lib/apt.mjs';
import { ask, run } from '../../scripts/lib/command.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const ADVICE =
  'The tests of Python code need python3, version 3.11 or later, with the modules venv and pip ' +
  '(on Debian and Ubuntu: apt-get install python3-venv), and a connection to install packages the first time.';

/**
 * Returns the folder of the programs of a virtual environment, `python` among them, that has the packages of
 * `tests/<name>/requirements.txt` in exactly these versions. Installs them where they are missing. No test is skipped
 * without it: the tests fail.
 *
 * @param {'recipes' | 'scripts'} name
 * @throws where python3 is missing or too old, or where the packages cannot be installed
 */
export async function ensurePython(name) {
  const version = ask('python3', [
    '-c',
    'import sys; print(sys.version); assert sys.version_info >= (3, 11)',
  ]);
  if (version === null) throw new Error(ADVICE);
  const requirements = inProject('tests', name, 'requirements.txt');
  const folder = inProject('target', `${name}-python`);
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  // Names what the environment was made of, and is written when it is complete.
  const stamp = join(folder, 'lanes-requirements.txt');
  const expected = `# ${version.replaceAll('\n', ' ')}\n${readFileSync(requirements, 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === expected) return programs;
  rmSync(folder, { recursive: true, force: true });
  try {
    // Debian has this module in a package of its own, and without it `venv` makes half an environment.
    if (ask('python3', ['-c', 'import ensurepip']) === null && canApt()) await aptInstall(['python3-venv']);
    await run('python3', ['-m', 'venv', folder]);
    const install = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', requirements];
    await run(join(programs, 'python'), install);
  } catch (error) {
    throw new Error(`${ADVICE}\n${error.message}\n${error.output ?? ''}`, { cause: error });
  }
  writeFileSync(stamp, expected);
  return programs;
}
