import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { whenOnScreen } from '../www/code/tools.js';

const { IntersectionObserver } = globalThis;
afterEach(() => {
  globalThis.IntersectionObserver = IntersectionObserver;
});

/** Replaces the browser's observer. Returns a function that reports entries to it, and the calls of `whenOnScreen` so far. */
function observe() {
  const observed = { calls: 0, isConnected: true };
  globalThis.IntersectionObserver = class {
    constructor(report) {
      observed.report = (...entries) => report(entries.map((isIntersecting) => ({ isIntersecting })));
    }
    observe() {}
    disconnect() {
      observed.isConnected = false;
    }
  };
  whenOnScreen({}, () => {
    observed.calls += 1;
  });
  return observed;
}

test('an element that comes near is noticed once', () => {
  const observed = observe();
  observed.report(false);
  assert.deepEqual([observed.calls, observed.isConnected], [0, true]);
  observed.report(true);
  assert.deepEqual([observed.calls, observed.isConnected], [1, false]);
});

test('an element that comes near while the page is busy is noticed, too', () => {
  // The browser collects entries until the page has time for them.
  for (const entries of [
    [false, true],
    [true, false],
  ]) {
    const observed = observe();
    observed.report(...entries);
    assert.equal(observed.calls, 1, `${entries}`);
  }
});
