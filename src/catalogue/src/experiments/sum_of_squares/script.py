"""Sum of squares: does the work finish sooner with asyncio, threads or processes?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.scaled import scaled

TASKS = 4  # lanes:tasks
N = 60_000_000  # lanes:n
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies
# CPython adds a fiftieth of the page's squares. With SHARE = 1 it adds all.
SHARE = 50


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def main() -> None:
    sizes = [scaled("n", N, SHARE)] * TASKS
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: [sum_of_squares(n) for n in sizes],
            "asyncio": lambda: asyncio.run(gather(sizes)),
            "threads": lambda: list(threads.map(sum_of_squares, sizes)),
            "processes": lambda: list(processes.map(sum_of_squares, sizes)),
        }
        compare(strategies, STRATEGIES, REPEATS)


async def gather(sizes: list[int]) -> list[int]:
    async def task(n: int) -> int:
        # Nothing in here awaits, so each task keeps the event loop until it is done.
        return sum_of_squares(n)

    return await asyncio.gather(*(task(n) for n in sizes))
