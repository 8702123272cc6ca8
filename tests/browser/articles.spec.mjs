// The article pages: the guide, its recipes, the page for authors, and the preview pages of experiments.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, expectToFit, openSettings, test } from '#support/lanes.mjs';

const PAGES = ['guide/', 'guide/recipes/', 'authors/'];

for (const path of PAGES) {
  test(`axe finds no violations in ${path} in either theme, and the page fits every window`, async ({
    page,
  }) => {
    await page.goto(path);
    await expect(page.locator('main h1')).toBeVisible();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await expectToFit(page, [320, 390, 768, 1280]);
  });

  test(`the menu of ${path} on a phone leads to a section and closes, and has the links to other pages`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    const menu = page.getByRole('navigation', { name: 'Contents' });
    const open = page.getByRole('button', { name: /: contents and other pages$/ });
    await open.click();
    await expect(menu.getByRole('link', { name: 'Playground' })).toBeVisible();
    const section = menu.getByRole('listitem').getByRole('link').last();
    const title = await section.textContent();
    await section.click();
    await expect(menu).toBeHidden();
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeInViewport();
  });
}

/** Returns the name and mark, the links to other pages and the themes of a page's header. */
const headerOf = (page) =>
  page.locator('.page-head').evaluate((header) => ({
    brand: header.querySelector('.brand').textContent.replaceAll(/\s+/g, ''),
    home: header.querySelector('.brand').href,
    mark: [...header.querySelectorAll('.mark rect')].map(({ outerHTML }) =>
      outerHTML.replaceAll(/[\s/]/g, ''),
    ),
    links: [...header.querySelectorAll('.site-pages a')].map(({ textContent, href }) => [textContent, href]),
    theme: header.querySelector('.theme').textContent.replaceAll(/\s+/g, ''),
  }));

test('an article page has the header of the playground, and a link back to it', async ({ page, lanes }) => {
  await page.goto('');
  await lanes.ready();
  const playground = await headerOf(page);
  expect(playground.links).toHaveLength(3);
  await page.goto('guide/');
  const [first, ...links] = (await headerOf(page)).links;
  expect(first).toEqual(['Playground', playground.home]);
  expect({ ...(await headerOf(page)), links }).toEqual(playground);
});

test('the theme that a reader chooses holds on all pages, in frames and after a reload', async ({ page }) => {
  const root = page.locator('html');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const theme = page.getByLabel('Theme');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('guide/');
  await expect(theme).toHaveValue('auto');
  const light = await ground();
  await theme.selectOption('dark');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  expect(await ground()).not.toBe(light);
  const frame = page.locator('lanes-playground iframe').first().contentFrame();
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  for (const path of [...PAGES, '']) {
    await page.goto(path);
    await expect(theme).toHaveValue('dark');
    await expect(root).toHaveAttribute('data-theme', 'dark');
  }
});

test('an article page never shows another theme first', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('lanes.theme', 'dark');
    globalThis.themes = [];
    const look = () => {
      if (document.body) globalThis.themes.push(document.documentElement.dataset.theme);
      if (globalThis.themes.length < 5) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (const path of PAGES) {
    await page.goto(path);
    await page.waitForFunction(() => globalThis.themes.length === 5);
    expect(await page.evaluate(() => globalThis.themes)).toEqual(Array(5).fill('dark'));
  }
});

test('the contents of the guide mark the section that is being read', async ({ page }) => {
  await page.goto('guide/#gil');
  const current = page.getByRole('navigation', { name: 'Contents' }).locator('[aria-current="true"]');
  await expect(current).toHaveText('What the GIL does, and what it does not');
  await page.evaluate(() => scrollTo(0, 0));
  await expect(current).toHaveCount(0);
});

test('the experiments of the guide run in their frames', async ({ page, lanes }) => {
  await page.goto('guide/');
  // Frames that are loading when the first one starts the service worker may reload, and log the interrupted requests.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  // A quick experiment.
  const playground = page.locator('lanes-playground[x="failing-task"]');
  await playground.scrollIntoViewIfNeeded();
  const frame = playground.locator('iframe').contentFrame();
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('A task that fails');
  const result = await playground.evaluate((element) => element.run('n=1000&repeats=1&strategies=threads'));
  expect(result.result.runs.map((run) => run.strategy)).toEqual(['threads', 'threads']);
  await expect(frame.locator('.bars tbody tr')).toHaveCount(1);
  expect(lanes.errors).toEqual([]);
});

test('a link to a recipe shows the recipe, which links to its experiment with all values', async ({
  page,
}) => {
  await page.goto('guide/recipes/#worker-count');
  await expect(page.getByRole('heading', { name: 'Choose the number of workers' })).toBeInViewport();
  await page.getByRole('link', { name: 'up to 32 processes' }).click();
  await expect(page).toHaveURL(/\/\?x=too-many-workers/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Too many workers');
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Recipes' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Recipes');
});

test('the recipes need no script, and arrow keys scroll code that is wider than a phone', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const page = await context.newPage();
  await page.goto('guide/recipes/');
  const code = page.locator('pre').filter({ hasText: 'def count_with_lock' });
  await expect(code.locator('.hljs-keyword').first()).toHaveText('import');
  await code.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => code.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await context.close();
});

