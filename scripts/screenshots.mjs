// npm run screenshots [-- <state>...]: takes pictures of the page's states at 1280 and 360 pixels, light and dark, into
// target/screenshots, and renews the one in the README. They are for people to look at, and no test compares them.

import { copyFileSync, mkdirSync } from 'node:fs';
import { CHROMIUM_FLAGS, ensureBrowser, refuseServiceWorkers } from './lib/browser.mjs';
import { inProject } from './lib/paths.mjs';
import { main, Problem } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';

const FOLDER = inProject('target', 'screenshots');
const README_PICTURE = { state: 'sum-of-squares', width: 1280, colorScheme: 'light' };

/** Matches a page whose engine is ready. */
const ENGINE_READY = '[data-engine*="ready"]';

/**
 * The states, by name. `before` runs before the page is opened, `show` once `ready` matches.
 *
 * @typedef {(page: import('@playwright/test').Page) => Promise<void>} Act
 * @type {Record<string, {path?: string, ready?: string, context?: object, before?: Act, show?: Act}>}
 */
const STATES = {
  first: {},
  menu: {
    show: (page) => page.locator('[popovertarget="experiments"]').evaluate((button) => button.click()),
  },
  'bad-input': { path: '?x=ten-requests&requests=9999&colour=red', show: typeNonsense },
  running: { path: '?x=ten-requests&latency=1000', show: runFor(3000) },
  stopped: { path: '?x=sum-of-squares&n=3000000000', show: stopAfter(1500) },
  'sum-of-squares': { path: '?x=sum-of-squares', show: runToEnd },
  'ten-requests': { path: '?x=ten-requests', show: runToEnd },
  'image-filter': { path: '?x=image-filter&repeats=1', show: runToEnd },
  'many-lanes': { path: '?x=sum-of-squares&tasks=128&workers=32&n=3000000&repeats=1', show: runToEnd },
  'partly-failed': { path: '?x=ten-requests&latency=40&errors=30&repeats=1', show: runToEnd },
  failed: { path: '?x=failing-task&how=stack&strategies=threads', show: runToEnd },
  scaling: { path: '?x=scaling&n=2000000', show: runToEnd },
  decide: { path: '?x=decide', show: runToEnd },
  compared: { path: '?x=ten-requests&latency=40', show: compareTwo },
  share: { path: '?x=ten-requests&latency=40&repeats=1', show: share },
  recorded: {
    path: '?x=ten-requests&latency=40',
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
    show: openRecorded,
  },
  'in-background': { path: '?x=ten-requests&latency=40&repeats=1', show: runInBackground },
  'long-file-name': { path: '?x=word-count&source=own&repeats=1', show: chooseLongName },
  'long-address': { path: `?x=ten-requests&network=urls&urls=https://a.example/${'long-'.repeat(60)}` },
  'not-isolated': {
    path: '?x=ten-requests&latency=10&requests=3&network=server',
    before: forbidIsolation,
    show: runToEnd,
  },
  'engine-failed': { ready: '[role="alert"]', before: keepEngineAway },
  'without-service-worker': {
    path: '?x=ten-requests&latency=10&requests=3',
    context: { serviceWorkers: 'block' },
    show: runToEnd,
  },
  embed: { path: '?x=ten-requests&view=embed&show=controls,bars,lanes', ready: 'button.run', show: runToEnd },
  guide: { path: 'guide/', ready: 'lanes-playground' },
  recipes: { path: 'guide/recipes/', ready: '.hljs-keyword' },
  authors: { path: 'authors/', ready: '#snippets pre' },
};

async function runToEnd(page) {
  await page.click('button.run');
  await page.waitForSelector('button.run', { timeout: 180_000 });
}

function runFor(ms) {
  return async (page) => {
    await page.click('button.run');
    await page.waitForTimeout(ms);
  };
}

function stopAfter(ms) {
  return async (page) => {
    await runFor(ms)(page);
    await page.click('button.stop');
    await page.waitForSelector('button.run');
  };
}

/** Compares two runs of the same experiment. */
async function compareTwo(page) {
  await runToEnd(page);
  await runToEnd(page);
  for (const index of [0, 1]) await page.locator('.kept [aria-pressed]').nth(index).click();
}

async function share(page) {
  await runToEnd(page);
  await page.click('[popovertarget="share-menu"]');
}

/** Opens a link with results, as its recipient does. */
async function openRecorded(page) {
  await share(page);
  await page.getByRole('button', { name: 'Copy link with these results' }).click();
  await page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await page.goto(link);
  await page.waitForSelector(ENGINE_READY, { state: 'attached' });
}

async function runInBackground(page) {
  await page.click('button.run');
  await page.waitForSelector('button.stop');
  await page.evaluate(() => {
    for (const hidden of [true, false]) {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }
  });
  await page.waitForSelector('button.run', { timeout: 180_000 });
}

async function chooseLongName(page) {
  const name = `${'A text with a name that goes on and on, '.repeat(4)}and_one_without_any_${'gap_'.repeat(12)}.txt`;
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from('one two three '.repeat(50_000)) };
  await page.setInputFiles('input[type="file"]', [file, { ...file, name: `Another ${name}` }]);
  await runToEnd(page);
}

/** Behaves like a host that sends no isolation headers, in a browser without service workers. */
async function forbidIsolation(page) {
  // Routes do not see requests that pass through a service worker.
  await page.addInitScript(refuseServiceWorkers);
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const isOurs = (name) => /^(cross-origin|document-isolation)-/.test(name);
    const headers = Object.entries(response.headers()).filter(([name]) => !isOurs(name));
    await route.fulfill({ response, headers: Object.fromEntries(headers) });
  });
}

async function keepEngineAway(page) {
  await page.addInitScript(refuseServiceWorkers);
  await page.route('**/assets/*engine*', (route) => route.abort());
}

async function typeNonsense(page) {
  await page.fill('#parameter-latency', 'soon');
  await page.press('#parameter-latency', 'Tab');
}

async function shoot(browser, address, state, width, colorScheme) {
  const { path = '', ready = ENGINE_READY, context, before, show } = STATES[state];
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, ...context });
  await before?.(page);
  await page.goto(address + path);
  // The line about the machine is in a closed popover.
  await page.waitForSelector(ready, { state: 'attached', timeout: 30_000 });
  await show?.(page);
  // Focus or pointer would make pictures differ.
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(0, 0);
  const file = `${FOLDER}/${state}-${width}-${colorScheme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
  console.log(`  ${file}`);
}

main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !STATES[name]);
  if (unknown.length > 0)
    throw new Problem(
      `No state is called ${unknown.join(', ')}. There are ${Object.keys(STATES).join(', ')}.`,
    );
  const states = names.length > 0 ? names : Object.keys(STATES);
  await buildSite(await prepareMachine());
  const executablePath = await ensureBrowser();
  const { preview } = await import('vite');
  const { chromium } = await import('@playwright/test');
  const server = await preview({ configFile: inProject('vite.config.mjs'), logLevel: 'warn' });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const state of states)
      for (const width of [1280, 360])
        for (const colorScheme of ['light', 'dark'])
          await shoot(browser, server.resolvedUrls.local[0], state, width, colorScheme);
  } finally {
    await browser.close();
    await server.close();
  }
  const { state, width, colorScheme } = README_PICTURE;
  if (!states.includes(state)) return;
  mkdirSync(inProject('docs'), { recursive: true });
  copyFileSync(`${FOLDER}/${state}-${width}-${colorScheme}.png`, inProject('docs', `${state}.png`));
});
