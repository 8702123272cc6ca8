"""Lost updates: two threads read a number, both add one, and one of the two is lost.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import itertools
import sys
import threading
import time

# In all, shared out among the threads.
INCREMENTS = 1_000_000  # lanes:n
THREADS = 4  # lanes:workers

# Threads change places this often. Python's own 5 ms lose updates too, but not in every
# short run.
SWITCH_INTERVAL_S = 0.00001


def successor(number):
    return number + 1


class Bare:
    """Reads, adds, writes. The GIL makes each step whole, not the three together.

    `self.count += 1` has the same three steps. Today's CPython happens not to change
    threads between them, but no version promises that, and a free-threaded one does.
    With a call in between, as here, it happens everywhere.
    """

    def __init__(self):
        self.count = 0

    def add(self, times):
        for _ in range(times):
            self.count = successor(self.count)

    def value(self):
        return self.count


class Locked(Bare):
    """Nobody comes in between while the lock is held."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def add(self, times):
        for _ in range(times):
            with self.lock:
                self.count = successor(self.count)


class Atomic:
    """Python has no atomic integer, but `next` of an itertools.count is one step."""

    def __init__(self):
        self.counter = itertools.count()

    def add(self, times):
        for _ in range(times):
            next(self.counter)

    def value(self):
        return next(self.counter)


class Subtotals:
    """Every thread counts by itself, and adds what it has to the others' once."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0

    def add(self, times):
        subtotal = 0
        for _ in range(times):
            subtotal = successor(subtotal)
        with self.lock:
            self.count += subtotal

    def value(self):
        return self.count


def count_with(counter):
    edges = [INCREMENTS * number // THREADS for number in range(THREADS + 1)]
    shares = [after - before for before, after in itertools.pairwise(edges)]
    threads = [threading.Thread(target=counter.add, args=(share,)) for share in shares]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.value(), time.perf_counter() - started


def main():
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(f"{THREADS} threads, {'a' if gil else 'no'} GIL, {INCREMENTS:,} increments")
    for kind in (Bare, Locked, Atomic, Subtotals):
        value, spent = count_with(kind())
        lost = INCREMENTS - value
        print(
            f"{kind.__name__:<10}{value:>14,}{lost:>12,} lost{spent * 1000:>10,.0f} ms"
        )


if __name__ == "__main__":
    main()
