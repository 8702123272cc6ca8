// Counted words, of the bundled texts and of the reader’s own.

import { file } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';

test('the words of the bundled texts are counted', async ({ page, lanes }) => {
  await lanes.open('x=word-count&passes=1&repeats=1&workers=2');
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  await expect(page.locator('#words tbody tr').first()).toContainText('the');
  await expect(page.locator('.lesson')).toContainText('The longest text took');
});

test('the words of the reader’s own texts are counted, one text per task', async ({ page, lanes }) => {
  await lanes.open('x=word-count&source=own&passes=1&repeats=1&strategies=sequential,threads');
  const input = page.locator('.files input');
  await input.setInputFiles([file('a.txt', 'one two two'), file('b.txt', 'Two three')]);
  await expect(page.locator('#files-chosen')).toHaveText('a.txt and 1 more, 20 B');
  await lanes.run();
  await expect(page.locator('#words tbody tr').first()).toHaveText('two3');
  await expect(page.locator('.exhibit figcaption')).toContainText('5 words, 3 distinct');

  await input.setInputFiles([{ name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from([255, 251]) }]);
  await expect(page.getByRole('alert')).toContainText('song.mp3: This is a sound file, not text.');
  // The files from before stay.
  await expect(page.locator('#files-chosen')).toContainText('a.txt');
  await lanes.settings();
  await page.getByLabel('Source', { exact: true }).selectOption('bundled');
  await lanes.run();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a file that is too large is refused before it is read', async ({ page, lanes }) => {
  await lanes.open('x=word-count&source=own');
  await page.locator('.files input').setInputFiles(file('large.txt', 'x'.repeat(17_000_000)));
  await expect(page.getByRole('alert')).toHaveText(
    'large.txt: 17.0 MB is too large; the maximum is 16.0 MB.',
  );
  await expect(lanes.runButton).toBeDisabled();
});
