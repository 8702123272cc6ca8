// Code in links: shown, and never run before the reader presses Run.

import { deflateSync } from 'node:zlib';
import { expect, test } from '#support/lanes.mjs';

const CODE = 'items = [1, 2]\n\n\ndef task(item):\n    return item + 40\n';

/** Encodes a number as postcard does. */
function varint(number) {
  const bytes = [];
  for (; number > 127; number >>= 7) bytes.push((number & 127) | 128);
  return Buffer.from([...bytes, number]);
}

/** Writes the fragment of a link with code and no results, as docs/links.md describes it. */
function fragment(code) {
  const text = Buffer.from(code);
  const content = Buffer.concat([varint(text.length), text, Buffer.from([0])]);
  return `v2.${deflateSync(content).toString('base64url')}`;
}

const content = (page) => page.locator('.cm-content');
const note = (page) => page.locator('#code-from-link');

/** Opens a link with code. */
async function open(page, lanes, query, code) {
  await page.goto(`?${query}#${fragment(code)}`);
  await lanes.ready();
  await expect(content(page)).toBeVisible();
}

test('code in a link is shown with a note, and runs only when the reader presses Run', async ({
  page,
  lanes,
}) => {
  await open(page, lanes, 'x=python-task&repeats=1&autorun=1', CODE);
  await expect(content(page)).toContainText('return item + 40');
  await expect(note(page)).toContainText('came with the link');
  // Time in which autorun would have started.
  await page.waitForTimeout(2_000);
  await expect(lanes.stopButton).toHaveCount(0);
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(0);
  await expect(page).toHaveURL(/#v2\./);
  expect(await page.evaluate(() => localStorage.getItem('lanes.code.python-task'))).toBeNull();
  await lanes.run();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(3);
});

test('the reader’s own code survives a link, and an edit drops the link', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    if (location.protocol !== 'about:' && localStorage.getItem('lanes.code.python-task') === null)
      localStorage.setItem('lanes.code.python-task', '# mine\n');
  });
  await open(page, lanes, 'x=python-task', CODE);
  await expect(content(page)).not.toContainText('# mine');
  await page.getByRole('button', { name: 'Show my code' }).click();
  await expect(content(page)).toContainText('# mine');
  await expect(note(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/#/);
  await open(page, lanes, 'x=python-task&workers=3', CODE);
  await content(page).click();
  await page.keyboard.type('# edited');
  await expect(note(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/#/);
  await page.reload();
  await expect(content(page)).toContainText('# edited');
  const earlier = page.getByRole('button', { name: 'Show my earlier code' });
  await earlier.click();
  await expect(content(page)).toContainText('# mine');
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(content(page)).toContainText('items = [1_000_000] * 4');
  await earlier.click();
  await expect(content(page)).toContainText('# mine');
  await expect(earlier).toHaveCount(0);
});

test('a copied link has the code and its results', async ({ page, lanes }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, lanes, 'x=python-task&repeats=1', CODE);
  await lanes.run();
  const copied = async (name) => {
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.locator('#share-menu .outcome')).toContainText('copied');
    await page.keyboard.press('Escape');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const [plain, full] = [await copied('Copy link'), await copied('Copy link with these results')];
  for (const link of [plain, full]) {
    await page.goto('about:blank');
    await page.goto(link);
    await expect(content(page)).toContainText('return item + 40');
    await expect(note(page)).toBeVisible();
  }
  await expect(page.locator('#recorded')).toBeVisible();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(3);
});

test('hostile code in a link is text', async ({ page, lanes }) => {
  const hostile = '</textarea><img src=x onerror=alert(1)><script>alert(1)</script>\u202e\u0000\n';
  let alerted = false;
  page.on('dialog', () => {
    alerted = true;
  });
  await open(page, lanes, 'x=python-task&autorun=1', hostile);
  await expect(content(page)).toContainText('<script>alert(1)</script>');
  await expect(page.locator('.editor img[src]')).toHaveCount(0);
  await page.waitForTimeout(500);
  expect(alerted).toBe(false);
  await expect(lanes.stopButton).toHaveCount(0);
});

test('a link with too much code says so, and shows the template', async ({ page, lanes }) => {
  await open(page, lanes, 'x=python-task', '#'.repeat(20_001));
  await expect(page.locator('#refusal')).toContainText('the code has 20,001 bytes, and the limit is 20,000');
  await expect(content(page)).toContainText('items = [1_000_000] * 4');
  await expect(note(page)).toHaveCount(0);
});

test('code in the query of a link is ignored, and so is code for another experiment', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=python-task&code=print(1)');
  await expect(content(page)).toContainText('items = [1_000_000] * 4');
  await expect(page.getByText('“code” is not a setting here')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`?x=sum-of-squares#${fragment(CODE)}`);
  await lanes.ready();
  await expect(page.locator('.editor')).toHaveCount(0);
  await expect(page.locator('#refusal')).toHaveCount(0);
});
