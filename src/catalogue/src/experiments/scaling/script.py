"""Scaling: how much faster the same work gets with each worker, up to a limit."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from prelude.pools import allowed, process_pool
from prelude.scaled import scaled
from prelude.sweep import sweep

TASKS = 16  # lanes:tasks
N = 50_000_000  # lanes:n
# Maximum number of workers.
WORKERS = 8  # lanes:most
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies
# CPython adds 1/200 of the page's squares. With SHARE = 1 it adds all.
SHARE = 200


# The work to scale. Replace it with your own function.
def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


@contextmanager
def with_workers(workers: int) -> Iterator[Mapping[str, Callable[[], list[int]]]]:
    sizes = [scaled("n", N, SHARE)] * TASKS
    with (
        ThreadPoolExecutor(workers) as threads,
        process_pool(workers) as processes,
    ):
        yield {
            "sequential": lambda: [sum_of_squares(n) for n in sizes],
            "threads": lambda: list(threads.map(sum_of_squares, sizes)),
            "processes": lambda: list(processes.map(sum_of_squares, sizes)),
        }


def main() -> None:
    steps = range(1, allowed(WORKERS) + 1)
    sweep(with_workers, "workers", steps, STRATEGIES, REPEATS)
