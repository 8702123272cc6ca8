"""Lost updates: two threads read a number, both add one, and one update is lost."""

import itertools
import sys
import threading
import time
from collections.abc import Callable

from prelude.choose import choose
from prelude.interpreter import has_gil

# How many times each thread adds one.
INCREMENTS = 3_000_000  # lanes:n
THREADS = 4  # lanes:workers

# How long a thread waits for the GIL before it asks for it, in microseconds. With
# Python's default of 5,000 a short run may lose nothing; with 10, threads switch more.
SWITCH_INTERVAL_US = 5_000  # lanes:switch

STRATEGIES = ["sequential", "gil-call", "unprotected", "mutex"]  # lanes:strategies

counter = 0
ticket = itertools.count()
lock = threading.Lock()


def plain(times: int) -> None:
    """Reads, adds, writes.

    CPython 3.10 and later switch threads only at calls and the end of a loop iteration, so with a GIL
    no other thread interferes. No version guarantees that: 3.9 lost about half of the
    updates, and so does Python without a GIL.
    """
    global counter
    for _ in range(times):
        counter += 1


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


# The rows of the page, and the interpreter each needs: with a GIL, without, or either.
ROWS = {
    "sequential": (plain, None),
    "gil-plain": (plain, True),
    "gil-call": (call, True),
    "unprotected": (plain, False),
    "mutex": (mutex, None),
    "atomic": (atomic, None),
    "subtotals": (subtotals, None),
}


def main() -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    gil = has_gil()
    print(
        f"Python {sys.version.split()[0]}, {'a' if gil else 'no'} GIL, {THREADS} threads, "
        f"switch interval {SWITCH_INTERVAL_US:,} µs"
    )
    expected = INCREMENTS * THREADS
    for name in choose(STRATEGIES, ROWS, {}):
        add, needs_gil = ROWS[name]
        if needs_gil not in (None, gil):
            other = "with a GIL" if needs_gil else "without a GIL (python3.14t)"
            print(f"{name:<12} needs an interpreter {other}")
            continue
        counted, spent = count_with(name, add)
        lost = expected - counted
        print(
            f"{name:<12}{expected:>13,} increments{lost:>13,} lost{spent * 1000:>8,.0f} ms"
        )
        if name == "gil-call" and lost == 0:
            print(" " * 12, "Nothing was lost this time. Set SWITCH_INTERVAL_US to 10.")


def count_with(name: str, add: Callable[[int], None]) -> tuple[int, float]:
    """Returns the final count, and how many seconds it took."""
    global counter, ticket
    counter, ticket = 0, itertools.count()
    started = time.perf_counter()
    if name == "sequential":
        for _ in range(THREADS):
            add(INCREMENTS)
    else:
        threads = [
            threading.Thread(target=add, args=(INCREMENTS,)) for _ in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    spent = time.perf_counter() - started
    return next(ticket) if name == "atomic" else counter, spent
