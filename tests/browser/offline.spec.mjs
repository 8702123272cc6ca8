// Lanes offline, and across deployments. The tests use the plain static host, which can be out of reach or serve another
// version at the same URLs.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBuild } from '#support/builds.mjs';
import { CRASH, expect, isSaved, Lanes, test, waitUntilSaved } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { writeServiceWorker } from '../../scripts/lib/service-worker.mjs';

const QUERY = 'x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,threads,processes';

test.beforeEach(() => STATIC.serve());
test.afterEach(() => Promise.all([STATIC.serve(), STATIC.refuse('')]));

/** Makes the browser check for a new version and install it. Returns true if a new version is waiting then. */
const findsNewVersion = (page) =>
  page.evaluate(async () => {
    const registration = await (await navigator.serviceWorker.getRegistration()).update();
    const { installing } = registration;
    while (installing?.state === 'installing')
      await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }));
    return registration.waiting !== null;
  });

/** Reloads and waits for the page of a build. The page reloads itself again, which `page.reload` cannot handle. */
async function reloadsTo(page, build) {
  await page.evaluate(() => setTimeout(() => location.reload()));
  await expect(page).toHaveTitle(new RegExp(`Build ${build} of `));
}

/**
 * Records which builds the files of a page belong to. Starts over with each response to a navigation, because until then
 * the previous page continues to load files.
 */
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

/** Opens an experiment that crashes, and returns a function that loads everything: a new engine, and isolates. */
async function crashAndRecover(lanes) {
  lanes.expectErrors(CRASH);
  await lanes.open('x=failing-task&how=stack&n=1000&repeats=1&strategies=threads,processes', STATIC.url);
  return async () => {
    await lanes.run();
    await lanes.settings();
    await lanes.page.getByLabel('How it fails').selectOption('returns an error');
    await lanes.ready();
    await lanes.run();
    expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
    expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
  };
}

test('the first visit reloads once and downloads nothing twice', async ({ page, lanes }) => {
  let loads = 0;
  page.on('framenavigated', () => loads++);
  await lanes.open(QUERY, STATIC.url);
  await waitUntilSaved(page);
  expect(loads).toBe(2);
  const sent = Object.entries(await STATIC.sent()).filter(([path]) => path.startsWith('/assets/'));
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter(([, times]) => times > 1)).toEqual([]);
});

test('after the first visit, everything works offline', async ({ page, context, lanes }) => {
  await lanes.open(QUERY, STATIC.url);
  await waitUntilSaved(page);
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

test('a new version waits until the old one has no pages, and then replaces it completely', async ({
  page,
  context,
  lanes,
}) => {
  const recover = await crashAndRecover(lanes);
  await waitUntilSaved(page);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);

  // The old page still works, although the host no longer has its files, and a second page gets the same version.
  const builds = watchBuilds(page);
  await recover();
  const second = await context.newPage();
  const buildsOfSecond = watchBuilds(second);
  await new Lanes(second).open(QUERY, STATIC.url);
  expect(await buildsOfSecond()).toEqual(['first']);
  expect(await builds()).toEqual(['first']);

  // Reloading the last page is enough.
  await second.close();
  await reloadsTo(page, 'second');
  await lanes.ready();
  expect(await builds()).toEqual(['second']);
  const stores = await page.evaluate(() => caches.keys());
  expect(stores.length).toBe(1);
  await lanes.open(QUERY, STATIC.url);
  await lanes.run();
  expect(await builds()).toEqual(['second']);
});

test('a forced reload, which bypasses the service worker, returns to the worker and its version', async ({
  page,
  context,
  lanes,
}) => {
  const builds = watchBuilds(page);
  await lanes.open(QUERY, STATIC.url);
  await waitUntilSaved(page);
  await STATIC.serve(await makeBuild('second'));
  // A second page of the old version, so that the new one has to wait.
  const other = await context.newPage();
  await other.goto(`${STATIC.url}?${QUERY}`);
  const devtools = await context.newCDPSession(page);
  // Marks the old page, which stays until the new one has loaded.
  await page.evaluate(() => {
    globalThis.isOld = true;
  });
  await devtools.send('Page.reload', { ignoreCache: true });
  await page.waitForFunction(() => !globalThis.isOld && navigator.serviceWorker.controller !== null);
  await lanes.ready();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await builds()).toEqual(['first']);
});

test('a new version takes over when no page is open', async ({ page, context, lanes }) => {
  await lanes.open(QUERY, STATIC.url);
  await waitUntilSaved(page);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);
  await page.close();
  const next = await context.newPage();
  const builds = watchBuilds(next);
  await new Lanes(next).open(QUERY, STATIC.url);
  expect(await builds()).toEqual(['second']);
});

/** Loads a quick experiment of the guide in its frame. */
async function guideExperiment(page) {
  const playground = page.locator('lanes-playground[x="failing-task"]');
  await playground.scrollIntoViewIfNeeded();
  const heading = playground.locator('iframe').contentFrame().getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('A task that fails', { timeout: 60_000 });
  return playground;
}

test('after a first visit to the guide only, the guide and its experiments work offline', async ({
  page,
  context,
}) => {
  await page.goto(`${STATIC.url}guide/`);
  await waitUntilSaved(page);
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

test('after a first visit to the recipes only, two folders deep, the site works offline', async ({
  page,
  context,
}) => {
  await page.goto(`${STATIC.url}guide/recipes/`);
  await waitUntilSaved(page);
  await context.setOffline(true);
  await STATIC.refuse('lanes');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Recipes');
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Guide' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Threads, processes or async?');
});

/** Makes a build whose guide has the build's name in its title too. */
async function makeBuildWithGuide(name) {
  const folder = await makeBuild(name);
  const guide = join(folder, 'guide', 'index.html');
  const text = readFileSync(guide, 'utf8').replaceAll(/(assets\/[^"]+)(\.\w+")/g, `$1-${name}$2`);
  writeFileSync(guide, text.replace('<title>', `<title>Build ${name} of `));
  await writeServiceWorker(folder);
  return folder;
}

test('reloading the guide loads the new version of the guide and its frames', async ({ page }) => {
  await page.goto(`${STATIC.url}guide/`);
  await guideExperiment(page);
  await waitUntilSaved(page);
  await STATIC.serve(await makeBuildWithGuide('second'));
  expect(await findsNewVersion(page)).toBe(true);
  const builds = watchBuilds(page);
  await reloadsTo(page, 'second');
  await guideExperiment(page);
  expect(await builds()).toEqual(['second']);
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(1);
});

const BROKEN = {
  'that lacks a file': (folder) => rmSync(join(folder, 'icon.svg')),
  'with the page of another build': (folder) =>
    cpSync(inProject('dist', 'index.html'), join(folder, 'index.html')),
};

for (const [what, breakIt] of Object.entries(BROKEN)) {
  test(`a deployment ${what} leaves the old version in use until it is complete`, async ({ page, lanes }) => {
    const builds = watchBuilds(page);
    await lanes.open(QUERY, STATIC.url);
    await waitUntilSaved(page);
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

test('without room for a store, the site and its new versions come from the host', async ({
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
  expect(await isSaved(page)).toBe(false);
  await STATIC.serve(await makeBuild('second'));
  expect(await findsNewVersion(page)).toBe(true);
  await reloadsTo(page, 'second');
  await lanes.ready();
  await lanes.run();
  expect(await builds()).toEqual(['second']);
});
