// An article in Firefox. What drives browsers hangs with Firefox and many nested workers, so it is started like anybody's,
// and the article itself says how it went.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox } from '../../scripts/lib/firefox.mjs';
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

/** Serves the article at its root, on another site than Lanes, and resolves to what it says. */
async function serveArticle(queries, headers) {
  let say;
  const said = new Promise((resolve) => {
    say = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      const parts = await request.toArray();
      response.end();
      return say(JSON.parse(Buffer.concat(parts).toString()));
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(article(queries));
  });
  await once(server.listen(0, PREVIEW.host), 'listening');
  return { said, url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}

/**
 * Has an article in Firefox run experiments in an embed, one after the other.
 *
 * @param {string[]} queries
 * @param {Record<string, string>} headers what the article's server sends
 * @returns {Promise<{isolated: boolean, results: object[]}>} whether the article is isolated, and the results
 */
export async function runInFirefox(queries, headers = {}) {
  const server = await serveArticle(queries, headers);
  const profile = mkdtempSync(join(tmpdir(), 'lanes-firefox-'));
  const firefox = spawn(findFirefox(), ['--headless', '--no-remote', '--profile', profile, server.url], {
    stdio: 'ignore',
  });
  const ended = once(firefox, 'exit');
  try {
    return await Promise.race([
      server.said,
      ended.then(() => Promise.reject(new Error('Firefox ended before the article had said anything.'))),
    ]);
  } finally {
    firefox.kill();
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}
