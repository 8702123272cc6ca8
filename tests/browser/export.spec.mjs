// Saving results: every format is written and read back.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '#support/lanes.mjs';

const TODAY = /^\d{4}-\d{2}-\d{2}/;

test('results are saved in every format', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&repeats=2&strategies=sequential,async,processes');
  await lanes.run();
  const files = {};
  for (const format of ['JSON', 'CSV', 'Markdown', 'SVG', 'PNG', 'Trace']) {
    files[format] = await lanes.save(format);
  }
  const { environment } = JSON.parse(files.JSON.bytes);
  const day = environment.recordedAt.match(TODAY)[0];
  const endings = Object.values(files).map(({ name }) => name.replace(`lanes-ten-requests-${day}.`, ''));
  expect(endings).toEqual(['json', 'csv', 'md', 'svg', 'png', 'trace.json']);

  await checkJson(page, JSON.parse(files.JSON.bytes));
  checkCsv(files.CSV.bytes.toString());
  checkMarkdown(files.Markdown.bytes.toString(), day);
  await checkSvg(page, files.SVG.bytes.toString(), day);
  checkPng(files.PNG.bytes, files.SVG.bytes.toString());
  checkTrace(JSON.parse(files.Trace.bytes));
});

async function checkJson(page, result) {
  expect(result.schema).toBe('lanes/result@1');
  expect(result.runtime).toBe('rust');
  expect(result.experiment).toMatchObject({
    id: 'ten-requests',
    parameters: { latency: 10, network: 'simulated' },
  });
  expect(result.environment).toMatchObject({
    isolated: true,
    hidden: false,
    cores: await page.evaluate(() => navigator.hardwareConcurrency),
  });
  expect(result.environment.clockResolutionMs).toBeGreaterThan(0);
  expect(result.runs.length).toBe(9);
  expect(new Set(result.runs.map((run) => run.checksum)).size).toBe(1);
  for (const run of result.runs) {
    expect(run.tasksOk).toBe(10);
    if (run.strategy === 'processes') expect(run.bytesMoved).toBeGreaterThan(0);
    else expect(run.bytesMoved).toBe(0);
    // On each lane, spans and idle time add up to the wall time.
    const busy = Object.values(run.phasesMs).reduce((sum, ms) => sum + ms, 0);
    if (run.strategy !== 'async') expect(busy).toBeLessThanOrEqual(run.wallMs * run.lanes.length * 1.01);
  }
  expect(result.summary.map((row) => row.strategy)).toEqual(['sequential', 'async', 'processes']);
}

function checkCsv(text) {
  const [header, ...rows] = text.trimEnd().split('\r\n');
  expect(header).toMatch(/^strategy,x,repeat,ended,wall_ms,/);
  // The warm-up and two repeats of three strategies. Quoted columns, which this split would break, come last.
  expect(
    rows
      .map((row) => row.split(',')[0])
      .sort()
      .join(),
  ).toBe('async,async,async,processes,processes,processes,sequential,sequential,sequential');
  for (const row of rows) expect(Number(row.split(',')[4])).toBeGreaterThan(0);
}

function checkMarkdown(text, day) {
  expect(text).toContain('### Ten requests');
  expect(text).toContain('| Strategy | Median time | Interval | Speed-up over sequential |');
  expect(text.match(/^\| /gm).length).toBe(4);
  expect(text).toContain('Measured in Rust in a browser.');
  expect(text).toMatch(/^- processes: Rust workers .*; in Python: ProcessPoolExecutor$/m);
  expect(text).toContain(day);
  expect(text).toContain('?x=ten-requests');
}

async function checkSvg(page, text, day) {
  // The page's own policy forbids to parse texts.
  const blank = await page.context().newPage();
  const { errors, texts } = await blank.evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    return {
      errors: parsed.querySelectorAll('parsererror').length,
      texts: [...parsed.querySelectorAll('text')].map((node) => node.textContent),
    };
  }, text);
  await blank.close();
  expect(errors).toBe(0);
  expect(texts[0]).toBe('Ten requests');
  expect(texts).toEqual(expect.arrayContaining(['sequential', 'event loop', 'waiting for I/O']));
  expect(texts.join('\n')).toContain('Measured in Rust in a browser.');
  expect(texts.join('\n')).toContain(day);
  expect(texts.join('\n')).toContain('?x=ten-requests');
}

function checkPng(bytes, svg) {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/).map(Number);
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
  // An empty picture of this size would take a tenth of that.
  expect(bytes.length).toBeGreaterThan(50_000);
}

function checkTrace({ traceEvents }) {
  const named = (kind) => traceEvents.filter(({ ph, name }) => ph === 'M' && name === kind);
  expect(named('process_name').map(({ args }) => args.name)).toEqual(['sequential', 'async', 'processes']);
  const threads = named('thread_name');
  expect(threads.filter(({ pid }) => pid === 1).map(({ args }) => args.name)).toEqual(['thread 1']);
  expect(threads.find(({ pid }) => pid === 2).args.name).toBe('event loop');
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  expect(new Set(spans.map(({ args }) => args.task)).size).toBeGreaterThanOrEqual(10);
  for (const { tid } of threads) {
    const own = spans.filter((span) => span.tid === tid).sort((a, b) => a.ts - b.ts);
    for (const [index, { ts, dur }] of own.entries()) {
      expect(Math.min(ts, dur)).toBeGreaterThanOrEqual(0);
      if (own[index + 1]) expect(ts + dur).toBeLessThanOrEqual(own[index + 1].ts + 0.001);
    }
  }
}

const SPEEDSCOPE = join(
  dirname(createRequire(import.meta.url).resolve('speedscope/package.json')),
  'dist/release',
);

/** Opens a trace in speedscope, and returns each lane as its importer understands it. */
async function importIntoSpeedscope(context, { name, bytes }) {
  const page = await context.newPage();
  await page.route('http://speedscope.test/**', (route) =>
    route.fulfill({ path: join(SPEEDSCOPE, basename(new URL(route.request().url()).pathname)) }),
  );
  await page.goto('http://speedscope.test/index.html');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(bytes) });
  // speedscope names the file in its title once it is imported.
  await expect(page).toHaveTitle(/ - speedscope$/);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const { profiles } = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  await page.close();
  return profiles;
}

test('speedscope nests no span of a lane in another', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&repeats=1&strategies=sequential,async,threads,processes');
  await lanes.run();
  const profiles = await importIntoSpeedscope(page.context(), await lanes.save('Trace'));
  expect(profiles.map(({ name }) => name).join()).toMatch(/sequential.*async.*threads.*processes/);
  for (const { name, events } of profiles) {
    expect(events.length, name).toBeGreaterThan(0);
    // Opening and closing events alternate.
    expect(events.map(({ type }) => type).join(''), name).toMatch(/^(OC)+$/);
  }
});

test('an error next to the button says why a file could not be created', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=100000&repeats=1&strategies=sequential');
  await lanes.run();
  await page.evaluate(() => {
    HTMLCanvasElement.prototype.getContext = () => {
      throw new Error('No canvas today.');
    };
  });
  await page.getByText('Save as', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Save as PNG' }).click();
  await expect(page.getByRole('alert')).toHaveText('The file could not be created: No canvas today.');
  await lanes.save('SVG');
  await expect(page.getByRole('alert')).toHaveCount(0);
});
