"""Lost updates: two threads read a number, both add one, and one update is lost."""

import itertools
import threading
from collections.abc import Callable

from prelude.interpreter import has_gil
from prelude.scaled import scaled
from prelude.show import show

# How many times each thread adds one.
INCREMENTS = 3_000_000  # lanes:n
THREADS = 4  # lanes:workers
STRATEGIES = ["sequential", "gil-call", "unprotected", "mutex"]  # lanes:strategies

counter = 0


def plain(times: int) -> None:
    """Reads, adds, writes."""
    global counter
    for _ in range(times):
        # CPython 3.10 and later switch threads only at calls and at the end of an
        # iteration, so with a GIL no other thread interferes. No version guarantees
        # that: 3.9 lost about half of the updates, and so does Python without a GIL.
        counter += 1


def main() -> None:
    scaled("increments of a thread", INCREMENTS, SHARE)
    strategies = {
        "sequential": lambda: count_in_turn(plain),
        "gil-plain": lambda: count_with(plain),
        "gil-call": lambda: count_with(call),
        "unprotected": lambda: count_with(plain),
        "mutex": lambda: count_with(mutex),
        "atomic": lambda: count_with(atomic),
        "subtotals": lambda: count_with(subtotals),
    }
    with_gil = "It needs an interpreter with a GIL."
    without = "It needs an interpreter without a GIL, such as python3.14t."
    left_out = {"unprotected": without}
    if not has_gil():
        left_out = {"gil-plain": with_gil, "gil-call": with_gil}
    for name in left_out:
        del strategies[name]
    show(strategies, STRATEGIES, describe, left_out)


def add_one(number: int) -> int:
    return number + 1


def call(times: int) -> None:
    """Reads, calls, writes: a thread can lose the GIL during the call."""
    global counter
    for _ in range(times):
        counter = add_one(counter)


def mutex(times: int) -> None:
    """Adds under a lock: other threads wait while one holds it."""
    global counter
    for _ in range(times):
        with lock:
            counter += 1


def atomic(times: int) -> None:
    """Counts in one step, with a GIL. Python has no atomic integer."""
    for _ in range(times):
        next(ticket)


def subtotals(times: int) -> None:
    """Counts alone, and adds the subtotal once at the end."""
    global counter
    own = 0
    for _ in range(times):
        own += 1
    with lock:
        counter += own


# CPython adds a fifth of the page's increments. With SHARE = 1 it adds all.
SHARE = 5
TIMES = max(1, INCREMENTS // SHARE)

# The number of updates, and how many were counted.
Counted = tuple[int, int]

ticket = itertools.count()
lock = threading.Lock()


def count_in_turn(add: Callable[[int], None]) -> Counted:
    global counter
    counter = 0
    for _ in range(THREADS):
        add(TIMES)
    return TIMES * THREADS, counter


def count_with(add: Callable[[int], None]) -> Counted:
    global counter, ticket
    counter, ticket = 0, itertools.count()
    threads = [threading.Thread(target=add, args=(TIMES,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return TIMES * THREADS, next(ticket) if add is atomic else counter


def describe(result: Counted) -> str:
    expected, counted = result
    return f"{expected:>13,} increments {expected - counted:>13,} lost"
