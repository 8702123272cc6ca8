"""Break-even: how large a task must be before sending it to a process pays off."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from prelude.pools import process_pool
from prelude.scaled import scaled
from prelude.sweep import sweep

# Sizes of the smallest and the largest task.
LEAST = 1_000  # lanes:least
MOST = 100_000_000  # lanes:most
TASKS = 4  # lanes:tasks
WORKERS = 2  # lanes:workers
REPEATS = 5  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


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


# This script stops at a fiftieth of the page's largest task, since CPython computes more
# slowly than compiled code. With SHARE = 1 it reaches that task.
SHARE = 50

# The fastest and the slowest of five measurements enclose the true median with a
# probability of 94%. Fewer would leave the ranking to chance.
ROUNDS = max(REPEATS, 5)


def sizes() -> list[int]:
    """Returns sizes that double up to the largest one."""
    most = max(scaled("largest n", MOST, SHARE), LEAST)
    doubling = (LEAST << power for power in range(64))
    return [n for n in doubling if n <= most]


def gain_from(steps: list[tuple[int, list[float], list[float]]]) -> int | None:
    """Returns the smallest n from which a strategy was faster at every step."""
    found = None
    for n, sequential, rival in reversed(steps):
        if not is_faster(rival, sequential):
            break
        found = n
    return found


def is_faster(times: list[float], others: list[float]) -> bool:
    """Returns True if every time is shorter than every other one."""
    return max(times) < min(others)
