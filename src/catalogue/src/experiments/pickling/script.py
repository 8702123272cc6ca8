"""Pickling: what can be sent to another process, and what sending it costs."""

import pickle
import statistics
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from multiprocessing.shared_memory import SharedMemory

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.measure import measure
from prelude.pools import process_pool

# Size of the largest message.
MOST_KIB = 65_536  # lanes:most
BYTES = MOST_KIB * 1024
REPEATS = 5  # lanes:repeats
# "copied" is an argument that is pickled, "shared" is memory that both processes have.
STRATEGIES = ["copied", "shared"]  # lanes:strategies


def double(number: int) -> int:
    return 2 * number


def last_byte(data: bytes) -> int:
    return data[-1]


def last_shared_byte(name: str, size: int) -> int:
    shared = SharedMemory(name)
    try:
        return shared.buf[size - 1]
    finally:
        shared.close()


def show_what_pickles() -> None:
    def nested(number: int) -> int:
        return 2 * number

    things = {
        "a dict of lists": {"numbers": [1, 2, 3], "text": "abc"},
        # A function is pickled as its name and that of its module, without code: the
        # other process imports it. What cannot be imported cannot be pickled.
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
            # The type of the error depends on the object and on the version of Python.
            print(f"{name:<24}{type(error).__name__}: {error}")


def in_process(pool: Executor, call: Callable[[], int]) -> int:
    return pool.submit(call).result()


def show_what_it_costs(pool: Executor, chosen: list[str]) -> None:
    print(f"\n{'bytes':>12}", *(f"{name:>13}" for name in chosen))
    size = 1_000
    while size <= BYTES:
        data = bytes(size - 1) + b"\x07"
        shared = SharedMemory(create=True, size=size)
        try:
            # Written once and then visible to every process: only its name is sent.
            shared.buf[:size] = data
            calls = {
                "copied": partial(last_byte, data),
                "shared": partial(last_shared_byte, shared.name, size),
            }
            runs = {name: partial(in_process, pool, calls[name]) for name in chosen}
            times = measure(runs, REPEATS).values()
        finally:
            shared.close()
            shared.unlink()
        medians = [statistics.median(spent) * 1000 for spent in times]
        print(f"{size:>12,}", *(f"{ms:>10.2f} ms" for ms in medians), flush=True)
        size *= 4


def main() -> None:
    print(interpreter())
    show_what_pickles()
    print()
    left_out = {
        "here": "This script measures only what sending costs.",
        "transferred": "Python cannot hand over bytes without a copy.",
    }
    chosen = choose(STRATEGIES, ["copied", "shared"], left_out)
    with process_pool(1) as pool:
        # The first task waits for the process to start.
        pool.submit(double, 1).result()
        show_what_it_costs(pool, chosen)
