"""Scaling: how much faster the same work gets with each worker, and where that ends.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

TASKS = 16  # lanes:tasks
N = 50_000_000  # lanes:n
# The most workers that are tried.
WORKERS = 8  # lanes:most
REPEATS = 3  # lanes:repeats

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script does a share of the page's work, or it would take minutes. With SHARE = 1 it
# does all of it.
SHARE = 50

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


# The work that is scaled: put a function of your own in its place.
def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def median_s(pool):
    """The median time of the work on a pool whose workers are there."""
    spent = []
    for _ in range(REPEATS + 1):
        started = time.perf_counter()
        sums = list(pool.map(sum_of_squares, [N // SHARE] * TASKS))
        spent.append(time.perf_counter() - started)
        assert sums == [sums[0]] * TASKS
    # The first one also started the workers.
    return statistics.median(spent[1:])


def main():
    print(f"{os.cpu_count()} cores")
    pools = {
        "threads": ThreadPoolExecutor,
        "processes": lambda n: ProcessPoolExecutor(n, mp_context=SPAWN),
    }
    for name, make in pools.items():
        print(
            f"\n{name:<10}{'workers':>8}{'median':>12}{'speed-up':>10}{'efficiency':>12}"
        )
        alone = None
        for workers in range(1, WORKERS + 1):
            with make(workers) as pool:
                median = median_s(pool)
            alone = alone or median
            speedup = alone / median
            print(f"{workers:>18}{median * 1000:>9,.0f} ms{speedup:>9.2f}x", end="")
            print(f"{speedup / workers:>12.0%}")


if __name__ == "__main__":
    main()
