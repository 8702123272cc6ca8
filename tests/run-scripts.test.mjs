// The Python scripts that readers copy, run: with few files, a proxy and warnings as errors, and ended with Ctrl-C.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from '../scripts/lib/command.mjs';
import { catalogue } from '../scripts/lib/previews.mjs';
import { ensurePython } from './support/python.mjs';

/** Settings that make each script short. */
const SHORT = {
  'api-users': 'users=4&latency=1&workers=2&strategies=sequential,async,threads-gil,processes',
  'break-even': 'most=100000',
  'connection-limit': 'requests=12&latency=10',
  'data-crunching': 'rows=5000&parts=2',
  'download-process': 'files=3&latency=5&bytes=1000&passes=1',
  'failing-task': 'n=1000',
  'gil-convoy': 'duration=20&repeats=1&longest=1000',
  'gil-cpu': 'n=100000',
  'gil-io': 'requests=4&latency=5&workers=2',
  'image-filter': 'size=200',
  'lost-updates': 'n=10000&repeats=3',
  mandelbrot: 'iterations=20&width=160&height=120',
  pickling: 'most=64',
  'python-task': '',
  'read-files': 'files=4&size=1000',
  'releases-gil': 'size=5000&passes=2',
  scaling: 'most=2&n=100000&tasks=4',
  scrape: 'pages=8&latency=5',
  'sum-of-squares': 'n=100000',
  'ten-requests': 'latency=5&jitter=5&workers=2',
  thousands: 'requests=100&latency=1',
  'too-many-workers': 'most=2&n=100000&tasks=4',
  train: 'folds=2&epochs=1',
  'word-count': 'passes=1',
};

/** The script of this experiment is the reader's, without a harness. */
const OWN_PROGRAM = 'python-program';

/** Settings that need more files, or more time for a response, than there is by default. */
const EXTREME = [
  'x=ten-requests&requests=300&limit=5000&latency=1&workers=64&strategies=async,threads-gil&repeats=1',
  'x=ten-requests&requests=2&latency=5000&strategies=async&repeats=1',
  'x=connection-limit&requests=500&latency=1&repeats=1',
  'x=thousands&requests=5000&limit=5000&latency=1&repeats=1',
];

/** Scripts in which Ctrl-C meets no process that it could leave behind, and the reader's. */
const WITHOUT_PROCESSES = ['lost-updates', OWN_PROGRAM];

/** Longest time that a script may go on after Ctrl-C, in ms: 2 s on an idle machine. */
const LONGEST_STOP = 5000;

const folder = mkdtempSync(join(tmpdir(), 'lanes-scripts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let python;
before(async () => {
  python = join(await ensurePython('scripts'), 'python');
});

/** Writes scripts with the settings of these queries, or all with the defaults, and returns their folder. */
async function write(name, queries = []) {
  const into = join(folder, name);
  await run('cargo', [
    'run',
    '--quiet',
    '-p',
    'lanes-report',
    '--example',
    'scripts',
    '--',
    into,
    ...queries,
  ]);
  return into;
}

/** Starts a script as an unlucky reader would. It has a process group of its own, as in a terminal. */
function start(script) {
  const proxy = 'http://127.0.0.1:9';
  const child = spawn('sh', ['-c', 'ulimit -n 256; exec "$0" -W error "$1"', python, script], {
    detached: true,
    env: { ...process.env, HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => (printed.output += chunk));
  child.stderr.on('data', (chunk) => (printed.errors += chunk));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  return { child, printed, ended };
}

/** Runs a script to its end, and returns what it printed. */
async function finish(script) {
  const { printed, ended } = start(script);
  assert.equal(await ended, 0, `${script}: ${printed.output}${printed.errors}`);
  assert.equal(printed.errors, '', script);
  return printed.output;
}

test('every script runs with few files, a proxy and warnings as errors', async (t) => {
  const ids = catalogue().map(({ id }) => id);
  assert.deepEqual(Object.keys(SHORT).sort(), ids.filter((id) => id !== OWN_PROGRAM).sort());
  const queries = Object.entries(SHORT).map(
    ([id, values]) => `x=${id}&${values.includes('repeats=') ? '' : 'repeats=1&'}${values}`,
  );
  const scripts = await write('short', queries);
  for (const name of readdirSync(scripts).sort())
    await t.test(name, async () => {
      const output = await finish(join(scripts, name));
      assert.match(output, /^Python 3\.\d+\.\d+\S*, (a|no) GIL, \d+ cores/m);
      assert.doesNotMatch(output, /^Failed: |^Without effect here/m);
    });
});

test('settings that need more than the system allows are capped, and said', async (t) => {
  for (const query of EXTREME)
    await t.test(query, async () => {
      const scripts = await write(`extreme-${EXTREME.indexOf(query)}`, [query]);
      const output = await finish(join(scripts, readdirSync(scripts)[0]));
      assert.doesNotMatch(output, /^Failed: /m);
      const isCapped = /^At most 156 connections instead of [\d,]+: a process may open 256 files here/m;
      if (!query.includes('latency=5000')) assert.match(output, isCapped);
    });
});

test('Ctrl-C ends a script with one line, and its processes', async (t) => {
  const scripts = await write('default');
  const names = readdirSync(scripts).filter((name) => !WITHOUT_PROCESSES.includes(name.slice(0, -3)));
  assert.ok(names.length > 20, names.join());
  for (const name of names.sort())
    await t.test(name, async () => {
      const { child, printed, ended } = start(join(scripts, name));
      while (!/^Python 3\./m.test(printed.output) && child.exitCode === null) await wait(20);
      // Long enough for processes to start.
      await wait(400);
      const pressed = performance.now();
      process.kill(-child.pid, 'SIGINT');
      assert.equal(await ended, 130, printed.output + printed.errors);
      const spent = performance.now() - pressed;
      assert.ok(spent < LONGEST_STOP, `${Math.round(spent)} ms`);
      assert.equal(printed.errors, '\nStopped.\n');
    });
});
