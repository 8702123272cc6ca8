"""Pools that are ready before the clock starts, kept from one run to the next."""

import threading
from concurrent.futures import ThreadPoolExecutor

import _lanes

# Processes that may wait in kept pools at the same time: the host allows 16 in all.
_MOST_PROCESSES = 12

_kept: dict = {}


def _meet(barrier: threading.Barrier) -> None:
    barrier.wait()


def _thread_pool(workers: int):
    """Makes a pool whose threads have all started."""
    pool = ThreadPoolExecutor(workers)
    barrier = threading.Barrier(workers)
    for future in [pool.submit(_meet, barrier) for _ in range(workers)]:
        future.result()
    return pool


def _report_started(started) -> None:
    started.release()


def _process_executor(workers: int, method: str):
    """Makes a ProcessPoolExecutor whose processes have all started."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context(method)
    started = context.Semaphore(0)
    pool = ProcessPoolExecutor(workers, context, _report_started, (started,))
    # With spawn's semantics a process starts only when a task is waiting and none is idle.
    futures = [pool.submit(abs, number) for number in range(workers)]
    for future in futures:
        future.result()
    for _ in range(len(pool._processes)):
        started.acquire()
    return pool


def _process_pool(workers: int, method: str):
    """Makes a multiprocessing.Pool whose processes have all started."""
    from multiprocessing import get_context

    context = get_context(method)
    started = context.Semaphore(0)
    pool = context.Pool(workers, _report_started, (started,))
    for _ in range(workers):
        started.acquire()
    return pool


def _close(pool) -> None:
    if hasattr(pool, "shutdown"):
        pool.shutdown()
    else:
        pool.terminate()
        pool.join()


def _make_room(workers: int) -> None:
    """Closes the pools that were used longest ago."""
    while _kept and sum(processes for _, processes in _kept.values()) + workers > _MOST_PROCESSES:
        oldest = next(iter(_kept))
        pool, _ = _kept.pop(oldest)
        _close(pool)


def get(kind: str, workers: int, method: str, parameters: dict):
    """Returns a ready pool and the time it took to start, in ms: zero if it was kept.

    A forked process has the parameters of the moment it started, so a pool is kept for the same ones only.
    """
    key = (kind, workers, method, repr(sorted(parameters.items())))
    if key in _kept:
        entry = _kept[key] = _kept.pop(key)
        return entry[0], 0.0
    processes = 0 if kind == "threads" else workers
    _make_room(processes)
    begin = _lanes.now()
    if kind == "threads":
        pool = _thread_pool(workers)
    elif kind == "processes":
        pool = _process_executor(workers, method)
    else:
        pool = _process_pool(workers, method)
    _kept[key] = pool, processes
    return pool, _lanes.now() - begin
