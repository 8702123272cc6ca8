// A third-party site with an article: shows the markup in its query, and knows nothing about Lanes.

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
