// Programs of the shapes that articles have: no `__main__` guard, pools of their own, well-known libraries.

import { expect, test } from '@playwright/test';
import { onEachBuild } from './support.mjs';

const SQUARE = 'def square(x):\n    return x * x\n\n';

const SHAPES = [
  [
    'threads made by hand',
    `import threading
import requests

codes = []

def visit(page):
    codes.append(requests.get(page).status_code)

workers = [threading.Thread(target=visit, args=(f"https://example.org/{n}",)) for n in range(5)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(codes)`,
    '[200, 200, 200, 200, 200]\n',
  ],
  [
    'a thread pool that keeps the order',
    `from concurrent.futures import ThreadPoolExecutor
import requests

with ThreadPoolExecutor(max_workers=4) as pool:
    bodies = pool.map(lambda n: requests.get(f"https://api.example.com/people/{n}").json(), range(6))
    print([body["id"] for body in bodies])`,
    "['0', '1', '2', '3', '4', '5']\n",
  ],
  [
    'a process pool at the top level',
    `${SQUARE}from multiprocessing import Pool
with Pool() as pool:
    print(pool.map(square, [3, 4, 5]))`,
    '[9, 16, 25]\n',
  ],
  [
    'an executor of processes with values and locks of the program',
    `from concurrent.futures import ProcessPoolExecutor
import threading

factor = 7
lock = threading.Lock()
table = {"a": 1}

def scale(x):
    with lock:
        return x * factor + table["a"]

factor = 8
with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(scale, range(3))))`,
    '[1, 9, 17]\n',
  ],
  [
    'a main guard',
    `from concurrent.futures import ProcessPoolExecutor
${SQUARE}
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(square, range(5))))`,
    '30\n',
  ],
  [
    'files that processes read',
    `from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

for name in "ab":
    Path("texts").mkdir(exist_ok=True)
    Path(f"texts/{name}.txt").write_text(name * 3)

def count(path):
    return path.name, len(path.read_text())

with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(count, sorted(Path("texts").glob("*.txt")))))`,
    "[('a.txt', 3), ('b.txt', 3)]\n",
  ],
  [
    'processes with a queue, a lock, a pipe and a manager',
    `from multiprocessing import Lock, Manager, Pipe, Process, Queue

def work(number, queue, lock, end, shared):
    with lock:
        queue.put(number)
        shared[number] = number * 2
        end.send(["done", number])

queue, lock, shared = Queue(), Lock(), Manager().dict()
here, there = Pipe()
children = [Process(target=work, args=(n, queue, lock, there, shared)) for n in range(2)]
for child in children:
    child.start()
print(sorted(queue.get() for _ in children), sorted(here.recv() for _ in children))
for child in children:
    child.join()
print(dict(sorted(shared.items())), [child.exitcode for child in children])`,
    "[0, 1] [['done', 0], ['done', 1]]\n{0: 0, 1: 2} [0, 0]\n",
  ],
  [
    'a thousand workers without work',
    `from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(max_workers=1000):
    print("nothing started")`,
    'nothing started\n',
  ],
  [
    'a lock around a counter',
    `import threading
total = 0
lock = threading.Lock()

def add():
    global total
    for _ in range(5000):
        with lock:
            total += 1

threads = [threading.Thread(target=add) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(total)`,
    '20000\n',
  ],
  [
    'an event loop with sessions, timeouts and threads',
    `import asyncio
import time
import aiohttp

async def name_of(session, number):
    async with session.get(f"https://api.example.com/{number}") as response:
        response.raise_for_status()
        return (await response.json())["id"]

async def main():
    async with aiohttp.ClientSession() as session:
        print(await asyncio.gather(*(name_of(session, n) for n in range(40))))
        try:
            await asyncio.wait_for(name_of(session, "1?latency=5000"), 0.05)
        except TimeoutError:
            print("too late")
    print(await asyncio.to_thread(time.sleep, 0.01))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asyncio.sleep(0.01, n)) for n in range(3)]
    print([task.result() for task in tasks])

asyncio.run(main())`,
    `[${Array.from({ length: 40 }, (_, n) => `'${n}'`).join(', ')}]\ntoo late\nNone\n[0, 1, 2]\n`,
  ],
];

