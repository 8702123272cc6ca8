"""Pickling: what can go to another process, and what it costs to get it there.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import pickle
import statistics
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.shared_memory import SharedMemory

# The largest message.
MOST_KIB = 65_536  # lanes:most
BYTES = MOST_KIB * 1024
REPEATS = 5  # lanes:repeats

SPAWN = multiprocessing.get_context("spawn")


def double(number):
    return 2 * number


def last_byte(data):
    return data[-1]


def last_shared_byte(name, size):
    shared = SharedMemory(name)
    try:
        return shared.buf[size - 1]
    finally:
        shared.close()


def show_what_pickles():
    def nested(number):
        return 2 * number

    things = {
        "a dict of lists": {"numbers": [1, 2, 3], "text": "abc"},
        # Of a function goes its name and that of its module, no code: the other process
        # imports it. What cannot be imported cannot go, whether it has a name or not.
        "a function of a module": double,
        "a nested function": nested,
        "a lambda": lambda number: 2 * number,
        "a generator": (number for number in range(3)),
        "a lock": threading.Lock(),
    }
    for name, thing in things.items():
        try:
            print(f"{name:<24}{len(pickle.dumps(thing)):>6} bytes")
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            # Which error it is depends on the thing and on the version of Python.
            print(f"{name:<24}{type(error).__name__}: {error}")


def median_ms(run):
    spent = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        assert run() == 7
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def show_what_it_costs(pool):
    print(f"\n{'bytes':>12}{'pickled':>14}{'shared memory':>16}")
    size = 1_000
    while size <= BYTES:
        data = bytes(size - 1) + b"\x07"
        shared = SharedMemory(create=True, size=size)
        try:
            # Written once and then there for everyone: only its name crosses.
            shared.buf[:size] = data
            pickled_ms = median_ms(lambda: pool.submit(last_byte, data).result())
            shared_ms = median_ms(
                lambda: pool.submit(last_shared_byte, shared.name, size).result()
            )
        finally:
            shared.close()
            shared.unlink()
        print(f"{size:>12,}{pickled_ms:>11.2f} ms{shared_ms:>13.2f} ms")
        size *= 4


def main():
    show_what_pickles()
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        # The first task waits for the process to start.
        pool.submit(double, 1).result()
        show_what_it_costs(pool)


if __name__ == "__main__":
    main()
