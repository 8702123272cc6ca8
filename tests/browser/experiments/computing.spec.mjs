// The experiments that compute: their lessons and the output of their tasks.

import { createHash } from 'node:crypto';
import { expect, test } from '../../support/lanes.mjs';
import { STATIC } from '../../support/servers.mjs';

const SMALL_PICTURE = 'repeats=1&width=240&height=160&chunk=8&iterations=1000&workers=2';
const CSV = 'shop,price\nNorth,2.5\nSouth,3\nNorth,4.5\n';

/** Returns a file for `setInputFiles`. */
function file(name, content, mimeType = 'text/plain') {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** Returns the size of the picture, a hash of its pixels, and its number of colours. */
async function canvas(page) {
  await expect(page.locator('.picture')).toHaveAttribute('data-drawn', '1.000');
  // The last pixels may follow later. The Save menu appears once the run is shown completely.
  await expect(page.locator('.save')).toBeAttached();
  const { width, height, pixels } = await page.locator('.picture canvas').evaluate((canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return { width, height, pixels: Array.from(new Uint32Array(data.buffer)) };
  });
  const hash = createHash('sha256').update(JSON.stringify(pixels)).digest('hex');
  return { width, height, hash, colours: new Set(pixels).size };
}

/** Returns the share of a run in which its lanes were idle, from 0 to 1. */
function idle({ spans, lanes, wallMs }) {
  const busy = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  return 1 - busy / (wallMs * lanes.length);
}

/** Runs each strategy separately and returns the picture that each draws. */
async function pictureOfEach(page, lanes, query, strategies) {
  const pictures = [];
  for (const strategy of strategies) {
    await lanes.open(`${query}&strategies=${strategy}`);
    await lanes.run();
    pictures.push(await canvas(page));
  }
  return pictures;
}

test('all strategies draw the same picture of the Mandelbrot set', async ({ page, lanes }) => {
  const strategies = ['sequential', 'threads', 'threads-static', 'processes', 'processes-static'];
  await lanes.open(`x=mandelbrot&${SMALL_PICTURE}`);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  const pictures = await pictureOfEach(page, lanes, `x=mandelbrot&${SMALL_PICTURE}`, strategies);
  expect(pictures[0]).toMatchObject({ width: 240, height: 160 });
  expect(pictures[0].colours).toBeGreaterThan(500);
  expect(new Set(pictures.map((picture) => picture.hash)).size).toBe(1);
});

test('equal shares leave a lane idle longer than rows taken one by one', async ({ page, lanes }) => {
  await lanes.open(
    `x=mandelbrot&${SMALL_PICTURE}&iterations=20000&repeats=3&strategies=threads,threads-static`,
  );
  await lanes.run();
  const [fixed, dynamic] = [await lanes.runs('threads-static'), await lanes.runs('threads')];
  // For each, the run that shows the effect best, because other programs on a busy machine disturb some.
  expect(Math.max(...fixed.map(idle))).toBeGreaterThan(Math.min(...dynamic.map(idle)) + 0.1);
  for (const { spans } of fixed) {
    const tasks = (lane) => spans.filter((span) => span.lane === lane).length;
    expect([tasks(0), tasks(1)]).toEqual([10, 10]);
  }
  await expect(page.locator('.lesson')).toContainText('With equal shares fixed in advance, threads took');
});

test('all strategies filter the sample photo to the same picture', async ({ page, lanes }) => {
  const query = 'x=image-filter&size=200&radius=4&tiles=5&repeats=1&workers=2';
  await lanes.open(query);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  await expect(page.locator('.lesson')).toContainText('Sending data to processes');
  // Five bands of 26 rows, each of which reads four more rows at each inner edge.
  await expect(page.locator('.amounts')).toHaveText(
    'Bands overlap: together, they read 24 % more rows than the picture has.',
  );
  const strategies = ['sequential', 'one-pass', 'async', 'threads', 'processes'];
  const pictures = await pictureOfEach(page, lanes, query, strategies);
  expect(pictures[0]).toMatchObject({ width: 200, height: 133 });
  expect(pictures[0].colours).toBeGreaterThan(100);
  expect(new Set(pictures.map((picture) => picture.hash)).size).toBe(1);
});

test('the picture appears bit by bit as tasks finish', async ({ page, lanes }) => {
  await lanes.open('x=image-filter&repeats=1&strategies=sequential');
  // Observed in the page, because polling from the test may miss every step.
  await page.evaluate(() => {
    window.seen = [];
    const note = () => window.seen.push(Number(document.querySelector('.picture')?.dataset.drawn));
    const what = { subtree: true, childList: true, attributeFilter: ['data-drawn'] };
    new MutationObserver(note).observe(document.body, what);
  });
  await lanes.run();
  await expect(page.locator('.picture')).toHaveAttribute('data-drawn', '1.000');
  const partly = await page.evaluate(() => window.seen.filter((share) => share > 0 && share < 1));
  expect(new Set(partly).size).toBeGreaterThan(2);
});

test('a resized picture has the requested size', async ({ page, lanes }) => {
  const query = 'x=image-filter&filter=resize&size=200&tiles=5&repeats=1&workers=2';
  await lanes.open(`${query}&scale=150`);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  expect(await canvas(page)).toMatchObject({ width: 300, height: 199 });
  // Parameters of other filters are hidden.
  await expect(page.getByLabel('Radius')).toHaveCount(0);
  await page.getByLabel('Scale').fill('30');
  await lanes.run();
  expect(await canvas(page)).toMatchObject({ width: 60, height: 39 });
  expect(page.url()).toContain('scale=30');
});

test('the reader’s own picture is filtered, and an error names a broken file', async ({ page, lanes }) => {
  await lanes.open('x=image-filter&source=own&radius=2&tiles=3&repeats=1&strategies=sequential,threads');
  await expect(lanes.runButton).toBeDisabled();
  await expect(page.getByText('Choose a file first.')).toBeVisible();
  const input = page.locator('.files input');

  await input.setInputFiles(file('kitten.png', 'no picture', 'image/png'));
  await expect(page.locator('#files-chosen')).toContainText('kitten.png, 10 B');
  await lanes.run();
  const alert = page.getByRole('alert');
  await expect(alert).toHaveText('kitten.png: This is neither a PNG nor a JPEG file.');

  await input.setInputFiles('src/workloads/tests/pictures/colours.jpg');
  await expect(page.locator('#files-chosen')).toContainText('colours.jpg, 304 B');
  await lanes.run();
  await expect(alert).toHaveCount(0);
  expect((await canvas(page)).colours).toBeGreaterThan(10);
  expect(page.url()).toContain('source=own');
  expect(page.url()).not.toContain('colours');
});

test('a dropped file is accepted, and too many files are refused', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&repeats=1&parts=2&strategies=sequential,processes');
  const drop = (names) =>
    page.evaluate(
      ([names, csv]) => {
        const dataTransfer = new DataTransfer();
        for (const name of names) dataTransfer.items.add(new File([csv], name));
        const event = (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event('dragover'));
        document.body.dispatchEvent(event('drop'));
      },
      [names, CSV],
    );
  // The list shows the new source, even after the reader has chosen another one.
  const source = page.getByLabel('Source');
  await source.selectOption('own');
  await expect(page.locator('#files-chosen')).toHaveCount(1);
  await source.selectOption({ index: 0 });
  await expect(page.locator('#files-chosen')).toHaveCount(0);
  await drop(['sales.csv']);
  await expect(page.locator('#files-chosen')).toContainText('sales.csv');
  await expect(source).toHaveValue('own');
  await lanes.run();
  await expect(page.locator('#groups tbody tr').first()).toHaveText('North23.502.502.502.504.504.50');
  await drop(['one.csv', 'two.csv']);
  await expect(page.getByRole('alert')).toContainText('These are 2 files; at most 1 can be taken.');
  await expect(page.locator('#files-chosen')).toContainText('sales.csv');
});

