// The package lanes-tutorials, which builds small sites with Sphinx, MkDocs Material and nbconvert.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { ensureVenv } from '../scripts/lib/python.mjs';

const PACKAGE = inProject('packages', 'tutorials');

let programs;
before(async () => {
  const requirements = join(PACKAGE, 'tests', 'requirements.txt');
  programs = await ensureVenv(inProject('target', 'tutorials-python'), requirements);
});

/** Runs a program of the environment in the package's folder, without traces there. Throws what it printed if it fails. */
const tool = (name, ...args) =>
  run(join(programs, name), args, {
    cwd: PACKAGE,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  }).catch((error) => {
    throw new Error(error.output, { cause: error });
  });

test('the package is formatted', async () => {
  assert.match(await tool('ruff', 'format', '--check', '--no-cache'), /already formatted/);
});

test('the package defines, uses and imports names properly', async () => {
  assert.match(await tool('ruff', 'check', '--no-cache'), /All checks passed/);
});

test('the types of the package are right', async () => {
  assert.match(await tool('mypy', '--cache-dir', inProject('target', 'mypy'), 'src'), /Success: no issues/);
});

test('the sites that tools build with the package have experiments, links and pictures', async () => {
  const output = await tool('python', '-m', 'pytest', '-q', '-p', 'no:cacheprovider');
  assert.match(output, /^\d+ passed/m);
  assert.doesNotMatch(output, /skipped|failed/);
});
