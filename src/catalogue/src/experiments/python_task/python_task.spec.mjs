// The reader's own code: edited, run under every strategy, kept, and shared.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';

const STORED = 'lanes.code.python-task';

const SMALL = 'items = [2_000, 3_000]\n\n\ndef task(item):\n    return sum(range(item))\n';

const editor = (page) => page.getByRole('textbox', { name: 'Your code' });
const rows = (page) =>
  page.locator('.bars tr[data-median-ms]').evaluateAll((all) => all.map(({ dataset }) => dataset.strategy));

/** Opens the experiment with the code that the browser has stored. */
async function openWith(page, lanes, code, query = 'repeats=1') {
  await page.addInitScript(
    ([key, code]) => {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, code);
    },
    [STORED, code],
  );
  await lanes.open(`x=python-task&${query}`);
  await expect(page.locator('.cm-content')).toBeVisible();
}

/** Replaces the code by the keyboard. */
async function write(page, code) {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(code);
}

test('the template runs under the strategies of both builds, and answers agree', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=python-task&repeats=1');
  await expect(page.locator('.cm-content')).toContainText('def task(item):');
  await lanes.run();
  expect(await rows(page)).toEqual(['sequential', 'threads-gil', 'processes']);
  const { failure, runs } = await lanes.result();
  expect(failure).toBeNull();
  const tasks = runs.find(({ strategy }) => strategy === 'processes').lanes.flatMap(({ spans }) => spans);
  expect(new Set(tasks.map(({ task }) => task).filter((task) => task !== null)).size).toBe(4);
  await page.getByRole('radio', { name: 'CPython without GIL' }).check();
  await lanes.ready();
  await lanes.run();
  expect(await rows(page)).toEqual(['sequential', 'threads', 'processes']);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('code with task_async is compared under async, too', async ({ page, lanes }) => {
  const waits =
    'import asyncio\nimport time\n\nitems = [1, 2, 3]\n\n\ndef task(item):\n    time.sleep(0.05)\n    return item\n\n\n' +
    'async def task_async(item):\n    await asyncio.sleep(0.05)\n    return item\n';
  await openWith(page, lanes, waits, 'repeats=2');
  await lanes.run();
  expect(await rows(page)).toEqual(['sequential', 'async', 'threads-gil', 'processes']);
  expect(await lanes.medianMs('async')).toBeLessThan((await lanes.medianMs('sequential')) * 0.7);
});

test('an exception is shown as Python tells it, and its line is marked', async ({ page, lanes }) => {
  const broken = 'items = [1, 0]\n\n\ndef task(item):\n    return 1 // item\n';
  await openWith(page, lanes, broken);
  await lanes.runButton.click();
  const traceback = page.getByRole('region', { name: 'Traceback' });
  await expect(traceback).toContainText('line 5, in task', { timeout: 60_000 });
  await expect(traceback).not.toContainText('lanes');
  await expect(traceback).toContainText('ZeroDivisionError: integer division or modulo by zero');
  await expect(page.locator('.cm-failing')).toHaveText('    return 1 // item');
  expect(await violationsInBothThemes(page)).toEqual([]);
  // The mark is about the code that ran.
  await write(page, 'def task(:\n');
  await expect(page.locator('.cm-failing')).toHaveCount(0);
  await expect(traceback).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.locator('.cm-failing')).toHaveText('def task(:', { timeout: 60_000 });
  await expect(page.locator('.callout')).toContainText('Line 1 is not valid Python');
});

test('with spawn, code without a guard fails as in CPython, and the page says how to mend it', async ({
  page,
  lanes,
}) => {
  const start =
    'from multiprocessing import Pool\n\nwith Pool(2) as pool:\n    items = pool.map(len, ["a", "bc"])\n';
  const task = '\n\ndef task(item):\n    return item\n';
  await openWith(page, lanes, start + task, 'repeats=1&start=spawn');
  await lanes.runButton.click();
  const traceback = page.getByRole('region', { name: 'Traceback' });
  await expect(traceback).toContainText('RuntimeError', { timeout: 60_000 });
  await expect(traceback).toContainText('you are not using fork to start your');
  await expect(page.locator('.callout')).toContainText('Put that code under if __name__ == "__main__":');
  await expect(page.locator('.cm-failing')).toHaveText('with Pool(2) as pool:');
  await lanes.ended();
  const guarded = start
    .replace('with Pool', 'items = []\nif __name__ == "__main__":\n    with Pool')
    .replace(/^ {4}items =/m, '        items =');
  await write(page, guarded + task);
  await lanes.run();
  expect((await lanes.result()).failure).toBeNull();
  await page.locator('details.how summary').click();
  await expect(page.locator('.meanings')).toContainText('import the program again, as with spawn');
  await expect(page.locator('section.code pre')).toContainText('START_METHOD = "spawn"');
});

