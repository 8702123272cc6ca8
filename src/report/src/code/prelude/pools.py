"""Pools of processes."""

import sys
from concurrent.futures import ProcessPoolExecutor

from prelude.spawn import SPAWN


def allowed(processes: int) -> int:
    """Caps a number of processes at what the system allows."""
    # Windows cannot wait for more than 61 processes.
    return min(processes, 61) if sys.platform == "win32" else processes


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Returns a pool that starts its processes when it gets its first task."""
    return ProcessPoolExecutor(allowed(workers), mp_context=SPAWN)
