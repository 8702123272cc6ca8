"""A task that fails: what becomes of it, of the other tasks, and of the pool.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

# error: the task raises an exception; panic: it ends its process; stack: it calls
# itself without end; memory: it asks for more than there is.
HOW = "error"  # lanes:how
TASKS = 6  # lanes:tasks
N = 300_000_000  # lanes:n
WORKERS = 2  # lanes:workers
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script does a share of the page's work, or it would take minutes. With SHARE = 1 it
# does all of it.
SHARE = 50

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def recurse(depth):
    return recurse(depth + 1) + 1


def fail():
    if HOW == "error":
        raise ValueError("The task failed, as it was told to.")
    if HOW == "panic":
        os.abort()
    if HOW == "stack":
        # CPython stops at sys.getrecursionlimit() calls, before the stack is full: a
        # RecursionError.
        recurse(0)
    if HOW == "memory":
        # More than a machine can address is refused at once: a MemoryError.
        bytearray(1 << 62)


def task(number):
    if number == TASKS // 2:
        fail()
    return sum_of_squares(N // SHARE)


def tell(name, results):
    """Prints how each task ended; `results` calls each for its answer."""
    print(name)
    for number, result in enumerate(results):
        try:
            print(f"  task {number}: {result()}")
        except Exception as error:
            print(f"  task {number}: {type(error).__name__}: {error}")


async def run_in_loop():
    async def coroutine(number):
        return task(number)

    tasks = [asyncio.create_task(coroutine(number)) for number in range(TASKS)]
    # gather would raise the first exception and leave the others running unseen.
    await asyncio.wait(tasks)
    tell("asyncio", [done.result for done in tasks])


def run_in(pool, name):
    with pool:
        # The exception of a task is kept in its future, and raised where the result is
        # asked for. A process that ends breaks its pool: every task that is not done
        # yet raises BrokenProcessPool.
        futures = [pool.submit(task, number) for number in range(TASKS)]
        tell(name, [future.result for future in futures])


def main():
    # What ends the process of a thread, or of the loop, ends this script: only in
    # processes is there a second one.
    survivable = HOW != "panic"
    if "sequential" in STRATEGIES and survivable:
        tell(
            "sequential",
            [lambda number=number: task(number) for number in range(TASKS)],
        )
    if "asyncio" in STRATEGIES and survivable:
        asyncio.run(run_in_loop())
    if "threads" in STRATEGIES and survivable:
        run_in(ThreadPoolExecutor(WORKERS), "threads")
    if "processes" in STRATEGIES or not survivable:
        run_in(ProcessPoolExecutor(WORKERS, mp_context=SPAWN), "processes")


if __name__ == "__main__":
    main()
