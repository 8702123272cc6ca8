// Lanes without its host, and through its host's deployments. A plain static host has both: readers come back
// to it offline, and find files of another version at the addresses that they know.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { writeServiceWorker } from '../../scripts/lib/service-worker.mjs';
import { makeBuild } from '../support/builds.mjs';
import { CRASH, expect, Lanes, test } from '../support/lanes.mjs';
import { STATIC } from '../support/servers.mjs';

const QUERY = 'x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,threads,processes';

test.beforeEach(() => STATIC.serve());
test.afterEach(() => Promise.all([STATIC.serve(), STATIC.refuse('')]));

/** Whether a version is kept: its page is what is kept last. */
const someIsKept = (page) =>
  page.evaluate(async (address) => Boolean(await caches.match(address)), `${STATIC.url}index.html`);

const isKept = (page) => expect.poll(() => someIsKept(page), { timeout: 60_000 }).toBe(true);

/** Has the browser look for a new version, and waits for what becomes of it. Returns whether one waits now. */
const findsNewVersion = (page) =>
  page.evaluate(async () => {
    const registration = await (await navigator.serviceWorker.getRegistration()).update();
    const { installing } = registration;
    while (installing?.state === 'installing')
      await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }));
    return registration.waiting !== null;
  });

/** Reloads once, and waits until a build shows: the page reloads itself for that, which `page.reload` takes badly. */
async function reloadsTo(page, build) {
  await page.evaluate(() => setTimeout(() => location.reload()));
  await expect(page).toHaveTitle(new RegExp(`Build ${build} of `));
}

/** The builds that a page's files are of, from its last navigation on: until that is answered, the page before goes on. */
function watchBuilds(page) {
  let builds = new Set();
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) builds = new Set();
  });
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname.slice(STATIC.path.length);
    if (path.startsWith('assets/')) builds.add(path.match(/-(second)\.\w+$/)?.[1] ?? 'first');
  });
  return async () => {
    builds.add((await page.title()).match(/Build (\w+) of /)?.[1] ?? 'first');
    return [...builds];
  };
}

/** Runs everything that loads something: a new engine after a crash, and isolates. */
async function crashAndRecover(lanes) {
  lanes.expectErrors(CRASH);
  await lanes.open('x=failing-task&how=stack&n=1000&repeats=1&strategies=threads,processes', STATIC.url);
  return async () => {
    await lanes.run();
    await lanes.page.getByLabel('How it fails').selectOption('returns an error');
    await lanes.ready();
    await lanes.run();
    expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
    expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
  };
}

test('the first visit reloads once, and downloads nothing twice', async ({ page, lanes }) => {
  let loads = 0;
  page.on('framenavigated', () => loads++);
  await lanes.open(QUERY, STATIC.url);
  await isKept(page);
  expect(loads).toBe(2);
  const sent = Object.entries(await STATIC.sent()).filter(([path]) => path.startsWith('/assets/'));
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter(([, times]) => times > 1)).toEqual([]);
});

test('after the first visit everything works offline', async ({ page, context, lanes }) => {
  await lanes.open(QUERY, STATIC.url);
  await isKept(page);
  await context.setOffline(true);
  await STATIC.refuse('lanes');
  await page.reload();
  await lanes.ready();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await lanes.run();
  for (const strategy of ['sequential', 'threads', 'processes'])
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  await expect(lanes.conclusion).toContainText('same answers');

  await lanes.open('x=ten-requests&latency=20&workers=3&repeats=1', STATIC.url);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('a new version waits for the pages of the old one, and then takes over as a whole', async ({
  page,
  context,
  lanes,
}) => {
  const recover = await crashAndRecover(lanes);
  await isKept(page);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);

  // The old page goes on, though the host has none of its files any more; a page beside it is of its version.
  const builds = watchBuilds(page);
  await recover();
  const beside = await context.newPage();
  const buildsBeside = watchBuilds(beside);
  await new Lanes(beside).open(QUERY, STATIC.url);
  expect(await buildsBeside()).toEqual(['first']);
  expect(await builds()).toEqual(['first']);

  // Reloading the last page is enough.
  await beside.close();
  await reloadsTo(page, 'second');
  await lanes.ready();
  expect(await builds()).toEqual(['second']);
  const stores = await page.evaluate(() => caches.keys());
  expect(stores.length).toBe(1);
  await lanes.open(QUERY, STATIC.url);
  await lanes.run();
  expect(await builds()).toEqual(['second']);
});

test('a forced reload, which passes over the service worker, ends under it and at its version', async ({
  page,
  context,
  lanes,
}) => {
  const builds = watchBuilds(page);
  await lanes.open(QUERY, STATIC.url);
  await isKept(page);
  await STATIC.serve(await makeBuild('second'));
  // A page of the old version, so that the new one has to wait.
  const other = await context.newPage();
  await other.goto(`${STATIC.url}?${QUERY}`);
  const devtools = await context.newCDPSession(page);
  // The old page goes on until the new one is there.
  await page.evaluate(() => {
    globalThis.isOld = true;
  });
  await devtools.send('Page.reload', { ignoreCache: true });
  await page.waitForFunction(() => !globalThis.isOld && navigator.serviceWorker.controller !== null);
  await lanes.ready();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await builds()).toEqual(['first']);
});

