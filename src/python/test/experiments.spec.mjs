// The scripts of the experiments: each strategy gives the answers that it gives on native CPython.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { answersOf } from './native.mjs';
import { makeCases, makeTurns } from './programs.mjs';
import { BUILDS, numbersOf, Python } from './support.mjs';

/** Experiments with values that make them short, the functions that are tasks, and the number of tasks of a run. */
const EXPERIMENTS = {
  gil_cpu: [{ N: 500_000 }, ['sum_of_squares'], 4],
  sum_of_squares: [{ N: 500_000 }, ['sum_of_squares'], 4],
};

/** Reads the script of an experiment, and fills in values as the page does. */
function scriptOf(name, values) {
  const script = readFileSync(inProject(`src/catalogue/src/experiments/${name}/script.py`), 'utf8');
  return Object.entries(values).reduce((text, [constant, value]) => {
    const line = new RegExp(`^${constant} = .*$`, 'm');
    expect(text).toMatch(line);
    return text.replace(line, `${constant} = ${JSON.stringify(value)}`);
  }, script);
}

for (const [name, [values, tasks, count]] of Object.entries(EXPERIMENTS)) {
  test.describe(name, () => {
    const source = scriptOf(name, values);
    let native;
    test.beforeAll(() => {
      native = answersOf(source);
    });
    for (const build of BUILDS)
      test(`gives the answers of native CPython: ${build}`, async ({ browser }) => {
        const python = await Python.open(browser, build);
        const cases = makeCases(Object.keys(native));
        const program = { source, tasks };
        const { runs, last } = await python.measure({ program, cases, turns: makeTurns(cases, 1) });
        await python.close();
        expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
        for (const run of runs) {
          const { strategy } = cases[run.turn.case];
          expect(run.answers, strategy).toEqual(native[strategy]);
          expect(numbersOf(run), strategy).toEqual([...Array(count).keys()]);
        }
      });
  });
}