test('Ctrl+Enter runs, the editor keeps the focus, and undo survives the run', async ({ page, lanes }) => {
  await openWith(page, lanes, SMALL);
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('# mine');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.locator('.bars tr[data-median-ms]').first()).toBeVisible({ timeout: 60_000 });
  await lanes.ended();
  await expect(page.locator('.cm-content')).toContainText('# mine');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.locator('.cm-content')).not.toContainText('# mine');
});

test('Tab indents, and Escape then Tab leaves the editor', async ({ page, lanes }) => {
  await openWith(page, lanes, SMALL);
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('Tab');
  await expect(page.locator('.cm-line').first()).toHaveText(/^ {4}items/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await expect(page.getByRole('combobox', { name: 'Template' })).toBeFocused();
});

test('code is kept after a reload until the reader resets it', async ({ page, lanes }) => {
  await lanes.open('x=python-task');
  await expect(page.locator('.cm-content')).toContainText('def task(item):');
  await expect(page.getByRole('button', { name: 'Reset' })).toBeDisabled();
  await write(page, SMALL);
  await page.reload();
  await expect(page.locator('.cm-content')).toContainText('items = [2_000, 3_000]');
  await expect(page.locator('#code-from-link')).toHaveCount(0);
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.locator('.cm-content')).not.toContainText('2_000, 3_000');
  await page.reload();
  await expect(page.locator('.cm-content')).toContainText('items = [1_000_000] * 4');
});

test('the script to copy is the code, then what runs it', async ({ page, lanes }) => {
  await openWith(page, lanes, SMALL);
  const script = page.locator('section.code pre');
  await script.scrollIntoViewIfNeeded();
  await expect(script).toContainText('def main():');
  const text = await script.textContent();
  expect(text.startsWith(SMALL)).toBe(true);
  expect(text).not.toContain('task_async(');
  await expect(page.getByRole('tab')).toHaveText(['Python']);
});

test('every template runs, and can be undone', async ({ page, lanes }) => {
  test.slow();
  await openWith(page, lanes, SMALL);
  const list = page.getByRole('combobox', { name: 'Template' });
  const names = await list.locator('option').allTextContents();
  expect(names.length).toBe(5);
  for (const name of names.slice(1)) {
    const before = await page.locator('.cm-content').textContent();
    await list.selectOption({ label: name });
    await expect(page.locator('.cm-content')).not.toHaveText(before);
    const hasAsync = (await page.locator('.cm-content').textContent()).includes('async def task_async');
    await lanes.run();
    expect((await lanes.result()).failure, name).toBeNull();
    expect((await rows(page)).includes('async'), name).toBe(hasAsync);
  }
  await editor(page).click();
  for (const _ of names.slice(1)) await page.keyboard.press('ControlOrMeta+z');
  await expect(page.locator('.cm-content')).toContainText('items = [2_000, 3_000]');
});

test('code that is too long does not run, and says so', async ({ page, lanes }) => {
  await openWith(page, lanes, SMALL);
  await write(page, `#${'x'.repeat(20_000)}\n`);
  await expect(page.locator('.editor').getByRole('alert')).toHaveText(
    'The code has 20,002 bytes. Lanes takes at most 20,000.',
  );
  await expect(lanes.runButton).toBeDisabled();
});

test.describe('without a service worker', () => {
  // Routes do not see what passes through one.
  test.use({ withoutServiceWorker: true });

  test('without the editor’s module a plain field takes the code', async ({ page, lanes }) => {
    lanes.expectErrors(/ERR_FAILED|Failed to fetch/);
    await page.route(/\/editor-[^/]*\.js/, (route) => route.abort());
    await lanes.open('x=python-task&repeats=1');
    const field = page.locator('.editor textarea');
    await expect(field).toHaveValue(/def task\(item\):/);
    await field.fill(SMALL);
    await lanes.run();
    expect(await rows(page)).toEqual(['sequential', 'threads-gil', 'processes']);
  });
});
