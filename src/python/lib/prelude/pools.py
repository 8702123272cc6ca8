"""Pools of processes that have started before the clock."""

from concurrent.futures import ProcessPoolExecutor

import _lanes

from lanes import config
from prelude.spawn import SPAWN, report_started


def allowed(processes: int) -> int:
    """Caps a number of processes at what the page allows."""
    return min(processes, config.get("mostProcesses", processes))


class _ReadyPool(ProcessPoolExecutor):
    """ProcessPoolExecutor whose processes start before the first run that uses it, not in it."""

    def __init__(self, workers: int):
        self._started = SPAWN.Semaphore(0)
        super().__init__(workers, SPAWN, report_started, (self._started,))
        # All processes start with the first task, with spawn's semantics, too.
        self._safe_to_dynamically_spawn_children = False

    def claim_start_up(self) -> float:
        """Starts the processes at the first call, and returns the time that took, in ms. Returns zero after that."""
        if self._processes:
            return 0.0
        begin = _lanes.now()
        self.submit(abs, 0).result()
        for _ in range(self._max_workers):
            # A pool with a lost process takes no more tasks.
            while not self._started.acquire(timeout=1):
                self.submit(abs, 0)
        return _lanes.now() - begin


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Returns a pool that starts its processes before the first run that uses it."""
    return _ReadyPool(allowed(workers))
