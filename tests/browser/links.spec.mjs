// Links that nobody means well with.

import config from '../../playwright.config.mjs';
import { expect, test } from '../support/lanes.mjs';
import { mutations } from '../support/mutations.mjs';

const { executablePath, args } = config.use.launchOptions;

// Chromium lets a page change its address 200 times in ten seconds, unless it is told not to care.
test.use({
  launchOptions: { executablePath, args: [...args, '--disable-ipc-flooding-protection'] },
  permissions: ['clipboard-read', 'clipboard-write'],
});

test('ten thousand mutated links do the page no harm', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=sum-of-squares&n=1000000&repeats=2&strategies=sequential,threads');
  await lanes.run();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link with these results' }).click();
  await expect(page.locator('#share-menu [role="status"]')).toHaveText(/copied/);
  const good = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const links = mutations(good.search + good.hash, 10_000, 1);

  const notices = await page.evaluate(applyAll, links);
  // They reached what they were meant for: damage is named, and what is no damage is shown.
  expect(notices.refused).toBeGreaterThan(10);
  expect(notices.noted).toBeGreaterThan(10);
  expect(notices.recorded).toBeGreaterThan(10);

  for (const link of links.filter((_, index) => index % 1_000 === 0)) {
    await page.goto('about:blank');
    await page.goto(`./${link}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.goto('about:blank');
  await page.goto(good.href);
  await lanes.ready();
  await expect(page.locator('#recorded')).toBeVisible();
  await lanes.run();
  await expect(page.locator('.versus tbody tr')).toHaveCount(2);
});

/** In the page: goes to one link after the other, as if each were typed, and counts what the page says to some. */
async function applyAll(links) {
  const seen = { refused: 0, noted: 0, recorded: 0 };
  for (const [index, link] of links.entries()) {
    // Relative to the page's folder; a query that is none is the page's own.
    history.replaceState(null, '', link);
    dispatchEvent(new PopStateEvent('popstate'));
    dispatchEvent(new HashChangeEvent('hashchange'));
    if (index % 40 !== 0) continue;
    await new Promise(requestAnimationFrame);
    seen.refused += document.querySelectorAll('#refusal').length;
    seen.noted += document.querySelectorAll('.notice[role="status"]').length;
    seen.recorded += document.querySelectorAll('#recorded').length;
  }
  return seen;
}
