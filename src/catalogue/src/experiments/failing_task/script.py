"""A failing task: what happens to it, to the other tasks, and to their workers."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

from prelude.pools import process_pool
from prelude.scaled import scaled
from prelude.show import show
from prelude.spawn import SPAWN

# "error", "panic", "stack", "memory" or "abort": see fail.
HOW = "error"  # lanes:how
TASKS = 6  # lanes:tasks
N = 300_000_000  # lanes:n
WORKERS = 2  # lanes:workers
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# For each task its answer or an exception.
Outcomes = list[int | BaseException]


def task(number: int) -> int:
    if number == TASKS // 2:
        fail()
    return sum_of_squares(max(1, N // SHARE))


def main() -> None:
    scaled("n", N, SHARE)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        caught = {
            "sequential": lambda: [outcome(partial(task, i)) for i in range(TASKS)],
            "asyncio": lambda: asyncio.run(gather()),
            "threads": lambda: run_in(threads),
            "processes": lambda: run_in(processes),
        }
        # In a thread or an event loop, an abort would end this script.
        names = ["processes"] if HOW == "abort" else STRATEGIES
        show(UNCAUGHT if HOW == "panic" else caught, names, describe)


def fail() -> None:
    # An error is returned with the other answers; after a panic, nothing catches the
    # exception.
    if HOW in ("error", "panic"):
        raise ValueError("This task fails on purpose.")
    if HOW == "abort":
        # Not on the page: the process ends.
        os.abort()
    if HOW == "stack":
        # CPython stops at sys.getrecursionlimit() calls, before the stack is full: a
        # RecursionError.
        recurse(0)
    if HOW == "memory":
        # More than a machine can address is refused at once: a MemoryError.
        bytearray(sys.maxsize)


def recurse(depth: int) -> int:
    return recurse(depth + 1) + 1


# CPython adds 1/200 of the page's squares. With SHARE = 1 it adds all.
SHARE = 200


def sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total % 2**64


def outcome(call: Callable[[], int]) -> int | BaseException:
    try:
        return call()
    except Exception as error:
        return error


def run_in(pool: Executor) -> Outcomes:
    # A future keeps the exception of its task, and raises it when asked for the result.
    # A process that ends breaks its pool: each unfinished task raises
    # BrokenProcessPool.
    futures = [pool.submit(task, number) for number in range(TASKS)]
    return [outcome(future.result) for future in futures]


async def gather() -> Outcomes:
    async def coroutine(number: int) -> int:
        return task(number)

    coroutines = [coroutine(number) for number in range(TASKS)]
    # Without the option, gather would raise the first exception and leave the others
    # running unseen.
    return await asyncio.gather(*coroutines, return_exceptions=True)


def describe(outcomes: Outcomes) -> str:
    failures = [
        f"\n  task {number}: {type(one).__name__}: {one}"
        for number, one in enumerate(outcomes)
        if isinstance(one, BaseException)
    ]
    return f"{TASKS - len(failures)} of {TASKS} tasks answered{''.join(failures)}"


class UnansweredError(Exception):
    """Outcome of a task whose worker has ended."""


def without_answer(ended: str, answers: Iterable[tuple[int, int]]) -> Outcomes:
    answered: dict[int, int] = dict(answers)
    missing = UnansweredError(f"The exception ended {ended}.")
    return [answered.get(number, missing) for number in range(TASKS)]


def work(numbers: Any, answers: Any) -> None:
    """Runs tasks until none is left, or until an exception ends the worker."""
    while (number := numbers.get()) is not None:
        answers.put((number, task(number)))


def run_workers(numbers: Any, answers: Any, workers: Iterable[Any]) -> Any:
    """Runs the tasks in threads or processes, with queues of their kind.

    The worker with the failing task prints the exception and ends; the others continue.
    """
    for number in [*range(TASKS), *[None] * WORKERS]:
        numbers.put(number)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while not answers.empty():
        yield answers.get()


def lose_in_threads() -> Outcomes:
    queues: tuple[Any, Any] = SimpleQueue(), SimpleQueue()
    workers = [threading.Thread(target=work, args=queues) for _ in range(WORKERS)]
    return without_answer("its thread", run_workers(*queues, workers))


def lose_in_processes() -> Outcomes:
    queues = SPAWN.SimpleQueue(), SPAWN.SimpleQueue()
    workers = [SPAWN.Process(target=work, args=queues) for _ in range(WORKERS)]
    return without_answer("its process", run_workers(*queues, workers))


def lose_one_by_one() -> Outcomes:
    answers: list[tuple[int, int]] = []
    try:
        for number in range(TASKS):
            answers.append((number, task(number)))
    except ValueError:
        pass
    return without_answer("the loop", answers)


async def run_in_group(answers: list[tuple[int, int]]) -> None:
    async def coroutine(number: int) -> None:
        answers.append((number, task(number)))

    # The group cancels tasks that are waiting; these compute, and finish first.
    async with asyncio.TaskGroup() as group:
        for number in range(TASKS):
            group.create_task(coroutine(number))


def lose_in_loop() -> Outcomes:
    answers: list[tuple[int, int]] = []
    try:
        asyncio.run(run_in_group(answers))
    except* ValueError:
        pass
    return without_answer("the group", answers)


# The strategies, with nothing that catches what a task raises.
UNCAUGHT: dict[str, Callable[[], Outcomes]] = {
    "sequential": lambda: lose_one_by_one(),
    "asyncio": lambda: lose_in_loop(),
    "threads": lambda: lose_in_threads(),
    "processes": lambda: lose_in_processes(),
}
