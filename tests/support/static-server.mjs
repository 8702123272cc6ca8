// A static host that knows nothing about Lanes: serves dist/ in a subfolder, without any header of Lanes. Tests make it
// slow or faulty.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import sirv from 'sirv';
import { inProject } from '../../scripts/lib/paths.mjs';
import { HOST_HEADERS } from '../../www/network/headers.js';
import { STATIC } from './servers.mjs';

// `dev` rereads the folder for each request. With `etag`, browsers may cache files but revalidate them.
const host = (folder) => sirv(folder, { dev: true, etag: true });

const DIST = inProject('dist');
let folder = DIST;
let files = host(folder);

// URLs that contain this text get a 404.
let refused = '';

// Faults of files, by a text that their URLs contain.
let faults = {};

// Number of bytes a second that all responses share, or zero for no limit.
let rate = 0;

// True if the host sends the headers that isolate a page.
let isolates = false;

// Number of times that the body of each file was sent.
let sent = {};

/** Commands that a test sends as a request for `/<name>/<text>`. */
const COMMANDS = {
  refuse: (text) => {
    refused = text;
  },
  serve: (text) => {
    folder = text || DIST;
    files = host(folder);
    sent = {};
  },
  break: (text) => {
    faults = JSON.parse(text);
  },
  throttle: (text) => {
    rate = Number(text);
  },
  isolate: (text) => {
    isolates = Boolean(text);
  },
  sent: () => JSON.stringify(sent),
};

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Ways to answer a request wrongly. Each gets the response, the content of the file and its type. */
const FAULTS = {
  hang: () => undefined,
  missing: (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found'),
  truncated: (response, content, type) =>
    response.writeHead(200, { 'content-type': type }).end(content.subarray(0, content.length / 2)),
  'of another type': (response, content) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content),
  // As a captive portal does.
  replaced: (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>'),
};

/** Returns the content of the file that a URL names, and its type. */
function fileOf(url) {
  const path = url.split(/[?#]/)[0].replace(/\/$/, '/index.html');
  return { path, content: readFileSync(join(folder, path)), type: TYPES[extname(path)] ?? 'text/plain' };
}

const compressed = new Map();

/** Compresses a file, as hosts do. */
function compress(content, etag) {
  if (!compressed.has(etag))
    compressed.set(etag, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  return compressed.get(etag);
}

/** Time when the bytes that were promised to earlier responses have been sent. */
let freeAt = 0;

/** Sends a file, compressed, at the rate that all responses share. */
async function sendSlowly(request, response) {
  const { path, content, type } = fileOf(request.url);
  const etag = `"${createHash('sha256').update(content).digest('hex')}"`;
  const headers = { 'content-type': type, etag, 'cache-control': 'no-cache', 'content-encoding': 'br' };
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
  const bytes = compress(content, etag);
  response.writeHead(200, headers);
  const SLICE = 2_000;
  for (let at = 0; at < bytes.length && !response.closed; at += SLICE) {
    const slice = bytes.subarray(at, at + SLICE);
    if (rate) {
      freeAt = Math.max(freeAt, Date.now()) + (slice.length / rate) * 1000;
      await sleep(freeAt - Date.now());
    }
    response.write(slice);
  }
  response.end();
  sent[path] = (sent[path] ?? 0) + 1;
}

function countWhenSent(response, path) {
  response.on('finish', () => {
    if (response.statusCode === 200) sent[path] = (sent[path] ?? 0) + 1;
  });
}

function answer(request, response) {
  const [, name, text] = request.url.match(/^\/([^/]+)\/([^/]*)$/) ?? [];
  if (COMMANDS[name]) return response.end(COMMANDS[name](decodeURIComponent(text)));
  const notFound = () => FAULTS.missing(response);
  if (!request.url.startsWith(STATIC.path) || (refused && request.url.includes(refused))) return notFound();
  request.url = request.url.slice(STATIC.path.length - 1);
  if (isolates) for (const [name, value] of Object.entries(HOST_HEADERS)) response.setHeader(name, value);
  const fault = Object.keys(faults).find((part) => request.url.includes(part));
  if (fault) {
    const { content, type } = fileOf(request.url);
    return FAULTS[faults[fault]](response, content, type);
  }
  if (rate) return sendSlowly(request, response).catch(notFound);
  countWhenSent(response, request.url);
  files(request, response, notFound);
}

createServer(answer).listen(STATIC.port, STATIC.host);
