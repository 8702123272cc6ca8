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

/** @type {Record<string, {query: string, context?: object, show?: (page: import('@playwright/test').Page) => Promise<void>}>} */
const STATES = {
  first: { query: '' },
  'bad-input': { query: 'x=ten-requests&requests=9999&colour=red', show: typeNonsense },
  running: { query: 'x=ten-requests&latency=1000', show: runFor(3000) },
  stopped: { query: 'x=sum-of-squares&n=3000000000', show: stopAfter(1500) },
  'sum-of-squares': { query: 'x=sum-of-squares', show: runToEnd },
  'ten-requests': { query: 'x=ten-requests', show: runToEnd },
  failed: { query: 'x=failing-task&how=stack&strategies=threads', show: runToEnd },
  scaling: { query: 'x=scaling&n=2000000', show: runToEnd },
  guide: { query: 'x=decide', show: runToEnd },
  'without-service-worker': {
    query: 'x=ten-requests&latency=10&requests=3',
    context: { serviceWorkers: 'block' },
    show: runToEnd,
  },
};

async function runToEnd(page) {
  await page.click('button.run');
  await page.waitForSelector('button.run', { timeout: 60_000 });
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

async function typeNonsense(page) {
  await page.fill('#parameter-latency', 'soon');
  await page.press('#parameter-latency', 'Tab');
}

async function shoot(browser, address, state, width, colorScheme) {
  const { query, context, show } = STATES[state];
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, ...context });
  await page.goto(`${address}?${query}`);
  await page.waitForSelector('[data-engine*="ready"]', { timeout: 30_000 });
  await show?.(page);
  // Without focus and pointer the picture is the same each time.
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(0, 0);
  const path = `${FOLDER}/${state}-${width}-${colorScheme}.png`;
  await page.screenshot({ path, fullPage: true });
  await page.close();
  console.log(`  ${path}`);
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
