import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServer, preview } from 'vite';
import { inProject } from '../scripts/lib/paths.mjs';
import { embedScript, lanesServer, rustSources } from '../scripts/lib/vite-plugins.mjs';
import { answer } from '../www/network/answer.js';
import { HOST_HEADERS } from '../www/network/headers.js';

let server;
let base;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Lanes</title>');
  writeFileSync(join(folder, 'worker.js'), 'postMessage(1);');
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site', 'index.html'), '<!doctype html><title>Garden</title>');
  server = await preview({
    configFile: false,
    logLevel: 'warn',
    build: { outDir: folder },
    plugins: [lanesServer()],
    preview: { host: '127.0.0.1', port: 0 },
  });
  base = `http://127.0.0.1:${server.httpServer.address().port}`;
});

after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('page, worker script, network and errors all carry the isolation headers', async () => {
  for (const path of ['/', '/worker.js', '/api/get', '/api/nothing']) {
    const { headers } = await fetch(base + path);
    for (const [name, value] of Object.entries(HOST_HEADERS)) assert.equal(headers.get(name), value, path);
  }
});

test('the network answers over TCP as the pure module does', async () => {
  const query = 'id=12&bytes=2000&seed=4';
  const response = await fetch(`${base}/some/where/api/get?${query}`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-lanes-network'), 'server');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('content-type'), 'application/json');
  const { body } = answer('get', new URLSearchParams(query));
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), body);
});

test('pages of the site come from the folder that is served, as the network gives them', async () => {
  const response = await fetch(`${base}/api/page?path=site/index.html&latency=50`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-lanes-network'), 'server');
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(await response.text(), /<title>Garden</);
  for (const path of ['site/nothing.html', 'index.html', 'site/../worker.js'])
    assert.equal((await fetch(`${base}/api/page?${new URLSearchParams({ path })}`)).status, 404, path);
});

test('the network takes its time', async () => {
  const start = performance.now();
  await fetch(`${base}/api/get?latency=200`);
  const took = performance.now() - start;
  // Milliseconds, and not seconds: a busy machine may add some.
  assert.ok(took >= 199 && took < 100_000, `${took} ms`);
});

test('failures arrive as asked for', async () => {
  assert.equal((await fetch(`${base}/api/get?error=1`)).status, 503);
  assert.equal((await fetch(`${base}/api/get?latency=soon`)).status, 400);
  assert.equal((await fetch(`${base}/api/nothing`)).status, 404);
});

test('a request that was given up leaves the server in peace', async () => {
  const request = fetch(`${base}/api/get?latency=5000`, { signal: AbortSignal.timeout(50) });
  await assert.rejects(request, { name: 'TimeoutError' });
  assert.equal((await fetch(`${base}/api/get`)).status, 200);
});

/** Has a development server with one plugin answer at a path. */
async function inDevelopment(plugin, path) {
  const development = await createServer({
    configFile: false,
    logLevel: 'warn',
    root: folder,
    plugins: [plugin],
    server: { host: '127.0.0.1', port: 0, ws: false },
  });
  try {
    await development.listen();
    const { port } = development.httpServer.address();
    return await (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
  } finally {
    await development.close();
  }
}

test('in development the Rust that the page shows is the file that is compiled', async () => {
  const source = readFileSync(inProject('src', 'workloads', 'src', 'kernel', 'squares.rs'), 'utf8');
  assert.equal(await inDevelopment(rustSources(), 'code/rust/kernel/squares.rs?x=1'), source);
});

test('in development articles can load the embed script, too', async () => {
  assert.match(
    await inDevelopment(embedScript(), 'embed.js'),
    /customElements\.define\(["'`]lanes-playground/,
  );
});
