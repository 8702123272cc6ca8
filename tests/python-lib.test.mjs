// The Python modules that run in the browser, as ruff sees them. Its rules are in src/python/lib/ruff.toml.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { ensurePython } from './support/python.mjs';

const MODULES = inProject('src/python/lib');

let ruff;
before(async () => {
  ruff = join(await ensurePython('scripts'), 'ruff');
});

/** Runs ruff without a cache. Throws what it printed if it fails. */
const check = (...args) =>
  run(ruff, [...args, '--no-cache', MODULES]).catch((error) => {
    throw new Error(error.output, { cause: error });
  });

test('the Python modules are formatted', async () => {
  assert.match(await check('format', '--check'), /already formatted/);
});

test('the Python modules define, use and import names properly', async () => {
  assert.match(await check('check'), /All checks passed/);
});
