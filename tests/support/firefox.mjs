// Runs an article or Lanes itself in Firefox. Playwright hangs with Firefox and many nested workers, so Firefox is started
// as a user would start it, and the page reports its results.

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

/** Returns a script that makes the page do each run. The script uses the same messages as an article. */
const script = (runs) => `
  const hear = (isMeant) =>
    new Promise((resolve) => addEventListener('message', ({ data }) => isMeant(data) && resolve(data)));
  await hear(({ type }) => type === 'ready');
  const results = [];
  const send = (message) => postMessage({ lanes: 1, ...message }, location.origin);
  const hasPrinted = (text) => document.querySelector('.printed')?.textContent.includes(text);
  for (const [number, { query, code, stopAfter }] of ${JSON.stringify(runs)}.entries()) {
    const id = String(number);
    const answer = hear((data) => data.id === id && ['result', 'error'].includes(data.type));
    send({ id, type: 'run', query, code });
    if (stopAfter !== undefined) {
      while (!hasPrinted(stopAfter)) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      send({ id: 'stop', type: 'stop' });
    }
    const { result, error } = await answer;
    results.push(result ?? error);
  }
  await fetch('results', { method: 'POST', body: JSON.stringify({ isolated: crossOriginIsolated, results }) });`;

/** Starts a server. Its promise `report` resolves to the JSON that the page posts. */
async function serve(answer) {
  let receive;
  const report = new Promise((resolve) => {
    receive = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return answer(request, response);
    const parts = await request.toArray();
    response.end();
    receive(JSON.parse(Buffer.concat(parts).toString()));
  });
  await once(server.listen(0, PREVIEW.host), 'listening');
  return { report, port: server.address().port, close: () => server.close() };
}

/** Opens a URL in Firefox and returns the report that the server receives from it. */
async function openInFirefox(url, server) {
  const profile = mkdtempSync(join(tmpdir(), 'lanes-firefox-'));
  const firefox = spawn(findFirefox(), ['--headless', '--no-remote', '--profile', profile, url], {
    stdio: 'ignore',
  });
  const ended = once(firefox, 'exit');
  try {
    return await Promise.race([
      server.report,
      ended.then(() => Promise.reject(new Error('Firefox ended before the page sent its report.'))),
    ]);
  } finally {
    firefox.kill();
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/**
 * Runs experiments one after the other in an embed in Firefox. The article is on another site than Lanes.
 *
 * @param {string[]} queries
 * @param {Record<string, string>} headers headers of the article
 * @returns {Promise<{isolated: boolean, results: object[]}>} `isolated` is true if the article is isolated
 */
export async function runInFirefox(queries, headers = {}) {
  const server = await serve((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(article(queries)),
  );
  return openInFirefox(`http://localhost:${server.port}/`, server);
}

/**
 * Opens a page in Firefox with one more script. The page is what its server sends, including its headers.
 *
 * @param {URL} page
 * @param {string} text module that posts a report to `results`
 * @returns {Promise<object>} the report
 */
export async function runOnPage(page, text) {
  const server = await serve(async (request, response) => {
    if (request.url === '/report.js')
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
    const answer = await fetch(new URL(request.url, page));
    const headers = Object.fromEntries(answer.headers);
    // These headers describe the encoded body.
    for (const name of ['content-length', 'content-encoding', 'transfer-encoding', 'connection'])
      delete headers[name];
    const body = Buffer.from(await answer.arrayBuffer());
    const isPage = request.url === page.pathname + page.search;
    const withScript = () =>
      body.toString().replace('</title>', '</title><script type="module" src="./report.js"></script>');
    response.writeHead(answer.status, headers).end(isPage ? withScript() : body);
  });
  return openInFirefox(`http://localhost:${server.port}${page.pathname}${page.search}`, server);
}

/**
 * Runs experiments one after the other on the page itself in Firefox.
 *
 * @param {string[]} queries
 * @returns {Promise<{isolated: boolean, results: object[]}>} `isolated` is true if the page is isolated
 */
export const runAtTopLevel = (queries) =>
  runOnPage(new URL('?x=sum-of-squares', PREVIEW.url), script(queries.map((query) => ({ query }))));

/**
 * Runs Python code on the page itself in Firefox, one after the other.
 *
 * @param {{ query: string, code: string, stopAfter?: string }[]} runs with `stopAfter`, a run is stopped a second after it
 *   has printed that
 * @returns {Promise<object[]>} the results
 */
export async function runCodeAtTopLevel(runs) {
  const { results } = await runOnPage(new URL('?x=python-program', PREVIEW.url), script(runs));
  return results;
}
