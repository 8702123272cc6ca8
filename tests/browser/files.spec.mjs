// Files of the reader as they are in the world: tables in any dialect, texts in any encoding, pictures of any format,
// dropped anywhere.

import { canvas, file } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';

const TABLE = 'x=data-crunching&source=own&repeats=1&parts=2&workers=2&strategies=sequential,threads';
const TEXT = 'x=word-count&source=own&passes=1&repeats=1&workers=2&strategies=sequential,threads';
const PICTURE =
  'x=image-filter&source=own&filter=resize&scale=100&tiles=2&repeats=1&workers=2&strategies=sequential,threads';

const utf16 = (text, mark = '') => Buffer.from(mark + text, 'utf16le');
const big = (buffer) => Buffer.from(buffer).swap16();

/** Groups of the summary with their numbers of rows and sums, and the caption. */
async function summary(page, lanes) {
  await lanes.run();
  await expect(page.locator('#groups tbody tr').first()).toBeVisible();
  const rows = await page
    .locator('#groups tbody tr')
    .evaluateAll((all) =>
      all.map(({ cells }) => [cells[0], cells[1], cells[2]].map((cell) => cell.textContent).join(' ')),
    );
  return rows.join(', ');
}

async function choose(page, name, content) {
  await page.locator('.files input').setInputFiles(file(name, content));
}

const TABLES = [
  [
    'semicolons in a header with commas',
    '"Shop (city, no)";"Sales (net, EUR)"\n"N, 1";10\n"S, 2";20\n"N, 1";5\n',
    'N, 1 2 15.00, S, 2 1 20.00',
  ],
  ['a stated separator', 'sep=;\r\nshop;sales\r\nN;10\r\nS;20\r\n', 'N 1 10.00, S 1 20.00'],
  ['vertical bars', 'shop|sales\nN|10\nS|20\n', 'N 1 10.00, S 1 20.00'],
  ['decimal commas', 'shop;sales\nN;1,50\nS;2,25\nN;3,00\n', 'N 2 4.50, S 1 2.25'],
  ['grouped thousands', 'shop,sales\nN,"1,234"\nS,"2,345"\nN,"10"\n', 'N 2 1,244.00, S 1 2,345.00'],
  ['German thousands with decimals', 'shop;sales\nN;1.234,5\nS;2.500\n', 'N 1 1,234.50, S 1 2,500.00'],
  ['currencies', 'shop,sales\nN,$10.00\nS,$20.50\n', 'N 1 10.00, S 1 20.50'],
  ['percent', 'shop,share\nN,10 %\nS,12.5%\n', 'N 1 10.00, S 1 12.50'],
  ['narrow spaces', 'shop;sales\nN;1\u202f234\nS;2\u202f345\n', 'N 1 1,234.00, S 1 2,345.00'],
  ['ids before amounts', 'id,shop,sales\n1,N,10\n2,S,20\n', 'N 1 10.00, S 1 20.00'],
  ['tiny numbers', 'shop,sales\nN,0.0000002\nS,0.0000003\nN,0.0000001\n', 'N 2 0.000000300, S 1 0.000000300'],
  ['huge numbers', 'shop,sales\nN,1700000000000\nS,1e20\n', 'N 1 1,700,000,000,000.00, S 1 1.00 × 10²⁰'],
  ['UTF-16 without a mark', utf16('shop,sales\r\nNord,10\r\nSüd,20\r\n'), 'Nord 1 10.00, Süd 1 20.00'],
  ['UTF-16 with a mark, and tabs', utf16('shop\tsales\r\nNörd\t10\r\n', '\ufeff'), 'Nörd 1 10.00'],
  ['Windows-1252', Buffer.from('shop,sales\nNörd,10\nSüd,20\n', 'latin1'), 'Nörd 1 10.00, Süd 1 20.00'],
];

test('tables are read in the dialect in which they are written', async ({ page, lanes }) => {
  await lanes.open(TABLE);
  for (const [what, content, expected] of TABLES) {
    await choose(page, 'table.csv', content);
    await expect(page.locator('.detected')).toBeVisible();
    expect(await summary(page, lanes), what).toBe(expected);
  }
});

