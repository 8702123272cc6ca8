// Exercises: what a teacher's link asks, shows, hides and locks.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';

const SMALL = 'x=sum-of-squares&tasks=2&n=100000&workers=2&repeats=1';
const QUESTION = 'Which strategy is <b>fastest</b>, and why?';
const EXERCISE = `question=${encodeURIComponent(QUESTION)}&answer=Threads+share+the+work.`;

const exercise = (page) => page.getByRole('region', { name: 'Question' });

test('the answer appears once the reader has predicted, and texts of the link are text', async ({
  page,
  lanes,
}) => {
  await lanes.open(`${SMALL}&${EXERCISE}`);
  await expect(exercise(page).locator('.question')).toHaveText(QUESTION);
  await expect(exercise(page)).toContainText('Predict the winner to see the answer.');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('radio', { name: 'processes' }).check();
  await expect(exercise(page)).toContainText('Answer: Threads share the work.');
  await lanes.run();
  await expect(exercise(page)).toContainText('Answer: Threads share the work.');
  // The address keeps the exercise, whatever the reader changes.
  await page.reload();
  await expect(exercise(page).locator('.question')).toHaveText(QUESTION);
});

test('a run without a prediction shows the answer, too', async ({ page, lanes }) => {
  await lanes.open(`${SMALL}&${EXERCISE}`);
  await lanes.run();
  await expect(exercise(page)).toContainText('Threads share the work.');
});

test('a link chooses the parts of the whole page', async ({ page, lanes }) => {
  await lanes.open(`${SMALL}&show=bars`);
  await lanes.run();
  await expect(page.locator('.bars')).toBeVisible();
  for (const hidden of ['.code', '.settings', 'canvas']) await expect(page.locator(hidden)).toHaveCount(0);
  await lanes.open(`${SMALL}&show=code,controls`);
  await expect(page.locator('.code')).toBeVisible();
  await expect(page.locator('.settings')).toBeVisible();
});

test('locked code can be run and not changed, and hides the reader’s own', async ({ page, lanes }) => {
  await page.addInitScript(() => localStorage.setItem('lanes.code.python-program', 'print("mine")'));
  await lanes.open('x=python-program&readonly=1');
  const content = page.locator('.cm-content');
  await expect(content).toContainText('import requests');
  await content.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('gone');
  await expect(content).toContainText('import requests');
  await expect(page.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  await expect(page.locator('.editor-foot')).toContainText('locked');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.run();
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('8 requests on 4 threads');
});
