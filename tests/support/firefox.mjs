// An article, or Lanes by itself, in Firefox. What drives browsers hangs with Firefox and many nested workers, so it is
// started like anybody's, and the page itself says how it went.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox } from '../../scripts/lib/system.mjs';
import { PREVIEW } from './servers.mjs';

const article = (queries) => `<!doctype html><html lang="en"><title>Article</title>
<script type="module" src="${PREVIEW.url}embed.js"></script>
<lanes-playground x="sum-of-squares" n="1000"></lanes-playground>
<script type="module">
  const results = [];
  try {
    await customElements.whenDefined('lanes-playground');
    const playground = document.querySelector('lanes-playground');
    for (const query of ${JSON.stringify(queries)}) results.push((await playground.run(query)).result);
  } catch (error) {
    results.push(String(error));
  }
  await fetch('results', { method: 'POST', body: JSON.stringify({ isolated: crossOriginIsolated, results }) });
</script>`;

/** What a script of its own site has the page by itself run: it is answered by messages, as an article is. */
const script = (queries) => `
  const hear = (isMeant) =>
    new Promise((resolve) => addEventListener('message', ({ data }) => isMeant(data) && resolve(data)));
  await hear(({ type }) => type === 'ready');
  const results = [];
  for (const [id, query] of ${JSON.stringify(queries)}.entries()) {
    const answer = hear((data) => data.id === String(id) && ['result', 'error'].includes(data.type));
    postMessage({ lanes: 1, id: String(id), type: 'run', query }, location.origin);
    const { result, error } = await answer;
    results.push(result ?? error);
  }
  await fetch('results', { method: 'POST', body: JSON.stringify({ isolated: crossOriginIsolated, results }) });`;

/** Serves something, and resolves to what is sent to it. */
async function serve(answer) {
  let say;
  const said = new Promise((resolve) => {
    say = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return answer(request, response);
    const parts = await request.toArray();
    response.end();
    say(JSON.parse(Buffer.concat(parts).toString()));
  });
  await once(server.listen(0, PREVIEW.host), 'listening');
  return { said, port: server.address().port, close: () => server.close() };
}

/** Has Firefox open an address, and waits for what is said to the server there. */
async function openInFirefox(url, server) {
  const profile = mkdtempSync(join(tmpdir(), 'lanes-firefox-'));
  const firefox = spawn(findFirefox(), ['--headless', '--no-remote', '--profile', profile, url], {
    stdio: 'ignore',
  });
  const ended = once(firefox, 'exit');
  try {
    return await Promise.race([
      server.said,
      ended.then(() => Promise.reject(new Error('Firefox ended before the page had said anything.'))),
    ]);
  } finally {
    firefox.kill();
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/**
 * Has an article in Firefox, which is on another site than Lanes, run experiments in an embed, one after the other.
 *
 * @param {string[]} queries
 * @param {Record<string, string>} headers what the article's server sends
 * @returns {Promise<{isolated: boolean, results: object[]}>} whether the article is isolated, and the results
 */
export async function runInFirefox(queries, headers = {}) {
  const server = await serve((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(article(queries)),
  );
  return openInFirefox(`http://localhost:${server.port}/`, server);
}

/**
 * Has Lanes by itself in Firefox run experiments, one after the other. It is as the server sends it, headers and all,
 * but for one script more in the page, which says how it went.
 *
 * @param {string[]} queries
 * @returns {Promise<{isolated: boolean, results: object[]}>} whether the page is isolated, and the results
 */
export async function runAtTopLevel(queries) {
  const server = await serve(async (request, response) => {
    if (request.url === '/report.js')
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script(queries));
    const answer = await fetch(new URL(request.url, PREVIEW.url));
    const headers = Object.fromEntries(answer.headers);
    // They are about the body as it was sent.
    for (const name of ['content-length', 'content-encoding', 'transfer-encoding', 'connection'])
      delete headers[name];
    const body = Buffer.from(await answer.arrayBuffer());
    const isPage = request.url.startsWith('/?');
    const withScript = () =>
      body.toString().replace('<link rel="icon"', '<script type="module" src="./report.js"></script>$&');
    response.writeHead(answer.status, headers).end(isPage ? withScript() : body);
  });
  return openInFirefox(`http://localhost:${server.port}/?x=sum-of-squares`, server);
}
