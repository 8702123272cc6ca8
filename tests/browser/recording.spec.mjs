// Recordings of Python: opened as a file, by picker and by drop, and from a link.

import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { expect, test } from '#support/lanes.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const QUERY = 'x=gil-cpu&tasks=4&n=1000&workers=2&repeats=1&strategies=sequential,threads-gil';

const thread = (...tasks) => ({ kind: 'thread', spans: tasks.flatMap((task) => [task, 50, 20_000, 10_000]) });

const run = (strategy, round, lanes) => ({ strategy, round, wall: 41_000 + round, lanes });

/** A recording of three rounds: one lane, and two threads that wait for the GIL half of the time. */
const RECORDING = {
  schema: 'lanes/recording@1',
  query: QUERY,
  recordedAt: '2026-11-30T15:04:05Z',
  cores: 8,
  interpreter: { name: 'CPython', version: '3.12.4', system: 'Linux', gil: true },
  runs: [1, 2, 3].flatMap((round) => [
    run('sequential', round, [thread(1, 2)]),
    run('threads', round, [thread(1, 3), thread(2, 4)]),
  ]),
};

const file = (text, name = 'gil-cpu.lanes.json') => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text),
});

const WHERE = 'CPython 3.12.4 on Linux, 8 cores, 2026-11-30 15:04:05 UTC';

/** Checks that the page shows the recording, with lanes but without a row for the GIL. */
async function isShown(page) {
  await expect(page.locator('.results.recorded')).toBeVisible();
  await expect(page.locator('#recorded-title')).toContainText(WHERE);
  await expect(page.locator('.meanings')).toContainText(
    'Recorded in CPython 3.12.4 on Linux, outside the browser.',
  );
  await expect(page.locator('.meanings')).toContainText('there is no row for the GIL');
  await expect(page.locator('.lanes')).toContainText('threads-gil');
  await expect(page.locator('#checksum')).toHaveCount(0);
}

test('a file opens from the picker, and is compared with a run in this browser', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests');
  await page.getByLabel('Open a recording').setInputFiles(file(JSON.stringify(RECORDING)));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/GIL/);
  await isShown(page);
  await expect(page.locator('#recorded-title')).toContainText('Your machine, recorded: ');
  await expect(page.locator('.kept li')).toContainText('Your machine, recorded');
  await lanes.open(QUERY);
  await lanes.run();
  await page.getByLabel('Open a recording').setInputFiles(file(JSON.stringify(RECORDING)));
  await expect(page.locator('#versus-title')).toHaveText(/this browser compared with Python’s/);
  await expect(page.locator('.versus tbody tr')).toHaveCount(2);
  await expect(page.locator('.versus dl')).toContainText(`your machine, recorded, ${WHERE}`);
});

test('a file that is dropped opens, and a wrong or cut one is reported and loses nothing', async ({
  page,
  lanes,
}) => {
  await lanes.open(QUERY);
  await lanes.run();
  const text = JSON.stringify(RECORDING);
  for (const [name, content, reason] of [
    ['wrong.lanes.json', '{"a": 1}', 'wrong.lanes.json cannot be opened: they are not in Lanes’ format.'],
    ['cut.lanes.json', text.slice(0, -9), 'cut.lanes.json cannot be opened: the end of the file is missing'],
  ]) {
    await page.getByLabel('Open a recording').setInputFiles(file(content, name));
    await expect(page.locator('.kept [role=alert]')).toContainText(reason);
    await expect(page.locator('.kept li')).toHaveCount(1);
    await expect(page.locator('.results.recorded')).toHaveCount(0);
  }
  await page.evaluate((content) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], 'gil-cpu.lanes.json'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  }, text);
  await isShown(page);
  await expect(page.locator('.kept [role=alert]')).toHaveCount(0);
});

test('a link that Python made opens with its lanes and settings', async ({ page, lanes }) => {
  const packed = deflateSync(JSON.stringify(RECORDING)).toString('base64url');
  await lanes.open(`${QUERY}#r1.${packed}`);
  await isShown(page);
  await expect(page.locator('#recorded-title')).toContainText('Python recorded the results of this link');
  expect(new URL(page.url()).searchParams.get('n')).toBe('1000');
});

/** Recordings that scripts of five experiments made with --lanes, under CPython 3.11. */
const RECORDED = inProject('tests', 'recordings');
const FIVE = readdirSync(RECORDED);
expect(FIVE).toHaveLength(5);

for (const name of FIVE)
  test(`${name}, recorded by a copied script, opens with lanes of each strategy`, async ({ page, lanes }) => {
    const text = readFileSync(`${RECORDED}/${name}`, 'utf8');
    const { runs } = JSON.parse(text);
    await lanes.open('x=mandelbrot');
    await page.getByLabel('Open a recording').setInputFiles(file(text, name));
    await expect(page.locator('.results.recorded')).toBeVisible();
    await expect(page.locator('#recorded-title')).toContainText('CPython 3.11');
    expect(new URL(page.url()).searchParams.get('x')).toBe(name.split('.')[0]);
    const strategies = new Set(runs.map(({ strategy }) => strategy));
    await expect(page.locator('.lanes [data-strategy]')).toHaveCount(strategies.size);
  });

test('a recording is kept with the saved runs', async ({ page, lanes }) => {
  await lanes.open(QUERY);
  await page.getByLabel('Open a recording').setInputFiles(file(JSON.stringify(RECORDING)));
  await isShown(page);
  await page.reload();
  await lanes.ready();
  await expect(page.locator('.kept li')).toHaveCount(1);
  await expect(page.locator('.kept li')).toContainText('Your machine, recorded');
  await page.getByRole('button', { name: /^Show/ }).click();
  await isShown(page);
});

const TRACES = inProject('src', 'report', 'tests', 'traces');

test('a trace of VizTracer opens from the picker and by drop, and a wrong one is refused with its place', async ({
  page,
  lanes,
}) => {
  await lanes.open(QUERY);
  const text = readFileSync(`${TRACES}/processes.trace`, 'utf8');
  const wrong = '{"traceEvents": [{"ph": "X", "ts": 1}]}';
  await page.getByLabel('Open a recording').setInputFiles(file(wrong, 'result.json'));
  await expect(page.getByRole('alert')).toContainText('event 1 has no number “dur”');
  await page.getByLabel('Open a recording').setInputFiles(file(text, 'result.json'));
  await expect(page.locator('#recorded-title')).toContainText('Your machine, recorded: VizTracer 1.1.1, ');
  await expect(page.locator('.meanings')).toContainText('A trace has which calls ran when');
  await expect(page.locator('.lanes')).toContainText('process');
  await page.evaluate(
    (content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], 'coroutines.json'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    },
    readFileSync(`${TRACES}/coroutines.trace`, 'utf8'),
  );
  await expect(page.locator('.kept li')).toHaveCount(2);
  await expect(page.locator('.lanes')).toContainText('event loop');
});

test('a trace that the page saved opens again', async ({ page, lanes }) => {
  await lanes.open(QUERY);
  await lanes.run();
  const { name, bytes } = await lanes.save('Trace');
  await page.getByLabel('Open a recording').setInputFiles(file(bytes, name));
  await expect(page.locator('.results.recorded')).toBeVisible();
  await expect(page.locator('#recorded-title')).toContainText('one run of each strategy');
});
