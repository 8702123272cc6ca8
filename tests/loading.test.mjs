import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { loadBytes, loadModule } from '../www/loading/load.js';

const URL = 'http://localhost/assets/part.wasm';
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const MINUTE = 60_000;

const asModule = (type) => new Response(EMPTY_MODULE, { headers: { 'content-type': type } });

const real = { fetch: globalThis.fetch, compileStreaming: WebAssembly.compileStreaming };

/** Has requests answered one after another by functions of their options, the last one for all that follow. */
function answerWith(...answers) {
  const caches = [];
  globalThis.fetch = async (_, options) => {
    caches.push(options.cache);
    return answers[Math.min(caches.length, answers.length) - 1](options);
  };
  return caches;
}

beforeEach(() => {
  globalThis.location = { href: 'http://localhost/' };
});

afterEach(() => {
  delete globalThis.location;
  globalThis.fetch = real.fetch;
  WebAssembly.compileStreaming = real.compileStreaming;
  mock.timers.reset();
});

for (const type of ['application/wasm', 'application/octet-stream', 'text/plain'])
  test(`a module is compiled if the host declares the type ${type}`, async () => {
    const caches = answerWith(() => asModule(type));
    assert.ok((await loadModule(URL)) instanceof WebAssembly.Module);
    assert.deepEqual(caches, ['default']);
  });

test('a module is compiled by browsers that cannot compile while it arrives', async () => {
  WebAssembly.compileStreaming = undefined;
  answerWith(() => asModule('application/wasm'));
  assert.ok((await loadModule(URL)) instanceof WebAssembly.Module);
});

const damaged = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

test('what the browser has kept is ignored if it is damaged', async () => {
  const caches = answerWith(damaged, () => asModule('application/wasm'));
  assert.ok((await loadModule(URL)) instanceof WebAssembly.Module);
  assert.deepEqual(caches, ['default', 'reload']);
});

const BROKEN = {
  missing: [() => new Response('', { status: 404 }), /HTTP status 404/],
  replaced: [damaged, /magic|module/i],
  'out of reach': [() => Promise.reject(new TypeError('no connection')), /no connection/],
  'forbidden to compile': [
    () => {
      WebAssembly.compileStreaming = () =>
        Promise.reject(
          new WebAssembly.CompileError(
            "WebAssembly.compileStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive: script-src 'self'",
          ),
        );
      return asModule('application/wasm');
    },
    /the Content-Security-Policy of the host forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src/,
  ],
};

for (const [how, [answer, why]] of Object.entries(BROKEN))
  test(`a file that is ${how} is named, with the reason`, async () => {
    const caches = answerWith(answer);
    await assert.rejects(loadModule(URL), (error) => {
      assert.match(error.message, /^part\.wasm could not be loaded: /);
      assert.match(error.message, why);
      return true;
    });
    assert.equal(caches.length, 2);
  });

test('contents that fail the check are named', async () => {
  answerWith(({ integrity }) => {
    assert.equal(integrity, 'sha256-abc');
    throw new TypeError('Failed to fetch');
  });
  await assert.rejects(
    loadBytes(URL, { hash: 'sha256-abc' }),
    /part\.wasm .*does not send the contents of this version/,
  );
});

/** Lets everything happen that waits for no timer. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Answers with a stream, which `send` sends bytes on. */
function makeStream() {
  let controller;
  const stream = new ReadableStream({
    start(started) {
      controller = started;
    },
  });
  return {
    answer: ({ signal }) => {
      signal.addEventListener('abort', () => controller.error(signal.reason));
      return new Response(stream);
    },
    send: (bytes) => controller.enqueue(bytes),
    end: () => controller.close(),
  };
}

test('a load may take minutes while bytes arrive, and counts them', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { answer, send, end } = makeStream();
  answerWith(answer);
  let counted = 0;
  const loading = loadBytes(URL, {
    count: (bytes) => {
      counted += bytes;
    },
  });
  for (let part = 0; part < 30; part += 1) {
    await settle();
    mock.timers.tick(MINUTE / 4);
    send(new Uint8Array(100));
  }
  end();
  assert.equal((await loading).length, 3_000);
  assert.equal(counted, 3_000);
});

test('a host that sends nothing for a while is given up, twice', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const caches = answerWith(
    (options) => makeStream().answer(options),
    (options) => makeStream().answer(options),
  );
  const loading = assert.rejects(loadBytes(URL), /part\.wasm could not be loaded: the host sends nothing/);
  for (let half = 0; half < 4; half += 1) {
    await settle();
    mock.timers.tick(MINUTE / 2);
    await settle();
  }
  await loading;
  assert.deepEqual(caches, ['default', 'reload']);
});
