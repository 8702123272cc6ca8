// A static host that knows nothing about Lanes: serves dist/ in a subfolder, without any header of Lanes.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { inProject } from '../../scripts/lib/paths.mjs';
import { STATIC } from './servers.mjs';

// `dev` rereads the folder for each request. With `etag`, browsers may cache files but revalidate them.
const host = (folder) => sirv(folder, { dev: true, etag: true });

let files = host(inProject('dist'));

// URLs that contain this text get a 404.
let refused = '';

// Number of times that the body of each file was sent.
let sent = {};

/** Commands that a test sends as a request for `/<name>/<text>`. */
const COMMANDS = {
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
  if (COMMANDS[name]) return response.end(COMMANDS[name](decodeURIComponent(text)));
  const notFound = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  if (!request.url.startsWith(STATIC.path) || (refused && request.url.includes(refused))) return notFound();
  request.url = request.url.slice(STATIC.path.length - 1);
  countWhenSent(response, request.url);
  files(request, response, notFound);
}).listen(STATIC.port, STATIC.host);
