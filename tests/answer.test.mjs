import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, answerHeaders, apiPath, MAX_BYTES, MAX_DELAY_MS } from '../www/network/answer.js';

const get = (query) => answer('get', new URLSearchParams(query));
const text = ({ makeBody }) => new TextDecoder().decode(makeBody());
const ids = Array.from({ length: 2_000 }, (_, id) => id);

test('the same request gets the same answer in every run and network', () => {
  const query = 'id=7&bytes=5000&latency=10&jitter=90&seed=3&error=0.5';
  const [one, other] = [get(`${query}&run=a&network=server`), get(`${query}&run=b`)];
  assert.deepEqual({ ...one, makeBody: text(one) }, { ...other, makeBody: text(other) });
});

test('the body depends only on id and bytes', () => {
  assert.equal(text(get('id=7&bytes=300')), text(get('id=7&bytes=300&seed=9&latency=50&jitter=5')));
  assert.notEqual(text(get('id=7&bytes=300')), text(get('id=8&bytes=300')));
});

test('the body is JSON of the requested size', () => {
  for (const bytes of [150, 1_000, 1_500, 65_536, MAX_BYTES]) {
    const { size, makeBody } = get(`id=7&bytes=${bytes}`);
    assert.deepEqual([size, makeBody().length], [bytes, bytes]);
    if (bytes < MAX_BYTES) assert.equal(JSON.parse(text({ makeBody })).id, '7');
  }
});

test('the size of a body is known before it is made', () => {
  for (const query of ['bytes=1', 'bytes=70000', 'error=1', 'latency=soon']) {
    const { size, makeBody } = get(query);
    assert.equal(makeBody().length, size, query);
  }
});

test('a body has room for its record and contains any id', () => {
  for (const id of ['0', 'é"\\\n', '😀']) {
    const query = new URLSearchParams({ id, bytes: '200' });
    assert.equal(JSON.parse(text(answer('get', query))).id, id);
  }
  assert.ok(JSON.parse(text(get('bytes=1'))).name);
});

test('jitter spreads the delays over its range', () => {
  const delays = ids.map((id) => get(`id=${id}&latency=100&jitter=50&seed=1`).delayMs);
  assert.ok(Math.min(...delays) >= 100 && Math.min(...delays) < 102);
  assert.ok(Math.max(...delays) < 150 && Math.max(...delays) > 148);
  const mean = delays.reduce((sum, delay) => sum + delay) / delays.length;
  assert.ok(Math.abs(mean - 125) < 1.5, `mean ${mean}`);
});

test('the share of errors matches the requested probability, and 0 and 1 are exact', () => {
  const failed = (error) => ids.filter((id) => get(`id=${id}&error=${error}&seed=5`).status === 503).length;
  assert.equal(failed(0), 0);
  assert.equal(failed(1), ids.length);
  assert.ok(Math.abs(failed(0.2) / ids.length - 0.2) < 0.03);
});

test('a different seed gives different delays and failures', () => {
  const delays = (seed) => ids.slice(0, 20).map((id) => get(`id=${id}&jitter=100&seed=${seed}`).delayMs);
  const failures = (seed) => ids.filter((id) => get(`id=${id}&error=0.5&seed=${seed}`).status === 503);
  assert.notDeepEqual(delays(1), delays(2));
  assert.notDeepEqual(failures(1), failures(2));
});

test('an error names the invalid parameter', () => {
  const bad = {
    latency: ['-1', 'x', '', 'Infinity', String(MAX_DELAY_MS + 1)],
    jitter: ['NaN', '0x10'],
    seed: ['1.5'],
    bytes: ['-5', '1.5', String(MAX_BYTES + 1)],
    error: ['1.01'],
    id: ['x'.repeat(101)],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const { status, makeBody } = answer('get', new URLSearchParams({ [name]: value }));
      assert.equal(status, 400, `${name}=${value}`);
      assert.ok(JSON.parse(text({ makeBody })).error.startsWith(`${name} `), `${name}=${value}`);
    }
  }
});

test('the sum of latency and jitter is limited', () => {
  assert.equal(get('latency=40000&jitter=20000').status, 200);
  assert.equal(get('latency=40000&jitter=20001').status, 400);
});

test('a page is a file of the site, with the delays and failures of a record', () => {
  const page = (query) => answer('page', new URLSearchParams(query));
  const { status, file, makeBody, delayMs } = page('path=site/plants/elder.html&latency=30&jitter=20&seed=1');
  assert.deepEqual([status, file, makeBody], [200, 'site/plants/elder.html', undefined]);
  assert.ok(delayMs >= 30 && delayMs < 50);
  assert.equal(page('path=site/index.html&error=1').status, 503);
  assert.equal(page('path=site/index.html&latency=soon').status, 400);
  assert.equal(answerHeaders('server', file)['content-type'], 'text/html; charset=utf-8');
  assert.equal(answerHeaders('server')['content-type'], 'application/json');
});

test('no path leads out of the site', () => {
  const outside = [
    '',
    'index.html',
    'site',
    'site/',
    '/site/index.html',
    'site/../index.html',
    'site/..%2f/index.html',
    'site/.html',
    'site//index.html',
    'site/index.html/',
    'site/index.js',
    'site/a\\b.html',
    'site/index.html\n',
  ];
  for (const path of outside)
    assert.equal(answer('page', new URLSearchParams({ path })).status, 404, JSON.stringify(path));
});

test('an unknown path gets a 404 with a reason', () => {
  const { status, makeBody } = answer('put', new URLSearchParams());
  assert.equal(status, 404);
  assert.match(JSON.parse(text({ makeBody })).error, /api\/put/);
});

test('the network answers api/ in any folder, and no path of a file', () => {
  assert.equal(apiPath('/api/get'), 'get');
  assert.equal(apiPath('/some/where/lanes/api/get'), 'get');
  assert.equal(apiPath('/node_modules/some/api/index.js'), null);
  assert.equal(apiPath('/index.html'), null);
});
