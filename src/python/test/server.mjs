// Server of the tests of Python: an isolated page, the modules, a build of CPython, and `api/` over TCP.
// Usage: node server.mjs [port]. LANES_CPYTHON names the folder of another build than the recorded one.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { pythonArchive } from '../../../scripts/lib/python-archive.mjs';
import { answer, answerHeaders } from '../../../www/network/answer.js';
import { SITE_HEADERS } from '../../../www/network/headers.js';

const BUILD = process.env.LANES_CPYTHON ?? inProject('vendor/cpython/built');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const unpacked = new Map();

/** Returns a file of CPython. The archive is compressed as in the site. */
function cpythonFile(name) {
  if (!unpacked.has(name)) {
    const source = name === 'stdlib.bin' ? 'stdlib.zip' : name;
    const content = brotliDecompressSync(readFileSync(join(BUILD, `${source}.br`)));
    unpacked.set(name, source === name ? content : gzipSync(content, { level: 1 }));
  }
  return unpacked.get(name);
}

/** Returns the contents of the file that a path names. */
function contents(path) {
  if (path === '/') return readFile(inProject('src/python/test/page/index.html'));
  if (path === '/lanes.zip') return pythonArchive();
  if (path.startsWith('/cpython/')) return cpythonFile(path.slice('/cpython/'.length));
  return readFile(inProject(path.slice(1)));
}

/** Answers as the network of Lanes does. */
function answerApi(url, response) {
  const { status, delayMs, makeBody } = answer('get', url.searchParams);
  const timer = setTimeout(() => {
    response.writeHead(status, { ...SITE_HEADERS, ...answerHeaders('server') });
    response.end(makeBody());
  }, delayMs);
  response.on('close', () => clearTimeout(timer));
}

async function serve(request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/api/get') return answerApi(url, response);
  const path = normalize(url.pathname);
  const headers = { ...SITE_HEADERS, 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' };
  if (path === '/') headers['content-type'] = TYPES['.html'];
  try {
    const body = await contents(path);
    response.writeHead(200, { ...headers, 'cache-control': 'no-cache' }).end(body);
  } catch {
    response.writeHead(404, SITE_HEADERS).end();
  }
}

createServer(serve).listen(Number(process.argv[2] ?? 4501), '127.0.0.1');
