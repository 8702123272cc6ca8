import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';
import { pythonArchive } from '../scripts/lib/python-archive.mjs';
import { CALL, ORDER, packNumbers, STATUS, unpackNumbers } from '../src/python/js/calls.js';
import { LiveSpans } from '../src/python/js/live-spans.js';
import { MarkDecoder } from '../src/python/js/marks.js';
import { route } from '../src/python/js/network.js';
import { EVENT, OutputReader } from '../src/python/js/rings.js';
import { makeLanes } from '../src/python/js/spans.js';
import { TaskNumbers } from '../src/python/js/task-numbers.js';

const { RELEASE, TAKE, WANT, WAIT, WOKEN, MARK } = EVENT;
const START = 1 << 13;
const END = 2 << 13;
const RESUME = 3 << 13;
const SUSPEND = 4 << 13;
const SERIALIZE = 5 << 13;
const SLEEP_BEGINS = SERIALIZE | 4;

/** Makes events of thread 1 from `[at, kind, value]`. */
const thread = (number, ...events) =>
  events.map(([at, kind, value = 0]) => ({ at, thread: number, kind, value }));
const first = (events) => ({ process: 1, isFirst: true, startedAt: 0, readyAt: 0, events });
const times = { begin: 0, end: 10, hasGil: true };

const lanesOf = (events, more = {}) => makeLanes([first(events)], { ...times, ...more }).lanes;
const brief = ({ spans }) => spans.map(({ task, phase, start, end }) => [task, phase, start, end]);

test('a task computes, waits for a lock, waits for the GIL', () => {
  const [lane] = lanesOf(
    thread(1, [0, TAKE], [1, MARK, START | 4], [3, RELEASE], [5, WANT], [6, TAKE], [8, MARK, END | 4]),
  );
  assert.equal(lane.kind, 'thread');
  assert.deepEqual(brief(lane), [
    [0, 'compute', 1, 3],
    [0, 'mutex-wait', 3, 5],
    [0, 'lock-wait', 5, 6],
    [0, 'compute', 6, 8],
  ]);
});

test('a thread that another one makes release the GIL waits for it at once', () => {
  const events = [
    ...thread(1, [0, TAKE], [1, MARK, START]),
    ...thread(2, [2, WANT]),
    ...thread(1, [7, RELEASE]),
    ...thread(2, [8, TAKE]),
    ...thread(1, [8.5, WANT]),
    ...thread(2, [9, RELEASE]),
    ...thread(1, [9.25, TAKE], [9.5, MARK, END]),
  ];
  const expected = (phase) => [
    [0, 'compute', 1, 7],
    ...(phase === 'lock-wait'
      ? [[0, phase, 7, 9.25]]
      : [
          [0, phase, 7, 8.5],
          [0, 'lock-wait', 8.5, 9.25],
        ]),
    [0, 'compute', 9.25, 9.5],
  ];
  for (const released of ['mutex-wait', 'compute'])
    assert.deepEqual(brief(lanesOf(events, { released })[0]), expected('lock-wait'));
  // A thread that begins to wait or sleep at that moment does so.
  const waiting = [...events.slice(0, 4), ...thread(1, [7.25, WAIT]), ...events.slice(4)];
  assert.deepEqual(brief(lanesOf(waiting)[0])[1], [0, 'io-wait', 7, 8.5]);
  const sleeping = [...events.slice(0, 3), ...thread(1, [6.5, MARK, SLEEP_BEGINS]), ...events.slice(3)];
  assert.deepEqual(brief(lanesOf(sleeping)[0])[1], [0, 'io-wait', 6.5, 8.5]);
  // Before the switch interval is over, no thread is made to release the GIL.
  assert.deepEqual(brief(lanesOf(events, { switchIntervalMs: 20 })[0]), expected('mutex-wait'));
  // Nor if no other thread wants it.
  const alone = events.filter((event) => event.thread === 1);
  assert.deepEqual(brief(lanesOf(alone)[0]), expected('mutex-wait'));
});

test('a library that releases the GIL computes meanwhile', () => {
  const events = thread(1, [0, TAKE], [1, MARK, START], [2, RELEASE], [5, WANT], [6, TAKE], [8, MARK, END]);
  assert.deepEqual(brief(lanesOf(events, { released: 'compute' })[0]), [
    [0, 'compute', 1, 5],
    [0, 'lock-wait', 5, 6],
    [0, 'compute', 6, 8],
  ]);
});

