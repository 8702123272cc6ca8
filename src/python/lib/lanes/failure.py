"""Exceptions as data for the host."""

import re
import traceback
from pathlib import Path

from lanes import program

_MOST_TEXT = 8000
# Frame of this package in the text of a traceback, with its source.
_OWN_FRAME = re.compile(rf'^  File "{re.escape(str(Path(__file__).parent))}/.*\n(?:    .*\n)*', re.MULTILINE)


class Fault(Exception):
    """Fault that the host has a sentence for."""

    def __init__(self, fault: str, message: str = ""):
        super().__init__(message)
        self.fault = fault


def _fault(error: BaseException) -> str:
    """Names the kind of an exception. `js/failures.js` has a sentence for each."""
    if isinstance(error, Fault):
        return error.fault
    if isinstance(error, SyntaxError):
        return "syntax-error"
    if isinstance(error, ModuleNotFoundError):
        return "missing-module"
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, RecursionError):
        return "recursion"
    if isinstance(error, SystemExit):
        return "exit"
    if isinstance(error, BlockingIOError):
        return "too-many-processes"
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return "too-many-threads"
    return "process-lost" if type(error).__name__ == "BrokenProcessPool" else "exception"


def _line(error: BaseException) -> int | None:
    """Returns the last line of the program that the exception went through, in whichever process."""
    if isinstance(error, SyntaxError):
        return error.lineno
    # Of an exception in another process, a pool keeps the text of the traceback.
    remote = re.findall(rf'File "{program.PATH}", line (\d+)', str(getattr(error.__cause__, "tb", "")))
    if remote:
        return int(remote[-1])
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == program.PATH), None)


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return error.msg
    if isinstance(error, ModuleNotFoundError):
        return error.name or ""
    if isinstance(error, SystemExit) and not isinstance(error.code, str):
        return f"exit code {error.code or 0}"
    return str(error)[:_MOST_TEXT]


def summary(error: BaseException) -> str:
    """Returns the last line of a traceback: `ValueError: no`, or the type alone if there is no message."""
    name, message = type(error).__name__, _message(error)
    return f"{name}: {message}" if message else name


def text(error: BaseException) -> str:
    """Returns the traceback as Python prints it, from the program's first frame on."""
    within = error.__traceback__
    while within is not None and within.tb_frame.f_code.co_filename != program.PATH:
        within = within.tb_next
    # An exception of another process brings its traceback as text.
    whole = _OWN_FRAME.sub("", "".join(traceback.format_exception(type(error), error, within)))
    return whole if len(whole) <= _MOST_TEXT else f"{whole[:_MOST_TEXT]}\n(shortened)\n"


def describe(error: BaseException) -> dict:
    """Describes an exception with its fault, line, column and traceback."""
    return {
        "fault": _fault(error),
        "type": type(error).__name__,
        "message": _message(error),
        "line": _line(error),
        "column": error.offset if isinstance(error, SyntaxError) else None,
        "traceback": text(error),
    }
