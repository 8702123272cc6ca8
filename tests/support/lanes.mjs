// Shared by the browser tests: fixtures that report every error of the page, and `Lanes`, which drives the page.

import { readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { refuseServiceWorkers } from '../../scripts/lib/browser.mjs';
import { STATIC } from './servers.mjs';

export { expect };

/** Time that a busy machine may take to start an engine or to finish a run. */
const PATIENCE_MS = 60_000;

/** The strategies of an experiment with one stage, in the order of the page. */
export const STRATEGIES = ['sequential', 'async', 'threads-gil', 'threads', 'processes'];

export const test = base.extend({
  /**
   * True if the browser refuses service workers, as it does when cookies are blocked. Routes of a test do not see
   * requests that pass through a service worker. Playwright's own option to block them differs: registration succeeds, but
   * no service worker starts.
   */
  withoutServiceWorker: [false, { option: true }],

  page: async ({ page, withoutServiceWorker }, use) => {
    if (withoutServiceWorker) await page.addInitScript(refuseServiceWorkers);
    await use(page);
  },

  /** The page, driven as by a reader. An uncaught error or a resource that fails to load fails the test. */
  lanes: async ({ page }, use) => {
    const lanes = new Lanes(page);
    await use(lanes);
    expect(lanes.unexpectedErrors()).toEqual([]);
  },
});

/** Opens the settings of an experiment, in the page or in a frame. */
export const openSettings = (page) =>
  page.locator('details.settings').evaluate((settings) => {
    settings.open = true;
  });

/** Locates the notice about the URL on the page or in an embed. Other parts may have a status at the same time. */
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
    this.conclusion = page.locator('.callout');
  }

  /** Allows errors that match the pattern, because the test provokes them. */
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
    await expect(this.page.locator('[data-engine*="ready"]')).toBeAttached({ timeout: PATIENCE_MS });
  }

  /** Navigates to an experiment as the browser's Forward button does, which keeps the engine. */
  async goTo(query) {
    await this.page.evaluate((query) => {
      history.pushState(null, '', `?${query}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, query);
    await this.ready();
  }

  /** Opens the settings. */
  settings() {
    return openSettings(this.page);
  }

  /** Runs the experiment to its end. */
  async run() {
    // The button may still say Run just after the click, or say it again before the test looks.
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

  /** Starts a run and waits until the first task may be running. */
  async startRun() {
    await this.runButton.click();
    await expect(this.page.locator('.progress .doing')).toContainText('warming up', { timeout: PATIENCE_MS });
  }

  /** Returns the median wall time of a strategy in milliseconds. */
  async medianMs(strategy) {
    const row = this.page.locator(`.bars tr[data-strategy="${strategy}"]`);
    return Number(await row.getAttribute('data-median-ms'));
  }

  /** Returns the points of a chart, read from its table: strategy, step and value. */
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

  /** Saves the results in a format and returns the name and the bytes of the file. */
  async save(format) {
    const button = this.page.getByRole('button', { name: `Save as ${format}` });
    if (!(await button.isVisible())) await this.page.getByText('Save as', { exact: true }).first().click();
    return this.download(() => button.click());
  }

  /** Returns the name and the bytes of the file that the page saves when `press` presses a button. */
  async download(press) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  checksum() {
    return this.page.locator('#checksum').textContent();
  }

  /** Returns the result JSON that the page saves. The focus stays where it is. */
  async result() {
    // The button is in a menu that may be closed.
    const json = this.page.locator('.save button', { hasText: 'JSON' });
    const { bytes } = await this.download(() => json.evaluate((button) => button.click()));
    return JSON.parse(bytes);
  }

  /** Returns the spans of a strategy's drawn run, with their lanes, or none if no run of it is drawn. */
  async spans(strategy) {
    const { runs } = await this.result();
    const group = this.page.locator(`.group[data-strategy="${strategy}"]`);
    if ((await group.count()) === 0) return [];
    return spansOf(runs[Number(await group.getAttribute('data-run'))]);
  }

  /** Returns all runs of a strategy, including the warm-up, from the result JSON, with their spans. */
  async runs(strategy) {
    const { runs } = await this.result();
    return runs.filter((run) => run.strategy === strategy).map((run) => ({ ...run, spans: spansOf(run) }));
  }

  /** Presses Stop and returns the time until the page shows that the run has ended, in milliseconds. */
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
   * Returns the shortest time that Stop took, in milliseconds. Repeats up to twelve runs until the time is below the
   * limit, because other programs on a busy machine can delay some of them.
   */
  async shortestStopMs(limitMs) {
    let shortest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 12 && shortest >= limitMs; run++) {
      await this.startRun();
      // Stop in the middle of a task.
      await this.page.waitForTimeout(100);
      shortest = Math.min(shortest, await this.msToStop());
      await expect(this.conclusion).toContainText('Stopped.');
      await this.ready();
    }
    return shortest;
  }
}

/** Returns the spans of a run in the result JSON, each with the index of its lane. */
function spansOf(run) {
  return run.lanes.flatMap(({ spans }, lane) =>
    spans.map(({ task, phase, startMs, endMs }) => ({ lane, task, phase, start: startMs, end: endMs })),
  );
}

/** Returns the shortest wall time of some runs in milliseconds. Other programs on the machine can only lengthen a run. */
export function shortestWallMs(runs) {
  return Math.min(...runs.map((run) => run.wallMs));
}

/** Returns the number of pixels by which the contents of a page exceed the width of its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Asserts that the page fits windows of the given widths in pixels. */
export async function expectToFit(page, widths) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => overflow(page), `${width} pixels wide`).toBeLessThanOrEqual(0);
  }
}

/** Returns true if the site on the static host is saved for offline use. Its page is saved last. */
export const isSaved = (page) =>
  page.evaluate(async (url) => Boolean(await caches.match(url)), `${STATIC.url}index.html`);

/** Waits until the site on the static host is saved for offline use. */
export const waitUntilSaved = (page) => expect.poll(() => isSaved(page), { timeout: PATIENCE_MS }).toBe(true);

/** Resolves once the page has drawn its current state. */
export const nextFrame = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/**
 * Largest difference between the clocks of two workers, with a margin. When a lock is passed on directly, the next span
 * may seem to begin one step of the clock (5 µs) before the previous one ends, about once in ten thousand times.
 */
const CLOCK_DIFFERENCE_MS = 0.02;

/** Returns the largest number of spans of a phase at one moment. */
export function maxConcurrent(spans, phase) {
  const ofPhase = spans.filter((span) => span.phase === phase);
  const atStartOf = (one) =>
    ofPhase.filter((s) => s === one || (s.start <= one.start && one.start < s.end - CLOCK_DIFFERENCE_MS));
  return Math.max(0, ...ofPhase.map((one) => atStartOf(one).length));
}

/** Errors that the browser reports when a thread crashes, and for every later call into its module. */
export const CRASH = /Module terminated|unreachable|call stack|memory access/;

/** Returns true if two spans on different lanes overlap in time. */
export function lanesOverlap(spans) {
  return spans.some((a) => spans.some((b) => a.lane !== b.lane && a.start < b.end && b.start < a.end));
}
