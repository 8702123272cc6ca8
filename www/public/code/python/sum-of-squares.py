"""Sum of squares: does the same work finish sooner with asyncio, threads or processes?

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import asyncio
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

TASKS = 4  # lanes:tasks
N = 300_000_000  # lanes:n
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script does a share of the page's work, or it would take minutes. With SHARE = 1 it
# does all of it.
SHARE = 50

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


async def gather(sizes):
    async def task(n):
        # Nothing in here awaits, so each task keeps the event loop until it is done.
        return sum_of_squares(n)

    return await asyncio.gather(*(task(n) for n in sizes))


def measure(runs):
    """Prints the median times of REPEATS rounds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    sizes = [N // SHARE] * TASKS
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        runs = {
            "sequential": lambda: [sum_of_squares(n) for n in sizes],
            "asyncio": lambda: asyncio.run(gather(sizes)),
            "threads": lambda: list(threads.map(sum_of_squares, sizes)),
            "processes": lambda: list(processes.map(sum_of_squares, sizes)),
        }
        measure({name: runs[name] for name in STRATEGIES})


if __name__ == "__main__":
    main()
