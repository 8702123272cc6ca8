"""Too many workers: beyond the number of cores they take turns, and all must start.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

TASKS = 128  # lanes:tasks
N = 10_000_000  # lanes:n
# The most workers that are tried.
WORKERS = 128  # lanes:most

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


def start(pool, workers, barrier):
    """Starts all workers: each gets a task that ends when all have one."""
    started = time.perf_counter()
    list(pool.map(meet, [barrier] * workers))
    return time.perf_counter() - started


def meet(barrier):
    barrier.wait()


def work(pool):
    started = time.perf_counter()
    sums = list(pool.map(sum_of_squares, [N // SHARE] * TASKS))
    assert sums == [sums[0]] * TASKS
    return time.perf_counter() - started


def main():
    # Windows cannot wait for more processes than 61.
    most = min(WORKERS, 61) if sys.platform == "win32" else WORKERS
    print(f"{os.cpu_count()} cores")
    print(f"{'workers':>8}{'threads start':>16}{'work':>12}", end="")
    print(f"{'processes start':>18}{'work':>12}")
    workers = 1
    # A barrier for processes is shared through a process of its own.
    with SPAWN.Manager() as manager:
        while workers <= most:
            with ThreadPoolExecutor(workers) as pool:
                thread_ms = (
                    1000 * start(pool, workers, threading.Barrier(workers)),
                    1000 * work(pool),
                )
            with ProcessPoolExecutor(workers, mp_context=SPAWN) as pool:
                process_ms = (
                    1000 * start(pool, workers, manager.Barrier(workers)),
                    1000 * work(pool),
                )
            print(
                f"{workers:>8}{thread_ms[0]:>13,.1f} ms{thread_ms[1]:>9,.0f} ms", end=""
            )
            print(f"{process_ms[0]:>15,.0f} ms{process_ms[1]:>9,.0f} ms")
            workers *= 2


if __name__ == "__main__":
    main()
