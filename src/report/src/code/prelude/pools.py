"""Pools of processes."""

import functools
import sys
from concurrent.futures import ProcessPoolExecutor

from prelude.spawn import SPAWN, START_METHOD


@functools.cache
def allowed(processes: int) -> int:
    """Caps a number of processes at what the system allows, and says so once."""
    if sys.platform != "win32" or processes <= 61:
        return processes
    print(f"61 processes instead of {processes}: Windows cannot wait for more.")
    return 61


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Returns a pool that starts its processes when it gets its first task."""
    pool = ProcessPoolExecutor(allowed(workers), mp_context=SPAWN)
    if START_METHOD == "fork":
        # Before there are threads and connections, which the copies would have, too.
        pool.submit(abs, 0).result()
    return pool
