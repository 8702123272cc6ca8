// Lanes inside somebody's article, which is on another site: what it shows, what it costs, and where its threads run.

import { readFileSync } from 'node:fs';
import { violations } from '../support/axe.mjs';
import { addressNotes, expect, test } from '../support/lanes.mjs';
import { ARTICLES, PREVIEW, STATIC } from '../support/servers.mjs';

const SMALL = 'x=sum-of-squares&n=1000000&repeats=1';
const SMALL_ATTRIBUTES = 'x="sum-of-squares" n="1000000" repeats="1"';

const playgrounds = (attributes, count = 1) =>
  `<script type="module" src="${PREVIEW.url}embed.js"></script>` +
  `<lanes-playground ${attributes}></lanes-playground>`.repeat(count);

const frame = (url, query, attributes = '') =>
  `<iframe src="${url}?view=embed&${query.replaceAll('&', '&amp;')}" width="100%" height="600" ${attributes}></iframe>`;

/** The article's only frame, as a page: with what a reader can do there. */
async function framed(page) {
  const handle = await page.locator('iframe').elementHandle();
  await expect.poll(async () => (await handle.contentFrame())?.url() ?? '').toContain('view=embed');
  const content = await handle.contentFrame();
  return Object.assign(content, {
    run: async () => {
      await content.getByRole('button', { name: 'Run' }).click();
      await expect(content.locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
    },
    strategies: () =>
      content
        .locator('.bars tr[data-median-ms]')
        .evaluateAll((rows) => rows.map((row) => row.dataset.strategy)),
    isolated: () => content.evaluate(() => crossOriginIsolated),
  });
}

const ALL = ['sequential', 'async', 'threads-gil', 'threads', 'processes'];

/** Where threads run in a frame of an article on another site. */
const ISOLATED = [
  ['the server’s headers, in a plain page', () => playgrounds(SMALL_ATTRIBUTES), false],
  ['the service worker alone, in a plain page', () => frame(STATIC.url, SMALL), false],
  ['the server’s headers, in an isolated page', () => playgrounds(SMALL_ATTRIBUTES), true],
  [
    'the service worker alone, in an isolated page that asks for no credentials',
    () => frame(STATIC.url, SMALL, 'allow="cross-origin-isolated" credentialless'),
    true,
  ],
  [
    'the server’s headers, in a sandbox that keeps the origin',
    () => frame(PREVIEW.url, SMALL, 'sandbox="allow-scripts allow-same-origin"'),
    false,
  ],
];

for (const [title, body, isolated] of ISOLATED) {
  test(`threads run in an embed on another site: ${title}`, async ({ page, lanes }) => {
    await page.goto(ARTICLES.with(body(), isolated));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    const embed = await framed(page);
    await expect.poll(() => embed.isolated().catch(() => false)).toBe(true);
    await embed.run();
    expect(await embed.strategies()).toEqual(ALL);
    expect(lanes.unexpectedErrors()).toEqual([]);
  });
}

test.describe('without a service worker', () => {
  test.use({ withoutServiceWorker: true });

  test('an embed that cannot be isolated runs the rest, and says what is missing and where it runs', async ({
    page,
  }) => {
    await page.goto(ARTICLES.with(frame(STATIC.url, 'x=ten-requests&latency=10&repeats=1')));
    const embed = await framed(page);
    const notice = embed.locator('#isolation-notice');
    await expect(notice).toContainText('threads-gil, threads cannot run here');
    await expect(embed.getByText('No simulated network here.')).toBeVisible();
    for (const link of await embed.getByRole('link', { name: 'Open in Lanes' }).all()) {
      await expect(link).toHaveAttribute('href', '?x=ten-requests&latency=10&repeats=1');
      await expect(link).toHaveAttribute('target', '_blank');
      await expect(link).toHaveAttribute('rel', 'noopener');
    }
  });
});

test('an embed whose tasks fail says so, and one that compares nothing does not ask to be run again', async ({
  page,
}) => {
  const failing = frame(PREVIEW.url, 'x=failing-task&n=1000&repeats=2&strategies=sequential,threads');
  const single = frame(PREVIEW.url, `${SMALL}&strategies=sequential`);
  await page.goto(ARTICLES.with(failing + single));
  const [first, last] = ['iframe >> nth=0', 'iframe >> nth=1'].map((one) => page.locator(one).contentFrame());
  for (const embed of [first, last]) {
    await expect(embed.getByText('Press Run to measure it on your machine.')).toBeVisible();
    await embed.getByRole('button', { name: 'Run' }).click();
    await expect(embed.locator('.bars tr[data-median-ms]').first()).toBeVisible({ timeout: 60_000 });
    await expect(embed.getByRole('button', { name: 'Run' })).toBeVisible({ timeout: 60_000 });
    await expect(embed.locator('.verdict.yet')).toHaveCount(0);
  }
  await expect(first.locator('.conclusion')).toContainText(/6 of \d+ tasks failed.* Task 4:/);
});

test('an embed of recorded results shows them, a run of the reader’s own beside them, and takes them along', async ({
  page,
}) => {
  const record = readFileSync('src/report/tests/fixtures/record-v1.txt', 'utf8').trim();
  await page.goto(ARTICLES.with(frame(PREVIEW.url, `${SMALL}#${record}`)));
  const embed = await framed(page);
  await expect(embed.locator('#recorded')).toContainText('They came with the link');
  await expect(embed.getByRole('link', { name: 'Open in Lanes' })).toHaveAttribute('href', /#v1\.[\w-]+$/);
  await embed.getByRole('button', { name: 'Run' }).click();
  await expect(embed.locator('.versus dd')).toHaveText([/^yours, /, /^from the link, /], { timeout: 60_000 });
});

test('in a sandbox without an origin nothing runs, and the page says why', async ({ page, lanes }) => {
  lanes.expectErrors(/sandbox/i);
  await page.goto(ARTICLES.with(frame(PREVIEW.url, SMALL, 'sandbox="allow-scripts"')));
  const embed = await framed(page);
  await expect(embed.locator('#opaque-notice')).toContainText('sandbox without allow-same-origin');
  await expect(embed.locator('#opaque-notice code')).toHaveText(PREVIEW.url);
  await expect(embed.getByRole('button', { name: 'Run' })).toBeDisabled();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('the guide in an article opens its links in a tab, and offers nothing that cannot be run', async ({
  page,
  lanes,
}) => {
  lanes.expectErrors(/sandbox/i);
  const shut = frame(PREVIEW.url, 'x=decide', 'sandbox="allow-scripts"');
  await page.goto(ARTICLES.with(frame(PREVIEW.url, 'x=decide') + shut));
  const [open, opaque] = ['iframe >> nth=0', 'iframe >> nth=1'].map((one) =>
    page.locator(one).contentFrame(),
  );
  const link = open.getByRole('link', { name: 'Network requests' });
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', 'noopener');
  await expect(open.getByRole('button', { name: 'Measure all' })).toBeEnabled();
  // Advice needs nothing to be run.
  for (const embed of [open, opaque])
    await expect(embed.locator('[data-row="ten-requests"] .headline')).toHaveText('Use asyncio or threads');
  await expect(open.locator('#opaque-notice')).toHaveCount(0);
  await expect(opaque.locator('#opaque-notice')).toContainText('Nothing can be run in this frame');
  await expect(opaque.getByRole('button', { name: 'Measure all' })).toBeDisabled();
  await expect(opaque.getByRole('button', { name: 'Measure network requests' })).toBeDisabled();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('ten embeds are ten small pages: engines start on Run only, and are let go when nothing runs', async ({
  page,
  lanes,
}) => {
  await page.clock.install();
  await page.goto(ARTICLES.with(playgrounds(SMALL_ATTRIBUTES, 10)));
  const frames = page.locator('iframe');
  await expect(frames.first()).toBeVisible();
  expect(await frames.count()).toBeLessThan(10);
  for (const element of await page.locator('lanes-playground').all()) {
    await element.scrollIntoViewIfNeeded();
    const embed = element.locator('iframe').contentFrame();
    await expect(embed.getByRole('button', { name: 'Run' })).toBeEnabled();
  }
  await expect(frames).toHaveCount(10);
  expect(page.workers()).toEqual([]);

  const first = frames.first().contentFrame();
  const run = async () => {
    await first.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => page.workers().length).toBeGreaterThan(0);
    await expect(first.getByRole('button', { name: 'Run' })).toBeVisible({ timeout: 60_000 });
  };
  await run();
  await expect(first.locator('.verdict')).toHaveText(/fastest|equally fast|vary|once/i);
  const later = async (ms) => {
    await page.clock.fastForward(ms);
    return page.workers().length;
  };
  expect(await later(40_000)).toBeGreaterThan(0);
  await later(21_000);
  await expect.poll(() => page.workers().length).toBe(0);
  await run();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('an embed fits its room, takes the height it needs, and follows the article’s colours', async ({
  page,
  lanes,
}) => {
  await page.setViewportSize({ width: 296, height: 700 });
  await page.goto(ARTICLES.with(playgrounds(`${SMALL_ATTRIBUTES} tasks="0" show="bars,lanes,video"`)));
  const embed = await framed(page);
  await expect(addressNotes(embed)).toContainText(
    'tasks was 0 in the address, which is out of its range: it is 1 now.',
  );
  await expect(addressNotes(embed)).toContainText('no part named “video”');
  await embed.getByRole('button', { name: 'Close' }).click();
  await embed.run();
  await expect(embed.locator('.lanes')).toBeVisible();
  await expect(embed.locator('.sidebar, .page-head')).toHaveCount(0);
  expect(await violations(embed)).toEqual([]);
  const room = () =>
    embed.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { beside: scrollWidth - innerWidth, below: scrollHeight - innerHeight };
    });
  await expect.poll(room).toEqual({ beside: 0, below: 0 });

  const theme = embed.locator('html');
  await expect(theme).toHaveAttribute('data-theme', 'light');
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'dark';
  });
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await expect(embed.locator('.verdict:not(.yet)')).toBeVisible();
  await page.evaluate(() => document.querySelector('lanes-playground').setAttribute('tasks', '3'));
  await expect.poll(() => embed.url()).toMatch(/tasks=3.*view=embed.*theme=dark/);
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('autorun waits until the embed is seen, and never runs what is the reader’s own', async ({
  page,
  lanes,
}) => {
  const space = '<div style="height: 300vh"></div>';
  const small = frame(PREVIEW.url, `${SMALL}&autorun=1`);
  const own = frame(PREVIEW.url, `x=ten-requests&network=urls&urls=${PREVIEW.url}&autorun=1`);
  await page.goto(ARTICLES.with(own + space + small));
  const [first, last] = ['iframe >> nth=0', 'iframe >> nth=1'].map((one) => page.locator(one).contentFrame());
  await expect(first.getByRole('button', { name: 'Run' })).toBeEnabled();
  await expect(last.getByRole('button', { name: 'Run' })).toBeEnabled();
  expect(page.workers()).toEqual([]);
  await page.locator('iframe').last().scrollIntoViewIfNeeded();
  await expect(last.locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
  await expect(first.locator('.verdict.yet')).toBeVisible();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('an article drives its embed by messages, and each is answered', async ({ page, lanes }) => {
  await page.goto(
    ARTICLES.with(playgrounds('x="sum-of-squares" n="2000000" repeats="1" strategies="sequential,threads"')),
  );
  const said = await page.evaluate(async () => {
    const playground = document.querySelector('lanes-playground');
    const events = [];
    for (const type of ['ready', 'started', 'progress', 'result', 'error', 'stopped'])
      playground.addEventListener(`lanes-${type}`, ({ detail }) => events.push(detail));
    const refused = (promise) =>
      promise.then(
        () => 'granted',
        ({ kind }) => kind,
      );
    const configured = await playground.configure('tasks=99999&colour=red');
    // Not awaited: what runs is what was configured before, all the same.
    const configuring = playground.configure('tasks=8');
    const running = playground.run();
    const busy = await refused(playground.run());
    await configuring;
    const { result } = await running;
    const state = await playground.get();
    const long = playground.run('n=4000000000&strategies=threads');
    const stopped = await playground.stop();
    const ended = await long;
    const own = await refused(playground.run('x=ten-requests&network=urls&urls=https://a.example/secret'));
    const after = await playground.get();
    return { events, configured, busy, result, state, stopped, ended, own, after };
  });
  expect(said.configured).toMatchObject({ lanes: 1, query: expect.stringContaining('tasks=5000') });
  expect(said.configured.notes).toEqual([
    'tasks was 99,999 in the address, which is out of its range: it is 5,000 now.',
    '“colour” means nothing here and was ignored.',
  ]);
  expect(said.busy).toBe('busy');
  expect(said.result).toMatchObject({ schema: 'lanes/result@1', environment: { isolated: true } });
  expect(said.result.runs.map((run) => run.tasksOk)).toEqual([8, 8, 8, 8]);
  expect(said.state).toMatchObject({ ready: true, running: false, result: { schema: 'lanes/result@1' } });
  expect(said.state.query).toContain('tasks=8');
  expect(said.ended.type).toBe('result');
  expect(said.stopped.result.summary).toEqual(said.ended.result.summary);
  expect(said.own).toBe('readers-own');
  expect(said.after.query).not.toContain('secret');
  const run = said.events.filter(({ id }) => id === said.events.find(({ type }) => type === 'started').id);
  expect(run[0].type).toBe('started');
  expect(run.at(-1).type).toBe('result');
  for (const { done, total } of run.slice(1, -1)) expect(done).toBeLessThanOrEqual(total);

  // What the reader runs is told to whoever has asked something before.
  await page.evaluate(() => {
    const playground = document.querySelector('lanes-playground');
    globalThis.heard = new Promise((resolve) =>
      playground.addEventListener('lanes-result', resolve, { once: true }),
    );
    return playground.configure('x=sum-of-squares&n=1000000&repeats=1');
  });
  const embed = await framed(page);
  await embed.run();
  const told = await page.evaluate(() => globalThis.heard.then(({ detail }) => detail));
  expect(told).toMatchObject({ id: null, result: { experiment: { id: 'sum-of-squares' } } });
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('the page by itself answers its own window, and nobody else', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    globalThis.heard = [];
    addEventListener(
      'message',
      ({ data }) => ['ready', 'state', 'error'].includes(data?.type) && globalThis.heard.push(data),
    );
  });
  await lanes.open(SMALL);
  await page.waitForFunction(() => globalThis.heard.some(({ type }) => type === 'ready'));
  await page.evaluate(() => document.body.append(document.createElement('iframe')));
  await page.frames()[1].evaluate(() => parent.postMessage({ lanes: 1, id: 'theirs', type: 'get' }, '*'));
  await page.evaluate(() => {
    postMessage({ lanes: 2, id: 'of the future', type: 'get' }, location.origin);
    postMessage({ lanes: 1, type: 'get' }, location.origin);
    postMessage({ lanes: 1, id: 'unknown', type: 'explode' }, location.origin);
    postMessage({ lanes: 1, id: 'mine', type: 'get' }, location.origin);
  });
  await page.waitForFunction(() => globalThis.heard.some(({ id }) => id === 'mine'));
  const answers = await page.evaluate(() => globalThis.heard);
  expect(answers.map(({ id, type, error }) => [id ?? null, error?.kind ?? type])).toEqual([
    [null, 'ready'],
    [null, 'bad-message'],
    ['unknown', 'unknown-type'],
    ['mine', 'state'],
  ]);
});
