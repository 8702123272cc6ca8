// npm run screenshots: pictures of the page's main states, at 1280 and 360 pixels, light and dark, in
// target/screenshots; and the one in the README.

import { copyFileSync, mkdirSync } from 'node:fs';
import { CHROMIUM_FLAGS, ensureBrowser } from './lib/browser.mjs';
import { inProject } from './lib/paths.mjs';
import { main } from './lib/report.mjs';
import { VITE_CONFIG } from './lib/serve.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';

const FOLDER = inProject('target', 'screenshots');
const README_PICTURE = { state: 'sum-of-squares', width: 1280, colorScheme: 'light' };

/** What of a page says that it can be looked at. */
const ENGINE_READY = '[data-engine*="ready"]';

/** @type {Record<string, {path?: string, ready?: string, context?: object, show?: (page: import('@playwright/test').Page) => Promise<void>}>} */
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
  'without-service-worker': {
    path: '?x=ten-requests&latency=10&requests=3',
    context: { serviceWorkers: 'block' },
    show: runToEnd,
  },
  embed: { path: '?x=ten-requests&view=embed&show=controls,bars,lanes', ready: 'button.run', show: runToEnd },
  guide: { path: 'guide/', ready: 'lanes-playground' },
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

/** Two runs of the same, side by side. */
async function compareTwo(page) {
  await runToEnd(page);
  await runToEnd(page);
  for (const index of [0, 1]) await page.locator('.kept [aria-pressed]').nth(index).click();
}

async function share(page) {
  await runToEnd(page);
  await page.click('[popovertarget="share-menu"]');
}

async function typeNonsense(page) {
  await page.fill('#parameter-latency', 'soon');
  await page.press('#parameter-latency', 'Tab');
}

async function shoot(browser, address, state, width, colorScheme) {
  const { path = '', ready = ENGINE_READY, context, show } = STATES[state];
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, ...context });
  await page.goto(address + path);
  await page.waitForSelector(ready, { timeout: 30_000 });
  await show?.(page);
  // Without focus and pointer the picture is the same each time.
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(0, 0);
  const file = `${FOLDER}/${state}-${width}-${colorScheme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
  console.log(`  ${file}`);
}

main(async () => {
  await buildSite(await prepareMachine());
  const executablePath = await ensureBrowser();
  const { preview } = await import('vite');
  const { chromium } = await import('@playwright/test');
  const server = await preview({ configFile: VITE_CONFIG, logLevel: 'warn' });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const state of Object.keys(STATES))
      for (const width of [1280, 360])
        for (const colorScheme of ['light', 'dark'])
          await shoot(browser, server.resolvedUrls.local[0], state, width, colorScheme);
  } finally {
    await browser.close();
    await server.close();
  }
  const { state, width, colorScheme } = README_PICTURE;
  mkdirSync(inProject('docs'), { recursive: true });
  copyFileSync(`${FOLDER}/${state}-${width}-${colorScheme}.png`, inProject('docs', `${state}.png`));
});
