"""Spans of tasks in all processes, and the recording that the page reads."""

import base64
import contextlib
import contextvars
import functools
import inspect
import itertools
import json
import os
import platform
import sys
import tempfile
import threading
import time
import types
import webbrowser
import zlib
from collections.abc import Callable, Generator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

# Variable with the first process and the folder where others leave their spans.
RECORDING = "LANES_RECORDING"
# Longest link that other programs pass on.
LONGEST_LINK = 8_000


class RecordedSpan(NamedTuple):
    """An interval in which a task ran, or in which its coroutine waited."""

    process: int
    thread: int
    is_coroutine: bool
    task: int
    start: int
    end: int
    # Time in ns for which the thread computed, or None for a coroutine that waited.
    computed: int | None
    failed: bool


class RecordedRun(NamedTuple):
    """A run of a strategy, with its step, its round, and its interval in ns."""

    strategy: str
    step: int | None
    round: int
    start: int
    end: int


recorded_spans: list[RecordedSpan] = []
recorded_runs: list[RecordedRun] = []
# Several interpreters of a process number their tasks apart: each begins with a number
# of the thread that imports this.
task_numbers = itertools.count(threading.get_ident() << 32)
# True in the interpreter that started the recording, and in processes forked from it.
is_first = False
# True in a task. A call of a task within a task belongs to it.
inside_task = contextvars.ContextVar("inside_task", default=False)


def start_recording() -> None:
    """Has this process and those that it starts record their tasks."""
    global is_first
    if RECORDING in os.environ:
        raise RuntimeError("A recording has already started.")
    is_first = True
    folder = tempfile.mkdtemp(prefix="lanes-")
    os.environ[RECORDING] = f"{os.getpid()} {folder}"


def note_span(*span: Any) -> None:
    """Keeps a span. Other processes, and other interpreters, leave it in a file."""
    recorded = RecordedSpan(os.getpid(), threading.get_ident(), *span)
    first, _, folder = os.environ.get(RECORDING, "").partition(" ")
    if is_first and first == str(recorded.process):
        recorded_spans.append(recorded)
    elif folder:
        file = Path(folder, f"{recorded.process}-{recorded.thread}")
        # The folder is gone if the task went on after the recording.
        with contextlib.suppress(FileNotFoundError), file.open("a") as lines:
            lines.write(json.dumps(recorded) + "\n")


def note_run(
    strategy: str, step: int | None, number: int, start: int, end: int
) -> None:
    """Keeps a run to record. Round 0 warms up."""
    if number:
        recorded_runs.append(RecordedRun(strategy, step, number, start, end))


def take_spans() -> list[RecordedSpan]:
    """Returns the spans of all processes, and ends the recording."""
    folder = Path(os.environ.pop(RECORDING).split(" ", 1)[1])
    taken = recorded_spans.copy()
    recorded_spans.clear()
    for file in folder.iterdir():
        # A process that was ended may have left its last line incomplete.
        lines = file.read_text(encoding="utf-8").split("\n")[:-1]
        taken.extend(RecordedSpan(*json.loads(line)) for line in lines)
        file.unlink()
    folder.rmdir()
    return taken


