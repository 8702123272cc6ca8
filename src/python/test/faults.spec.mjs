import { expect, test } from '@playwright/test';
import { ENDLESS } from './endless.mjs';
import { renderers } from './renderers.mjs';
import { onEachBuild, pageOf } from './support.mjs';

/** Programs that end in a fault, with the fault. */
const FAULTS = [
  ['deep recursion', 'def down(n):\n    return down(n + 1)\n\ndown(0)', 'recursion'],
  [
    'deep recursion in C',
    'nested = []\nfor _ in range(200_000):\n    nested = [nested]\nrepr(nested)',
    /^(recursion|stack-overflow)$/,
  ],
  [
    'an expression that is nested too deeply',
    'eval("-" * 200_000 + "1")',
    /^(recursion|memory|stack-overflow)$/,
  ],
  [
    'recursion without a limit',
    'import sys\nsys.setrecursionlimit(2**31 - 1)\n\ndef down(n):\n    return down(n + 1)\n\ndown(0)',
    /^(recursion|memory|stack-overflow)$/,
  ],
  [
    'a file that is too large',
    'with open("big", "wb") as file:\n    while True:\n        file.write(bytes(1 << 26))',
    'exception',
  ],
  ['too much memory', 'parts = []\nwhile True:\n    parts.append(bytearray(1 << 26))', 'memory'],
  [
    'too many threads',
    'import threading, time\nfor _ in range(1000):\n    threading.Thread(target=time.sleep, args=(60,)).start()',
    'too-many-threads',
  ],
  [
    'too many processes',
    `from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(100) as pool:
    print(list(pool.map(abs, range(3))))`,
    'too-many-processes',
  ],
  [
    'a child that ends early',
    `import os
from concurrent.futures import ProcessPoolExecutor

def end(number):
    os._exit(3)

with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(end, range(3))))`,
    'process-lost',
  ],
  [
    'a child that is killed',
    `import os, signal, time
from concurrent.futures import ProcessPoolExecutor

with ProcessPoolExecutor(2) as pool:
    future = pool.submit(time.sleep, 60)
    os.kill(next(iter(pool._processes)), signal.SIGKILL)
    future.result()`,
    'process-lost',
  ],
  [
    'a child that runs out of stack',
    `from concurrent.futures import ProcessPoolExecutor

def dig(depth):
    nested = []
    for _ in range(depth):
        nested = [nested]
    return repr(nested)

with ProcessPoolExecutor(1) as pool:
    pool.submit(dig, 200_000).result()`,
    /^(process-lost|recursion)$/,
  ],
  ['the end of the interpreter', 'import os\nos._exit(4)', 'exit'],
];

/** Programs whose fault has nothing to do with the build. */
const PLAIN_FAULTS = [
  ['a syntax error', 'print(1)\nprint(2\n', 'syntax-error'],
  ['an exception', 'print(1)\nraise ValueError("no")', 'exception'],
  ['parentheses that are nested too deeply', `x = ${'('.repeat(500)}${')'.repeat(500)}`, 'syntax-error'],
  ['a text that is too large', 'x = "x" * (2**31 - 100)', 'memory'],
  ['a socket', 'import socket\nsocket.create_connection(("example.com", 80), 5)', 'exception'],
  ['output after its end', 'import sys\nsys.stdout.close()\nprint(1)', 'exception'],
];

const COMPARE = 'from prelude.compare import compare\n\n';

/** Programs whose measurement ends in a fault, with the fault and its sentence. */
const FAULTS_OF_RUNS = [
  [
    'sys.exit with a text',
    'import sys\n\ndef main():\n    sys.exit("No texts.")',
    'exit',
    'The program ended itself: No texts.',
  ],
  [
    'sys.exit with a code in a run',
    `${COMPARE}import sys\n\ndef main():\n    compare({"sequential": lambda: sys.exit(3)}, [], 1)`,
    'exit',
    'The program ended itself: exit code 3.',
  ],
  [
    'a program without strategies',
    'x = 1',
    'no-runs',
    'The program has no function main that calls compare.',
  ],
  [
    'a strategy that the program lacks',
    `${COMPARE}def main():\n    compare({"other": list}, [], 1)`,
    'no-strategy',
    'The program has no strategy sequential.',
  ],
  [
    'an exception after the runs',
    `${COMPARE}def main():\n    compare({"sequential": list}, [], 1)\n    1 / 0`,
    'exception',
    'The program raised ZeroDivisionError: division by zero.',
  ],
];

/** Ways to start processes while the program is imported, and the line that starts them. Natively, the second never ends. */
const POOLS_AT_THE_TOP = [
  [
    'a pool of concurrent.futures',
    'from concurrent.futures import ProcessPoolExecutor\n\nwith ProcessPoolExecutor(2) as pool:\n    lengths = list(pool.map(len, ["a"]))',
    6,
  ],
  [
    'a pool of multiprocessing',
    'from multiprocessing import Pool\n\nwith Pool(2) as pool:\n    lengths = pool.map(len, ["a"])',
    5,
  ],
];

/** A strategy that returns what the program has computed. */
const LENGTHS = 'def main():\n    compare({"sequential": lambda: lengths}, [], 1)';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Most time in ms until a program has ended after a Stop or its time limit, on a busy machine. */
const LATEST_MS = 3000;

/** Asserts that a program runs. */
const works = async (python) => expect((await python.execute('print(6 * 7)')).text).toBe('42\n');