test('rows without a number are skipped and counted', async ({ page, lanes }) => {
  await lanes.open(TABLE);
  for (const [content, detected, sums] of [
    ['shop,sales\nN,\nS,20\nN,5\n', '1 row without a number is skipped', 'N 1 5.00, S 1 20.00'],
    ['shop,sales\nN,10\nS,NaN\nN,5\n', '1 row without a number is skipped', 'N 2 15.00'],
    [
      'shop;sales\r\nN;10\r\nS;20\r\n;\r\n;\r\n',
      '2 rows without a number are skipped',
      'N 1 10.00, S 1 20.00',
    ],
    ['shop,sales\n\nN,10\n\nS,20\n   \nN,5\n\n', '4 blank lines', 'N 2 15.00, S 1 20.00'],
  ]) {
    await choose(page, 'gaps.csv', content);
    await expect(page.locator('.detected')).toContainText(detected);
    expect(await summary(page, lanes)).toBe(sums);
  }
  await choose(page, 'gaps.csv', 'shop,sales\nN,\nS,20\n');
  await summary(page, lanes);
  await expect(page.locator('.exhibit figcaption')).toContainText('1 row without a number was skipped.');
});

test('a number that can be read in two ways is asked about', async ({ page, lanes }) => {
  await lanes.open(TABLE);
  await choose(page, 'sales.csv', 'shop;sales\nN;1.234\nS;2.500\nO;750\n');
  await expect(page.locator('.question')).toContainText('What does “1.234” in column “sales” mean?');
  await lanes.run();
  await expect(page.getByRole('alert')).toContainText('sales.csv: Column “sales”: “1.234” can mean 1234');
  await page.getByRole('button', { name: '1,234 (decimal comma)' }).click();
  await expect(page.locator('.question')).toHaveCount(0);
  expect(await summary(page, lanes)).toBe('N 1 1,234.00, O 1 750.00, S 1 2,500.00');
});

