"""A failing task: what happens to it, to the other tasks, and to their workers."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.pools import process_pool
from prelude.spawn import SPAWN

# error: the task raises an exception, which a pool returns with the other answers;
# panic: it raises one that nothing catches; stack: it calls itself forever; memory: it
# asks for more than there is. "abort", which the page lacks, ends the process.
HOW = "error"  # lanes:how
TASKS = 6  # lanes:tasks
N = 300_000_000  # lanes:n
WORKERS = 2  # lanes:workers
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# CPython runs a loop some fifty times slower than compiled code does, so this script
# does a fiftieth of the page's work. With SHARE = 1 it does all of it.
SHARE = 50


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def recurse(depth: int) -> int:
    return recurse(depth + 1) + 1


def fail() -> None:
    if HOW in ("error", "panic"):
        raise ValueError("This task fails on purpose.")
    if HOW == "abort":
        os.abort()
    if HOW == "stack":
        # CPython stops at sys.getrecursionlimit() calls, before the stack is full: a
        # RecursionError.
        recurse(0)
    if HOW == "memory":
        # More than a machine can address is refused at once: a MemoryError.
        bytearray(1 << 62)


def task(number: int) -> int:
    if number == TASKS // 2:
        fail()
    return sum_of_squares(N // SHARE)


def run_in(pool: Executor, name: str) -> None:
    with pool:
        # A future keeps the exception of its task, and raises it when asked for the
        # result. A process that ends breaks its pool: each unfinished task raises
        # BrokenProcessPool.
        futures = [pool.submit(task, number) for number in range(TASKS)]
        tell(name, [future.result for future in futures])


async def run_in_loop() -> None:
    async def coroutine(number: int) -> int:
        return task(number)

    tasks = [asyncio.create_task(coroutine(number)) for number in range(TASKS)]
    # gather would raise the first exception and leave the others running unseen.
    await asyncio.wait(tasks)
    tell("asyncio", [done.result for done in tasks])


def run_one_by_one() -> None:
    tell("sequential", [partial(task, number) for number in range(TASKS)])


def tell(name: str, results: Iterable[Callable[[], int]]) -> None:
    """Prints how each task ended. Each of the results returns an answer or raises."""
    print(name)
    for number, result in enumerate(results):
        try:
            print(f"  task {number}: {result()}")
        except Exception as error:
            print(f"  task {number}: {type(error).__name__}: {error}")


# The strategies, with exceptions kept until a result is asked for.
CAUGHT: dict[str, Callable[[], None]] = {
    "sequential": run_one_by_one,
    "asyncio": lambda: asyncio.run(run_in_loop()),
    "threads": lambda: run_in(ThreadPoolExecutor(WORKERS), "threads"),
    "processes": lambda: run_in(process_pool(WORKERS), "processes"),
}


def main() -> None:
    print(interpreter())
    # In a thread or an event loop, an abort would end this script.
    names = ["processes"] if HOW == "abort" else STRATEGIES
    strategies = UNCAUGHT if HOW == "panic" else CAUGHT
    for name in choose(names, strategies, {}):
        strategies[name]()


def work(numbers: Any, answers: Any) -> None:
    """Runs tasks until none is left, or until an exception ends the worker."""
    while (number := numbers.get()) is not None:
        answers.put((number, task(number)))


def lose_in_workers(
    name: str, numbers: Any, answers: Any, workers: Iterable[Any]
) -> None:
    """Runs the tasks in threads or processes, with queues of their kind.

    The worker with the failing task prints the exception and ends; the others continue.
    """
    for number in [*range(TASKS), *[None] * WORKERS]:
        numbers.put(number)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    answered = []
    while not answers.empty():
        answered.append(answers.get())
    tell_lost(name, f"one {'thread' if name == 'threads' else 'process'}", answered)


def lose_in_threads() -> None:
    queues: tuple[Any, Any] = SimpleQueue(), SimpleQueue()
    workers = [threading.Thread(target=work, args=queues) for _ in range(WORKERS)]
    lose_in_workers("threads", *queues, workers)


def lose_in_processes() -> None:
    queues = SPAWN.SimpleQueue(), SPAWN.SimpleQueue()
    workers = [SPAWN.Process(target=work, args=queues) for _ in range(WORKERS)]
    lose_in_workers("processes", *queues, workers)


def lose_one_by_one() -> None:
    answers: list[tuple[int, int]] = []
    try:
        for number in range(TASKS):
            answers.append((number, task(number)))
    except ValueError:
        tell_lost("sequential", "the loop", answers)


async def run_in_group(answers: list[tuple[int, int]]) -> None:
    async def coroutine(number: int) -> None:
        answers.append((number, task(number)))

    # The group cancels tasks that are waiting; these compute, and finish first.
    async with asyncio.TaskGroup() as group:
        for number in range(TASKS):
            group.create_task(coroutine(number))


def lose_in_loop() -> None:
    answers: list[tuple[int, int]] = []
    try:
        asyncio.run(run_in_group(answers))
    except* ValueError:
        tell_lost("asyncio", "the group", answers)


def tell_lost(name: str, ended: str, answers: list[tuple[int, int]]) -> None:
    answered = dict(answers)
    lost = [number for number in range(TASKS) if number not in answered]
    print(f"{name}: the exception ended {ended}; no answer from {lost}")


# The strategies, with nothing that catches what a task raises.
UNCAUGHT: dict[str, Callable[[], None]] = {
    "sequential": lose_one_by_one,
    "asyncio": lose_in_loop,
    "threads": lose_in_threads,
    "processes": lose_in_processes,
}
