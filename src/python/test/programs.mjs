// Programs of the tests, in the shape of the experiments' scripts.

/** Returns a program whose tasks only compute, each a sum of about `n` squares. */
export const squares = (n = 150_000, tasks = 4) => ({
  source: `
import asyncio
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.spawn import SPAWN

SIZES = [${n} + task for task in range(${tasks})]


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


async def gather():
    async def task(n):
        return sum_of_squares(n)

    return await asyncio.gather(*(task(n) for n in SIZES))


def own_pool():
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(sum_of_squares, SIZES))


def main():
    with ThreadPoolExecutor(2) as threads, process_pool(2) as processes, SPAWN.Pool(2) as pool:
        strategies = {
            "sequential": lambda: [sum_of_squares(n) for n in SIZES],
            "threads": lambda: list(threads.map(sum_of_squares, SIZES)),
            "asyncio": lambda: asyncio.run(gather()),
            "processes": lambda: list(processes.map(sum_of_squares, SIZES)),
            "multiprocessing": lambda: pool.map(sum_of_squares, SIZES, 1),
            "own-pool": own_pool,
        }
        compare(strategies, list(strategies), 1)
`,
  tasks: ['sum_of_squares', 'task'],
});

/** A program whose tasks only wait, each for an answer of 100 ms. */
export const REQUESTS = {
  source: `
import asyncio
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import requests

from prelude.compare import compare

URLS = [f"https://api.example.com/users/{number}" for number in range(8)]


def fetch(url):
    return requests.get(url).json()["name"]


async def gather():
    async with aiohttp.ClientSession() as session:

        async def task(url):
            async with session.get(url) as response:
                return (await response.json())["name"]

        return await asyncio.gather(*(task(url) for url in URLS))


def main():
    with ThreadPoolExecutor(8) as threads:
        strategies = {
            "sequential": lambda: [fetch(url) for url in URLS],
            "threads": lambda: list(threads.map(fetch, URLS)),
            "asyncio": lambda: asyncio.run(gather()),
        }
        compare(strategies, list(strategies), 1)
`,
  tasks: ['fetch', 'task'],
};

/** Makes cases of strategies with the same settings. */
export const makeCases = (strategies, more = {}) => strategies.map((strategy) => ({ strategy, ...more }));

/** Makes turns: a warm-up round, then rounds in alternating order. */
export function makeTurns(cases, rounds) {
  const indexes = cases.map((_, index) => index);
  const turnsOf = (round) => indexes.map((index) => ({ case: index, round }));
  const measured = Array.from({ length: rounds }, (_, round) =>
    round % 2 ? turnsOf(round).reverse() : turnsOf(round),
  );
  return [...turnsOf('warm-up'), ...measured.flat()];
}
