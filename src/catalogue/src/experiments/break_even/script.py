"""Break-even: how large a task must be before sending it to a process pays off."""

import statistics

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.measure import measure
from prelude.pools import process_pool

# Sizes of the smallest and the largest task.
LEAST = 1_000  # lanes:least
MOST = 100_000_000  # lanes:most
TASKS = 4  # lanes:tasks
WORKERS = 2  # lanes:workers
REPEATS = 5  # lanes:repeats
STRATEGIES = ["sequential", "processes"]  # lanes:strategies

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
    """Returns the smallest n from which processes were faster at every step."""
    found = None
    for n, sequential, processes in reversed(steps):
        if not is_faster(processes, sequential):
            break
        found = n
    return found


def main() -> None:
    print(interpreter())
    left_out = {"threads": "With a GIL they are not faster at any size."}
    choose(STRATEGIES, ["sequential", "processes"], left_out)
    print(f"{TASKS} tasks, a warm pool of {WORKERS} processes")
    print(f"{'n':>12}{'sequential':>14}{'processes':>14}{'speed-up':>10}")
    steps: list[tuple[int, list[float], list[float]]] = []
    with process_pool(WORKERS) as pool:
        # Starts the processes.
        list(pool.map(sum_of_squares, [1_000] * TASKS))
        n = LEAST
        while not steps or n <= MOST // SHARE:
            sizes = [n] * TASKS
            runs = {
                "sequential": lambda sizes=sizes: [sum_of_squares(n) for n in sizes],
                "processes": lambda sizes=sizes: list(pool.map(sum_of_squares, sizes)),
            }
            sequential, processes = measure(runs, ROUNDS).values()
            steps.append((n, sequential, processes))
            loop, pooled = statistics.median(sequential), statistics.median(processes)
            apart = is_faster(processes, sequential) or is_faster(sequential, processes)
            print(
                f"{n:>12,}{loop * 1000:>11.3f} ms{pooled * 1000:>11.3f} ms",
                f"{loop / pooled:>8.2f}x" if apart else f"{'unclear':>9}",
                flush=True,
            )
            n *= 2
    start = gain_from(steps)
    if start is None:
        print(f"No reliable gain up to n = {steps[-1][0]:,}.")
    else:
        print(f"Processes are faster from n = {start:,}.")
