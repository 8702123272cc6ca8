// npm test [-- --only=<step>,<step>] [<filter for the browser tests>...]: runs everything that must hold.

import { parseArgs } from 'node:util';
import { elapsed, fail, main, NotRun } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { selectSteps } from './lib/steps.mjs';
import { ensurePrograms } from './lib/system.mjs';

/** Runs one step under its heading. Returns `passed`, `FAILED` or `NOT RUN`, and how long it took. */
async function runStep(step, number, setup, filters) {
  const start = performance.now();
  console.log(`\n${number} ${step.title}`);
  const outcome = await step.run(setup, filters).then(
    () => 'passed',
    (error) => {
      if (!(error instanceof NotRun)) {
        fail(error);
        return 'FAILED';
      }
      console.log(error.message);
      return 'NOT RUN';
    },
  );
  console.log(`${number} ${outcome.toLowerCase()}, ${elapsed(start)}`);
  return { name: step.name, outcome, took: elapsed(start) };
}

main(async () => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const steps = selectSteps(values.only);
  const setup = await prepareMachine();
  await ensurePrograms([...new Set(steps.flatMap(({ programs = [] }) => programs))]);
  const results = [];
  for (const [i, step] of steps.entries()) {
    const blocked = results.some(({ name, outcome }) => name === step.needs && outcome === 'FAILED');
    results.push(
      blocked
        ? { name: step.name, outcome: 'FAILED', took: `since ${step.needs} failed` }
        : await runStep(step, `[${i + 1}/${steps.length}]`, setup, positionals),
    );
  }
  console.log('\nSummary');
  for (const { name, outcome, took } of results) console.log(`  ${outcome.padEnd(7)}  ${name}, ${took}`);
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  const notRun = count('NOT RUN');
  console.log(
    `${count('passed')} passed, ${count('FAILED')} failed${notRun > 0 ? `, ${notRun} skipped` : ''}`,
  );
});
