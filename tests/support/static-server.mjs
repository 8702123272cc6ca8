// A static host that knows nothing of Lanes: files from dist/ in some folder, and no header of ours.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { inProject } from '../../scripts/lib/paths.mjs';
import { STATIC } from './servers.mjs';

// `dev` reads the folder anew for each request; browsers may keep what they ask about each time.
const host = (folder) => sirv(folder, { dev: true, etag: true });

let files = host(inProject('dist'));

// Addresses with this text in them are out of reach.
let refused = '';

// How often each file was sent whole.
let sent = {};

/** What a test can have the host do, by asking for `/<name>/<text>`. */
const ORDERS = {
  refuse: (text) => {
    refused = text;
  },
  serve: (folder) => {
    files = host(folder || inProject('dist'));
    sent = {};
  },
  sent: () => JSON.stringify(sent),
};

function countWhenSent(response, path) {
  response.on('finish', () => {
    if (response.statusCode === 200) sent[path] = (sent[path] ?? 0) + 1;
  });
}

createServer((request, response) => {
  const [, name, text] = request.url.match(/^\/([^/]+)\/([^/]*)$/) ?? [];
  if (ORDERS[name]) return response.end(ORDERS[name](decodeURIComponent(text)));
  const notFound = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  if (!request.url.startsWith(STATIC.path) || (refused && request.url.includes(refused))) return notFound();
  request.url = request.url.slice(STATIC.path.length - 1);
  countWhenSent(response, request.url);
  files(request, response, notFound);
}).listen(STATIC.port, STATIC.host);
