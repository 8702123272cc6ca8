"""The tasks of a program: which call is which task, and marks around each."""

import inspect
import itertools
from collections import deque
from functools import wraps

from lanes import marks

_LONG = 200


def _key(value):
    """Returns a value that equal inputs share. Hashing megabytes would be a measurable part of a task."""
    if isinstance(value, (bytes, bytearray, str)) and len(value) > _LONG:
        return len(value), bytes(value[:64]) if not isinstance(value, str) else value[:64]
    return value


class Numbering:
    """Numbers of the calls of one run. Equal inputs get their numbers in the order of the calls.

    In a child process, each call with an equal input gets the number of the first such input, since no process knows
    how many calls others have made. The host tells them apart by their times.
    """

    def __init__(self):
        self._first: dict = {}
        self._free: dict = {}
        self._others = itertools.count()
        self._is_child = False

    def begin_run(self, inputs) -> None:
        """Starts again with the inputs of a run, or with calls in order if the program names none."""
        self._first, self._free = {}, {}
        self._others = itertools.count()
        for index, value in enumerate(inputs or ()):
            try:
                key = _key(value)
                self._first.setdefault(key, index)
            except TypeError:
                continue
            self._free.setdefault(key, deque()).append(index)

    def groups(self) -> list[int]:
        """Returns, for each task, the number of the first task with an equal input."""
        pairs = [(index, self._first[key]) for key, indexes in self._free.items() for index in indexes]
        return [first for _, first in sorted(pairs)]

    def state(self) -> dict:
        """Returns what a child needs to number its calls."""
        return self._first

    def be_child(self, state: dict) -> None:
        """Makes this the numbering of a child process."""
        self._first, self._is_child = state, True

    def number(self, args) -> int | None:
        """Returns the number of a call, or None if it has none."""
        if not self._first:
            return None if self._is_child else next(self._others)
        for value in args:
            try:
                key = _key(value)
                if key in self._first:
                    return self._first[key] if self._is_child else self._free[key].popleft()
            except (TypeError, IndexError):
                continue
        return None


numbering = Numbering()


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
        _mark(marks.RESUME, self._number)
        try:
            return advance(*args)
        finally:
            _mark(marks.SUSPEND, self._number)

    def __next__(self):
        return self._step(self._coroutine.send, None)

    def send(self, value):
        return self._step(self._coroutine.send, value)

    def throw(self, *exception):
        return self._step(self._coroutine.throw, *exception)

    def close(self):
        self._coroutine.close()


def _mark(kind: int, number: int | None) -> None:
    marks.mark_unknown(kind) if number is None else marks.mark_task(kind, number)


def instrument(namespace: dict, name: str) -> None:
    """Replaces a function of the program by one that marks its calls. Pickle finds it by the same name."""
    function = namespace.get(name)
    if not callable(function):
        raise NameError(f"the program has no function {name!r}")

    @wraps(function)
    def task(*args, **keywords):
        number = numbering.number(args)
        _mark(marks.START, number)
        try:
            return function(*args, **keywords)
        finally:
            _mark(marks.END, number)

    @wraps(function)
    async def task_on_loop(*args, **keywords):
        number = numbering.number(args)
        _mark(marks.START, number)
        try:
            return await _Steps(function(*args, **keywords), number)
        finally:
            _mark(marks.END, number)

    namespace[name] = task_on_loop if inspect.iscoroutinefunction(function) else task