test('a request is one wait from the release on, and the GIL is waited for after it', () => {
  const events = thread(
    1,
    [0, TAKE],
    [1, MARK, START],
    [2, RELEASE],
    [2.25, WAIT],
    [6, WOKEN],
    [6.25, WANT],
    [7, TAKE],
    [8, MARK, END],
  );
  assert.deepEqual(brief(lanesOf(events)[0]), [
    [0, 'compute', 1, 2],
    [0, 'io-wait', 2, 6.25],
    [0, 'lock-wait', 6.25, 7],
    [0, 'compute', 7, 8],
  ]);
});

test('without a GIL nothing waits for it', () => {
  const events = thread(1, [0, TAKE], [1, MARK, START], [2, RELEASE], [3, WANT], [4, TAKE], [8, MARK, END]);
  const phases = new Set(
    lanesOf(events, { hasGil: false, released: 'compute' })[0].spans.map((span) => span.phase),
  );
  assert.deepEqual([...phases], ['compute']);
  assert.deepEqual(makeLanes([first(events)], { ...times, hasGil: false }).gil, []);
});

test('tasks of an event loop wait at the same time, and compute one after the other', () => {
  const events = thread(
    1,
    [0, TAKE],
    [1, MARK, START | 0],
    [1, MARK, RESUME | 0],
    [2, MARK, SUSPEND | 0],
    [2, MARK, START | 1],
    [2, MARK, RESUME | 1],
    [3, MARK, SUSPEND | 1],
    [7, MARK, RESUME | 0],
    [8, MARK, SUSPEND | 0],
    [8, MARK, END | 0],
  );
  const [lane] = lanesOf(events);
  assert.equal(lane.kind, 'event-loop');
  assert.deepEqual(brief(lane), [
    [0, 'compute', 1, 2],
    [1, 'compute', 2, 3],
    [0, 'io-wait', 2, 7],
    [0, 'compute', 7, 8],
    [1, 'io-wait', 3, 10],
  ]);
});

test('tasks of all processes are numbered by the order of their starts', () => {
  const tasks = (thread1, number, at) =>
    thread(thread1, [at, TAKE], [at, MARK, START | number], [at + 1, MARK, END | number]);
  const child = (process, ...events) => ({ process, isFirst: false, startedAt: 0, readyAt: 0, events });
  const processes = [
    first([...tasks(1, 0, 1), ...tasks(1, 1, 6)]),
    child(2, ...tasks(1, 7, 5), ...tasks(1, 8, 8)),
    child(3, ...tasks(1, 7, 2)),
  ];
  assert.deepEqual(
    makeLanes(processes, times).lanes.map((lane) => [lane.process, ...lane.spans.map(({ task }) => task)]),
    [
      [1, 0, 3],
      [3, 1],
      [2, 2, 4],
    ],
  );
});

test('spans of a task of an event loop keep its number', () => {
  const events = thread(
    1,
    [0, TAKE],
    [1, MARK, START | 5],
    [1, MARK, RESUME | 5],
    [2, MARK, SUSPEND | 5],
    [3, MARK, RESUME | 5],
    [4, MARK, SUSPEND | 5],
    [4, MARK, END | 5],
  );
  assert.deepEqual(brief(lanesOf(events)[0]), [
    [0, 'compute', 1, 2],
    [0, 'io-wait', 2, 3],
    [0, 'compute', 3, 4],
  ]);
});

test('a process that starts during the run shows its start, and pickling has no task', () => {
  const child = {
    process: 2,
    isFirst: false,
    startedAt: 1,
    readyAt: 4,
    events: thread(
      7,
      [3, TAKE],
      [5, MARK, SERIALIZE | 2],
      [6, MARK, SERIALIZE | 3],
      [6, MARK, START],
      [7, MARK, END],
    ),
  };
  assert.deepEqual(brief(makeLanes([first([]), child], times).lanes[0]), [
    [null, 'spawn', 1, 4],
    [null, 'deserialize', 5, 6],
    [0, 'compute', 6, 7],
  ]);
});

