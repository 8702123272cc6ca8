// Lanes of programs that run as they are: what their threads, processes, pools and coroutines really did.

import { expect, test } from '@playwright/test';
import { numbersOf, onEachBuild, overlaps, total } from './support.mjs';

const COMPUTE = `def sum_of_squares(n):
    return sum(i * i for i in range(n))
`;

/** Returns the numbers of the tasks of a lane. */
const tasksOf = (lane) => numbersOf({ lanes: [lane] });

const kindsOf = ({ lanes }) => lanes.map(({ kind }) => kind);

/** Returns the lanes that did tasks. */
const working = ({ lanes }) => lanes.filter((lane) => tasksOf(lane).length > 0);

onEachBuild((_, python) => {
  const run = async (source, options) => {
    const { executed, failure, text } = await python.execute(source, options);
    expect(failure).toBeNull();
    expect(executed.lostEvents).toBe(0);
    for (const { kind, spans } of executed.lanes) if (kind !== 'event-loop') expect(overlaps(spans)).toBe(0);
    return { ...executed, text };
  };

  test('threads made by hand have a lane each, next to the main thread', async () => {
    const executed = await run(`import threading
import time
time.sleep(0.1)
threads = [threading.Thread(target=time.sleep, args=(0.2,)) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()`);
    expect(kindsOf(executed)).toEqual(['thread', 'thread', 'thread', 'thread']);
    expect(numbersOf(executed)).toEqual([]);
    for (const lane of executed.lanes.slice(1)) {
      expect(total({ lanes: [lane] }, 'io-wait')).toBeGreaterThan(150);
      // Nothing is drawn before a thread has started.
      expect(lane.spans[0].start).toBeGreaterThan(90);
    }
  });

  test('what an executor runs is a task of its thread, which is idle otherwise', async () => {
    const executed = await run(`import time
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    list(pool.map(time.sleep, [0.1] * 4))
    time.sleep(0.3)`);
    const [main, ...threads] = executed.lanes;
    expect(tasksOf(main)).toEqual([]);
    expect(threads).toHaveLength(2);
    expect(numbersOf(executed)).toEqual([0, 1, 2, 3]);
    for (const { spans } of threads) {
      expect(spans.every(({ task }) => task !== null)).toBe(true);
      expect(Math.max(...spans.map(({ end }) => end))).toBeLessThan(executed.wall - 200);
    }
  });

  test('a process has a lane with the tasks of an executor', async () => {
    const executed = await run(`from concurrent.futures import ProcessPoolExecutor
${COMPUTE}
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(list(pool.map(sum_of_squares, [300_000] * 4)))`);
    const processes = executed.lanes.filter(({ kind }) => kind === 'process');
    expect(processes).toHaveLength(2);
    expect(numbersOf(executed)).toEqual([0, 1, 2, 3]);
    expect(working(executed).every(({ kind }) => kind === 'process')).toBe(true);
    for (const { spans } of processes) expect(spans.some(({ phase }) => phase === 'spawn')).toBe(true);
  });

  test('a pool has tasks, whichever of its functions makes them', async () => {
    const executed = await run(`from multiprocessing import Pool
${COMPUTE}
if __name__ == "__main__":
    with Pool(2) as pool:
        results = pool.map(sum_of_squares, [200_000] * 4, chunksize=2)
        print(len(results), pool.apply(sum_of_squares, (200_000,)) > 0)
        try:
            list(pool.imap(sum_of_squares, ["no"]))
        except TypeError as error:
            print("TypeError")
        pool.close()
        pool.join()`);
    expect(executed.text).toBe('4 True\nTypeError\n');
    expect(numbersOf(executed)).toEqual([0, 1, 2, 3]);
    expect(working(executed).every(({ kind }) => kind === 'process')).toBe(true);
  });

  test('tasks of an event loop wait at the same time and compute one by one', async () => {
    const executed = await run(`import asyncio
async def work(seconds):
    await asyncio.sleep(seconds)
    return sum(range(200_000))
async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(0.2)) for _ in range(3)]
    print(sum(task.result() for task in tasks) > 0, asyncio.current_task().get_coro().__qualname__)
asyncio.run(main())
total = sum(range(500_000))`);
    expect(executed.text).toBe('True main\n');
    expect(kindsOf(executed)).toEqual(['event-loop']);
    // The three, and the one of main.
    expect(numbersOf(executed)).toEqual([0, 1, 2, 3]);
    const [{ spans }] = executed.lanes;
    const waits = spans.filter(({ phase, task }) => phase === 'io-wait' && task > 0);
    expect(overlaps(waits)).toBeGreaterThan(0);
    expect(overlaps(spans.filter(({ phase }) => phase === 'compute'))).toBe(0);
    // What the thread does after the loop is its own.
    expect(spans.some(({ task, phase }) => task === null && phase === 'compute')).toBe(true);
  });

  test('asyncio speaks of tasks and coroutines as it does elsewhere', async () => {
    const { text } = await run(`import asyncio
async def fail():
    raise ValueError("no")
async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(fail(), name="one")
    said = repr(task).startswith("<Task pending name='one' coro=<fail() running at /home/main.py:2>")
    print(loop.get_task_factory(), said)
    try:
        await task
    except ValueError as error:
        print(error, task.exception() is error)
    sleeper = asyncio.create_task(asyncio.sleep(9))
    await asyncio.sleep(0)
    sleeper.cancel()
    print(await asyncio.gather(sleeper, return_exceptions=True))
    try:
        asyncio.create_task(7)
    except TypeError as error:
        print(error)
asyncio.run(main())`);
    expect(text).toBe("None True\nno True\n[CancelledError('')]\na coroutine was expected, got 7\n");
  });

  test('a thread of an executor that an event loop asks has a lane', async () => {
    const executed = await run(`import asyncio, time
async def main():
    print(await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.1) for _ in range(2))))
asyncio.run(main())`);
    expect(executed.text).toBe('[None, None]\n');
    expect(kindsOf(executed)).toEqual(['event-loop', 'thread', 'thread']);
  });

  test('a program that is stopped has lanes until then', async () => {
    const { messages, text } = await python.execute(
      `import threading
locks = threading.Lock(), threading.Lock()
def take(first, second):
    with first:
        met.wait()
        with second:
            print("never")
met = threading.Barrier(2)
threading.Thread(target=take, args=locks).start()
threading.Thread(target=take, args=locks[::-1]).start()
print("on", flush=True)`,
      { stopAfterMs: 300 },
    );
    expect(text).toBe('on\n');
    expect(messages.at(-1)).toMatchObject({ type: 'jobFinished', ended: 'stopped' });
    const executed = messages.find(({ type }) => type === 'executed');
    expect(executed).toMatchObject({ isStopped: true, error: null });
    expect(kindsOf(executed)).toEqual(['thread', 'thread', 'thread']);
    for (const { spans } of executed.lanes.slice(1)) expect(spans.at(-1).phase).toBe('mutex-wait');
  });

  test('each line says which thread, process and task printed it', async () => {
    const { messages, executed } = await python.execute(`import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Process

def say(text):
    print(text)

async def waits(text):
    await asyncio.sleep(0.01)
    print(text)

async def both():
    await asyncio.gather(waits("first"), waits("second"))

if __name__ == "__main__":
    say("main")
    for target in (threading.Thread(target=say, args=("thread",), name="T"), Process(target=say, args=("process",))):
        target.start()
        target.join()
    with ThreadPoolExecutor(1) as threads:
        threads.submit(say, "in a pool").result()
    with ProcessPoolExecutor(1) as processes:
        processes.submit(say, "in a process").result()
    asyncio.run(both())
    print("end")`);
    const lines = messages.flatMap(({ chunks = [] }) =>
      chunks.flatMap(({ text, speaker }) =>
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => [line, speaker.process, speaker.thread, speaker.task]),
      ),
    );
    expect(lines).toEqual([
      ['main', null, null, null],
      ['thread', null, 'T', null],
      ['process', 'Process-1', null, null],
      ['in a pool', null, 'ThreadPoolExecutor-0_0', 0],
      ['in a process', expect.stringMatching(/^(Fork)?Process-\d+$/), null, 1],
      ['first', null, null, 3],
      ['second', null, null, 4],
      ['end', null, null, null],
    ]);
    // The numbers are those of the spans.
    expect(numbersOf(executed)).toEqual([0, 1, 2, 3, 4]);
  });

  test('lanes end where there is no room for more events', async () => {
    const { executed } = await python.execute(`import time
for _ in range(250_000):
    time.sleep(0)
time.sleep(1)`);
    const [{ spans }] = executed.lanes;
    expect(spans.length).toBeGreaterThan(10_000);
    expect(spans.at(-1).end).toBeLessThan(executed.wall - 500);
  });

  test('lanes grow while a program runs', async () => {
    const { messages } = await python.execute('import time\nfor _ in range(10):\n    time.sleep(0.1)\n');
    const reports = messages.filter(({ type }) => type === 'spans');
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.every(({ lanes }) => lanes.length === 1)).toBe(true);
  });
});
