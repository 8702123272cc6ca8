"""The GIL and computing: threads that compute take turns, and as long as one thread."""

from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

TASKS = 4  # lanes:tasks
N = 300_000_000  # lanes:n
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script does a fiftieth of the page's work. SHARE = 1 does all of it.
SHARE = 50


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def main() -> None:
    sizes = [N // SHARE] * TASKS
    with ThreadPoolExecutor(WORKERS) as threads, process_pool(WORKERS) as processes:
        strategies = {
            "sequential": lambda: [sum_of_squares(n) for n in sizes],
            "threads": lambda: list(threads.map(sum_of_squares, sizes)),
            # Each process has an interpreter, and so a GIL, of its own.
            "processes": lambda: list(processes.map(sum_of_squares, sizes)),
        }
        compare(strategies, STRATEGIES, REPEATS)
