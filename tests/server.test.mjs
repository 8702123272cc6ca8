import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createServer, preview } from 'vite';
import { inProject } from '../scripts/lib/paths.mjs';
import { embedScript, lanesServer, shownCode } from '../scripts/lib/vite-plugins.mjs';
import { answer } from '../www/network/answer.js';
import { HOST_HEADERS, SITE_HEADERS } from '../www/network/headers.js';

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

test('page, worker script, network and errors all have the headers of a host', async () => {
  for (const path of ['/', '/worker.js', '/api/get', '/api/nothing']) {
    const { headers } = await fetch(base + path);
    for (const [name, value] of Object.entries(HOST_HEADERS)) assert.equal(headers.get(name), value, path);
  }
});

test('the network answers over TCP as the module answer.js does', async () => {
  const query = 'id=12&bytes=2000&seed=4';
  const response = await fetch(`${base}/some/where/api/get?${query}`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-lanes-network'), 'server');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('content-type'), 'application/json');
  const { size, makeBody } = answer('get', new URLSearchParams(query));
  assert.equal(response.headers.get('content-length'), `${size}`);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), makeBody());
});

test('the network answers with pages from the served folder', async () => {
  const response = await fetch(`${base}/api/page?path=site/index.html&latency=50`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-lanes-network'), 'server');
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(await response.text(), /<title>Garden</);
  for (const path of ['site/nothing.html', 'index.html', 'site/../worker.js'])
    assert.equal((await fetch(`${base}/api/page?${new URLSearchParams({ path })}`)).status, 404, path);
});

test('the network waits for the requested latency', async () => {
  const start = performance.now();
  await fetch(`${base}/api/get?latency=200`);
  const took = performance.now() - start;
  // The latency is in milliseconds, not in seconds. A busy machine may add some time.
  assert.ok(took >= 199 && took < 100_000, `${took} ms`);
});

test('failures have the right status', async () => {
  assert.equal((await fetch(`${base}/api/get?error=1`)).status, 503);
  assert.equal((await fetch(`${base}/api/get?latency=soon`)).status, 400);
  assert.equal((await fetch(`${base}/api/nothing`)).status, 404);
});

test('the server keeps answering after a request was aborted', async () => {
  const request = fetch(`${base}/api/get?latency=5000`, { signal: AbortSignal.timeout(50) });
  await assert.rejects(request, { name: 'TimeoutError' });
  assert.equal((await fetch(`${base}/api/get`)).status, 200);
});

/** Sends a request without the normalization that `fetch` does, and leaves its answer unread. */
async function sendRaw(target) {
  const socket = connect(server.httpServer.address().port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  return socket;
}

test('an invalid URL is refused without revealing anything about the server', async () => {
  for (const target of ['//', '//example.org/', '/%', '/%E0%A4%A']) {
    const socket = await sendRaw(target);
    const answer = await text(socket);
    assert.match(answer, /^HTTP\/1\.1 400 /, target);
    assert.doesNotMatch(answer, /node_modules|\.m?js:/, target);
  }
});

test('a folder without its slash redirects to the folder and keeps the query', async () => {
  const at = (path) => fetch(base + path, { redirect: 'manual' });
  for (const [path, location] of [
    ['/site', '/site/'],
    ['/site?x=1&y=%20', '/site/?x=1&y=%20'],
  ]) {
    const response = await at(path);
    assert.deepEqual([response.status, response.headers.get('location')], [301, location]);
  }
  assert.equal((await at('/site/')).status, 200);
  assert.equal((await at('/worker.js')).status, 200);
  for (const path of ['/..', '/../', '/%2e%2e', '/.%2e/lanes'])
    assert.equal((await at(path)).headers.get('location'), null, path);
});

test('bodies are made when they are sent, and only as many at once as fit in memory', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const usedMiB = () => (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
  const query = 'bytes=16777216';
  const waiting = await Promise.all(
    Array.from({ length: 60 }, () => sendRaw(`/api/get?${query}&latency=60000`)),
  );
  // An answer to a later request means that the server has received the earlier ones.
  await (await fetch(`${base}/api/get`)).text();
  assert.ok(usedMiB() < 16, `${usedMiB()} MiB for requests that wait`);
  const unread = await Promise.all(Array.from({ length: 60 }, () => sendRaw(`/api/get?${query}`)));
  await Promise.all(unread.slice(0, 7).map((socket) => once(socket, 'readable')));
  // The server still sends files. After this, every body that it makes now has been made.
  for (let count = 0; count < 20; count += 1) await (await fetch(`${base}/worker.js`)).text();
  assert.ok(usedMiB() < 400, `${usedMiB()} MiB for unread answers`);
  for (const socket of waiting) socket.destroy();
  // An aborted or answered request makes room for another.
  const sizes = unread.map(async (socket, index) => {
    if (index % 2 === 1) return void socket.destroy();
    return (await buffer(socket)).length;
  });
  for (const size of await Promise.all(sizes)) assert.ok(size === undefined || size > 16_777_216, `${size}`);
});

/** Returns the body that a development server with one plugin sends for a path. */
async function textInDevelopment(plugin, path) {
  return (await responseInDevelopment(plugin, path)).text();
}

/** Returns the response of a development server with one plugin, with its body in memory. */
async function responseInDevelopment(plugin, path) {
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
    const response = await fetch(`http://127.0.0.1:${port}/${path}`);
    return new Response(await response.text(), response);
  } finally {
    await development.close();
  }
}

test('in development, the code that the page shows is in its files', async () => {
  const rust = readFileSync(inProject('src', 'workloads', 'src', 'workload', 'sum_of_squares.rs'), 'utf8');
  assert.equal(await textInDevelopment(shownCode(), 'code/rust/workload/sum_of_squares.rs?x=1'), rust);
  const python = readFileSync(
    inProject('src', 'catalogue', 'src', 'experiments', 'sum_of_squares', 'script.py'),
    'utf8',
  );
  assert.equal(await textInDevelopment(shownCode(), 'code/python/sum-of-squares.py'), python);
});

test('in development, articles can load the embed script', async () => {
  assert.match(
    await textInDevelopment(embedScript(), 'embed.js'),
    /customElements\.define\(["'`]lanes-playground/,
  );
});

test('in development, other sites can read the network and the embed script but no file of the project', async () => {
  const allowed = async (path) =>
    (await responseInDevelopment([lanesServer(), embedScript()], path)).headers.get(
      'access-control-allow-origin',
    );
  assert.equal(await allowed('api/get'), '*');
  assert.equal(await allowed('embed.js'), '*');
  for (const path of ['', 'worker.js', 'embed.js/', 'api/get.js', '@vite/client', '@fs/etc/hostname'])
    assert.equal(await allowed(path), null, path);
});

test('in development, files have the headers of the site except the content security policy', async () => {
  const { headers } = await responseInDevelopment(lanesServer(), 'worker.js');
  const { 'content-security-policy': _policy, ...expected } = SITE_HEADERS;
  for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value);
});
