// Somebody's site with an article: it shows the markup that its address carries, and knows nothing of Lanes.

import { createServer } from 'node:http';
import { ARTICLES } from './servers.mjs';

createServer((request, response) => {
  const { searchParams } = new URL(request.url, ARTICLES.url);
  const headers = searchParams.has('isolated') ? ARTICLES.isolating : {};
  const body = searchParams.get('body') ?? '';
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
    .end(`<!doctype html><html lang="en"><title>Article</title><main>${body}</main></html>`);
}).listen(ARTICLES.port, ARTICLES.host);
