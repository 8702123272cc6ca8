// The element in pages as tools make them: its content where there is no frame, attributes, widths, themes and keys.

import { expect, test } from '#support/lanes.mjs';
import { ARTICLES, PREVIEW, STATIC } from '#support/servers.mjs';

const SCRIPT = `<script type="module" src="${PREVIEW.url}embed.js"></script>`;
const PICTURE = `${PREVIEW.url}previews/sum-of-squares.png`;
const FALLBACK = `<a href="${PREVIEW.url}?x=sum-of-squares"><img src="${PICTURE}" alt="" width="320" height="168">Sum of squares, in Lanes</a>`;

const playground = (attributes = '', content = FALLBACK) =>
  `<lanes-playground x="sum-of-squares" n="1000000" repeats="1" ${attributes}>${content}</lanes-playground>`;

const embed = (page) => page.locator('lanes-playground iframe').contentFrame();
const link = (page) => page.getByRole('link', { name: 'Sum of squares, in Lanes' });

test('a link and a picture stand in for the frame until Lanes answers', async ({ page }) => {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(`${PREVIEW.url}?view=embed*`, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(ARTICLES.with(SCRIPT + playground()), { waitUntil: 'domcontentloaded' });
  await expect(page.locator('lanes-playground iframe')).toBeAttached();
  await expect(link(page)).toBeVisible();
  expect(await page.locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth))).toBe(
    1200,
  );
  release();
  await expect(embed(page).getByRole('heading', { level: 1 })).toHaveText('Sum of squares');
  await expect(link(page)).toBeHidden();
});

test('a link and a picture stay where the host is blocked, or scripts are', async ({
  page,
  browser,
  lanes,
}) => {
  lanes.expectErrors(/ERR_|refused|Failed to load/);
  await page.route(`${PREVIEW.url}?view=embed*`, (route) => route.abort('blockedbyclient'));
  await page.goto(ARTICLES.with(SCRIPT + playground()));
  await expect(page.locator('lanes-playground iframe')).toBeAttached();
  await page.waitForTimeout(500);
  await expect(link(page)).toBeVisible();
  await expect(page.locator('lanes-playground iframe')).toBeHidden();

  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(ARTICLES.with(SCRIPT + playground()));
  await expect(link(plain)).toBeVisible();
  await context.close();
});

test('paper shows the link with its address and picture of an element that was never loaded', async ({
  page,
}) => {
  const space = '<div style="height: 3000px"></div>';
  await page.goto(ARTICLES.with(SCRIPT + playground() + space + playground()));
  await expect(page.locator('lanes-playground iframe')).toHaveCount(1);
  await expect(embed(page).getByRole('button', { name: 'Run' })).toBeEnabled();
  await page.emulateMedia({ media: 'print' });
  await expect(link(page)).toHaveCount(1);
  await expect(link(page)).toBeVisible();
  const address = await link(page).evaluate((each) => getComputedStyle(each, '::after').content);
  expect(address).toContain(`${PREVIEW.url}?x=sum-of-squares`);
});

for (const [value, runs] of [
  ['autorun', true],
  ['autorun="true"', true],
  ['autorun="false"', false],
]) {
  test(`an attribute as frameworks write it: ${value}`, async ({ page }) => {
    await page.goto(ARTICLES.with(SCRIPT + playground(value)));
    const verdict = embed(page).locator('.verdict:not(.yet)');
    if (runs) return expect(verdict).toBeVisible({ timeout: 60_000 });
    await expect(embed(page).getByRole('button', { name: 'Run' })).toBeEnabled();
    await page.waitForTimeout(1_000);
    await expect(verdict).toHaveCount(0);
    await expect(
      embed(page)
        .getByRole('status')
        .filter({ has: page.locator('li') }),
    ).toHaveCount(0);
  });
}

test('with credentialless, a host without headers runs threads in an isolated article', async ({ page }) => {
  await page.goto(ARTICLES.with(SCRIPT + playground(`host="${STATIC.url}" credentialless`), true));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const isolated = () =>
    page
      .frames()
      .at(-1)
      .evaluate(() => crossOriginIsolated);
  await expect.poll(() => isolated().catch(() => false)).toBe(true);
  expect(page.frames().at(-1).url()).toContain(STATIC.url);
  await expect(embed(page).getByRole('heading', { level: 1 })).toHaveText('Sum of squares');
});