test('a process that starts during the run and gets no task shows its start', () => {
  const child = (process, startedAt) => ({ process, isFirst: false, startedAt, readyAt: 4, events: [] });
  // One that was there before the run, such as a pool's, is no lane.
  const { lanes } = makeLanes([first([]), child(2, 1), child(3, -5)], times);
  assert.deepEqual(
    lanes.map((lane) => [lane.kind, lane.isParent, lane.process, brief(lane)]),
    [['process', false, 2, [[null, 'spawn', 1, 4]]]],
  );
});

test('a thread that only pickles is a parent, after the lanes with tasks', () => {
  const packing = thread(1, [0, TAKE], [1, MARK, SERIALIZE], [2, MARK, SERIALIZE | 1]);
  const working = thread(2, [3, TAKE], [3, MARK, START], [4, MARK, END]);
  assert.deepEqual(
    lanesOf([...packing, ...working]).map((lane) => lane.isParent),
    [false, true],
  );
});

test('the holds of the GIL name their lanes, and do not overlap', () => {
  const a = thread(1, [0, TAKE], [1, MARK, START], [3, RELEASE], [3, WANT], [6, TAKE], [8, MARK, END]);
  const b = thread(2, [3, TAKE], [6, RELEASE]);
  const events = [...a, ...b].sort((x, y) => x.at - y.at);
  assert.deepEqual(makeLanes([first(events)], times).gil, [
    { lane: 0, start: 0, end: 3 },
    { lane: null, start: 3, end: 6 },
    { lane: 0, start: 6, end: 10 },
  ]);
});

test('a hold ends when another thread acquires the GIL, even if the event of the release is late', () => {
  const a = thread(1, [0, TAKE], [1, MARK, START], [4, RELEASE]);
  const b = thread(2, [3, TAKE], [6, RELEASE]);
  const events = [...a, ...b].sort((x, y) => x.at - y.at);
  assert.deepEqual(makeLanes([first(events)], times).gil, [
    { lane: 0, start: 0, end: 3 },
    { lane: null, start: 3, end: 6 },
  ]);
});

/** Returns the spans of a run in progress, and a function that adds events of a process. */
function followLive() {
  const numbers = new TaskNumbers();
  const live = new LiveSpans(numbers);
  const add = (process, events) => {
    numbers.add(process, events);
    numbers.settle();
    live.add(process, true, events);
  };
  return { live, add };
}

test('spans of a run in progress are reported once, when they have ended', () => {
  const { live, add } = followLive();
  live.begin({ begin: 0, hasGil: true });
  const a = thread(1, [0, TAKE], [1, MARK, START], [3, RELEASE], [3, WANT], [6, TAKE], [8, MARK, END]);
  const b = thread(2, [3, TAKE], [4, MARK, START | 1], [6, RELEASE]);
  const events = [...a, ...b].sort((x, y) => x.at - y.at);
  const reported = [];
  const take = (most) => {
    const lanes = live.take(most);
    reported.push(...lanes.flatMap((lane, index) => brief(lane).map((span) => [index, ...span])));
    return lanes;
  };
  for (const event of events) {
    add(7, [event]);
    take(256);
  }
  assert.deepEqual(reported, [
    [0, 0, 'compute', 1, 3],
    [0, 0, 'lock-wait', 3, 6],
  ]);
  assert.deepEqual(
    take(256).map(({ kind, process }) => [kind, process]),
    [
      ['thread', 7],
      ['thread', 7],
    ],
  );
});

test('what happened before the page knew that the run had begun is part of its spans', () => {
  const { live, add } = followLive();
  add(1, thread(1, [0, TAKE], [2, MARK, START], [5, MARK, END]));
  assert.deepEqual(live.take(256), []);
  add(1, thread(1, [6, MARK, START | 1], [7, MARK, END | 1], [8, MARK, START | 2]));
  live.begin({ begin: 1, hasGil: true });
  assert.deepEqual(brief(live.take(256)[0]), [[0, 'compute', 1, 4]]);
});

test('a report on a run in progress has no more spans than allowed, and the next one has the rest', () => {
  const { live, add } = followLive();
  live.begin({ begin: 0, hasGil: true });
  const tasks = Array.from({ length: 10 }, (_, n) => [
    [2 * n, MARK, START | n],
    [2 * n + 1, MARK, END | n],
  ]).flat();
  add(1, thread(1, [0, TAKE], ...tasks));
  const counts = [4, 4, 4].map((most) => live.take(most)[0].spans.length);
  // The latest span waits, since it may still grow.
  assert.deepEqual(counts, [4, 4, 1]);
});

