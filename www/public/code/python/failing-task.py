"""A task that fails: what becomes of it, of the other tasks, and of their workers.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import asyncio
import multiprocessing
import os
import queue
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

# error: the task fails with an exception, and a pool returns it with the other answers;
# panic: it raises one that nobody catches; stack: it calls itself without end; memory:
# it asks for more than there is. The page has no "abort": it ends the process.
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
    if HOW in ("error", "panic"):
        raise ValueError("The task failed, as it was told to.")
    if HOW == "abort":
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


def catch():
    """Runs the tasks where an exception is kept until its result is asked for."""
    if "sequential" in STRATEGIES:
        tell(
            "sequential",
            [lambda number=number: task(number) for number in range(TASKS)],
        )
    if "asyncio" in STRATEGIES:
        asyncio.run(run_in_loop())
    if "threads" in STRATEGIES:
        run_in(ThreadPoolExecutor(WORKERS), "threads")
    if "processes" in STRATEGIES:
        run_in(ProcessPoolExecutor(WORKERS, mp_context=SPAWN), "processes")


def work(numbers, answers):
    """Does tasks until there are none left, or until an exception ends the worker."""
    while (number := numbers.get()) is not None:
        answers.put((number, task(number)))


def tell_lost(name, ended, answers):
    answered = dict(answers)
    lost = [number for number in range(TASKS) if number not in answered]
    print(f"{name}: the exception ended {ended}; no answer from {lost}")


def one_by_one(answers):
    for number in range(TASKS):
        answers.append((number, task(number)))


async def in_a_group(answers):
    async def coroutine(number):
        answers.append((number, task(number)))

    # The group cancels its tasks that wait; these compute, and are done before.
    async with asyncio.TaskGroup() as group:
        for number in range(TASKS):
            group.create_task(coroutine(number))


def in_bare_workers(numbers, answers, workers):
    """The worker that meets the exception prints it and ends; the others go on."""
    for number in [*range(TASKS), *[None] * WORKERS]:
        numbers.put(number)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while not answers.empty():
        yield answers.get()


def do_not_catch():
    """Runs the tasks where no pool catches what they raise."""
    if "sequential" in STRATEGIES:
        answers = []
        try:
            one_by_one(answers)
        except ValueError:
            tell_lost("sequential", "the loop", answers)
    if "asyncio" in STRATEGIES:
        answers = []
        try:
            asyncio.run(in_a_group(answers))
        except* ValueError:
            tell_lost("asyncio", "the group", answers)
    if "threads" in STRATEGIES:
        queues = queue.SimpleQueue(), queue.SimpleQueue()
        workers = [threading.Thread(target=work, args=queues) for _ in range(WORKERS)]
        tell_lost("threads", "one thread", in_bare_workers(*queues, workers))
    if "processes" in STRATEGIES:
        queues = SPAWN.SimpleQueue(), SPAWN.SimpleQueue()
        workers = [SPAWN.Process(target=work, args=queues) for _ in range(WORKERS)]
        tell_lost("processes", "one process", in_bare_workers(*queues, workers))


def main():
    if HOW == "panic":
        do_not_catch()
    elif HOW == "abort":
        # It ends the process of a thread or of the loop, and so this script: only in
        # processes is there a second one.
        run_in(ProcessPoolExecutor(WORKERS, mp_context=SPAWN), "processes")
    else:
        catch()


if __name__ == "__main__":
    main()
