// Trusted Types: what may become a script or markup.

import { expect, test } from '#support/lanes.mjs';
import { PREVIEW } from '#support/servers.mjs';

/** Tries to make scripts and markup of texts. Returns the names of the attempts that were refused. */
function attempt() {
  const attempts = {
    'worker from elsewhere': () => new Worker('https://elsewhere.example/worker.js'),
    'worker from data': () => new Worker('data:text/javascript,'),
    'worker of this site': () => new Worker(new URL('/forward.js', location.href)).terminate(),
    ...(globalThis.document && {
      markup: () => {
        document.createElement('div').innerHTML = '<img src="x">';
      },
      'script from elsewhere': () => {
        document.createElement('script').src = 'https://elsewhere.example/script.js';
      },
      'script text': () => {
        document.createElement('script').text = 'alert(1)';
      },
      'highlighted code': () => {
        document.createElement('div').innerHTML = '<span class="hljs-keyword">def</span> f&lt;';
      },
    }),
  };
  const isRefused = ([, act]) => {
    try {
      act();
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  };
  return Object.entries(attempts)
    .filter(isRefused)
    .map(([name]) => name);
}

const REFUSED = ['worker from elsewhere', 'worker from data'];

for (const path of ['?x=sum-of-squares', 'guide/'])
  test(`texts become neither scripts nor markup: ${path}`, async ({ page, lanes }) => {
    lanes.expectErrors(/Trusted ?(Type|Script|HTML)|Content Security Policy/);
    await page.goto(PREVIEW.url + path);
    expect(await page.evaluate(attempt)).toEqual([
      ...REFUSED,
      'markup',
      'script from elsewhere',
      'script text',
    ]);
  });

test('texts become no scripts in the engine’s worker', async ({ page, lanes }) => {
  lanes.expectErrors(/Trusted ?(Type|Script|HTML)|Content Security Policy/);
  await lanes.open('x=sum-of-squares');
  const engine = page.workers().find((worker) => /\/worker-/.test(worker.url()));
  expect(await engine.evaluate(attempt)).toEqual(REFUSED);
});
