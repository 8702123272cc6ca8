"""Claims about pools, processes, failures and pickling."""

import concurrent.futures.process
import multiprocessing
import os
import pickle
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.shared_memory import SharedMemory

from claims import claim, main

SPAWN = multiprocessing.get_context("spawn")
CHANGED = []


def double(number):
    return 2 * number


def process_id(_):
    return os.getpid()


def change_global(_=None):
    CHANGED.append("in the process")
    return CHANGED


def fail():
    raise ValueError("intended")


def fail_quietly():
    sys.stderr = open(os.devnull, "w")
    fail()


def end_process():
    os._exit(1)


def write_to(name):
    shared = SharedMemory(name)
    shared.buf[0] = 7
    shared.close()


def counting(executor):
    """Returns a subclass of an executor that counts the tasks it submits."""

    class Counting(executor):
        submitted = 0

        def submit(self, *args, **kwargs):
            self.submitted += 1
            return super().submit(*args, **kwargs)

    return Counting


@claim("one submit for each thread, free-threaded")
@claim("ThreadPoolExecutor.map takes a chunksize and ignores it: each row would be a task of its own.")
def threads_get_each_item_separately():
    with counting(ThreadPoolExecutor)(2) as pool:
        assert list(pool.map(double, range(10), chunksize=5)) == list(range(0, 20, 2))
        assert pool.submitted == 10


@claim("Pool.map with equal chunks")
def processes_get_chunks():
    with counting(ProcessPoolExecutor)(1, mp_context=SPAWN) as pool:
        assert list(pool.map(double, range(10), chunksize=5)) == list(range(0, 20, 2))
        assert pool.submitted == 2
    with SPAWN.Pool(2) as pool:
        ids = pool.map(process_id, range(10), chunksize=5)
    assert len(set(ids[:5])) == len(set(ids[5:])) == 1, ids


@claim("Each process has its own interpreter, GIL and memory.")
@claim("new processes start from nothing, as on Windows and macOS.")
def a_process_shares_no_memory_and_starts_without_a_copy():
    CHANGED[:] = ["before"]
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        assert pool.submit(change_global).result() == ["in the process"]
    assert CHANGED == ["before"]
    by_default = {"linux": "fork" if sys.version_info < (3, 14) else "forkserver"}
    expected = by_default.get(sys.platform, "spawn")
    assert multiprocessing.get_context().get_start_method() == expected


@claim("Windows cannot wait for more.")
def a_pool_on_windows_is_limited():
    assert concurrent.futures.process._MAX_WINDOWS_WORKERS == 61


@claim("Threads that only compute take turns: one holds the GIL and computes, the others wait until it is released.")
def one_thread_computes_at_a_time():
    def counted_while_this_thread_computes():
        ready, go, counted = threading.Event(), threading.Event(), 0

        def count():
            nonlocal counted
            ready.set()
            go.wait()
            for _ in range(1000):
                counted += 1

        thread = threading.Thread(target=count)
        thread.start()
        ready.wait()
        # With this interval, no thread is forced to release the GIL during this check.
        sys.setswitchinterval(1000)
        # Meanwhile the thread reaches its wait and releases the GIL.
        time.sleep(0.05)
        go.set()
        for number in range(1_000_000):
            number * number
        meanwhile = counted
        thread.join()
        assert counted == 1000
        return meanwhile

    interval = sys.getswitchinterval()
    try:
        # On a busy machine the thread may reach its wait too late, but not in every attempt.
        attempts = [counted_while_this_thread_computes() for _ in range(3)]
    finally:
        sys.setswitchinterval(interval)
    assert 0 in attempts, attempts


@claim("every five milliseconds, a waiting thread asks for the lock")
def the_switch_interval_is_five_milliseconds():
    assert sys.getswitchinterval() == 0.005


@claim("its future keeps the exception until you ask for the result.")
@claim("In Python, a pool keeps the exception in the future of its task. You see it only when you ask for the result.")
def a_pool_keeps_exceptions():
    with ThreadPoolExecutor(1) as threads, ProcessPoolExecutor(1, mp_context=SPAWN) as processes:
        for pool in (threads, processes):
            future = pool.submit(fail)
            # The worker still works.
            assert pool.submit(double, 2).result() == 4
            assert isinstance(future.exception(), ValueError)
            try:
                future.result()
            except ValueError:
                continue
            raise AssertionError("The exception was lost.")


@claim("An uncaught exception ends its worker, and a process that ends breaks its pool.")
def bare_workers_end_and_pools_break():
    seen = []
    hook, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type)
    try:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    finally:
        threading.excepthook = hook
    assert seen == [ValueError]
    process = SPAWN.Process(target=fail_quietly)
    process.start()
    process.join()
    assert process.exitcode == 1
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        futures = [pool.submit(end_process), pool.submit(double, 2)]
        assert all(isinstance(future.exception(), BrokenProcessPool) for future in futures)


@claim("CPython stops at sys.getrecursionlimit() calls, before the stack is full: a RecursionError.")
def a_deep_recursion_is_an_exception():
    deepest = 0

    def recurse(depth):
        nonlocal deepest
        deepest = depth
        recurse(depth + 1)

    try:
        recurse(1)
    except RecursionError:
        assert sys.getrecursionlimit() - 50 < deepest <= sys.getrecursionlimit()
    else:
        raise AssertionError("The recursion ended without an exception.")


@claim("More than a machine can address is refused at once: a MemoryError.")
def too_much_memory_is_an_exception():
    try:
        bytearray(1 << 62)
    except MemoryError:
        return
    raise AssertionError("The memory was allocated.")


def refusal(thing):
    try:
        pickle.dumps(thing)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"{thing} was pickled.")


@claim("For a function, Python sends only its name and that of its module, and the other process imports it from there.")
@claim("A function is pickled as its name and that of its module, without code: the other process imports it.")
@claim("pickled, by name; the worker imports it")
def functions_are_pickled_by_name():
    pickled = pickle.dumps(double)
    assert double.__module__.encode() in pickled and b"double" in pickled
    assert double.__code__.co_code not in pickled
    assert pickle.loads(pickled) is double
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        assert pool.submit(double, 4).result() == 8


@claim("A lambda therefore cannot be sent, and neither can a def inside another function, although it has a name.")
def what_cannot_be_imported_cannot_be_pickled():
    def nested(number):
        return number

    assert nested.__name__ == "nested"
    for function in (nested, lambda number: number, MODULE_LAMBDA):
        refusal(function)


MODULE_LAMBDA = lambda number: number  # noqa: E731


@claim("AttributeError: Can't pickle local object 'main.<locals>.closure'")
def a_closure_is_refused_with_this_message():
    message = refusal(closure_of_main())
    if sys.version_info[:2] == (3, 11):
        assert message == "AttributeError: Can't pickle local object 'main.<locals>.closure'", message
    # Other versions have a different message.
    assert "main.<locals>.closure" in message, message


def closure_of_main():
    scope = {}
    exec("def main():\n    number = 1\n    def closure():\n        return number\n    return closure", scope)
    return scope["main"]()


@claim("Written once and then visible to every process: only its name is sent.")
def shared_memory_is_the_same_memory():
    shared = SharedMemory(create=True, size=16)
    try:
        process = SPAWN.Process(target=write_to, args=(shared.name,))
        process.start()
        process.join()
        assert shared.buf[0] == 7
    finally:
        shared.close()
        shared.unlink()


if __name__ == "__main__":
    main()
