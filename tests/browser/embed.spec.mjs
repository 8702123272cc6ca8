// Lanes embedded in an article on another site: what it shows, what it costs, and where its threads run.

import { readFileSync } from 'node:fs';
import { violations } from '#support/axe.mjs';
import { addressNotes, expect, STRATEGIES, test } from '#support/lanes.mjs';
import { ARTICLES, PREVIEW, STATIC } from '#support/servers.mjs';

const SMALL = 'x=sum-of-squares&n=1000000&repeats=1';
const SMALL_ATTRIBUTES = 'x="sum-of-squares" n="1000000" repeats="1"';

const playgrounds = (attributes, count = 1) =>
  `<script type="module" src="${PREVIEW.url}embed.js"></script>` +
  `<lanes-playground ${attributes}></lanes-playground>`.repeat(count);

const frame = (url, query, attributes = '') =>
  `<iframe src="${url}?view=embed&${query.replaceAll('&', '&amp;')}" width="100%" height="600" ${attributes}></iframe>`;

/** Returns the content of the article's only frame, with methods for what a reader does there. */
async function onlyEmbed(page) {
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

/** Returns the contents of the article's first and second frame. */
const twoEmbeds = (page) => [0, 1].map((index) => page.locator('iframe').nth(index).contentFrame());

/** Counts the pixels of a frame's document that lie outside the frame. */
const hiddenPixels = (embed) =>
  embed.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { right: scrollWidth - innerWidth, below: scrollHeight - innerHeight };
  });

/** Setups in which threads run in a frame of an article on another site. */
const ISOLATED = [
  ['the server’s headers, in a plain page', () => playgrounds(SMALL_ATTRIBUTES), false],
  ['the service worker alone, in a plain page', () => frame(STATIC.url, SMALL), false],
  ['the server’s headers, in an isolated page', () => playgrounds(SMALL_ATTRIBUTES), true],
  [
    'the service worker alone, in a credentialless frame of an isolated page',
    () => frame(STATIC.url, SMALL, 'allow="cross-origin-isolated" credentialless'),
    true,
  ],
  [
    'the server’s headers, in a sandbox with allow-same-origin',
    () => frame(PREVIEW.url, SMALL, 'sandbox="allow-scripts allow-same-origin"'),
    false,
  ],
];

for (const [title, body, isolated] of ISOLATED) {
  test(`threads run in an embed on another site: ${title}`, async ({ page, lanes }) => {
    await page.goto(ARTICLES.with(body(), isolated));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    const embed = await onlyEmbed(page);
    await expect.poll(() => embed.isolated().catch(() => false)).toBe(true);
    await embed.run();
    expect(await embed.strategies()).toEqual(STRATEGIES);
    expect(lanes.unexpectedErrors()).toEqual([]);
  });
}

