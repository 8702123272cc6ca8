"""How new processes start: with fork's semantics, unless the page has chosen spawn's."""

import multiprocessing
import multiprocessing.pool

import _lanes

from lanes import config


def report_started(started, initializer=None, arguments=()) -> None:
    """Runs first in each process of a pool."""
    if initializer is not None:
        initializer(*arguments)
    started.release()


class _Pool(multiprocessing.pool.Pool):
    """Pool of which all processes have started when it is made."""

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        begin = _lanes.now()
        started = context.Semaphore(0)
        initial = (started, initializer, initargs)
        super().__init__(processes, report_started, initial, maxtasksperchild, context)
        for _ in range(self._processes):
            started.acquire()
        self._start_up = _lanes.now() - begin

    def claim_start_up(self) -> float:
        """Returns the time that the start took, in ms, and zero from the second call on."""
        start_up, self._start_up = self._start_up, 0.0
        return start_up


def _context():
    concrete = type(multiprocessing.get_context(config.get("startMethod", "fork")))

    class Context(concrete):
        """Context whose pools are ready when they are made."""

        def Pool(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
            return _Pool(processes, initializer, initargs, maxtasksperchild, self)

    return Context()


SPAWN = _context()
