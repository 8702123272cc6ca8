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
import { embedScript, lanesServer, rustSources } from '../scripts/lib/vite-plugins.mjs';
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
  const { size, makeBody } = answer('get', new URLSearchParams(query));
  assert.equal(response.headers.get('content-length'), `${size}`);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), makeBody());
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

/** Sends a request as it is, which `fetch` would put in order first, and leaves its answer unread. */
async function ask(target) {
  const socket = connect(server.httpServer.address().port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  return socket;
}

test('what is no address is refused, and nothing is told of the server', async () => {
  for (const target of ['//', '//example.org/', '/%', '/%E0%A4%A']) {
    const socket = await ask(target);
    const answer = await text(socket);
    assert.match(answer, /^HTTP\/1\.1 400 /, target);
    assert.doesNotMatch(answer, /node_modules|\.m?js:/, target);
  }
});

test('a folder without its slash leads to the folder, with all that the address says', async () => {
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

test('bodies are made when they are sent, and no more of them at once than there is memory for', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const taken = () => (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
  const query = 'bytes=16777216';
  const early = await Promise.all(Array.from({ length: 60 }, () => ask(`/api/get?${query}&latency=60000`)));
  // Whoever comes later is answered, and so the others were heard.
  await (await fetch(`${base}/api/get`)).text();
  assert.ok(taken() < 16, `${taken()} MiB for requests that wait`);
  const unread = await Promise.all(Array.from({ length: 60 }, () => ask(`/api/get?${query}`)));
  await Promise.all(unread.slice(0, 7).map((socket) => once(socket, 'readable')));
  // Files are sent meanwhile, and by then all that is made was made.
  for (let again = 0; again < 20; again += 1) await (await fetch(`${base}/worker.js`)).text();
  assert.ok(taken() < 400, `${taken()} MiB for requests that nobody reads`);
  for (const socket of early) socket.destroy();
  // Who gives up, or was answered, makes room for the others.
  const sizes = unread.map(async (socket, index) => {
    if (index % 2 === 1) return void socket.destroy();
    return (await buffer(socket)).length;
  });
  for (const size of await Promise.all(sizes)) assert.ok(size === undefined || size > 16_777_216, `${size}`);
});

/** Has a development server with one plugin answer at a path. */
async function inDevelopment(plugin, path) {
  return (await responseInDevelopment(plugin, path)).text();
}

/** The same, whole: its body was read. */
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

test('in development the Rust that the page shows is the file that is compiled', async () => {
  const source = readFileSync(inProject('src', 'workloads', 'src', 'workload', 'sum_of_squares.rs'), 'utf8');
  assert.equal(await inDevelopment(rustSources(), 'code/rust/workload/sum_of_squares.rs?x=1'), source);
});

test('in development articles can load the embed script, too', async () => {
  assert.match(
    await inDevelopment(embedScript(), 'embed.js'),
    /customElements\.define\(["'`]lanes-playground/,
  );
});

test('in development other sites can read the network and the embed script, and no file of the project', async () => {
  const allowed = async (path) =>
    (await responseInDevelopment([lanesServer(), embedScript()], path)).headers.get(
      'access-control-allow-origin',
    );
  assert.equal(await allowed('api/get'), '*');
  assert.equal(await allowed('embed.js'), '*');
  for (const path of ['', 'worker.js', 'embed.js/', 'api/get.js', '@vite/client', '@fs/etc/hostname'])
    assert.equal(await allowed(path), null, path);
});

test('in development pages are isolated, and files are what they say', async () => {
  const { headers } = await responseInDevelopment(lanesServer(), 'worker.js');
  const { 'content-security-policy': _policy, ...expected } = SITE_HEADERS;
  for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value);
});
