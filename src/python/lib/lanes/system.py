"""The operating system's part of a process: its number, its files, signals to others, and the limit on threads."""

import _thread
import os
import signal
import sys
import threading
import time
from pathlib import Path

import _lanes

from lanes import config, host, marks

HOME = "/home"
TEMPORARY = "/tmp"

# A pthread is a worker of the browser, and a worker takes some 2 MB and 18 ms to start.
MOST_THREADS = 128

# Calls between functions of Python take no stack, so nothing else ends them. Printing a deeper traceback takes long.
_DEEPEST_RECURSION = 20_000

# Bytes of files that a child process gets: it has a file system of its own.
_MOST_COPIED = 1 << 25


def install() -> None:
    """Replaces the functions of `os` that a browser has no equivalent of, and makes the home folder."""
    own, parent = config.get("process"), config.get("parent")
    os.getpid = lambda: own
    os.getppid = lambda: parent
    os.kill = _kill
    os._exit = _exit
    os.waitpid = _wait_for
    os.environ["NO_COLOR"] = "1"
    _limit_threads()
    _limit_recursion()
    _mark_sleep()
    Path(HOME).mkdir(exist_ok=True)
    os.chdir(HOME)
    sys.path.insert(0, HOME)


def write_files(files: dict[str, str | bytes]) -> None:
    """Writes files in memory, by path, which may be within the home folder."""
    for path, contents in files.items():
        path = Path(HOME, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents.encode() if isinstance(contents, str) else contents)


def read_files() -> dict[str, bytes]:
    """Returns the files of the program, which a child gets a copy of. Those beyond the limit stay behind."""
    files, room = {}, _MOST_COPIED
    for path in sorted(path for folder in (HOME, TEMPORARY) for path in Path(folder).rglob("*")):
        if path.is_file() and path.stat().st_size <= room:
            files[str(path)] = contents = path.read_bytes()
            room -= len(contents)
    return files


def set_start_method(method: str) -> None:
    """Makes the pools that the program makes itself start their processes in this way. CPython forks by default."""
    if method != "fork":
        import multiprocessing

        multiprocessing.set_start_method(method, force=True)


def _kill(process: int, number: int) -> None:
    if process == os.getpid():
        signal.raise_signal(number)
        return
    status, _ = host.call(host.KILL, process, int(number))
    if status == host.NO_SUCH_PROCESS:
        raise ProcessLookupError(3, os.strerror(3))


def _exit(code: int) -> None:
    """Ends this process at once."""
    host.post(host.EXIT, int(code) & 0xFF)
    _lanes.wait(_lanes.channel())  # the host ends the worker meanwhile


def _wait_for(process: int, options: int) -> tuple[int, int]:
    """Stands in for `os.waitpid`, with a status as `os.waitstatus_to_exitcode` expects it."""
    status, data = host.call(host.WAIT_PID, process, options & os.WNOHANG)
    if status == host.NO_SUCH_PROCESS:
        raise ChildProcessError(10, os.strerror(10))
    if not data:
        return 0, 0
    (code,) = host.unpack_numbers(data)
    return process, -code if code < 0 else (code & 0xFF) << 8


def _limit_threads() -> None:
    """Makes CPython's own error come before the browser's limit, which would end the interpreter."""
    start = threading._start_joinable_thread

    def start_joinable_thread(function, handle=None, daemon=True):
        if _thread._count() >= MOST_THREADS:
            raise RuntimeError("can't start new thread")
        return start(function, handle=handle, daemon=daemon)

    threading._start_joinable_thread = start_joinable_thread


def _limit_recursion() -> None:
    """Caps the recursion limit that a program can set."""
    set_limit = sys.setrecursionlimit
    sys.setrecursionlimit = lambda limit: set_limit(min(limit, _DEEPEST_RECURSION))


def _mark_sleep() -> None:
    """Marks sleeping in the trace, where it would look like any other wait without the GIL."""
    time.sleep = marks.around(time.sleep, marks.WAIT_BEGINS, marks.WAIT_ENDS)
