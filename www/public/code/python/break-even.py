"""Break-even: how large a task must be to be worth the way to a process and back.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor

# The smallest task, and the largest.
LEAST = 1_000  # lanes:least
MOST = 100_000_000  # lanes:most

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script ends sooner than the page, or it would take minutes. With SHARE = 1 it does not.
SHARE = 50

WORKERS = 2  # lanes:workers
REPEATS = 5  # lanes:repeats
TASKS = 4  # lanes:tasks

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def median_s(run):
    spent = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent)


def main():
    print(f"{os.cpu_count()} cores, {TASKS} tasks, {WORKERS} processes already there")
    print(f"{'n':>12}{'sequential':>14}{'processes':>14}{'speed-up':>10}")
    with ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as pool:
        # Starts the processes.
        list(pool.map(sum_of_squares, [1_000] * TASKS))
        break_even = None
        n = LEAST
        while n <= MOST // SHARE:
            sizes = [n] * TASKS
            sequential = median_s(lambda: [sum_of_squares(n) for n in sizes])
            processes = median_s(lambda: list(pool.map(sum_of_squares, sizes)))
            if break_even is None and processes < sequential:
                break_even = n
            print(
                f"{n:>12,}{sequential * 1000:>11.3f} ms{processes * 1000:>11.3f} ms",
                end="",
            )
            print(f"{sequential / processes:>9.2f}x")
            n *= 2
    if break_even is None:
        print("The processes were never faster.")
    else:
        print(f"The processes are faster from n = {break_even:,}.")


if __name__ == "__main__":
    main()
