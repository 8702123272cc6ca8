import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { SITE_HEADERS } from '../www/network/headers.js';
import { respond } from '../www/network/respond.js';

const request = (query, signal) => respond('get', new URLSearchParams(query), 'simulated', signal);

test('a request that is already aborted gets no answer, even without a delay', async () => {
  for (const query of ['latency=0', 'latency=60000']) {
    const signal = AbortSignal.abort(new Error('Aborted.'));
    await assert.rejects(request(query, signal), { message: 'Aborted.' });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  }
});

test('a request that is aborted while it waits fails at once', async () => {
  const controller = new AbortController();
  const answer = request('latency=60000', controller.signal);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 1);
  controller.abort(new Error('Aborted.'));
  await assert.rejects(answer, { message: 'Aborted.' });
});

test('no listener stays on the signal after the answer', async () => {
  const { signal } = new AbortController();
  for (let count = 0; count < 20; count += 1) await (await request('latency=1', signal)).text();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('an answer has the headers of the site and names its network', async () => {
  const { headers } = await request('bytes=100', new AbortController().signal);
  for (const [name, value] of Object.entries(SITE_HEADERS)) assert.equal(headers.get(name), value);
  assert.equal(headers.get('x-lanes-network'), 'simulated');
});