test('all strategies compute the same summary of a table', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&rows=50000&parts=5&repeats=1&workers=2');
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  const rows = page.locator('#groups tbody tr');
  await expect(rows).toHaveCount(6);
  const counts = await rows.locator('td:nth-child(2)').allTextContents();
  const total = counts.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0);
  expect(total).toBe(50_000);
  await expect(page.locator('.exhibit figcaption')).toContainText('after the run and outside its time');
});

test('an error names the invalid line of a CSV file, and the next file works', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&source=own&repeats=1&parts=2&strategies=sequential,threads');
  const input = page.locator('.files input');
  await input.setInputFiles(file('bad.csv', 'shop,price\nNorth,3\nSouth,cheap\n'));
  await expect(page.locator('#files-chosen')).toContainText('bad.csv');
  await lanes.run();
  await expect(page.getByRole('alert')).toHaveText(
    'bad.csv: Line 3, column “price”: “cheap” is not a number.',
  );
  await input.setInputFiles(file('good.csv', CSV));
  await expect(page.locator('#files-chosen')).toContainText('good.csv');
  await lanes.run();
  await expect(page.locator('#groups tbody tr')).toHaveCount(2);
});

test('the trained networks recognize digits, with the same result under every strategy', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=train&folds=3&epochs=3&hidden=16&repeats=1&workers=2');
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  await expect(page.locator('#scores tbody tr')).toHaveCount(3);
  expect(Number.parseFloat(await page.locator('#accuracy').textContent())).toBeGreaterThan(80);
  await expect(page.locator('.lesson')).toContainText('3 equally long tasks on 2 lanes take 2 rounds');
});

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
  await expect(page.locator('.exhibit figcaption')).toContainText('5 words, 3 different ones');

  await input.setInputFiles([{ name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from([255, 251]) }]);
  await expect(page.locator('#files-chosen')).toContainText('song.mp3');
  await lanes.run();
  await expect(page.getByRole('alert')).toContainText('song.mp3: This is not text in UTF-8: line 1');
  await page.getByLabel('Source').selectOption('bundled');
  await lanes.run();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a file that is too large is refused before it is read', async ({ page, lanes }) => {
  await lanes.open('x=word-count&source=own');
  await page.locator('.files input').setInputFiles(file('large.txt', 'x'.repeat(17_000_000)));
  await expect(page.getByRole('alert')).toHaveText(
    'large.txt: 17.0 MB are too much; at most 16.0 MB can be taken.',
  );
  await expect(lanes.runButton).toBeDisabled();
});

test.describe('without isolation', () => {
  test.use({ withoutServiceWorker: true });

  test('sequential and processes give the same answers', async ({ page, lanes }) => {
    const query = (rest) => `${rest}&repeats=1&workers=2&strategies=sequential,processes`;
    await lanes.open(query('x=image-filter&size=120&radius=2&tiles=4'), STATIC.url);
    await expect(page.locator('#isolation-notice')).toContainText('No threads here.');
    await lanes.run();
    expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
    expect((await canvas(page)).colours).toBeGreaterThan(100);
    for (const rest of [
      'train&folds=2&epochs=1&hidden=8',
      'word-count&passes=1',
      'data-crunching&rows=20000',
    ]) {
      await lanes.goTo(query(`x=${rest}`));
      await lanes.run();
      expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
      await expect(page.locator('.figures tbody tr').first()).toBeVisible();
    }
  });
});