test('tasks are numbered up to a time before which all events are known', () => {
  const numbers = new TaskNumbers();
  const start = (at, task) => thread(1, [at, MARK, START | task], [at + 1, MARK, END | task]);
  numbers.add(1, [...start(1, 4), ...start(6, 5)]);
  numbers.add(2, start(3, 4));
  numbers.settle(5);
  assert.deepEqual([numbers.of(1, 4), numbers.of(2, 4), numbers.of(1, 5)], [0, 1, null]);
  numbers.add(2, start(5.5, 5));
  numbers.settle();
  assert.deepEqual([numbers.of(1, 5), numbers.of(2, 5), numbers.of(3, 0)], [3, 2, null]);
  numbers.clear();
  assert.equal(numbers.of(1, 4), null);
});

test('a task whose number takes two marks has a number of its own', () => {
  const numbers = new TaskNumbers();
  numbers.add(1, thread(1, [1, MARK, 1], [1, MARK, START | 2], [2, MARK, START | 2]));
  numbers.settle();
  assert.deepEqual([numbers.of(1, 8_194), numbers.of(1, 2)], [0, 1]);
});

/** Writes records of an output ring, each `[thread, descriptor, text]`, and returns a reader of it. */
function outputOf(...records) {
  const RING = 64;
  const buffer = new SharedArrayBuffer(RING + (1 << 20));
  const words = new Uint32Array(buffer);
  let at = 0;
  for (const [number, descriptor, text] of records) {
    const bytes = new TextEncoder().encode(text);
    words.set([number, bytes.length | (descriptor << 24)], (RING + at + 8) >> 2);
    new Uint8Array(buffer).set(bytes, RING + at + 16);
    at += (16 + bytes.length + 7) & ~7;
  }
  words[0] = at;
  return new OutputReader(buffer, { ring: RING, written: 0, read: 4, closed: 8 });
}

test('output carries what its thread has said about itself', () => {
  const { chunks, size } = outputOf(
    [1, 1, 'a\n'],
    [1, 3, '\n\n'],
    [1, 1, 'b\n'],
    [1, 1, 'c\n'],
    [2, 3, '7\nForkProcess-1\nThread-1 (work)'],
    [2, 2, 'd\n'],
    [1, 1, 'e\n'],
  ).read();
  const main = { task: null, process: null, thread: null };
  const child = { task: 7, process: 'ForkProcess-1', thread: 'Thread-1 (work)' };
  assert.deepEqual(
    chunks.map(({ text, stream, speaker }) => [text, stream, speaker]),
    [
      ['a\n', 'stdout', null],
      ['b\nc\n', 'stdout', main],
      ['d\n', 'stderr', child],
      ['e\n', 'stdout', main],
    ],
  );
  // What threads say about themselves is no output.
  assert.equal(size, 10);
});

test('whatever a program says about its threads is a speaker', () => {
  for (const said of ['', 'x', '-1\n', `1e3\n${'n'.repeat(1000)}`, '\n\n\n\n', '9999999999\na\nb']) {
    const [{ speaker }] = outputOf([1, 3, said], [1, 1, 'a']).read().chunks;
    assert.equal(speaker.task, null, said);
    for (const name of [speaker.process, speaker.thread])
      assert.ok(name === null || (name.length > 0 && name.length <= 80), said);
  }
});

/** Returns pseudorandom whole numbers below a limit. */
function randomNumbers(seed) {
  let state = seed * 2_654_435_761 + 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Makes events of any kind in any order, as a ring with gaps could hold them. */
function randomEvents(random) {
  const marks = [START, END, SERIALIZE, SERIALIZE | 1, SERIALIZE | 4, SERIALIZE | 5];
  let at = -5;
  return Array.from({ length: 60 }, () => {
    at += random(4) / 4;
    const kind = 1 + random(6);
    return {
      at,
      thread: 1 + random(3),
      kind,
      value: kind === MARK ? marks[random(marks.length)] | random(2) : 0,
    };
  });
}

test('whatever the events, spans of a thread never overlap and add up to no more than the run', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const events = randomEvents(randomNumbers(seed));
    for (const lane of lanesOf(events, {
      released: seed % 2 ? 'compute' : 'mutex-wait',
      hasGil: seed % 3 > 0,
    })) {
      let sum = 0;
      let last = 0;
      for (const { start, end, phase } of lane.spans) {
        assert.ok(start >= last && end > start, `seed ${seed}: ${start} to ${end} after ${last}`);
        assert.ok(
          ['compute', 'lock-wait', 'mutex-wait', 'io-wait', 'serialize', 'deserialize'].includes(phase),
          phase,
        );
        last = end;
        sum += end - start;
      }
      assert.ok(last <= 10 && sum <= 10 + 1e-9, `seed ${seed}: ${sum}`);
    }
  }
});

