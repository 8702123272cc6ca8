// Serves a built site on a free port of this machine, isolated so that it may share memory.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { answer, answerHeaders } from '../../www/network/answer.js';

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Serves folders, the first of which wins, and the network of the experiments at `api/`. Returns the address and a way to end. */
export async function serve(...folders) {
  const handlers = folders.map((folder) =>
    sirv(folder, { setHeaders: (response) => setAll(response, HEADERS), brotli: false, gzip: false }),
  );
  const server = createServer((request, response) => {
    if (new URL(request.url, 'http://localhost').pathname === '/api/get') return answerApi(request, response);
    const next = (index) => () =>
      index < handlers.length ? handlers[index](request, response, next(index + 1)) : notFound(response);
    next(0)();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}

function answerApi(request, response) {
  const { status, delayMs, makeBody } = answer('get', new URL(request.url, 'http://localhost').searchParams);
  setTimeout(() => {
    response.writeHead(status, { ...HEADERS, ...answerHeaders('server') });
    response.end(makeBody());
  }, delayMs);
}

function setAll(response, headers) {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function notFound(response) {
  response.statusCode = 404;
  response.end();
}
