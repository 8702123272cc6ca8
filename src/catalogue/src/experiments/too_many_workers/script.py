"""Too many workers: beyond the number of cores they take turns, and each must start."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from prelude.interpreter import interpreter
from prelude.pools import allowed, process_pool
from prelude.spawn import SPAWN

TASKS = 128  # lanes:tasks
N = 10_000_000  # lanes:n
# Maximum number of workers.
WORKERS = 128  # lanes:most

# CPython runs a loop some fifty times slower than compiled code does, so this script
# does a fiftieth of the page's work. With SHARE = 1 it does all of it.
SHARE = 50


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def meet(barrier: threading.Barrier) -> None:
    barrier.wait()


def start(pool: Executor, barrier: threading.Barrier) -> None:
    """Starts all workers: each gets a task that ends when all have started."""
    list(pool.map(meet, [barrier] * barrier.parties))


def work(pool: Executor) -> None:
    sums = list(pool.map(sum_of_squares, [N // SHARE] * TASKS))
    assert sums == [sums[0]] * TASKS


def timed_ms(function: Callable[..., None], *arguments: object) -> float:
    started = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    print(interpreter())
    print(f"{'workers':>8}{'threads start':>16}{'work':>12}", end="")
    print(f"{'processes start':>18}{'work':>12}")
    workers = 1
    # Processes share a barrier through another process.
    with SPAWN.Manager() as manager:
        while workers <= allowed(WORKERS):
            with ThreadPoolExecutor(workers) as pool:
                start_ms = timed_ms(start, pool, threading.Barrier(workers))
                work_ms = timed_ms(work, pool)
            print(f"{workers:>8}{start_ms:>13,.1f} ms{work_ms:>9,.0f} ms", end="")
            with process_pool(workers) as pool:
                start_ms = timed_ms(start, pool, manager.Barrier(workers))
                work_ms = timed_ms(work, pool)
            print(f"{start_ms:>15,.0f} ms{work_ms:>9,.0f} ms", flush=True)
            workers *= 2
