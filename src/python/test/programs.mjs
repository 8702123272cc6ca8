// Programs of the tests: one function a strategy, readable enough to be shown.

/** Sums of squares: work that only computes. */
export const SQUARES = {
  source: `
import asyncio
from concurrent.futures import ThreadPoolExecutor

N = 150_000
TASKS = 4

def numbers():
    return [N + task for task in range(TASKS)]

def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

async def sum_on_loop(n):
    return sum_of_squares.__wrapped__(n)

def sequential():
    return [sum_of_squares(n) for n in numbers()]

def pooled(pool):
    return list(pool.map(sum_of_squares, numbers()))

async def gathered(limit):
    slots = asyncio.Semaphore(limit)

    async def one(n):
        async with slots:
            return await sum_on_loop(n)

    return await asyncio.gather(*(one(n) for n in numbers()))

def own_pool(workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(sum_of_squares, numbers()))
`,
  tasks: ['sum_of_squares', 'sum_on_loop'],
  inputs: 'numbers',
};

/** Requests: work that only waits. */
export const REQUESTS = {
  source: `
import asyncio
import aiohttp
import requests

COUNT = 8

def urls():
    return [f"https://api.example.com/users/{number}" for number in range(COUNT)]

def fetch(url):
    return requests.get(url).json()["name"]

async def fetch_on_loop(session, url):
    async with session.get(url) as response:
        return (await response.json())["name"]

def sequential():
    return [fetch(url) for url in urls()]

def pooled(pool):
    return list(pool.map(fetch, urls()))

async def gathered(limit):
    slots = asyncio.Semaphore(limit)

    async def one(session, url):
        async with slots:
            return await fetch_on_loop(session, url)

    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(one(session, url) for url in urls()))
`,
  tasks: ['fetch', 'fetch_on_loop'],
  inputs: 'urls',
};

const CASES = {
  sequential: { function: 'sequential', workers: 1 },
  threads: { function: 'pooled', pool: 'threads' },
  async: { function: 'gathered', workers: 1 },
  processes: { function: 'pooled', pool: 'processes' },
  multiprocessing: { function: 'pooled', pool: 'multiprocessing' },
  spawned: { function: 'pooled', pool: 'processes', startMethod: 'spawn' },
};

/** Makes a case of one of the programs above. */
export const makeCase = (strategy, more = {}) => ({
  strategy,
  workers: 2,
  limit: 8,
  ...CASES[strategy],
  ...more,
});

/** Makes turns: a warm-up round, then rounds in alternating order. */
export function makeTurns(cases, rounds) {
  const indexes = cases.map((_, index) => index);
  const turnsOf = (round) => indexes.map((index) => ({ case: index, round }));
  const measured = Array.from({ length: rounds }, (_, round) =>
    round % 2 ? turnsOf(round).reverse() : turnsOf(round),
  );
  return [...turnsOf('warm-up'), ...measured.flat()];
}