test('a new version takes over by itself where no page is open', async ({ page, context, lanes }) => {
  await lanes.open(QUERY, STATIC.url);
  await isKept(page);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);
  await page.close();
  const next = await context.newPage();
  const builds = watchBuilds(next);
  await new Lanes(next).open(QUERY, STATIC.url);
  expect(await builds()).toEqual(['second']);
});

/** An experiment of the guide that is quick, in its frame. */
async function guideExperiment(page) {
  const playground = page.locator('lanes-playground[x="failing-task"]');
  await playground.scrollIntoViewIfNeeded();
  const heading = playground.locator('iframe').contentFrame().getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('A task that fails', { timeout: 60_000 });
  return playground;
}

test('after a first visit to the guide alone, it and its experiments work offline', async ({
  page,
  context,
}) => {
  await page.goto(`${STATIC.url}guide/`);
  await isKept(page);
  await context.setOffline(true);
  await STATIC.refuse('lanes');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Threads, processes or async?');
  const playground = await guideExperiment(page);
  const { result } = await playground.evaluate((element) =>
    element.run('n=1000&repeats=1&strategies=threads,processes'),
  );
  expect(new Set(result.runs.map(({ strategy }) => strategy))).toEqual(new Set(['threads', 'processes']));
});

test('after a first visit to the recipes alone, two folders deep, the site works offline', async ({
  page,
  context,
}) => {
  await page.goto(`${STATIC.url}guide/recipes/`);
  await isKept(page);
  await context.setOffline(true);
  await STATIC.refuse('lanes');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Recipes');
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Guide' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Threads, processes or async?');
});

/** A second build whose guide says so, too. */
async function makeBuildWithGuide(name) {
  const folder = await makeBuild(name);
  const guide = join(folder, 'guide', 'index.html');
  const text = readFileSync(guide, 'utf8').replaceAll(/(assets\/[^"]+)(\.\w+")/g, `$1-${name}$2`);
  writeFileSync(guide, text.replace('<title>', `<title>Build ${name} of `));
  await writeServiceWorker(folder);
  return folder;
}

test('reloading the guide brings a new version, to it and to its frames', async ({ page }) => {
  await page.goto(`${STATIC.url}guide/`);
  await guideExperiment(page);
  await isKept(page);
  await STATIC.serve(await makeBuildWithGuide('second'));
  expect(await findsNewVersion(page)).toBe(true);
  const builds = watchBuilds(page);
  await reloadsTo(page, 'second');
  await guideExperiment(page);
  expect(await builds()).toEqual(['second']);
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(1);
});

const BROKEN = {
  'that misses a file': (folder) => rmSync(join(folder, 'icon.svg')),
  'with the page of another build': (folder) =>
    cpSync(inProject('dist', 'index.html'), join(folder, 'index.html')),
};

for (const [what, breakIt] of Object.entries(BROKEN)) {
  test(`a deployment ${what} leaves the old version at work until it is whole`, async ({ page, lanes }) => {
    const builds = watchBuilds(page);
    await lanes.open(QUERY, STATIC.url);
    await isKept(page);
    const folder = await makeBuild('second');
    breakIt(folder);
    await STATIC.serve(folder);
    expect(await findsNewVersion(page)).toBe(false);
    await page.reload();
    await lanes.ready();
    await lanes.run();
    expect(await builds()).toEqual(['first']);

    await STATIC.serve(await makeBuild('second'));
    expect(await findsNewVersion(page)).toBe(true);
    await reloadsTo(page, 'second');
    await lanes.ready();
    expect(await builds()).toEqual(['second']);
  });
}

test('where there is no room to keep anything, the site comes from the host, new versions too', async ({
  page,
  context,
  lanes,
}) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(STATIC.url).origin,
    quotaSize: 50_000,
  });
  const builds = watchBuilds(page);
  await lanes.open(QUERY, STATIC.url);
  await lanes.run();
  await page.reload();
  await lanes.ready();
  expect(await someIsKept(page)).toBe(false);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);
  await reloadsTo(page, 'second');
  await lanes.ready();
  await lanes.run();
  expect(await builds()).toEqual(['second']);
});
