// Python of an article: shown in an embed, run by its reader, and reported to the article.

import { violations } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';
import { ARTICLES, PREVIEW } from '#support/servers.mjs';

const PROGRAM = `
    <script type="text/x-python">
      def double(x):
          return 2 * x

      print("doubled:", double(21))
    </script>
`;

const playground = (content) =>
  `<script type="module" src="${PREVIEW.url}embed.js"></script>` +
  `<lanes-playground x="python-program" autorun="1">${content}</lanes-playground>`;

/** Opens an article with a program, and returns its frame. */
async function open(page, content = PROGRAM) {
  await page.goto(ARTICLES.with(playground(content)));
  const frame = page.locator('iframe').contentFrame();
  await expect(frame.locator('.cm-content')).toBeVisible({ timeout: 30_000 });
  return frame;
}

/** Calls a method of the element. Returns the kind of its error, or its answer. */
const call = (page, method, ...args) =>
  page.evaluate(
    ([name, values]) =>
      document
        .querySelector('lanes-playground')
        [name](...values)
        .catch(({ kind }) => kind),
    [method, args],
  );

test('the article’s code is shown as it is indented, and runs only when the reader presses Run', async ({
  page,
}) => {
  const frame = await open(page);
  await expect(frame.locator('.cm-line').first()).toHaveText('def double(x):');
  await expect(frame.locator('#code-from-article')).toBeVisible();
  expect(await violations(page.frames().at(-1))).toEqual([]);
  // Neither `autorun` nor the article runs it.
  expect(await call(page, 'run')).toBe('readers-own');
  expect(await call(page, 'run', '', 'print("mine")')).toBe('readers-own');
  await expect(frame.locator('.cm-line').first()).toHaveText('print("mine")');
  expect(await call(page, 'configure', '', 'print("yours")\n')).toMatchObject({ type: 'configured' });
  await expect(frame.locator('.printed')).toHaveCount(0);
  await frame.getByRole('button', { name: 'Run' }).click();
  await expect(frame.locator('.printed')).toHaveText('yours', { timeout: 60_000 });
  await expect(frame.getByRole('button', { name: 'Run' })).toBeVisible();
  // From now on the article may.
  const { result } = await call(page, 'run', '', 'print("mine")');
  expect(result.runs.map(({ output }) => output)).toEqual(['mine\n']);
  expect(result.failure).toBeNull();
});

test('what the reader changes is theirs: the article never learns of it, and Reset brings its code back', async ({
  page,
}) => {
  const frame = await open(page);
  await frame.getByRole('textbox', { name: 'Your code' }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('print("secret")\n');
  await expect(frame.locator('#code-from-article')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(frame.locator('.printed')).toHaveText('secret', { timeout: 60_000 });
  await expect(frame.getByRole('button', { name: 'Run' })).toBeVisible();
  const state = await call(page, 'get');
  expect([state.result, JSON.stringify(state).includes('secret')]).toEqual([null, false]);
  await frame.getByRole('button', { name: 'Reset' }).click();
  await expect(frame.locator('.cm-content')).toContainText('doubled:');
  await expect(frame.getByRole('button', { name: 'Reset' })).toBeDisabled();
});

test('code that cannot be taken is refused in words', async ({ page }) => {
  await open(page);
  expect(await call(page, 'configure', '', '#'.repeat(20_001))).toBe('bad-message');
  expect(await call(page, 'configure', '', 7)).toBe('bad-message');
});

test('an element without code shows the template', async ({ page }) => {
  const frame = await open(page, '');
  await expect(frame.locator('.cm-content')).toContainText('import requests');
});

test('authors write code that the preview shows and the snippet contains', async ({ page }) => {
  await page.goto(`${PREVIEW.url}authors/?x=python-program`);
  const frame = page.locator('#preview iframe').contentFrame();
  await expect(frame.locator('.cm-content')).toContainText('import requests');
  const field = page.getByLabel('Your Python');
  await field.fill('print("from the author")\n');
  await expect(frame.locator('.cm-content')).toHaveText('print("from the author")');
  const html = page.locator('#parts code');
  await expect(html).toContainText('<script type="text/x-python">\nprint("from the author")\n</script>');
  await field.fill('print("</script>")');
  await expect(page.locator('#code-note')).toContainText('must not contain it');
  await expect(html).not.toContainText('x-python');
  await page.locator('#experiment').selectOption('scaling');
  await expect(field).toBeHidden();
  await expect(page.locator('#code-note')).toBeEmpty();
});

test('the programs of the guide run in place', async ({ page, lanes }) => {
  test.slow();
  await page.goto(`${PREVIEW.url}guide/`);
  const programs = page.locator('pre.program');
  expect(await programs.count()).toBe(5);
  for (const said of ['9 200', '333332833333500000', '100 users']) {
    const button = page.getByRole('button', { name: 'Run this program' }).first();
    await button.click();
    const frame = page.locator('iframe[title="The program above, in Lanes"]').last().contentFrame();
    await expect(frame.locator('.printed')).toContainText(said, { timeout: 60_000 });
    await expect(frame.locator('.conclusion')).toContainText('The program took', { timeout: 60_000 });
    await expect(frame.getByRole('heading', { name: 'Lanes' })).toBeVisible();
  }
  expect(lanes.unexpectedErrors()).toEqual([]);
});
