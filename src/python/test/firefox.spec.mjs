// CPython in Firefox: one page that runs it, and reports what it has seen.

import { expect, test } from '@playwright/test';
import { findFirefox } from '../../../scripts/lib/system.mjs';
import { runOnPage } from '../../../tests/support/firefox.mjs';
import { makeCases, makeTurns, squares } from './programs.mjs';
import { checkTrace, total } from './support.mjs';

// `npm test` installs Firefox if it can. If it cannot, the other tests must still run.
test.skip(() => !findFirefox(), 'Firefox is not installed.');

const CASES = makeCases(['sequential', 'threads', 'processes']);
const { source, tasks } = squares(300_000);
const JOB = { program: { source, tasks }, cases: CASES, turns: makeTurns(CASES, 1) };

const SCRIPT = `
  if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve));
  const builds = {};
  for (const build of ['gil', 'nogil']) {
    const loaded = await window.python.load(build);
    const measured = await window.python.measure(${JSON.stringify(JOB)});
    const stopped = await window.python.execute('print("on")\\nwhile True:\\n    pass', { stopAfterMs: 100 });
    const after = await window.python.execute('print(6 * 7)');
    builds[build] = { loaded, measured: measured.messages, stopped: stopped.messages, after: after.messages };
  }
  await fetch('results', { method: 'POST', body: JSON.stringify(builds) });`;

test('threads, processes and Stop work in Firefox on both builds', async ({ baseURL }) => {
  const builds = await runOnPage(new URL(baseURL), SCRIPT);
  for (const [build, { loaded, measured, stopped, after }] of Object.entries(builds)) {
    expect(loaded).toMatchObject({ type: 'ready', build });
    const runs = measured.filter(({ type }) => type === 'runFinished').map(({ run }) => run);
    expect(runs, build).toHaveLength(2 * CASES.length);
    for (const run of runs) {
      checkTrace(run);
      expect(run.answers).toEqual(runs[0].answers);
      expect(total(run, 'compute')).toBeGreaterThan(0);
    }
    expect(stopped.at(-1)).toMatchObject({ type: 'jobFinished', ended: 'stopped' });
    const output = after.filter(({ type }) => type === 'output').flatMap(({ chunks }) => chunks);
    expect(output.map(({ text }) => text).join('')).toBe('42\n');
  }
});
