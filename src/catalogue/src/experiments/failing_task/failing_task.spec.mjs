// A task that fails: the page names it and the cause, and the next run works.

import { CRASH, expect, STRATEGIES, test } from '#support/lanes.mjs';

/** Texts that describe the cause of each kind of failure. */
const CAUSES = {
  panic: /raised an exception that was not caught.*as requested/,
  stack: /A worker died.*(call stack|out of bounds)/,
  memory: /A worker died.*(unreachable|memory)/,
};

for (const strategy of STRATEGIES) {
  const query = `x=failing-task&n=1000&repeats=1&strategies=${strategy}`;

  test(`a task that returns an error is counted, and the other tasks continue, under ${strategy}`, async ({
    lanes,
  }) => {
    await lanes.open(query);
    await lanes.run();
    await expect(lanes.conclusion).toContainText(
      /2 of \d+ tasks failed across all runs; .*: Task 4: The task returned an error/,
    );
    const spans = await lanes.spans(strategy);
    expect(spans.filter((span) => span.phase === 'compute').length).toBeGreaterThan(0);
  });

  test(`a task that raises or crashes under ${strategy} is named, and the next run works`, async ({
    page,
    lanes,
  }) => {
    lanes.expectErrors(CRASH);
    await lanes.open(query);
    for (const [how, cause] of Object.entries(CAUSES)) {
      await lanes.goTo(`${query}&how=${how}`);
      await lanes.run();
      const alert = page.getByRole('alert');
      await expect(alert, how).toContainText('Task 4:');
      await expect(alert, how).toContainText(cause);
      await lanes.settings();
      await page.getByLabel('How it fails').selectOption('returns an error');
      await lanes.ready();
      await lanes.run();
      await expect(alert, how).toHaveCount(0);
      expect(await lanes.medianMs(strategy), how).toBeGreaterThan(0);
    }
  });
}