test('the reader picks columns and the separator from a preview', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await lanes.open(TABLE);
  const long = 'x'.repeat(100_000);
  await choose(page, 'sales.csv', `id,shop,sales,sales,note\n1,N,10,7,${long}\n2,S,20,8,b\n`);
  const preview = page.getByRole('region', { name: 'First rows of your table' });
  await expect(preview.locator('.column-name')).toHaveText(['id', 'shop', 'sales', 'sales (2)', 'note']);
  await expect(preview.getByRole('button', { name: 'Summarize sales', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await preview.getByRole('button', { name: 'Summarize sales (2)' }).click();
  await preview.getByRole('button', { name: 'Group by note' }).click();
  await expect(page.getByLabel('Summarize', { exact: true })).toHaveValue('sales (2)');
  await summary(page, lanes);
  await expect(page.locator('#groups tbody tr')).toHaveCount(2);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
  await page.getByLabel('Separator').selectOption('semicolon');
  await expect(page.locator('.detected')).toContainText('semicolon between cells');
  await expect(preview.locator('.column-name')).toHaveCount(1);
});

test('an unclosed quote is an error with its line', async ({ page, lanes }) => {
  await lanes.open(TABLE);
  for (const [content, line] of [
    ['sales,shop\n1,N\n2,"S\n3,O\n4,W\n', 3],
    ['shop,sales\n"N,1\n"S",2\n', 2],
  ]) {
    await choose(page, 'quote.csv', content);
    await expect(page.getByRole('alert')).toContainText(`Line ${line}: a quotation mark opens a cell`);
  }
});

test('texts are read in their encoding, and words are those of Unicode', async ({ page, lanes }) => {
  await lanes.open(TEXT);
  const german = 'Grüße aus Köln\nzweite Zeile aus Köln\n';
  for (const [content, encoding, first] of [
    [utf16('the cat the dog the end\r\n'), 'UTF-16 (little-endian)', 'the3'],
    [utf16('the cat the dog the end\r\n', '\ufeff'), 'UTF-16 (little-endian)', 'the3'],
    [big(utf16('the cat the dog the end\r\n')), 'UTF-16 (big-endian)', 'the3'],
    [Buffer.from(german, 'latin1'), 'Windows-1252 (Latin-1)', 'aus2'],
    [Buffer.from(`\ufeff${german}`), '', 'aus2'],
    ['नमस्ते दुनिया नमस्ते', '', 'नमस्ते2'],
    ['สวัสดี ชาวโลก สวัสดี', '', 'สวัสดี2'],
    ['cafe\u0301 café co\u00adop', '', 'café2'],
  ]) {
    await page.locator('.files input').setInputFiles(file('text.txt', content));
    await expect(page.locator('#files-chosen')).toHaveText(
      encoding ? new RegExp(`read as ${encoding.replaceAll(/[()]/g, '\\$&')}$`) : /B$/,
    );
    await lanes.run();
    await expect(page.locator('#words tbody tr').first()).toHaveText(first);
  }
});

test('a file that is not text is named with what to do, and the others are used', async ({ page, lanes }) => {
  await lanes.open(TEXT);
  const bad = [
    [
      'book.xlsx',
      'PK\u0003\u0004 xl/workbook.xml',
      'This is an Excel workbook, not text. In the spreadsheet program',
    ],
    ['paper.pdf', '%PDF-1.7', 'This is a PDF document, not text.'],
    ['photo.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'This is a PNG picture, not text.'],
    ['data.bin', Buffer.from([0, 1, 2, 3, 0, 0]), 'This is not text'],
  ];
  for (const [name, content, message] of bad) {
    await page.locator('.files input').setInputFiles([file('good.txt', 'one two two'), file(name, content)]);
    await expect(page.getByRole('alert')).toContainText(`${name}: ${message}`);
    await expect(page.locator('#files-chosen')).toHaveText('good.txt, 11 B');
    await lanes.run();
    await expect(page.locator('#words tbody tr').first()).toHaveText('two2');
  }
});

/** Returns the colours in the middle of the four quarters of the picture. */
async function quarters(page) {
  await canvas(page);
  return page.locator('.picture canvas').evaluate((canvas) => {
    const { width, height } = canvas;
    const at = (x, y) => [...canvas.getContext('2d').getImageData(width * x, height * y, 1, 1).data];
    return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
  });
}

const COLOURS = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [255, 255, 255, 255],
];

/** Returns the largest difference of two lists of colours. */
const difference = (a, b) =>
  Math.max(
    ...a.flatMap((colour, index) => colour.map((value, channel) => Math.abs(value - b[index][channel]))),
  );

test('pictures of every format have the right colours', async ({ page, lanes }) => {
  await lanes.open(PICTURE);
  for (const [name, tolerance] of [
    ['plain.jpg', 8],
    ['progressive.jpg', 8],
    ['colours.webp', 0],
    ['colours.gif', 0],
    ['colours.avif', 24],
    // The colours of print have no exact counterparts.
    ['cmyk.jpg', 60],
  ]) {
    await page.locator('.files input').setInputFiles(`tests/files/${name}`);
    await expect(page.locator('#files-chosen')).toContainText(name);
    await lanes.run();
    const colours = await quarters(page);
    expect(difference(colours, COLOURS), `${name}: ${JSON.stringify(colours)}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
  await page.locator('.files input').setInputFiles('tests/files/key16.png');
  await expect(page.locator('#files-chosen')).toContainText('key16.png');
  await lanes.run();
  const [red, key, blue, white] = await quarters(page);
  expect(difference([red, blue, white], [COLOURS[0], COLOURS[2], COLOURS[3]])).toBeLessThanOrEqual(1);
  expect(key[3]).toBe(0);
});

test('truncated and unknown pictures are refused with what to do', async ({ page, lanes }) => {
  const { readFileSync } = await import('node:fs');
  await lanes.open(PICTURE);
  for (const [name, length, message] of [
    ['plain.jpg', 500, 'This JPEG file is truncated'],
    ['progressive.jpg', 300, 'This JPEG file is truncated'],
    ['cmyk.jpg', 300, 'This JPEG file is truncated'],
    ['key16.png', 100, 'This PNG file is truncated'],
    ['colours.gif', 20, 'This is a GIF picture that the browser cannot decode'],
    ['colours.webp', 12, 'This is a WebP picture that the browser cannot decode'],
  ]) {
    const bytes = readFileSync(`tests/files/${name}`).subarray(0, length);
    await page.locator('.files input').setInputFiles({ name, mimeType: 'image/jpeg', buffer: bytes });
    await expect(page.getByRole('alert')).toContainText(`${name}: ${message}`);
  }
  await page.locator('.files input').setInputFiles(file('list.csv', 'a,b\n'));
  await expect(page.getByRole('alert')).toContainText('list.csv: This is not a picture');
});

/** Drops files on an element, and returns true if the page kept the browser from opening them. */
const drop = (page, selector, files) =>
  page.evaluate(
    ([selector, files]) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
      const event = (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      const target = document.querySelector(selector);
      target.dispatchEvent(event('dragover'));
      return !target.dispatchEvent(event('drop'));
    },
    [selector, files],
  );

test('a dropped file is taken, or refused in words, and never opened', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&repeats=1');
  for (const selector of ['body', 'header', '#app']) {
    expect(await drop(page, selector, [['sales.csv', 'shop,sales\nN,1\n']])).toBe(true);
  }
  await expect(page.locator('#files-chosen')).toContainText('sales.csv');
  await expect(page.locator('#table-preview')).toBeVisible();

  await lanes.goTo('x=sum-of-squares');
  expect(await drop(page, 'body', [['sales.csv', 'shop,sales\nN,1\n']])).toBe(true);
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('Sum of squares takes no files. Open Word count');
  await notice.getByRole('button', { name: 'Close' }).click();
  await expect(notice).toHaveCount(0);

  await page.goto('guide/');
  expect(await drop(page, 'body', [['sales.csv', 'shop,sales\nN,1\n']])).toBe(true);
});
