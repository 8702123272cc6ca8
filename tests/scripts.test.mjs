// The Python scripts that readers copy, as ruff sees them. run-scripts.test.mjs runs them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { catalogue } from '../scripts/lib/previews.mjs';
import { ensurePython } from './support/python.mjs';

const SCRIPTS = inProject('target', 'scripts');

/** Undefined, unused and untyped names, unsorted imports, and what has a better way in Python 3.11. */
const RULES = 'E,W,F,I,N,B,UP,SIM,C4,RET,PTH,PIE,RUF,ANN';

// Long lines are addresses that a reader entered. A loop's variable may be read after it, and JSON may be anything.
const EXCEPT = 'E501,B007,ANN401';

// The reader's code needs no types.
const OWN_CODE = 'python-task.py:ANN,python-program.py:ANN';

/** Runs a command, and throws what it printed if it fails. */
const runOrTell = (command, args) =>
  run(command, args).catch((error) => {
    throw new Error(error.output, { cause: error });
  });

let programs;
before(async () => {
  programs = await ensurePython('scripts');
  rmSync(SCRIPTS, { recursive: true, force: true });
  await runOrTell('cargo', ['run', '--quiet', '-p', 'lanes-report', '--example', 'scripts', '--', SCRIPTS]);
});

/** Has ruff look at all scripts, without a configuration or cache. */
const ruff = (...args) => runOrTell(join(programs, 'ruff'), [...args, '--isolated', '--no-cache', SCRIPTS]);

test('each experiment has a script', () => {
  const ids = catalogue().map(({ id }) => `${id}.py`);
  assert.deepEqual(readdirSync(SCRIPTS).sort(), ids.sort());
});

test('the first 40 lines of each script show its point: the work, and what runs it', () => {
  for (const name of readdirSync(SCRIPTS)) {
    const [own] = readFileSync(join(SCRIPTS, name), 'utf8').split('# The harness');
    const lines = own.split('\n').slice(0, 40);
    const functions = lines.filter((line) => /^(async )?def /.test(line)).length;
    const runsThem = lines.some((line) => /^ +("\S+"|yield \{"\S+"): /.test(line)) ? 1 : 0;
    assert.ok(functions + runsThem >= 2, `${name}: ${functions} functions, ${runsThem} strategies`);
  }
});

test('scripts are formatted', async () => {
  assert.match(await ruff('format', '--check', '--target-version', 'py311'), /already formatted/);
});

test('scripts define, use, type and import names properly', async () => {
  const rules = [
    ...['--select', RULES, '--ignore', EXCEPT, '--per-file-ignores', OWN_CODE],
    ...['--target-version', 'py311'],
  ];
  assert.match(await ruff('check', ...rules), /All checks passed/);
});
