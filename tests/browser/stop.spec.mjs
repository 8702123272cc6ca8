// Stop, at the largest values that a reader can enter, of the experiments in which it took longest.

import { readFileSync } from 'node:fs';
import { expect, test } from '#support/lanes.mjs';

/**
 * Time until Stop must have ended a run, in milliseconds. Lanes take a tenth of a second at most, but with 64 of them at work on
 * a few cores, the page itself waits for its turn.
 */
const LATEST_MS = 5_000;

const SLOWEST = ['gil-convoy', 'thousands', 'too-many-workers'];

/** More than any parameter allows. The address is then read as the largest value. */
const TOO_MUCH = 999_999_999_999;

const catalogue = JSON.parse(readFileSync(new URL('../../www/catalogue.json', import.meta.url)));

/** Returns the names of the parameters that are numbers, as the settings show them. */
const numbers = (page) =>
  page
    .locator('input[inputmode="numeric"]')
    .evaluateAll((inputs) => inputs.map(({ id }) => id.replace('parameter-', '')));

test.describe.configure({ mode: 'serial' });

for (const { id, strategies } of catalogue.filter(({ id }) => SLOWEST.includes(id)))
  test(`Stop ends ${id} at its largest values`, async ({ page, lanes }) => {
    await lanes.open(`x=${id}`);
    await lanes.settings();
    const names = (await numbers(page)).filter((name) => name !== 'repeats');
    const largest = names.map((name) => `&${name}=${TOO_MUCH}`).join('');
    for (const strategy of strategies) {
      await lanes.goTo(`x=${id}&repeats=1&strategies=${strategy}${largest}`);
      // Playwright's click waits for many turns of the page.
      await lanes.runButton.evaluate((button) => button.click());
      // Long enough for lanes to be at work, and for some the end of the run.
      await page.waitForTimeout(1_000);
      if ((await lanes.stopButton.count()) === 0) continue;
      const ms = await lanes.msToStop();
      test.info().annotations.push({ type: strategy, description: `${ms.toFixed(0)} ms` });
      expect(ms, strategy).toBeLessThan(LATEST_MS);
      await lanes.ready();
    }
    await lanes.goTo('x=sum-of-squares&n=1000&repeats=1&workers=2');
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
  });
