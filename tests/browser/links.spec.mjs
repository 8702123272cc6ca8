// Hostile links.

import { expect, test } from '#support/lanes.mjs';
import { mutations } from '#support/mutations.mjs';
import config from '../../playwright.config.mjs';

const { executablePath, args } = config.use.launchOptions;

// Without this flag, Chromium lets a page change its URL only 200 times in ten seconds.
test.use({
  launchOptions: { executablePath, args: [...args, '--disable-ipc-flooding-protection'] },
  permissions: ['clipboard-read', 'clipboard-write'],
});

test('the page survives ten thousand mutated links', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=sum-of-squares&n=1000000&repeats=2&strategies=sequential,threads');
  await lanes.run();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link with these results' }).click();
  await expect(page.locator('#share-menu [role="status"]')).toHaveText(/copied/);
  const good = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const links = mutations(good.search + good.hash, 10_000, 1);

  const seen = await page.evaluate(applyAll, links);
  // Each link is rendered, unless it means the same as the one before.
  expect(seen.rendered).toBeGreaterThan(links.length * 0.8);
  // The links are effective: the page reports damaged ones and shows the results of intact ones.
  expect(seen.refused).toBeGreaterThan(1_000);
  expect(seen.noted).toBeGreaterThan(1_000);
  expect(seen.recorded).toBeGreaterThan(1_000);

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

/** Visits each link in the page, as if it were typed, and counts how the page reacts. Runs in the browser. */
async function applyAll(links) {
  const seen = { rendered: 0, refused: 0, noted: 0, recorded: 0 };
  // The page renders at the end of the task that changed it, so the next task sees the result.
  const { port1, port2 } = new MessageChannel();
  const nextTask = () =>
    new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  let changed = false;
  new MutationObserver(() => {
    changed = true;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });

  for (const [index, link] of links.entries()) {
    // Every link is rendered, but only one in a hundred is drawn, because drawing all would take three times as long.
    const isDrawn = index % 100 === 0;
    document.documentElement.style.display = isDrawn ? '' : 'none';
    changed = false;
    // The link is relative to the page's folder.
    history.replaceState(null, '', link);
    dispatchEvent(new PopStateEvent('popstate'));
    dispatchEvent(new HashChangeEvent('hashchange'));
    await nextTask();
    if (isDrawn) await new Promise(requestAnimationFrame);
    seen.rendered += Number(changed);
    seen.refused += document.querySelectorAll('#refusal').length;
    seen.noted += document.querySelectorAll('.notice[role="status"]').length;
    seen.recorded += document.querySelectorAll('#recorded').length;
  }
  document.documentElement.style.display = '';
  return seen;
}
