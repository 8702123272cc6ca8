"""Scaling: how much faster the same work gets with each worker, up to a limit."""

import statistics
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.measure import measure
from prelude.pools import allowed, process_pool

TASKS = 16  # lanes:tasks
N = 50_000_000  # lanes:n
# Maximum number of workers.
WORKERS = 8  # lanes:most
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["threads", "processes"]  # lanes:strategies

# CPython runs a loop some fifty times slower than compiled code does, so this script
# does a fiftieth of the page's work. With SHARE = 1 it does all of it.
SHARE = 50


# The work to scale. Replace it with your own function.
def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def median_s(pool: Executor) -> float:
    """Returns the median time of the work on a pool whose workers have started."""
    sizes = [N // SHARE] * TASKS
    # The warm-up round also starts the workers.
    times = measure({"pool": lambda: list(pool.map(sum_of_squares, sizes))}, REPEATS)
    return statistics.median(times["pool"])


def main() -> None:
    print(interpreter())
    pools: dict[str, Callable[[int], Executor]] = {
        "threads": ThreadPoolExecutor,
        "processes": process_pool,
    }
    left_out = {"sequential": "The row with one worker shows it."}
    for name in choose(STRATEGIES, pools, left_out):
        print(f"\n{name:<10}{'workers':>8}{'median':>12}{'speed-up':>10}", end="")
        print(f"{'efficiency':>12}")
        medians: list[float] = []
        for workers in range(1, allowed(WORKERS) + 1):
            with pools[name](workers) as pool:
                medians.append(median_s(pool))
            speedup = medians[0] / medians[-1]
            print(
                f"{workers:>18}{medians[-1] * 1000:>9,.0f} ms{speedup:>9.2f}x", end=""
            )
            print(f"{speedup / workers:>12.0%}")
