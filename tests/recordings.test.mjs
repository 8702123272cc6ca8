// What Python records, read as the page reads it: copied scripts with --lanes, and programs with the package lanes-record.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { ensureVenv } from '../scripts/lib/python.mjs';
import { ensurePython } from './support/python.mjs';

const PACKAGE = inProject('packages', 'python');

/** Settings that make each script short, and the strategies that its recording has. */
const SCRIPTS = [
  ['x=sum-of-squares&n=200000&repeats=2', 'sequential,async,threads-gil,processes', 8],
  ['x=ten-requests&latency=5&workers=2&repeats=1', 'sequential,async,threads-gil,processes', 4],
  [
    'x=download-process&files=3&latency=5&bytes=1000&passes=1&repeats=1&strategies=sequential,async%2Bthreads-gil,async%2Bprocesses',
    'sequential,async+threads-gil,async+processes',
    3,
  ],
  ['x=scaling&most=2&n=100000&tasks=4&repeats=1', 'sequential,threads-gil,processes', 6],
  ['x=word-count&passes=1&repeats=1', 'sequential,threads-gil,processes', 3],
];

const folder = mkdtempSync(join(tmpdir(), 'lanes-recordings-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const runOrTell = (command, args, options) =>
  run(command, args, options).catch((error) => {
    throw new Error(error.output, { cause: error });
  });

const example = (name, ...args) =>
  runOrTell('cargo', ['run', '--quiet', '-p', 'lanes-report', '--example', name, '--', ...args]);

let python;
before(async () => {
  const queries = SCRIPTS.map(([query]) => query);
  python = join(await ensurePython('scripts'), 'python');
  await example('scripts', folder, ...queries);
});

/** Has the page's code read a recording, and returns what it found. */
async function read(recording) {
  const [, id, interpreter, strategies, runs, spans, idle] = (await example('recordings', recording)).match(
    /^([a-z-]+): (.*): (.*): (\d+) runs, (\d+) spans, (\d+) idle lanes\n$/,
  );
  return { id, interpreter, strategies, runs: Number(runs), spans: Number(spans), idle: Number(idle) };
}

for (const [query, strategies, runs] of SCRIPTS) {
  const [, id] = query.match(/^x=([a-z-]+)/);
  test(`the recording of ${id} has lanes of each strategy`, async () => {
    const options = { cwd: folder };
    const output = await runOrTell(python, ['-W', 'error', `${id}.py`, '--lanes'], options);
    assert.match(output, new RegExp(`^Recorded in ${id}\\.lanes\\.json\\. `, 'm'));
    const found = await read(join(folder, `${id}.lanes.json`));
    assert.equal(found.id, id);
    assert.match(found.interpreter, /^CPython 3\.\d+\.\d+\S*( without GIL)? on \w+$/);
    assert.equal(found.strategies, strategies);
    assert.equal(found.runs, runs);
    assert.equal(found.idle, 0);
    assert.ok(found.spans >= 3 * runs, `${found.spans} spans`);
  });
}

test('a short recording is a link to the page that the option names', async () => {
  const site = 'http://127.0.0.1:4173/';
  const output = await runOrTell(python, ['sum-of-squares.py', `--lanes=${site}`], { cwd: folder });
  const link = output.trim().split('\n').at(-1);
  assert.ok(link.startsWith(`${site}?x=sum-of-squares&`) && link.length <= 8000, link);
  assert.equal((await read(link)).strategies, 'sequential,async,threads-gil,processes');
});

test('a script without a table of times says that it records nothing', async () => {
  const into = join(folder, 'others');
  await example('scripts', into, 'x=lost-updates&n=1000');
  await assert.rejects(run(python, ['lost-updates.py', '--lanes'], { cwd: into }), {
    output: /This script records no lanes\./,
  });
  assert.deepEqual(readdirSync(into), ['lost-updates.py']);
});

test('the package records pools and coroutines, and its example can be opened', async () => {
  const programs = await ensureVenv(
    inProject('target', 'record-python'),
    join(PACKAGE, 'tests', 'requirements.txt'),
  );
  const options = { cwd: PACKAGE, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } };
  const output = await runOrTell(
    join(programs, 'python'),
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
    options,
  );
  assert.match(output, /^\d+ passed/m);
  assert.doesNotMatch(output, /skipped|failed/);
  const env = { ...options.env, PYTHONPATH: join(PACKAGE, 'src') };
  await runOrTell(join(programs, 'python'), [join(PACKAGE, 'examples', 'compress.py')], { cwd: folder, env });
  for (const name of ['compress-threads', 'compress-processes']) {
    const found = await read(join(folder, `${name}.lanes.json`));
    assert.equal(`${found.id}, ${found.strategies}, ${found.runs}`, 'python-program, program, 1');
    assert.ok(found.spans >= 24, `${found.spans} spans`);
  }
});

test('the document describes every key of a recording', async () => {
  const document = readFileSync(inProject('docs', 'recording.md'), 'utf8');
  await runOrTell(python, ['word-count.py', '--lanes'], { cwd: folder });
  const recording = JSON.parse(readFileSync(join(folder, 'word-count.lanes.json'), 'utf8'));
  const { runs, ...top } = recording;
  for (const key of Object.keys(top)) assert.match(document, new RegExp(`"${key}"`), key);
  for (const key of Object.keys(runs[0])) assert.match(document, new RegExp(`"${key}"`), key);
});
