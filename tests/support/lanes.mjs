// What the browser tests share: a page that may not fail unnoticed, and the page in a tester's words.

import { readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';

export { expect };

export const test = base.extend({
  /** The page, driven as a reader would. Any uncaught error or refused resource fails the test. */
  lanes: async ({ page }, use) => {
    const lanes = new Lanes(page);
    await use(lanes);
    expect(lanes.unexpectedErrors()).toEqual([]);
  },
});

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
    this.runButton = page.getByRole('button', { name: 'Run' });
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
    await expect(this.page.locator('[data-engine*="ready"]')).toBeVisible({ timeout: 20_000 });
  }

  /** Runs to the end. */
  async run() {
    await this.runButton.click();
    await this.ended();
  }

  async ended() {
    await expect(this.runButton).toBeVisible({ timeout: 60_000 });
  }

  /** The median wall time of a strategy, in milliseconds. */
  async medianMs(strategy) {
    const row = this.page.locator(`.bars tr[data-strategy="${strategy}"]`);
    return Number(await row.getAttribute('data-median-ms'));
  }

  /** The points of a chart, as its table tells them: strategy, step and value. */
  points() {
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
    const group = this.page.locator(`.group[data-strategy="${strategy}"]`);
    if ((await group.count()) === 0) return [];
    const run = (await this.result()).runs[Number(await group.getAttribute('data-run'))];
    return run.lanes.flatMap(({ spans }, lane) =>
      spans.map(({ task, phase, startMs, endMs }) => ({ lane, task, phase, start: startMs, end: endMs })),
    );
  }

  /** Presses Stop and returns how long the page took to say that the run is over, in milliseconds. */
  async msToStop() {
    await expect(this.stopButton).toBeEnabled();
    return this.page.evaluate(async () => {
      const pressed = performance.now();
      document.querySelector('button.stop').click();
      while (!document.querySelector('button.run')) await new Promise(requestAnimationFrame);
      return performance.now() - pressed;
    });
  }
}

/** The most spans of one phase that were under way at one moment. */
export function mostAtOnce(spans, phase) {
  const ofPhase = spans.filter((span) => span.phase === phase);
  return Math.max(
    0,
    ...ofPhase.map(({ start }) => ofPhase.filter((s) => s.start <= start && start < s.end).length),
  );
}

/** What the browser reports when a thread crashes, and for every call into its module after that. */
export const CRASH = /^Module terminated|unreachable|call stack|memory access/;

/** Whether two spans on different lanes were under way at once. */
export function lanesOverlap(spans) {
  return spans.some((a) => spans.some((b) => a.lane !== b.lane && a.start < b.end && b.start < a.end));
}
