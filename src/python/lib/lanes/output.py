"""Standard output and error, which the host reads from a ring in this interpreter's memory."""

import contextlib
import io
import sys

import _lanes


class _Ring(io.RawIOBase):
    """Raw stream into the ring. Each write carries its thread; the host drops what exceeds the limit."""

    def __init__(self, descriptor: int):
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data) -> int:
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
