"""Too many workers: beyond the number of cores they take turns, and each must start."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from prelude.pools import allowed, process_pool
from prelude.scaled import scaled
from prelude.spawn import SPAWN
from prelude.sweep import sweep

TASKS = 128  # lanes:tasks
N = 10_000_000  # lanes:n
# Maximum number of new processes.
MOST = 64  # lanes:most
# Size of the pool that has started before the clock.
POOL = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["processes-anew", "processes"]  # lanes:strategies
# CPython adds 1/200 of the page's squares. With SHARE = 1 it adds all.
SHARE = 200


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


@contextmanager
def with_processes(number: int) -> Iterator[Mapping[str, Callable[[], list[int]]]]:
    sizes = [scaled("n", N, SHARE)] * TASKS

    def start_and_work() -> list[int]:
        # The pool starts its processes now, and ends them with the block.
        with ProcessPoolExecutor(number, mp_context=SPAWN) as pool:
            return list(pool.map(sum_of_squares, sizes))

    with process_pool(min(number, POOL)) as pool:
        yield {
            "processes-anew": lambda: start_and_work(),
            "processes": lambda: list(pool.map(sum_of_squares, sizes)),
        }


def main() -> None:
    most = allowed(MOST)
    steps = [1 << power for power in range(8) if 1 << power < most]
    sweep(with_processes, "processes", [*steps, most], STRATEGIES, REPEATS)
