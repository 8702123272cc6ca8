items = [1_000_000] * 4


def task(item):
    return sum(i * i for i in range(item))


# --------------------------------------------------------------------------------------
# Every strategy calls the task for each item.

import asyncio  # lanes:async
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies


async def gather(inputs):  # lanes:async
    return await asyncio.gather(*(task_async(item) for item in inputs))  # lanes:async


def main():
    inputs = list(items)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: [task(item) for item in inputs],
            "asyncio": lambda: asyncio.run(gather(inputs)),  # lanes:async
            "threads": lambda: list(threads.map(task, inputs)),
            "processes": lambda: list(processes.map(task, inputs)),
        }
        compare(strategies, STRATEGIES, REPEATS)