test('the code for an article follows the values set in the frame', async ({ page }) => {
  await page.goto('authors/?x=ten-requests');
  const experiment = page.locator('#experiment');
  await expect(experiment).toHaveValue('ten-requests');
  const frame = page.locator('#preview iframe').contentFrame();
  await openSettings(frame);
  await frame.getByLabel('Requests', { exact: true }).fill('7');
  await frame.getByLabel('Requests', { exact: true }).blur();
  const html = page.locator('#parts code');
  await expect(html).toContainText('<lanes-playground x="ten-requests" requests="7">');
  await page.getByLabel('controls').check();
  await expect(html).toContainText('requests="7" show="bars,lanes,controls"');
  await experiment.selectOption('mandelbrot');
  await expect(html).toContainText('x="mandelbrot"');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Mandelbrot set');
  await page.getByRole('button', { name: 'Copy: Page' }).click();
  await expect(page.locator('#parts').getByRole('status')).toHaveText(/^Copied|does not let/);
  await page.getByLabel('Your site or tool').selectOption('MDX without a script');
  await expect(html).toHaveText(/^<iframe src=".*mandelbrot.*" \/>$/);
});

test('the preview shows the chosen parts and colours and keeps the values set in it', async ({ page }) => {
  await page.goto('authors/?x=ten-requests');
  const frame = page.locator('#preview iframe').contentFrame();
  const requests = frame.getByLabel('Requests', { exact: true });
  await openSettings(frame);
  await requests.fill('7');
  await requests.blur();
  await expect(frame.locator('.code')).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'code' }).check();
  await expect(frame.locator('.code')).toBeVisible();
  await page.getByLabel('Colours').selectOption('dark');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  const html = page.locator('#parts code');
  await expect(html).toContainText('requests="7" show="bars,lanes,code" theme="dark"');
  await expect(requests).toHaveValue('7');

  const nothing = page.locator('#nothing');
  await expect(nothing).toBeEmpty();
  for (const part of ['bars', 'lanes', 'code']) await page.getByRole('checkbox', { name: part }).uncheck();
  await expect(nothing).toContainText('your readers get bars and lanes');
  await expect(frame.locator('.code')).toHaveCount(0);
  await expect(html).not.toContainText('show=');

  await page.locator('#experiment').selectOption('mandelbrot');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Mandelbrot set');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the height of the frame is in the code and the preview if it is one that frames can have', async ({
  page,
}) => {
  await page.goto('authors/?x=ten-requests');
  const html = page.locator('#parts code');
  const height = page.getByLabel('Height in pixels');
  const preview = page.locator('#preview');
  await height.fill('480');
  await height.press('Enter');
  await expect(html).toContainText('x="ten-requests" frame-height="480"');
  await expect(preview).toHaveAttribute('frame-height', '480');
  await height.fill('100');
  await height.blur();
  await expect(page.locator('#height-error')).toHaveText('Enter a whole number from 240 to 2,000.');
  await expect(html).not.toContainText('frame-height=');
  await expect(preview).toHaveAttribute('frame-height', 'auto');
  await height.fill('');
  await height.blur();
  await expect(page.locator('#height-error')).toBeEmpty();
});

test('a hint tells authors who enter URLs that the code lacks them', async ({ page }) => {
  await page.goto('authors/?x=ten-requests');
  const note = page.locator('#addresses');
  const frame = page.locator('#preview iframe').contentFrame();
  await openSettings(frame);
  await frame.getByLabel('Network').selectOption('your URLs');
  await frame.getByLabel('Your URLs').fill('https://a.example/');
  await frame.getByLabel('Your URLs').blur();
  await expect(page.locator('#parts code')).toContainText('network="urls"');
  await expect(note).toContainText('add them to the code yourself');
  await frame.getByLabel('Network').selectOption('simulated');
  await expect(note).toBeEmpty();
});

test('a moved element keeps its requests, and those of a removed element fail', async ({ page }) => {
  await page.goto('guide/');
  const outcomes = await page.evaluate(async () => {
    await customElements.whenDefined('lanes-playground');
    const playground = document.createElement('lanes-playground');
    document.body.append(playground);
    const moved = playground.get();
    document.querySelector('main').prepend(playground);
    const answer = await moved;
    const pending = [playground.get(), playground.run()];
    playground.remove();
    const failed = await Promise.allSettled(pending);
    return [answer.type, ...failed.map(({ reason }) => [reason instanceof Error, reason.kind])];
  });
  expect(outcomes).toEqual(['state', [true, 'removed'], [true, 'removed']]);
});

test('the example article starts a run with 8 tasks and logs every message', async ({ page, lanes }) => {
  await page.goto('examples/messages.html');
  await expect(page.locator('#log')).toContainText('lanes-ready');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#log')).toContainText('stop: nothing was running');
  await page.getByRole('button', { name: 'Run with 8 tasks' }).click();
  // A warm-up and a run of each of the three strategies.
  await expect(page.locator('#log li')).toHaveText(
    ['lanes-ready', 'stop: nothing was running', 'lanes-started', 'lanes-result', 'run: 6 runs were made'],
    { timeout: 100_000 },
  );
  await expect(page.locator('#verdict')).toHaveText(/^On your \d+ cores: .+\.$/);
  expect(lanes.errors).toEqual([]);
});

test('the preview page of an experiment redirects to the experiment with all values', async ({ page }) => {
  await page.goto('x/scaling/?most=3#top');
  await expect(page).toHaveURL(/\/\?x=scaling&most=3/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Scaling');
});
