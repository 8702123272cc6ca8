// The pages that Sphinx with Furo and MkDocs Material make with lanes-tutorials, on another site than Lanes.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { expect, test } from '#support/lanes.mjs';
import { PREVIEW } from '#support/servers.mjs';
import { run } from '../../scripts/lib/command.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../scripts/lib/python.mjs';

const PACKAGE = inProject('packages', 'tutorials');
const SITE = join(PACKAGE, 'tests', 'site');

/** Time that building a site may take on a busy machine. */
const BUILD_MS = 300_000;

/** Commands that build the site into a folder, as arguments of Python. */
const TOOLS = {
  furo: (into) => ['-m', 'sphinx', '-W', '-q', SITE, into],
  material: (into) => ['-m', 'mkdocs', 'build', '--strict', '-q', '-f', join(SITE, 'mkdocs.yml'), '-d', into],
};

const folder = mkdtempSync(join(tmpdir(), 'lanes-tutorials-'));
// Another host name than that of Lanes makes it another site.
const server = createServer(sirv(folder, { dev: true }));
let url;

test.beforeAll(async () => {
  test.setTimeout(BUILD_MS);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${server.address().port}/`;
  const requirements = join(PACKAGE, 'tests', 'requirements.txt');
  const programs = await ensureVenv(inProject('target', 'tutorials-python'), requirements);
  for (const [name, command] of Object.entries(TOOLS)) {
    const env = {
      ...process.env,
      LANES_HOST: PREVIEW.url,
      SITE_URL: `${url}${name}/`,
      PYTHONPATH: join(PACKAGE, 'src'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    await run(join(programs, 'python'), command(join(folder, name)), { env }).catch((error) => {
      throw new Error(error.output, { cause: error });
    });
  }
});

test.afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const frameOf = (page) => page.locator('lanes-playground').locator('iframe').contentFrame();

/** Runs the experiment of a page, and waits for its verdict. */
async function runIn(frame) {
  await frame.getByRole('button', { name: /^Run\b/ }).click();
  await expect(frame.locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
}

const PAGES = { furo: ['docs/index.html', 'docs/second.html'], material: ['', 'second/'] };

for (const [name, [first, second]] of Object.entries(PAGES)) {
  test(`an experiment in a page of ${name} runs`, async ({ page }) => {
    await page.goto(`${url}${name}/${first}`);
    await runIn(frameOf(page));
    await expect(frameOf(page).locator('.bars tr[data-median-ms]')).toHaveCount(5);
    await expect(page.getByText('Sum of squares, in Lanes')).toBeHidden();
  });

  test(`a page of ${name} without scripts shows link and code`, async ({ browser }) => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${url}${name}/${second}`);
    await expect(page.getByText('print("a</script>b")')).toBeVisible();
    const link = page.getByRole('link', { name: 'Your program, in Lanes' });
    await expect(link).toBeVisible();
    expect(await link.getAttribute('href')).toMatch(`${PREVIEW.url}?x=python-program#v2.`);
    await page.close();
  });

  test(`the link of ${name} opens the code in Lanes`, async ({ page, lanes }) => {
    await page.goto(`${url}${name}/${second}`);
    await page.goto(await page.locator('lanes-playground > a').getAttribute('href'));
    await expect(page.locator('.cm-content')).toContainText('print("a</script>b")');
    expect(lanes.unexpectedErrors()).toEqual([]);
  });
}

test('frames follow the theme of Furo', async ({ page }) => {
  await page.goto(`${url}furo/docs/index.html`);
  const theme = () => frameOf(page).locator('html');
  await expect(theme()).toHaveAttribute('data-theme', 'light');
  // From the system's theme, which is light, to dark and to light.
  for (const chosen of ['dark', 'light']) {
    await page.locator('.theme-toggle:visible').click();
    await expect(page.locator('body')).toHaveAttribute('data-theme', chosen);
    await expect(theme()).toHaveAttribute('data-theme', chosen);
  }
});

test('frames follow the theme of Material, and survive its instant navigation', async ({ page }) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${url}material/`);
  const theme = () => frameOf(page).locator('html');
  await expect(theme()).toHaveAttribute('data-theme', 'light');
  await page.locator('[data-md-component=palette] label:visible').click();
  await expect(theme()).toHaveAttribute('data-theme', 'dark');
  await page.evaluate(() => {
    globalThis.isSameDocument = true;
    globalThis.print = () => {
      globalThis.hasPrinted = true;
    };
  });
  await page.locator('article').getByRole('link', { name: 'Second' }).click();
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible();
  await expect(frameOf(page).locator('.cm-content')).toContainText('print("a');
  await expect(theme()).toHaveAttribute('data-theme', 'dark');
  await page.locator('article').getByRole('link', { name: 'First' }).click();
  await runIn(frameOf(page));
  expect(await page.evaluate(() => [globalThis.isSameDocument, globalThis.hasPrinted])).toEqual([
    true,
    undefined,
  ]);
  expect(errors).toEqual([]);
});
