import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';
import { HOST_HEADERS } from '../www/network/headers.js';

/** The rules of a `_headers` file: lower-case header names and their values, by path. */
function readRules(text) {
  const rules = {};
  let path;
  for (const line of text.split('\n').filter((line) => line.trim() && !line.startsWith('#'))) {
    if (!line.startsWith(' ')) {
      path = line;
      rules[path] = {};
      continue;
    }
    const [, name, value] = line.match(/^ {2}([\w-]+): (.+)$/);
    rules[path][name.toLowerCase()] = value;
  }
  return rules;
}

const rules = readRules(readFileSync(inProject('www', 'public', '_headers'), 'utf8'));

test('_headers has all of the site sent with the headers of the servers', () => {
  assert.deepEqual(rules['/*'], { ...HOST_HEADERS });
});

test('_headers keeps hashed files for ever, and asks for page, service worker and embed script each time', () => {
  const { '/*': _all, ...caching } = rules;
  assert.deepEqual(caching, {
    '/assets/*': { 'cache-control': 'public, max-age=31536000, immutable' },
    '/': { 'cache-control': 'no-cache' },
    '/index.html': { 'cache-control': 'no-cache' },
    '/sw.js': { 'cache-control': 'no-cache' },
    '/embed.js': { 'cache-control': 'no-cache' },
  });
});

test('nginx sends the headers of the servers, from one place', () => {
  const text = readFileSync(inProject('hosting', 'nginx.conf'), 'utf8');
  const added = [...text.matchAll(/^ {4}add_header (\S+) +(\S+) +always;$/gm)];
  const headers = Object.fromEntries(added.map(([, name, value]) => [name.toLowerCase(), value]));
  assert.deepEqual(headers, { ...HOST_HEADERS, 'cache-control': '$lanes_cache_control' });
  assert.equal(text.match(/^\s*add_header/gm).length, added.length);
});