test.describe('without a service worker', () => {
  test.use({ withoutServiceWorker: true });

  test('an embed that cannot be isolated runs the other strategies and says where the missing ones run', async ({
    page,
  }) => {
    await page.goto(ARTICLES.with(frame(STATIC.url, 'x=ten-requests&latency=10&repeats=1')));
    const embed = await onlyEmbed(page);
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

test('an embed reports failed tasks, and one with a single strategy does not ask to be run again', async ({
  page,
}) => {
  const failing = frame(PREVIEW.url, 'x=failing-task&n=1000&repeats=2&strategies=sequential,threads');
  const single = frame(PREVIEW.url, `${SMALL}&strategies=sequential`);
  await page.goto(ARTICLES.with(failing + single));
  const [first, last] = twoEmbeds(page);
  for (const embed of [first, last]) {
    await expect(embed.getByText(/Press Run to (see|measure it on your machine)\./)).toBeVisible();
    await embed.getByRole('button', { name: 'Run' }).click();
    await expect(embed.locator('.bars tr[data-median-ms]').first()).toBeVisible({ timeout: 60_000 });
    await expect(embed.getByRole('button', { name: 'Run' })).toBeVisible({ timeout: 60_000 });
    await expect(embed.locator('.verdict.yet')).toHaveCount(0);
  }
  await expect(first.locator('.conclusion')).toContainText(/6 of \d+ tasks failed.* Task 4:/);
});

test('an embed of recorded results compares them with the reader’s run and links to them', async ({
  page,
}) => {
  const record = readFileSync('src/report/tests/fixtures/record-v1.txt', 'utf8').trim();
  await page.goto(ARTICLES.with(frame(PREVIEW.url, `${SMALL}#${record}`)));
  const embed = await onlyEmbed(page);
  await expect(embed.locator('#recorded')).toContainText('These results came with the link');
  await expect(embed.getByRole('link', { name: 'Open in Lanes' })).toHaveAttribute('href', /#v1\.[\w-]+$/);
  await embed.getByRole('button', { name: 'Run' }).click();
  await expect(embed.locator('.versus dd')).toHaveText([/^yours, /, /^from the link, /], { timeout: 60_000 });
});

test('in a sandbox without an origin, nothing runs and the page says why', async ({ page, lanes }) => {
  lanes.expectErrors(/sandbox/i);
  await page.goto(ARTICLES.with(frame(PREVIEW.url, SMALL, 'sandbox="allow-scripts"')));
  const embed = await onlyEmbed(page);
  await expect(embed.locator('#opaque-notice')).toContainText('sandbox without allow-same-origin');
  await expect(embed.locator('#opaque-notice code')).toHaveText(PREVIEW.url);
  await expect(embed.getByRole('button', { name: 'Run' })).toBeDisabled();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('the embedded guide opens links in a new tab, and disables buttons for work that cannot run', async ({
  page,
  lanes,
}) => {
  lanes.expectErrors(/sandbox/i);
  const sandboxed = frame(PREVIEW.url, 'x=decide', 'sandbox="allow-scripts"');
  await page.goto(ARTICLES.with(frame(PREVIEW.url, 'x=decide') + sandboxed));
  const [open, opaque] = twoEmbeds(page);
  const link = open.getByRole('link', { name: 'Network requests' });
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', 'noopener');
  await expect(open.getByRole('button', { name: 'Measure all' })).toBeEnabled();
  // Advice does not depend on a run.
  for (const embed of [open, opaque])
    await expect(embed.locator('[data-row="ten-requests"] .headline')).toHaveText('Use asyncio or threads');
  await expect(open.locator('#opaque-notice')).toHaveCount(0);
  await expect(opaque.locator('#opaque-notice')).toContainText('Nothing can run in this frame');
  await expect(opaque.getByRole('button', { name: 'Measure all' })).toBeDisabled();
  await expect(opaque.getByRole('button', { name: 'Measure network requests' })).toBeDisabled();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('ten embeds start no engine before Run, and release it a minute after the last run', async ({
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

test('ten embeds run in turn on a machine with sixteen cores', async ({ page, lanes }) => {
  // Each engine reserves address space for its pool and its isolates, more than the process has for ten of them.
  await page.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { value: 16 }));
  const attributes =
    'x="sum-of-squares" tasks="16" n="1000" workers="16" repeats="1" strategies="sequential,threads,processes"';
  await page.goto(ARTICLES.with(playgrounds(attributes, 10)));
  for (const element of await page.locator('lanes-playground').all()) {
    await element.scrollIntoViewIfNeeded();
    const embed = element.locator('iframe').contentFrame();
    await embed.getByRole('button', { name: 'Run' }).click();
    await expect(embed.locator('.bars tr[data-median-ms]')).toHaveCount(3, { timeout: 60_000 });
    await expect(embed.getByRole('alert')).toHaveCount(0);
  }
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('an embed fits a narrow article, sets its own height, and follows the article’s colours', async ({
  page,
  lanes,
}) => {
  await page.setViewportSize({ width: 296, height: 700 });
  await page.goto(ARTICLES.with(playgrounds(`${SMALL_ATTRIBUTES} tasks="0" show="bars,lanes,video"`)));
  const embed = await onlyEmbed(page);
  await expect(addressNotes(embed)).toContainText(
    'tasks was 0 in the address, which is out of range; 1 is used.',
  );
  await expect(addressNotes(embed)).toContainText('no part named “video”');
  await embed.getByRole('button', { name: 'Close' }).click();
  await embed.run();
  await expect(embed.locator('.lanes')).toBeVisible();
  await expect(embed.locator('.sidebar, .page-head')).toHaveCount(0);
  expect(await violations(embed)).toEqual([]);
  await expect.poll(() => hiddenPixels(embed)).toEqual({ right: 0, below: 0 });

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

/** Checks that title, Run and verdict are in sight, also when the rest of the frame is scrolled to its end. */
async function expectAnswerInSight(embed) {
  const body = embed.locator('.embed-body');
  for (const top of [0, 1e6]) {
    await body.evaluate((element, top) => element.scrollTo({ top }), top);
    await expect(embed.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
    await expect(embed.getByRole('button', { name: 'Run' })).toBeInViewport({ ratio: 1 });
    await expect(embed.locator('.verdict')).toBeInViewport({ ratio: 1 });
  }
  expect(
    await body.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight),
  ).toBeGreaterThan(0);
  await body.evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(embed.locator('.bars tr[data-median-ms]').first()).toBeInViewport({ ratio: 1 });
  expect(await hiddenPixels(embed)).toEqual({ right: 0, below: 0 });
}

for (const [width, height] of [
  [660, 420],
  [440, 640],
]) {
  test(`a frame with a fixed height keeps the answer in sight, in an article ${width} pixels wide`, async ({
    page,
    lanes,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(ARTICLES.with(playgrounds(`${SMALL_ATTRIBUTES} frame-height="${height}"`)));
    const embed = await onlyEmbed(page);
    const frameBox = page.locator('iframe');
    await expect(frameBox).toHaveCSS('height', `${height}px`);
    await embed.run();
    await expect(embed.locator('.lanes')).toBeAttached();
    await expect(frameBox).toHaveCSS('height', `${height}px`);
    await expectAnswerInSight(embed);
    expect(await violations(embed)).toEqual([]);
    expect(lanes.unexpectedErrors()).toEqual([]);
  });
}

test('a plain frame scrolls inside if its address has its height', async ({ page }) => {
  await page.goto(ARTICLES.with(frame(PREVIEW.url, `${SMALL}&show=bars,lanes,code&frame-height=600`)));
  const embed = await onlyEmbed(page);
  await embed.run();
  await expectAnswerInSight(embed);
});

test('the height of a frame changes with its attribute, and invalid ones are noted', async ({ page }) => {
  await page.goto(ARTICLES.with(playgrounds(`${SMALL_ATTRIBUTES} frame-height="99"`)));
  const embed = await onlyEmbed(page);
  const frameBox = page.locator('iframe');
  await expect(frameBox).toHaveCSS('height', '240px');
  await expect(addressNotes(embed)).toContainText(
    'frame-height was 99 in the address, which is out of range; 240 is used.',
  );
  const setHeight = (height) =>
    page.evaluate(
      (height) => document.querySelector('lanes-playground').setAttribute('frame-height', height),
      height,
    );
  await setHeight('500');
  await expect(frameBox).toHaveCSS('height', '500px');
  await setHeight('300');
  await expect(frameBox).toHaveCSS('height', '300px');
  await setHeight('tall');
  await expect(addressNotes(embed)).toContainText(
    '“tall” is not a valid value for frame-height; the default is used.',
  );
  await embed.run();
  await expect.poll(() => hiddenPixels(embed)).toEqual({ right: 0, below: 0 });
  expect((await frameBox.boundingBox()).height).toBeGreaterThan(500);
});

test('autorun waits until the embed is visible, and never requests the reader’s own URLs', async ({
  page,
  lanes,
}) => {
  const space = '<div style="height: 300vh"></div>';
  const small = frame(PREVIEW.url, `${SMALL}&autorun=1`);
  const own = frame(PREVIEW.url, `x=ten-requests&network=urls&urls=${PREVIEW.url}&autorun=1`);
  await page.goto(ARTICLES.with(own + space + small));
  const [first, last] = twoEmbeds(page);
  await expect(first.getByRole('button', { name: 'Run' })).toBeEnabled();
  await expect(last.getByRole('button', { name: 'Run' })).toBeEnabled();
  expect(page.workers()).toEqual([]);
  await page.locator('iframe').last().scrollIntoViewIfNeeded();
  await expect(last.locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
  await expect(first.locator('.verdict.yet')).toBeVisible();
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('an article controls its embed by messages, and each is answered', async ({ page, lanes }) => {
  await page.goto(
    ARTICLES.with(playgrounds('x="sum-of-squares" n="2000000" repeats="1" strategies="sequential,threads"')),
  );
  const answers = await page.evaluate(async () => {
    const playground = document.querySelector('lanes-playground');
    const events = [];
    for (const type of ['ready', 'started', 'progress', 'result', 'error', 'stopped'])
      playground.addEventListener(`lanes-${type}`, ({ detail }) => events.push(detail));
    const errorKind = (promise) =>
      promise.then(
        () => 'no error',
        ({ kind }) => kind,
      );
    const configured = await playground.configure('tasks=99999&colour=red');
    // Not awaited: the run still uses the configuration sent before it.
    const configuring = playground.configure('tasks=8');
    const running = playground.run();
    const busy = await errorKind(playground.run());
    await configuring;
    const { result } = await running;
    const state = await playground.get();
    const long = playground.run('n=4000000000&strategies=threads');
    const stopped = await playground.stop();
    const ended = await long;
    const own = await errorKind(playground.run('x=ten-requests&network=urls&urls=https://a.example/secret'));
    const after = await playground.get();
    return { events, configured, busy, result, state, stopped, ended, own, after };
  });
  expect(answers.configured).toMatchObject({ lanes: 1, query: expect.stringContaining('tasks=5000') });
  expect(answers.configured.notes).toEqual([
    'tasks was 99,999 in the address, which is out of range; 5,000 is used.',
    '“colour” is not a setting here and was ignored.',
  ]);
  expect(answers.busy).toBe('busy');
  expect(answers.result).toMatchObject({ schema: 'lanes/result@1', environment: { isolated: true } });
  expect(answers.result.runs.map((run) => run.tasksOk)).toEqual([8, 8, 8, 8]);
  expect(answers.state).toMatchObject({ ready: true, running: false, result: { schema: 'lanes/result@1' } });
  expect(answers.state.query).toContain('tasks=8');
  expect(answers.ended.type).toBe('result');
  expect(answers.stopped.result.summary).toEqual(answers.ended.result.summary);
  expect(answers.own).toBe('readers-own');
  expect(answers.after.query).not.toContain('secret');
  const { id: runId } = answers.events.find(({ type }) => type === 'started');
  const run = answers.events.filter(({ id }) => id === runId);
  expect(run[0].type).toBe('started');
  expect(run.at(-1).type).toBe('result');
  for (const { done, total } of run.slice(1, -1)) expect(done).toBeLessThanOrEqual(total);

  // An article that has sent a message before also receives the results of the reader's runs.
  await page.evaluate(() => {
    const playground = document.querySelector('lanes-playground');
    globalThis.received = new Promise((resolve) =>
      playground.addEventListener('lanes-result', resolve, { once: true }),
    );
    return playground.configure('x=sum-of-squares&n=1000000&repeats=1');
  });
  const embed = await onlyEmbed(page);
  await embed.run();
  const received = await page.evaluate(() => globalThis.received.then(({ detail }) => detail));
  expect(received).toMatchObject({ id: null, result: { experiment: { id: 'sum-of-squares' } } });
  expect(lanes.unexpectedErrors()).toEqual([]);
});

test('a page that is not embedded answers only messages from its own window', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    globalThis.answers = [];
    addEventListener(
      'message',
      ({ data }) => ['ready', 'state', 'error'].includes(data?.type) && globalThis.answers.push(data),
    );
  });
  await lanes.open(SMALL);
  await page.waitForFunction(() => globalThis.answers.some(({ type }) => type === 'ready'));
  await page.evaluate(() => document.body.append(document.createElement('iframe')));
  await page.frames()[1].evaluate(() => parent.postMessage({ lanes: 1, id: 'theirs', type: 'get' }, '*'));
  await page.evaluate(() => {
    postMessage({ lanes: 2, id: 'of the future', type: 'get' }, location.origin);
    postMessage({ lanes: 1, type: 'get' }, location.origin);
    postMessage({ lanes: 1, id: 'unknown', type: 'explode' }, location.origin);
    postMessage({ lanes: 1, id: 'mine', type: 'get' }, location.origin);
  });
  await page.waitForFunction(() => globalThis.answers.some(({ id }) => id === 'mine'));
  const answers = await page.evaluate(() => globalThis.answers);
  expect(answers.map(({ id, type, error }) => [id ?? null, error?.kind ?? type])).toEqual([
    [null, 'ready'],
    [null, 'bad-message'],
    ['unknown', 'unknown-type'],
    ['mine', 'state'],
  ]);
});
