"""Pickling: what can be sent to another process, and what sending it costs."""

import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager

from prelude.pools import process_pool
from prelude.sweep import sweep

# Size of the largest message.
MOST_KIB = 65_536  # lanes:most
REPEATS = 5  # lanes:repeats
# "here" stays in this process, "copied" is an argument that is pickled, and "shared" is
# memory that both processes have.
STRATEGIES = ["here", "copied", "shared"]  # lanes:strategies


def add_up(data: bytes | memoryview) -> int:
    return sum(data)


def main() -> None:
    show_what_pickles()
    left_out = {"transferred": "Python cannot hand over bytes without a copy."}
    with process_pool(1) as pool:

        @contextmanager
        def of_size(size: int) -> Iterator[Mapping[str, Callable[[], int]]]:
            data = bytes(range(256)) * (size // 256) + bytes(size % 256)
            # Written once and then visible to every process: only its name is sent.
            with share(data) as name:
                yield {
                    "here": lambda: add_up(data),
                    "copied": lambda: in_process(pool, add_up, data),
                    "shared": lambda: in_process(pool, add_up_shared, name, size),
                }

        sweep(of_size, "bytes", sizes(), STRATEGIES, REPEATS, left_out)


def in_process(pool: Executor, work: Callable[..., int], *arguments: object) -> int:
    return pool.submit(work, *arguments).result()


# CPython in a browser has no shared memory.
try:
    from multiprocessing import shared_memory
except ImportError:
    shared_memory = None


def add_up_shared(name: str, size: int) -> int:
    shared = shared_memory.SharedMemory(name)
    try:
        with shared.buf[:size] as data:
            return add_up(data)
    finally:
        shared.close()


@contextmanager
def share(data: bytes) -> Iterator[str]:
    """Yields the name of shared memory with a copy of the data."""
    if shared_memory is None:
        yield ""
        return
    shared = shared_memory.SharedMemory(create=True, size=len(data))
    try:
        shared.buf[: len(data)] = data
        yield shared.name
    finally:
        shared.close()
        shared.unlink()


def sizes() -> list[int]:
    """Returns powers of four from 1 KiB, up to the largest size."""
    most = MOST_KIB * 1024
    powers = (1024 << 2 * power for power in range(16))
    return [*(size for size in powers if size < most), most]


def show_what_pickles() -> None:
    def nested(number: int) -> int:
        return 2 * number

    things = {
        "a dict of lists": {"numbers": [1, 2, 3], "text": "abc"},
        # A function is pickled as its name and that of its module, without code: the
        # other process imports it. What cannot be imported cannot be pickled.
        "a function of a module": add_up,
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
