// The statistics and the report of `npm run bench`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSvg, writeMarkdown } from '../bench/lib/report.mjs';
import { measureInTurns } from '../bench/lib/rounds.mjs';
import { geometricMean, median, medianInterval, ratio } from '../bench/lib/statistics.mjs';
import { KERNELS } from '../bench/web/javascript/kernels.js';

test('a median has the interval of order statistics that covers it with 95%', () => {
  const upTo = (n) => Array.from({ length: n }, (_, index) => index + 1);
  assert.deepEqual(medianInterval(upTo(9)), { median: 5, low: 2, high: 8 });
  assert.deepEqual(medianInterval(upTo(21)), { median: 11, low: 6, high: 16 });
  // Too few for any interval: the extremes.
  assert.deepEqual(medianInterval([3, 1, 2]), { median: 2, low: 1, high: 3 });
  assert.deepEqual(medianInterval([4]), { median: 4, low: 4, high: 4 });
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('a ratio compares sides within a round', () => {
  // The machine was ten times slower in the second round, for both.
  assert.deepEqual(ratio([2, 20, 2], [1, 10, 1]), { median: 2, low: 2, high: 2 });
  assert.ok(Math.abs(geometricMean([1, 4]) - 2) < 1e-12);
});

test('sides take turns, each round in another order, and the first round does not count', async () => {
  const order = [];
  const side = (name, ms) => async () => {
    order.push(name);
    return { ms, sum: 'same' };
  };
  const times = await measureInTurns({ a: side('a', 1), b: side('b', 2) }, 2);
  assert.deepEqual(times, { a: [1, 1], b: [2, 2] });
  assert.equal(order.join(''), 'abbaab');
});

test('sides with different answers fail the benchmark', async () => {
  const side = (sum) => async () => ({ ms: 1, sum });
  await assert.rejects(measureInTurns({ a: side('1'), b: side('2') }, 1), /answer differently/);
});

test('the report says which goals are met, missed or unclear', () => {
  const row = (what, more) => ({ what, value: 1, ...more });
  const text = writeMarkdown({
    machine: 'A machine',
    rounds: 9,
    rows: [
      row('met', { low: 0.9, high: 1.1, most: 1.2 }),
      row('missed', { low: 0.9, high: 1.1, least: 1.2 }),
      row('unclear', { low: 0.9, high: 1.1, most: 1 }),
    ],
    measured: [{ title: 'Times', all: [{ name: 'Work', medians: { Lanes: 12.34, other: 1234 } }] }],
  });
  for (const what of ['met', 'missed', 'unclear'])
    assert.match(text, new RegExp(`^\\| ${what} \\|.*\\| ${what} \\|$`, 'm'));
  const few = writeMarkdown({
    machine: 'A machine',
    rounds: 5,
    rows: [row('met', { most: 2 })],
    measured: [],
  });
  assert.match(few, /smallest and largest value/);
  assert.doesNotMatch(few, /95%|\| met \|$/m);
  assert.match(text, /^\| Work \| 12\.3 \| 1234 \|$/m);
  assert.match(drawSvg([{ title: 'T', all: [{ name: 'a < b', medians: { Lanes: 1 } }] }]), /a &lt; b/);
});

test('sums of squares in JavaScript are exact modulo 2^64', () => {
  const n = 3_000_000;
  const formula = ((BigInt(n) - 1n) * BigInt(n) * (2n * BigInt(n) - 1n)) / 6n;
  assert.equal(KERNELS.squares({ n }), BigInt.asUintN(64, formula));
});