test('the host is an attribute, with or without a slash, and is not part of the experiment', async ({
  page,
}) => {
  await page.goto(
    ARTICLES.with(SCRIPT + playground(`host="${STATIC.url.slice(0, -1)}" credentialless="false"`)),
  );
  await expect(embed(page).getByRole('heading', { level: 1 })).toHaveText('Sum of squares');
  const source = new URL(await page.locator('iframe').getAttribute('src'));
  expect(source.href).toContain(`${STATIC.url}?`);
  for (const name of ['host', 'credentialless', 'code']) expect(source.searchParams.has(name)).toBe(false);
});

test('the element keeps its width in rows, columns and grids', async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  const within = (style) => `<div style="${style}"><p>Text</p>${playground()}</div>`;
  const styles = ['display: flex', 'display: flex; flex-direction: column; align-items: center'];
  const all = [...styles, 'display: grid; justify-items: center', 'display: block'].map(within);
  await page.goto(ARTICLES.with(SCRIPT + all.join('')));
  await page.waitForFunction(() => customElements.get('lanes-playground'));
  const widths = await page
    .locator('lanes-playground')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
  const [row, ...others] = widths;
  expect(row).toBeGreaterThan(600);
  for (const width of others) expect(width).toBeGreaterThan(900);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1000);
});

/** Ways in which tools mark a dark page, and a light one. */
const DARK = [
  ['Furo', 'document.body.dataset.theme = "dark"', 'document.body.dataset.theme = "light"'],
  [
    'Docusaurus',
    'document.documentElement.dataset.theme = "dark"',
    'document.documentElement.dataset.theme = "light"',
  ],
  [
    'Material',
    'document.body.dataset.mdColorScheme = "slate"',
    'document.body.dataset.mdColorScheme = "default"',
  ],
  [
    'VitePress',
    'document.documentElement.classList.add("dark")',
    'document.documentElement.classList.remove("dark")',
  ],
];

for (const [tool, darken, lighten] of DARK) {
  test(`the frame follows the theme of ${tool}, and keeps what the reader measured`, async ({ page }) => {
    await page.goto(ARTICLES.with(SCRIPT + playground()));
    const theme = embed(page).locator('html');
    await expect(theme).toHaveAttribute('data-theme', 'light');
    await embed(page).getByRole('button', { name: 'Run' }).click();
    await expect(embed(page).locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
    await page.evaluate(darken);
    await expect(theme).toHaveAttribute('data-theme', 'dark');
    await page.evaluate(lighten);
    await expect(theme).toHaveAttribute('data-theme', 'light');
    await expect(embed(page).locator('.verdict:not(.yet)')).toBeVisible();
  });
}

test('a page whose theme is auto, as Furo’s is at first, follows the reader’s system', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(
    ARTICLES.with(`<script>document.body.dataset.theme = 'auto'</script>${SCRIPT}${playground()}`),
  );
  const theme = embed(page).locator('html');
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(theme).toHaveAttribute('data-theme', 'light');
});

test('Escape in a frame gives the keys back to the page, as on a slide', async ({ page }) => {
  await page.setViewportSize({ width: 500, height: 600 });
  await page.goto(ARTICLES.with(SCRIPT + playground('frame-height="300"')));
  await embed(page).getByRole('button', { name: 'Run' }).focus();
  await page.evaluate(() => {
    globalThis.keys = [];
    document.addEventListener('keydown', ({ key }) => globalThis.keys.push(key));
  });
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => globalThis.keys)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('lanes-playground')).toBeFocused();
  await expect
    .poll(async () => {
      await page.keyboard.press('ArrowRight');
      return page.evaluate(() => globalThis.keys.at(-1));
    })
    .toBe('ArrowRight');
  // Results scroll inside.
  await expect(page.locator('iframe')).toHaveCSS('height', '300px');
});

test('code is an attribute too, and the frame follows it', async ({ page }) => {
  const attributes = 'x="python-program" code="print(1)"';
  await page.goto(ARTICLES.with(`${SCRIPT}<lanes-playground ${attributes}></lanes-playground>`));
  const editor = embed(page).locator('.cm-content');
  await expect(editor).toHaveText('print(1)');
  await page.evaluate(() => document.querySelector('lanes-playground').setAttribute('code', 'print(2)'));
  await expect(editor).toHaveText('print(2)');
});