const CLIENTS = `import asyncio, json, urllib.error, urllib.parse, urllib.request
import aiohttp, httpx, requests

BASE = "https://api.example.com/users"

with urllib.request.urlopen(f"{BASE}/3") as response:
    print("urllib", response.status, response.headers.get_content_type(), json.load(response)["id"])
try:
    urllib.request.urlopen(f"{BASE}/3?error=1")
except urllib.error.HTTPError as error:
    print("urllib", error.code, json.load(error)["error"])
try:
    urllib.request.urlopen(f"{BASE}/3?latency=9000", timeout=0.05)
except urllib.error.URLError as error:
    print("urllib", error.reason)

response = requests.get(BASE, params={"id": "4"}, headers={"X-Test": "1"})
print("requests", response, response.json()["id"], response.headers["Content-Type"], response.ok)
for failing, options in ((f"{BASE}/3?error=1", {}), (f"{BASE}/3?latency=9000", {"timeout": 0.05}), ("nowhere", {}),
                         ("https://elsewhere.test/", {})):
    try:
        requests.get(failing, **options).raise_for_status()
    except requests.exceptions.RequestException as error:
        print("requests", type(error).__name__)
with requests.Session() as session:
    print("requests", session.post(BASE, json={"a": 1}).status_code)

with httpx.Client(base_url=BASE) as client:
    print("httpx", client.get("/5").json()["id"])
try:
    httpx.get(f"{BASE}/3?error=1").raise_for_status()
except httpx.HTTPStatusError as error:
    print("httpx", error.response.status_code)
try:
    httpx.get(f"{BASE}/3?latency=9000", timeout=0.05)
except httpx.TimeoutException as error:
    print("httpx", type(error).__name__)

async def main():
    async with httpx.AsyncClient() as client:
        answers = await asyncio.gather(*(client.get(f"{BASE}/{n}") for n in range(3)))
        print("httpx", [answer.json()["id"] for answer in answers])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as session:
        try:
            await session.get(f"{BASE}/3?latency=9000")
        except asyncio.TimeoutError as error:
            print("aiohttp", type(error).__name__)
    async with aiohttp.ClientSession() as session:
        try:
            await session.get("https://elsewhere.test/")
        except aiohttp.ClientError as error:
            print("aiohttp", type(error).__name__)
        async with session.get(f"{BASE}/6?latency=0") as answer:
            print("aiohttp", answer.status, await answer.text() == (await answer.read()).decode())

asyncio.run(main())
`;

const ANSWERS = `urllib 200 application/json 3
urllib 503 This failure is simulated: id 3.
urllib timed out
requests <Response [200]> 4 application/json True
requests HTTPError
requests ReadTimeout
requests MissingSchema
requests ConnectionError
requests 200
httpx 5
httpx 503
httpx ReadTimeout
httpx ['0', '1', '2']
aiohttp ServerTimeoutError
aiohttp ClientConnectorError
aiohttp 200 True
`;

onEachBuild((build, python) => {
  for (const [name, source, output] of SHAPES)
    test(name, async () => {
      const { text, errors, code } = await python.execute(source);
      expect([text, errors, code]).toEqual([output, '', 0]);
    });

  test('a lambda cannot be pickled, in the words of CPython', async () => {
    const source = `from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(1) as pool:
    print(list(pool.map(lambda x: x, range(2))))`;
    const { failure } = await python.execute(source);
    expect(failure.message).toMatch(/PicklingError: Can't pickle <function <lambda> at 0x[0-9a-f]+>/);
  });

  test('a program that spawns without a main guard fails as CPython says', async () => {
    const source = `import multiprocessing
${SQUARE}multiprocessing.set_start_method("spawn")
with multiprocessing.get_context("spawn").Pool(1) as pool:
    print(pool.map(square, [2]))`;
    const { errors } = await python.execute(source, { limits: { timeMs: 4000 } });
    expect(errors).toMatch(/bootstrapping phase|context has already been set/);
  });

  for (const network of build === 'gil' ? ['timer', 'server'] : ['timer'])
    test(`clients of HTTP behave as their libraries, by ${network}`, async () => {
      const { text, errors } = await python.execute(CLIENTS, { network });
      expect([text, errors]).toEqual([ANSWERS, '']);
    });
});
