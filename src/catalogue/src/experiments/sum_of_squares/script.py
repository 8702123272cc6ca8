"""Sum of squares: does the work finish sooner with asyncio, threads or processes?"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

TASKS = 4  # lanes:tasks
N = 60_000_000  # lanes:n
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# CPython runs a loop some fifty times slower than compiled code does, so this script
# does a fiftieth of the page's work. With SHARE = 1 it does all of it.
SHARE = 50


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


async def gather(sizes: Iterable[int]) -> list[int]:
    async def task(n: int) -> int:
        # Nothing in here awaits, so each task keeps the event loop until it is done.
        return sum_of_squares(n)

    return await asyncio.gather(*(task(n) for n in sizes))


def main() -> None:
    sizes = [N // SHARE] * TASKS
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
