// The committed configuration of nginx, run by nginx.

import { readdirSync } from 'node:fs';
import { expect, test } from '#support/lanes.mjs';
import { startNginx } from '#support/nginx.mjs';
import { NGINX } from '#support/servers.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { HOST_HEADERS } from '../../www/network/headers.js';

let stop;

test.beforeAll(async () => {
  stop = await startNginx();
});
test.afterAll(() => stop?.());

const files = () =>
  readdirSync(inProject('dist'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('_'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(inProject('dist').length + 1));

test.describe('without a service worker', () => {
  test.use({ withoutServiceWorker: true });

  test('the headers of nginx isolate the page, and its threads run', async ({ page, lanes }) => {
    await lanes.open('x=sum-of-squares&n=1000000&repeats=1', NGINX.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await lanes.run();
    expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
    expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
  });
});

test('nginx sends every file and every 404 with the headers and a type', async () => {
  for (const path of ['', 'assets/missing.js', ...files()]) {
    const { headers, status } = await fetch(NGINX.url + path);
    expect(status, path).toBe(path.includes('missing') ? 404 : 200);
    for (const [name, value] of Object.entries(HOST_HEADERS))
      expect(headers.get(name), `${name} of ${path}`).toBe(value);
    if (!path.endsWith('.bin')) expect(headers.get('content-type'), path).not.toContain('octet-stream');
    if (path.endsWith('.wasm')) expect(headers.get('content-type'), path).toBe('application/wasm');
    if (path.endsWith('.js') && status === 200)
      expect(headers.get('content-type'), path).toContain('text/javascript');
  }
});

test('nginx lets browsers cache hashed files forever and revalidate all others', async () => {
  for (const path of files()) {
    const cacheControl = (await fetch(NGINX.url + path)).headers.get('cache-control');
    expect(cacheControl, path).toBe(
      path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  }
  const missing = await fetch(`${NGINX.url}assets/missing.js`);
  expect(missing.headers.get('cache-control')).toBe('no-cache');
});

test('nginx compresses wasm', async () => {
  const wasm = files().find((path) => path.endsWith('.wasm'));
  expect((await fetch(NGINX.url + wasm)).headers.get('content-encoding')).toBe('gzip');
});
