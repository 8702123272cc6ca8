"""Records the tasks of a program, and shows them as lanes on the page of Lanes.

from lanes_record import ThreadPoolExecutor, record

with record("resize"), ThreadPoolExecutor(4) as pool:
    list(pool.map(resize, pictures))
"""

import concurrent.futures
import contextlib
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

from lanes_record.trace import (
    as_task,
    end_recording,
    note_run,
    show_recording,
    start_recording,
)

__all__ = ["ProcessPoolExecutor", "ThreadPoolExecutor", "record", "task"]

P = ParamSpec("P")
T = TypeVar("T")

QUERY = "x=python-program&runtime=cpython"


def task(function: Callable[P, T]) -> Callable[P, T]:
    """Decorates a function, or a coroutine function, so that each call is a task.

    A call of a task within a task belongs to it. Without a recording, nothing changes.
    """
    return as_task(function)


class RecordedCall:
    """A function whose calls are tasks, which can be sent to another process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return as_task(call)(self.function, *args, **keywords)


def call(function: Callable[..., Any], /, *args: Any, **keywords: Any) -> Any:
    return function(*args, **keywords)


class ThreadPoolExecutor(concurrent.futures.ThreadPoolExecutor):
    """A pool of threads whose calls are tasks."""

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Schedules a call, which is a task."""
        return super().submit(RecordedCall(fn), *args, **kwargs)


class ProcessPoolExecutor(concurrent.futures.ProcessPoolExecutor):
    """A pool of processes whose calls, or chunks of them, are tasks."""

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Schedules a call, which is a task."""
        return super().submit(RecordedCall(fn), *args, **kwargs)


if hasattr(concurrent.futures, "InterpreterPoolExecutor"):

    class InterpreterPoolExecutor(concurrent.futures.InterpreterPoolExecutor):
        """A pool of interpreters, of Python 3.14, whose calls are tasks."""

        def submit(
            self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
        ) -> Future[T]:
            """Schedules a call, which is a task."""
            return super().submit(RecordedCall(fn), *args, **kwargs)

    __all__ += ["InterpreterPoolExecutor"]


@contextlib.contextmanager
def record(name: str = "program", page: str = "") -> Generator[None]:
    """Records the tasks of a block, and prints a link or writes NAME.lanes.json.

    Pools record if they are made in the block. `page` is the address of a page of
    Lanes, which links begin with; without it, or if a link would be too long, there is
    a file, which that page opens.
    """
    start_recording()
    start = time.perf_counter_ns()
    try:
        yield
    finally:
        note_run("program", None, 1, start, time.perf_counter_ns())
        text = end_recording(QUERY)
        if '"spans"' in text:
            show_recording(text, f"{page.partition('?')[0]}?{QUERY}", name)
        else:
            print("Nothing was recorded: no task ran.")
