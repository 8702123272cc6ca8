"""Break-even: how large a task must be before sending it to a process pays off."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from prelude.pools import process_pool
from prelude.sweep import sweep

# Sizes of the smallest and the largest task.
LEAST = 1_000  # lanes:least
MOST = 100_000_000  # lanes:most
TASKS = 4  # lanes:tasks
WORKERS = 2  # lanes:workers
REPEATS = 5  # lanes:repeats
# "threads" needs an interpreter without a GIL (python3.14t) to be faster at any size.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# CPython runs a loop some fifty times slower than compiled code does, so this script
# stops at a fiftieth of the page's largest task. With SHARE = 1 it reaches that.
SHARE = 50

# The fastest and the slowest of five measurements enclose the true median with a
# probability of 94%. Fewer would leave the ranking to chance.
ROUNDS = max(REPEATS, 5)


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def is_faster(times: list[float], others: list[float]) -> bool:
    """Returns True if every time is shorter than every other one."""
    return max(times) < min(others)


def gain_from(steps: list[tuple[int, list[float], list[float]]]) -> int | None:
    """Returns the smallest n from which a strategy was faster at every step."""
    found = None
    for n, sequential, rival in reversed(steps):
        if not is_faster(rival, sequential):
            break
        found = n
    return found


def sizes() -> list[int]:
    """Returns sizes that double up to the largest one."""
    most = max(MOST // SHARE, LEAST)
    doubling = (LEAST << power for power in range(64))
    return [n for n in doubling if n <= most]


def main() -> None:
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):

        @contextmanager
        def at(n: int) -> Iterator[Mapping[str, Callable[[], list[int]]]]:
            tasks = [n] * TASKS
            yield {
                "sequential": lambda: [sum_of_squares(n) for n in tasks],
                "threads": lambda: list(threads.map(sum_of_squares, tasks)),
                "processes": lambda: list(processes.map(sum_of_squares, tasks)),
            }

        found = sweep(at, "n", sizes(), STRATEGIES, ROUNDS)
    for name in ("threads", "processes"):
        steps = [
            (n, times["sequential"], times[name])
            for n, times in found.items()
            if "sequential" in times and name in times
        ]
        if steps and (start := gain_from(steps)):
            print(f"{name}: faster from n = {start:,}.")
        elif steps:
            print(f"{name}: no reliable gain up to n = {steps[-1][0]:,}.")