/** Asserts that a program fails, and that its failure is named in a sentence. */
async function expectFault(python, source, fault) {
  const { failure } = await python.execute(source);
  expect(failure?.fault).toMatch(fault);
  expect(failure.message).toMatch(/^[A-Z].*\.$/s);
}

onEachBuild((_, python) => {
  // Each test runs in the interpreter that stood ready while the one before it failed.
  for (const [name, source, fault] of FAULTS)
    test(`${name} is named`, () => expectFault(python, source, fault));

  test('the next run works', () => works(python));

  for (const [name, source] of Object.entries(ENDLESS))
    test(`Stop ends ${name}`, async () => {
      const { messages, last } = await python.execute(source, { stopAfterMs: 100 });
      expect(last).toMatchObject({ type: 'jobFinished', ended: 'stopped' });
      const began = messages.find(({ type }) => type === 'output').receivedAt;
      expect(last.receivedAt - began).toBeLessThan(100 + LATEST_MS);
      await works(python);
    });

  test('no worker computes after all these programs', async () => {
    // The browser gives a worker 2 s to leave a function in C.
    await sleep(2500);
    const before = renderers().cpuMs;
    await sleep(1000);
    expect(renderers().cpuMs - before).toBeLessThan(250);
  });
});

// What the host and Lanes' modules do alike for both builds.
test.describe('gil', () => {
  const python = pageOf('gil');

  for (const [name, source, fault] of PLAIN_FAULTS)
    test(`${name} is named`, () => expectFault(python, source, fault));

  test('faults name their line', async () => {
    expect((await python.execute('print(1)\nprint(2\n')).failure).toMatchObject({ line: 2 });
    const { failure, errors } = await python.execute('def f():\n    return 1 / 0\n\nf()\n');
    expect(failure).toMatchObject({
      line: 2,
      message: 'The program raised ZeroDivisionError: division by zero.',
    });
    expect(errors).toContain('File "/home/main.py", line 4');
    expect(errors).not.toContain('lanes');
  });

  test('sys.exit ends a program with its code', async () => {
    expect(await python.execute('import sys\nprint(1)\nsys.exit(3)')).toMatchObject({
      code: 3,
      failure: null,
      text: '1\n',
    });
    await works(python);
  });

  for (const [name, source, fault, message] of FAULTS_OF_RUNS)
    test(`${name} is named`, async () => {
      const program = { source, tasks: [] };
      const cases = [{ strategy: 'sequential' }];
      const { last } = await python.measure({ program, cases, turns: [{ case: 0, round: 0 }] });
      expect(last).toMatchObject({ type: 'failed', failure: { kind: 'task', fault, message } });
    });

  for (const [name, start, line] of POOLS_AT_THE_TOP)
    test(`${name} without a guard works with fork, and with spawn only with one`, async () => {
      const guarded = `if __name__ == "__main__":\n${start.replace(/^/gm, '    ')}`;
      const measure = (code, startMethod) =>
        python.measure({
          program: { source: `${COMPARE}${code}\n\n${LENGTHS}`, tasks: [] },
          cases: [{ strategy: 'sequential', startMethod }],
          turns: [{ case: 0, round: 0 }],
        });
      for (const [code, method] of [
        [start, 'fork'],
        [guarded, 'spawn'],
      ]) {
        const { last, runs } = await measure(code, method);
        expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
        expect(runs[0].answers).toEqual(['1']);
      }
      const { last } = await measure(start, 'spawn');
      expect(last.failure).toMatchObject({ kind: 'task', fault: 'no-guard', line });
      expect(last.failure.message).toContain('Put that code under if __name__ == "__main__":');
      expect(last.failure.traceback).toContain('An attempt has been made to start a new process before the');
      const executed = await python.execute(start, { startMethod: 'spawn' });
      expect(executed.failure).toMatchObject({ kind: 'task', fault: 'no-guard', line: line - 2 });
      expect((await python.execute(guarded, { startMethod: 'spawn' })).failure).toBeNull();
      await works(python);
    });

  for (const name of ['a loop', 'a deadlock', 'a power'])
    test(`a time limit ends ${name}`, async () => {
      const begin = performance.now();
      const { failure } = await python.execute(ENDLESS[name], { limits: { timeMs: 300 } });
      expect(performance.now() - begin).toBeLessThan(300 + LATEST_MS);
      expect(failure).toMatchObject({ kind: 'task', fault: 'time-limit' });
      await works(python);
    });

  test('endless output is cut off, and can be stopped', async () => {
    const flood = 'while True:\n    print("x" * 100)';
    const { messages, text, last } = await python.execute(flood, { stopAfterMs: 300 });
    expect(messages.filter(({ type }) => type === 'outputTruncated')).toHaveLength(1);
    expect(text.length).toBeLessThan(4 << 20);
    expect(last).toMatchObject({ ended: 'stopped' });
    await works(python);
  });

  test('output keeps its threads and streams apart', async () => {
    const { messages } = await python.execute(
      'import sys, threading\nprint("main ü")\nt = threading.Thread(target=print, args=("thread",))\nt.start()\nt.join()\nprint("bad", file=sys.stderr)',
    );
    const chunks = messages.filter(({ type }) => type === 'output').flatMap((message) => message.chunks);
    expect(chunks.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'main ü\n'],
      ['stdout', 'thread\n'],
      ['stderr', 'bad\n'],
    ]);
    expect(chunks[0].thread).not.toBe(chunks[1].thread);
    expect(chunks[0].thread).toBe(chunks[2].thread);
  });
});
