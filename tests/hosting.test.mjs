import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';
import { HOST_HEADERS, SITE_HEADERS } from '../www/network/headers.js';

/** Parses a content security policy into lists of sources by directive. */
const directives = (policy) =>
  Object.fromEntries(
    policy.split('; ').map((text) => {
      const [name, ...sources] = text.split(' ');
      return [name, sources];
    }),
  );

/** Parses a `_headers` file into headers by path, with lower-case names. */
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

test('_headers gives every file the headers of the servers', () => {
  assert.deepEqual(rules['/*'], { ...HOST_HEADERS });
});

test('_headers caches hashed files forever and revalidates page, service worker and embed script', () => {
  const { '/*': _all, ...caching } = rules;
  assert.deepEqual(caching, {
    '/assets/*': { 'cache-control': 'public, max-age=31536000, immutable' },
    '/': { 'cache-control': 'no-cache' },
    '/index.html': { 'cache-control': 'no-cache' },
    '/sw.js': { 'cache-control': 'no-cache' },
    '/embed.js': { 'cache-control': 'no-cache' },
  });
});

test('nginx sends the headers of the servers, set in one place', () => {
  const text = readFileSync(inProject('hosting', 'nginx.conf'), 'utf8');
  const added = [...text.matchAll(/^ {4}add_header (\S+) +("[^"]+"|\S+) +always;$/gm)];
  const headers = Object.fromEntries(
    added.map(([, name, value]) => [name.toLowerCase(), value.replaceAll('"', '')]),
  );
  assert.deepEqual(headers, { ...HOST_HEADERS, 'cache-control': '$lanes_cache_control' });
  assert.equal(text.match(/^\s*add_header/gm).length, added.length);
});

test('the content security policy of the site allows everything that the policy of each page allows', () => {
  const site = directives(SITE_HEADERS['content-security-policy']);
  const files = readdirSync(inProject('www'), { recursive: true });
  const names = files.filter((name) => /(^|[\\/])index\.html$/.test(name) && !name.startsWith('public'));
  assert.ok(names.length > 2);
  for (const name of names) {
    const html = readFileSync(inProject('www', name), 'utf8');
    const [, policy] = html.match(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/);
    const page = directives(policy);
    assert.deepEqual(page['default-src'], ["'none'"], name);
    for (const [directive, sources] of Object.entries(page))
      for (const source of sources)
        assert.ok(site[directive]?.includes(source), `${name}: ${directive} ${source}`);
    // Only workers connect to other hosts.
    assert.deepEqual(page['connect-src'], ["'self'"], name);
  }
});

test('the content security policy of the site allows no inline scripts or styles and no wildcards', () => {
  const sources = Object.values(directives(SITE_HEADERS['content-security-policy'])).flat();
  for (const source of ["'unsafe-inline'", "'unsafe-eval'", '*', 'data:'])
    assert.ok(!sources.includes(source), source);
});
