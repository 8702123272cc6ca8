// What the browser tests share: a page that may not fail unnoticed, and the page in a tester's words.

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
    const [download] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    const parts = await (await download.createReadStream()).toArray();
    return { name: download.suggestedFilename(), bytes: Buffer.concat(parts) };
  }

  checksum() {
    return this.page.locator('#checksum').textContent();
  }

  /** The boxes of a strategy's drawn run: lane, task, start, end, phase, and how many spans are drawn as one. */
  spans(strategy) {
    const rects = `.group[data-strategy="${strategy}"] svg[data-lane] rect.span`;
    return this.page.locator(rects).evaluateAll((all) =>
      all.map((rect) => ({
        lane: Number(rect.closest('[data-lane]').dataset.lane),
        task: Number(rect.dataset.task),
        start: Number(rect.dataset.start),
        end: Number(rect.dataset.end),
        phase: rect.classList[1],
        drawn: Number(rect.dataset.spans),
      })),
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
