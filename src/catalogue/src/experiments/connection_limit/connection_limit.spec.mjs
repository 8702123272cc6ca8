// The six connections that a browser opens to a host.

import { expect, maxConcurrent, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

test('this server gets at most six requests at once, because the browser holds the others back', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=connection-limit&requests=18&repeats=1');
  await lanes.run();
  const [simulated, server] = [await lanes.spans('simulated'), await lanes.spans('server')];
  expect(maxConcurrent(simulated, 'io-wait')).toBe(18);
  expect(simulated.some((span) => span.phase === 'queue')).toBe(false);
  // A busy browser may send the next requests before it notes the time of the last answers.
  const shortened = server.map((span) => ({ ...span, end: span.end - 20 }));
  expect(maxConcurrent(shortened, 'io-wait')).toBeLessThanOrEqual(6);
  expect(maxConcurrent(server, 'queue')).toBeGreaterThanOrEqual(12);
  // A request queues before it is sent, and an answer queues until the event loop handles it.
  for (const queued of server.filter((span) => span.phase === 'queue')) {
    const wait = server.find((span) => span.phase === 'io-wait' && span.task === queued.task);
    expect([wait.start, wait.end]).toContain(queued.end <= wait.start ? queued.end : queued.start);
  }
  await expect(page.locator('.lesson')).toContainText(
    /at most ([6-9]|1\d) of 18 requests to this server ran at once/,
  );
  await expect(page.locator('.lesson')).toContainText('handled 18 at once');
});

test('on a plain static host, the page says that the server has no API', async ({ page, lanes }) => {
  lanes.expectErrors(/Failed to load resource.*404/);
  await lanes.open('x=connection-limit&requests=3&repeats=1', STATIC.url);
  await lanes.run();
  await expect(page.locator('.bad-text')).toContainText('This server has no API to answer requests');
  await expect(page.locator('.lesson')).toHaveCount(0);
});
