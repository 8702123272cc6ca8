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

# The fastest and the slowest of five measurements hold the true median with a
# probability of 94 %. Fewer would let chance decide.
ROUNDS = max(REPEATS, 5)

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def timed(run):
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def measure(loop, shared_out):
    """Times both in turn, so that a busy moment of the machine meets both alike."""
    pairs = [(timed(loop), timed(shared_out)) for _ in range(ROUNDS)]
    return [spent for spent, _ in pairs], [spent for _, spent in pairs]


def is_faster(one, other):
    """Times that overlap do not tell which is faster."""
    return max(one) < min(other)


def gain_from(steps):
    """The smallest n from which on processes were faster at every step."""
    found = None
    for n, sequential, processes in reversed(steps):
        if not is_faster(processes, sequential):
            break
        found = n
    return found


def main():
    print(f"{os.cpu_count()} cores, {TASKS} tasks, {WORKERS} processes already there")
    print(f"{'n':>12}{'sequential':>14}{'processes':>14}{'speed-up':>10}")
    steps = []
    with ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as pool:
        # Starts the processes.
        list(pool.map(sum_of_squares, [1_000] * TASKS))
        n = LEAST
        while not steps or n <= MOST // SHARE:
            sizes = [n] * TASKS
            sequential, processes = measure(
                lambda sizes=sizes: [sum_of_squares(n) for n in sizes],
                lambda sizes=sizes: list(pool.map(sum_of_squares, sizes)),
            )
            steps.append((n, sequential, processes))
            loop, pooled = statistics.median(sequential), statistics.median(processes)
            told = is_faster(processes, sequential) or is_faster(sequential, processes)
            print(
                f"{n:>12,}{loop * 1000:>11.3f} ms{pooled * 1000:>11.3f} ms",
                f"{loop / pooled:>8.2f}x" if told else f"{'unclear':>9}",
                flush=True,
            )
            n *= 2
    start = gain_from(steps)
    if start is None:
        print(f"No reliable gain up to n = {steps[-1][0]:,}.")
    else:
        print(f"Processes are faster from n = {start:,} on.")


if __name__ == "__main__":
    main()
