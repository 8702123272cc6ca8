"""The interpreter that runs the script."""

import os
import sys


def has_gil() -> bool:
    """Returns False in a free-threaded build of Python, such as python3.14t."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def interpreter() -> str:
    """Describes the interpreter: `Python 3.14.0, a GIL, 8 cores`."""
    version, gil = sys.version.split()[0], "a GIL" if has_gil() else "no GIL"
    return f"Python {version}, {gil}, {os.cpu_count()} cores"
