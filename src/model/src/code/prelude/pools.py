"""Pools of processes."""

import sys
from concurrent.futures import ProcessPoolExecutor

from prelude.spawn import SPAWN


def allowed(processes: int) -> int:
    """Returns how many processes a pool may have."""
    # Windows cannot wait for more processes than 61.
    return min(processes, 61) if sys.platform == "win32" else processes


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Returns a pool that starts its processes when it gets its first task."""
    return ProcessPoolExecutor(allowed(workers), mp_context=SPAWN)