def as_task(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a function, or a coroutine function, so that each call is a task."""

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        if inside_task.get() or RECORDING not in os.environ:
            return function(*args, **keywords)
        token, task, failed = inside_task.set(True), next(task_numbers), True
        start, before = time.perf_counter_ns(), time.thread_time_ns()
        try:
            result = function(*args, **keywords)
            failed = False
            return result
        finally:
            computed = time.thread_time_ns() - before
            note_span(False, task, start, time.perf_counter_ns(), computed, failed)
            inside_task.reset(token)

    @functools.wraps(function)
    async def await_call(*args: Any, **keywords: Any) -> Any:
        if inside_task.get() or RECORDING not in os.environ:
            return await function(*args, **keywords)
        token = inside_task.set(True)
        try:
            return await recorded_steps(function(*args, **keywords), next(task_numbers))
        finally:
            inside_task.reset(token)

    return await_call if inspect.iscoroutinefunction(function) else call


@types.coroutine
def recorded_steps(coroutine: Any, task: int) -> Generator[Any, Any, Any]:
    """Drives a coroutine, and records its steps apart from its waits."""
    advance, argument, end = coroutine.send, None, None
    while True:
        start, before = time.perf_counter_ns(), time.thread_time_ns()
        if end is not None:
            note_span(True, task, end, start, None, False)
        failed = True
        try:
            awaited = advance(argument)
            failed = False
        except StopIteration as stop:
            failed = False
            return stop.value
        finally:
            end = time.perf_counter_ns()
            note_span(True, task, start, end, time.thread_time_ns() - before, failed)
        try:
            advance, argument = coroutine.send, (yield awaited)
        except BaseException as error:
            advance, argument = coroutine.throw, error


def lanes_of(run: RecordedRun, of_run: Iterable[RecordedSpan]) -> dict[str, Any]:
    """Describes a run: a lane for each thread, process and event loop with tasks."""
    numbers: dict[tuple[int, int], int] = {}
    lanes: dict[tuple[str, int, int], list[int]] = {}
    ends: dict[tuple[str, int, int], int] = {}
    failed = set()
    for span in sorted(of_run, key=lambda span: span.start):
        kind = "loop" if span.is_coroutine else "thread"
        if span.process != os.getpid():
            kind = "process"
        lane = (kind, span.process, span.thread)
        number = numbers.setdefault((span.process, span.task), len(numbers) + 1)
        start, end = ((time - run.start) // 1000 for time in (span.start, span.end))
        computed = -1 if span.computed is None else span.computed // 1000
        after = start - ends.get(lane, 0)
        lanes.setdefault(lane, []).extend((number, after, end - start, computed))
        ends[lane] = end
        if span.failed:
            failed.add(number)
    return {
        "strategy": run.strategy,
        "step": run.step,
        "round": run.round,
        "wall": (run.end - run.start) // 1000,
        "lanes": [{"kind": key[0], "spans": lane} for key, lane in lanes.items()],
        "failed": sorted(failed),
    }


def end_recording(query: str) -> str:
    """Ends the recording, and returns its runs as JSON."""
    taken = take_spans()
    document = {
        "schema": "lanes/recording@1",
        "query": query,
        "recordedAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "cores": os.cpu_count(),
        "interpreter": {
            "name": platform.python_implementation(),
            "version": platform.python_version(),
            "system": platform.system().replace("Darwin", "macOS"),
            "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
        },
        "runs": [
            lanes_of(run, (span for span in taken if run.start <= span.start < run.end))
            for run in recorded_runs
        ],
    }
    recorded_runs.clear()
    return json.dumps(document, separators=(",", ":"))


def packed_text(text: str) -> str:
    """Compresses a text for a link, which ends in a letter or digit.

    Programs that make links of addresses leave out other characters at the end.
    """
    data = zlib.compress(text.encode(), 9)
    packed = base64.urlsafe_b64encode(data).decode().rstrip("=")
    if packed[-1] in "-_":
        # Decompressing ends before this byte, whose last bits make an A.
        packed = base64.urlsafe_b64encode(data + b"\0").decode().rstrip("=")
    return packed


def show_recording(text: str, page: str, name: str) -> None:
    """Opens a recording in the page if a link can hold it, or writes it to a file."""
    link = f"{page}#r1.{packed_text(text)}"
    if page.startswith("http") and len(link) <= LONGEST_LINK:
        print(f"Open this link to see the lanes:\n{link}")
        if sys.stdout.isatty():
            webbrowser.open(link)
        return
    file = Path(f"{name}.lanes.json")
    file.write_text(text, encoding="utf-8")
    place = page.split("?")[0] or "the page of Lanes"
    print(f"Recorded in {file}. Drop the file on {place} to see the lanes.")
