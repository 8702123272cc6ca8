"""Standard output and error, which the host reads from a ring in this interpreter's memory.

Each write carries the number of its thread. Before a thread writes, it says what it is and which task it works on, in a
record of its own, unless it has said the same before. A line belongs to the thread that completes it, since all threads
share the buffer of a stream.
"""

import _thread
import contextlib
import io
import os
import sys
import threading

import _lanes

from lanes import config, tasks

# Descriptor of the records about threads.
_SPEAKER = 3

_MOST_NAME = 80

# Number of the parent of the program's first process.
_NO_PARENT = 1

_said = _thread._local()


def _name_of_process() -> str:
    """Returns the name of this process; an empty one for the program's first."""
    if config.get("parent") == _NO_PARENT:
        return ""
    module = sys.modules.get("multiprocessing.process")
    name = module.current_process().name if module is not None else ""
    # A forked child has the name of its parent until it takes over its own.
    return name if name not in ("", "MainProcess") else f"process {os.getpid()}"


def _name_of_thread() -> str:
    """Returns the name of this thread; an empty one for the main thread."""
    # Asking for the current thread would make an object for one that `_thread` has started.
    thread = threading._active.get(_thread.get_ident())
    if thread is threading.main_thread():
        return ""
    return thread.name if thread is not None and thread.name else "unnamed thread"


def _introduce() -> None:
    """Says what this thread is, if that is new."""
    speaker = (tasks.current(), _name_of_process(), _name_of_thread())
    if getattr(_said, "speaker", None) == speaker:
        return
    _said.speaker = speaker
    task, *names = speaker
    # Names are on a line each.
    fields = ["" if task is None else str(task), *(" ".join(name[:_MOST_NAME].split()) for name in names)]
    _lanes.write(_SPEAKER, "\n".join(fields).encode("utf-8", "replace"))


class _Ring(io.RawIOBase):
    """Raw stream into the ring. The host drops what exceeds the limit."""

    def __init__(self, descriptor: int):
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data) -> int:
        _introduce()
        return _lanes.write(self._descriptor, data)


def _stream(descriptor: int, errors: str) -> io.TextIOWrapper:
    buffer = io.BufferedWriter(_Ring(descriptor))
    stream = io.TextIOWrapper(buffer, encoding="utf-8", errors=errors, line_buffering=True)
    stream.mode = "w"
    return stream


def redirect() -> None:
    """Connects `sys.stdout` and `sys.stderr` with the ring, and gives `input()` an end of file."""
    sys.stdout = sys.__stdout__ = _stream(1, "replace")
    sys.stderr = sys.__stderr__ = _stream(2, "backslashreplace")
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


def flush() -> None:
    """Sends buffered output to the ring, if the program has left the streams open."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.flush()