test('a task that ends has no gap between its phases', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomNumbers(seed);
    let at = 1;
    const rights = Array.from({ length: 20 }, () => {
      at += random(3) / 8;
      return [at, [RELEASE, WANT, TAKE, WAIT, WOKEN][random(5)]];
    });
    const [lane] = lanesOf(thread(1, [0, TAKE], [1, MARK, START], ...rights, [9, MARK, END]));
    const sum = lane.spans.reduce((total, span) => total + span.end - span.start, 0);
    assert.equal(sum, 8, `seed ${seed}`);
  }
});

test('marks of large numbers come in two parts', () => {
  const decoder = new MarkDecoder();
  assert.deepEqual(decoder.decode(START | 8191), { kind: 1, task: 8191 });
  assert.equal(decoder.decode(2), null);
  assert.deepEqual(decoder.decode(START | 5), { kind: 1, task: 2 * 8192 + 5 });
  assert.deepEqual(decoder.decode(END | 5), { kind: 2, task: 5 });
  assert.deepEqual(decoder.decode(SERIALIZE | 3), { phase: 'deserialize', begins: false });
});

test('Python and JavaScript use the same numbers', () => {
  const python = readFileSync(inProject('src/python/lib/lanes/host.py'), 'utf8');
  const names = python
    .match(/^\(([^)]*)\) = range\(1, 19\)/ms)[1]
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  assert.deepEqual(
    names.map((name, index) => [name, index + 1]),
    Object.entries(CALL),
  );
  for (const name of ['CANCELLED', 'NO_SUCH_PROCESS', 'LIMIT_REACHED'])
    assert.match(python, new RegExp(`^${name} = ${STATUS[name]}$`, 'm'));
  assert.match(
    readFileSync(inProject('src/python/lib/lanes_boot.py'), 'utf8'),
    new RegExp(`^CHILD = ${ORDER.CHILD}$`, 'm'),
  );
  assert.deepEqual(unpackNumbers(packNumbers([-1, 2 ** 31 - 1])), [-1, 2 ** 31 - 1]);
});

test('example hosts are answered by the network, others need permission', () => {
  const network = {
    name: 'server',
    api: 'https://lanes.test/api/',
    latencyMs: 40,
    allowed: ['https://ok.test'],
  };
  const { url } = route('https://api.example.com/users/7?bytes=900', network, 3);
  const query = new URL(url).searchParams;
  assert.ok(url.startsWith('https://lanes.test/api/get?'));
  assert.deepEqual(
    ['id', 'bytes', 'latency', 'network'].map((name) => query.get(name)),
    ['7', '900', '40', 'server'],
  );
  assert.notEqual(url, route('https://api.example.com/users/7?bytes=900', network, 3).url);
  assert.equal(route('https://example.com', { ...network, name: 'timer' }, 3).query.get('latency'), '40');
  assert.equal(route('https://ok.test/a?b=c', network, 3).url, 'https://ok.test/a?b=c');
  assert.throws(() => route('https://notexample.com/', network, 3), /need your permission/);
  assert.throws(() => route('file:///etc/passwd', network, 3), /Only http and https/);
});

test("the archive of the Python modules is the same each time, with the entry point and the scripts' harness", async () => {
  const archive = await pythonArchive();
  assert.deepEqual(archive, await pythonArchive());
  assert.equal(archive.readUInt32LE(archive.length - 22), 0x06054b50);
  const count = (text) => archive.toString('latin1').split(text).length - 1;
  assert.ok(archive.includes('lanes_boot.py'));
  assert.ok(archive.includes('prelude/choose.py'));
  // The page's comparison, and the one of scripts that run as they are.
  assert.equal(count('def compare('), 2);
  assert.ok(archive.includes('from lanes import runner'));
});
