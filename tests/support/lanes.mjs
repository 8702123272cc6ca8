// What the browser tests share: a page that may not fail unnoticed, and the page in a tester's words.

import { readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { refuseServiceWorkers } from '../../scripts/lib/browser.mjs';

export { expect };

/** How long a busy machine may take to start an engine or to run something. */
const PATIENCE_MS = 60_000;

export const test = base.extend({
  /**
   * Whether the browser refuses service workers, as where cookies are blocked. Requests that pass through one are
   * seen by no route of a test. Where they are `blocked` by Playwright, one is promised and never comes.
   */
  withoutServiceWorker: [false, { option: true }],

  page: async ({ page, withoutServiceWorker }, use) => {
    if (withoutServiceWorker) await page.addInitScript(refuseServiceWorkers);
    await use(page);
  },

  /** The page, driven as a reader would. Any uncaught error or refused resource fails the test. */
  lanes: async ({ page }, use) => {
    const lanes = new Lanes(page);
    await use(lanes);
    expect(lanes.unexpectedErrors()).toEqual([]);
  },
});

/** What the page, or an embed, says of its address. Other parts of it may have a status at the same time. */
export const addressNotes = (page) => page.getByRole('status').filter({ has: page.locator('li') });

export class Lanes {
  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    this.page = page;
    this.errors = [];
    this.expected = [];
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.runButton = page.getByRole('button', { name: /^Run\b/ });
    this.stopButton = page.getByRole('button', { name: /^Stop/ });
    this.conclusion = page.locator('.conclusion');
  }

  /** Has the test take errors of a kind that it provokes, whenever the browser gets round to reporting them. */
  expectErrors(pattern) {
    this.expected.push(pattern);
  }

  unexpectedErrors() {
    return this.errors.filter((error) => !this.expected.some((pattern) => pattern.test(error)));
  }

  /** Opens an experiment and waits for its engine. */
  async open(query, base = '') {
    await this.page.goto(`${base}?${query}`);
    await this.ready();
  }

  async ready() {
    await expect(this.page.locator('[data-engine*="ready"]')).toBeVisible({ timeout: PATIENCE_MS });
  }

  /** Goes on to an experiment as the browser's Forward would: with the engine that is there. */
  async goTo(query) {
    await this.page.evaluate((query) => {
      history.pushState(null, '', `?${query}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, query);
    await this.ready();
  }

  /** Runs to the end. */
  async run() {
    // The button may say Run for a moment after the click, or again before anybody has looked.
    const began = this.page.evaluate(
      () =>
        new Promise((began) => {
          const isButton = ({ target }) => target.matches('button.stop, button.run');
          new MutationObserver((changes) => changes.some(isButton) && began()).observe(document.body, {
            subtree: true,
            attributeFilter: ['class'],
          });
        }),
    );
    await Promise.all([began, this.runButton.click()]);
    await this.ended();
  }

  async ended() {
    await expect(this.runButton).toBeVisible({ timeout: PATIENCE_MS });
  }

  /** Begins to run, and waits until the first task may be under way. */
  async begin() {
    await this.runButton.click();
    await expect(this.page.locator('.progress .doing')).toContainText('warming up', { timeout: PATIENCE_MS });
  }

  /** The median wall time of a strategy, in milliseconds. */
  async medianMs(strategy) {
    const row = this.page.locator(`.bars tr[data-strategy="${strategy}"]`);
    return Number(await row.getAttribute('data-median-ms'));
  }

  /** The points of a chart, as its table tells them: strategy, step and value. */
  async points() {
    await this.page.locator('.points').waitFor({ state: 'attached' });
    return this.page.locator('.points td[data-value]').evaluateAll((all) =>
      all.map(({ dataset }) => ({
        strategy: dataset.strategy,
        x: Number(dataset.x),
        value: Number(dataset.value),
      })),
    );
  }

  /** Saves what was measured in a format and returns the file: its name and its bytes. */
  async save(format) {
    const button = this.page.getByRole('button', { name: `Save as ${format}` });
    if (!(await button.isVisible())) await this.page.getByText('Save as', { exact: true }).first().click();
    return this.download(() => button.click());
  }

  /** The file that the page has the browser save when something is pressed: its name and its bytes. */
  async download(press) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  checksum() {
    return this.page.locator('#checksum').textContent();
  }

  /** The result, as the page saves it. The focus stays where it is. */
  async result() {
    // In a menu that may be closed.
    const json = this.page.locator('.save button', { hasText: 'JSON' });
    const { bytes } = await this.download(() => json.evaluate((button) => button.click()));
    return JSON.parse(bytes);
  }

  /** The spans of a strategy's drawn run, with their lanes; none where it is not drawn. */
  async spans(strategy) {
    const { runs } = await this.result();
    const group = this.page.locator(`.group[data-strategy="${strategy}"]`);
    if ((await group.count()) === 0) return [];
    return spansOf(runs[Number(await group.getAttribute('data-run'))]);
  }

  /** All runs of a strategy, the warm-up too, as the page saves them, with their spans. */
  async runs(strategy) {
    const { runs } = await this.result();
    return runs.filter((run) => run.strategy === strategy).map((run) => ({ ...run, spans: spansOf(run) }));
  }

  /** Presses Stop and returns how long the page took to say that the run is over, in milliseconds. */
  async msToStop() {
    await expect(this.stopButton).toBeEnabled();
    return this.page.evaluate(async () => {
      const pressed = performance.now();
      document.querySelector('button.stop').click();
      while (!document.querySelector('button.run')) {
        await new Promise((changed) => {
          const watch = { subtree: true, childList: true, attributeFilter: ['class'] };
          new MutationObserver(changed).observe(document.body, watch);
        });
      }
      return performance.now() - pressed;
    });
  }

  /**
   * The shortest time that Stop took, in milliseconds, in as many runs as it takes to be below a limit, but no more
   * than twelve: where it took longer, the machine was busy otherwise.
   */
  async quickestStop(limitMs) {
    let quickest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 12 && quickest >= limitMs; run++) {
      await this.begin();
      // Into the midst of a task.
      await this.page.waitForTimeout(100);
      quickest = Math.min(quickest, await this.msToStop());
      await expect(this.conclusion).toContainText('Stopped.');
      await this.ready();
    }
    return quickest;
  }
}

/** The spans of a run as the page saves it, with their lanes. */
function spansOf(run) {
  return run.lanes.flatMap(({ spans }, lane) =>
    spans.map(({ task, phase, startMs, endMs }) => ({ lane, task, phase, start: startMs, end: endMs })),
  );
}

/** The shortest wall time of some runs, in milliseconds: what else the machine does can only add to it. */
export function quickest(runs) {
  return Math.min(...runs.map((run) => run.wallMs));
}

/** How many pixels of a page lie beyond its width, whatever is in sight. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/**
 * How well the clocks of two workers agree, in milliseconds, with a margin: where a lock changes hands at once, the span
 * after may seem to begin one step of the clock (5 µs) before the other ends, some once in ten thousand times.
 */
const CLOCKS_AGREE_MS = 0.02;

/** The most spans of one phase that were under way at one moment. */
export function mostAtOnce(spans, phase) {
  const ofPhase = spans.filter((span) => span.phase === phase);
  const underWay = (one) =>
    ofPhase.filter((s) => s === one || (s.start <= one.start && one.start < s.end - CLOCKS_AGREE_MS));
  return Math.max(0, ...ofPhase.map((one) => underWay(one).length));
}

/** What the browser reports when a thread crashes, and for every call into its module after that. */
export const CRASH = /Module terminated|unreachable|call stack|memory access/;

/** Whether two spans on different lanes were under way at once. */
export function lanesOverlap(spans) {
  return spans.some((a) => spans.some((b) => a.lane !== b.lane && a.start < b.end && b.start < a.end));
}
