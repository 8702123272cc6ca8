"""Marks around the calls of the functions that are tasks."""

import inspect
import itertools
import threading
from functools import wraps

from lanes import marks


class _State(threading.local):
    """Number of the task that this thread is in, or None. A call of a task within a task belongs to it."""

    task = None


_state = _State()
# Numbers of the tasks of this process. The host numbers those of all processes by the order of their starts.
_numbers = itertools.count()


def current() -> int | None:
    """Returns the number of the task that this thread is in."""
    return _state.task


def restart_numbers() -> None:
    """Begins again at zero, so that numbers stay small."""
    global _numbers
    _numbers = itertools.count()


class _Steps:
    """Coroutine whose steps are marked: only one task of an event loop computes at a time."""

    def __init__(self, coroutine, number):
        self._coroutine = coroutine
        self._number = number

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def _step(self, advance, *args):
        marks.mark_task(marks.RESUME, self._number)
        _state.task = self._number
        try:
            return advance(*args)
        finally:
            _state.task = None
            marks.mark_task(marks.SUSPEND, self._number)

    def __next__(self):
        return self._step(self._coroutine.send, None)

    def send(self, value):
        return self._step(self._coroutine.send, value)

    def throw(self, *exception):
        return self._step(self._coroutine.throw, *exception)

    def close(self):
        self._coroutine.close()


class TaskOfLoop(_Steps):
    """Coroutine of an event loop's task. The task starts with its first step and ends with its last."""

    def __init__(self, coroutine):
        super().__init__(coroutine, None)

    def __getattr__(self, name):
        # asyncio describes a task by its coroutine's name, code and frame.
        return getattr(self._coroutine, name)

    def _step(self, advance, *args):
        if self._number is None:
            self._number = next(_numbers)
            marks.mark_task(marks.START, self._number)
        else:
            marks.mark_task(marks.RESUME, self._number)
        _state.task = self._number
        after = marks.END
        try:
            result = advance(*args)
            after = marks.SUSPEND
            return result
        finally:
            _state.task = None
            marks.mark_task(after, self._number)


def mark_calls(function):
    """Decorates a function so that each call of it is a task."""
    return _mark_awaits(function) if inspect.iscoroutinefunction(function) else mark_plain_calls(function)


def mark_plain_calls(function):
    """Decorates a function that is no coroutine function."""

    @wraps(function)
    def task(*args, **keywords):
        if _state.task is not None:
            return function(*args, **keywords)
        number = next(_numbers)
        marks.mark_task(marks.START, number)
        _state.task = number
        try:
            return function(*args, **keywords)
        finally:
            _state.task = None
            marks.mark_task(marks.END, number)

    return task


def _mark_awaits(function):
    @wraps(function)
    async def task(*args, **keywords):
        if _state.task is not None:
            return await function(*args, **keywords)
        number = next(_numbers)
        marks.mark_task(marks.START, number)
        try:
            return await _Steps(function(*args, **keywords), number)
        finally:
            marks.mark_task(marks.END, number)

    return task
