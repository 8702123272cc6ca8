import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { SITE_HEADERS } from '../www/network/headers.js';
import { respond } from '../www/network/respond.js';

const ask = (query, signal, readFile) =>
  respond('get', new URLSearchParams(query), 'simulated', signal, readFile);

test('whoever gave up before has no answer, however soon it would come', async () => {
  for (const query of ['latency=0', 'latency=60000']) {
    const signal = AbortSignal.abort(new Error('Given up.'));
    await assert.rejects(ask(query, signal), { message: 'Given up.' });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  }
});

test('whoever gives up meanwhile is told at once', async () => {
  const controller = new AbortController();
  const answer = ask('latency=60000', controller.signal);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 1);
  controller.abort(new Error('Given up.'));
  await assert.rejects(answer, { message: 'Given up.' });
});

test('nobody listens to a signal after the answer', async () => {
  const { signal } = new AbortController();
  for (let request = 0; request < 20; request += 1) await (await ask('latency=1', signal)).text();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('an answer has the headers of the site, and says which network gave it', async () => {
  const { headers } = await ask('bytes=100', new AbortController().signal);
  for (const [name, value] of Object.entries(SITE_HEADERS)) assert.equal(headers.get(name), value);
  assert.equal(headers.get('x-lanes-network'), 'simulated');
});
