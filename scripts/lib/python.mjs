// Virtual environments of Python, for packages that tests and checks need.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, run } from './command.mjs';

const ADVICE =
  'This needs python3, version 3.11 or later, with the modules venv and pip (on Debian and Ubuntu: ' +
  'apt-get install python3-venv), and a connection to install packages the first time.';

/**
 * Makes a virtual environment with exactly the packages of a requirements file, all pinned by hash, unless the folder has it.
 *
 * @param {string} folder
 * @param {string} requirements the path of the file
 * @returns {Promise<string>} the folder of its programs
 * @throws if python3 is missing or too old, or if the packages cannot be installed
 */
export async function ensureVenv(folder, requirements) {
  const version = ask('python3', [
    '-c',
    'import sys; print(sys.version); assert sys.version_info >= (3, 11)',
  ]);
  if (version === null) throw new Error(ADVICE);
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  // Tells what the environment was made of, and is written when it is complete.
  const stamp = join(folder, 'lanes-requirements.txt');
  const wanted = `# ${version.replaceAll('\n', ' ')}\n${readFileSync(requirements, 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes'];
    await run(join(programs, 'python'), [...pip, '-r', requirements]);
  } catch (error) {
    throw new Error(`${ADVICE}\n${error.message}\n${error.output ?? ''}`, { cause: error });
  }
  writeFileSync(stamp, wanted);
  return programs;
}
