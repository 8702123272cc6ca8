"""Tasks of the standard library's executors, pools and event loops, marked in the trace of programs without a harness.

What an executor or a pool runs for a program is a task, and so is each task of an event loop. The threads that only
hand out tasks are idle otherwise.
"""

import sys
import threading
from functools import wraps

from lanes import marks, patches, tasks


def install() -> None:
    """Marks the tasks of the modules that are imported, and of others once they are."""
    for name, mark in _MODULES.items():
        if name in sys.modules:
            mark(sys.modules[name])
        else:
            patches.after_import(name, mark)


def _idle(function):
    """Returns a function that does nothing but tasks."""
    return marks.around(function, marks.IDLE_BEGINS, marks.IDLE_ENDS)


def _helper(function):
    """Returns a function that is all that a thread of the library does, or the main thread of a process of a pool."""
    in_main_thread = _idle(function)

    @wraps(function)
    def helper(*args, **keywords):
        if threading.current_thread() is threading.main_thread():
            return in_main_thread(*args, **keywords)
        marks.mark(marks.HELPS)
        return function(*args, **keywords)

    return helper


def _mark_thread_executor(module) -> None:
    module._WorkItem.run = tasks.mark_plain_calls(module._WorkItem.run)
    module._worker = _helper(module._worker)


def _mark_process_executor(module) -> None:
    def function_of(item):
        return tasks.mark_plain_calls(item.__dict__["fn"])

    def set_function(item, function):
        item.__dict__["fn"] = function

    # The parent pickles the dictionary, and the child calls the attribute.
    module._CallItem.fn = property(function_of, set_function)
    module._process_worker = _helper(module._process_worker)
    manager = module._ExecutorManagerThread
    manager.run = _helper(manager.run)


class _TaskQueue:
    """Queue of a pool whose tasks are marked."""

    def __init__(self, queue, unmarked):
        self._queue = queue
        self._unmarked = unmarked

    def __getattr__(self, name):
        return getattr(self._queue, name)

    def get(self):
        task = self._queue.get()
        if task is None or task[2] is self._unmarked:
            return task
        job, index, function, args, keywords = task
        return job, index, tasks.mark_plain_calls(function), args, keywords


def _mark_pool(module) -> None:
    work = module.worker

    @wraps(work)
    def worker(queue, *args, **keywords):
        # The pool knows this function by its identity.
        return work(_TaskQueue(queue, module._helper_reraises_exception), *args, **keywords)

    module.worker = _helper(worker)
    pool = module.Pool
    pool._handle_workers = classmethod(_helper(pool._handle_workers.__func__))
    pool._handle_tasks = staticmethod(_helper(pool._handle_tasks))
    pool._handle_results = staticmethod(_helper(pool._handle_results))


def _mark_queue(module) -> None:
    module.Queue._feed = staticmethod(_helper(module.Queue._feed))


# Coroutines of a loop's end, which `asyncio.run` runs as tasks.
_SHUTDOWN = {"BaseEventLoop.shutdown_asyncgens", "BaseEventLoop.shutdown_default_executor"}


def _name_of(coroutine) -> str:
    return getattr(coroutine, "__qualname__", "")


def _mark_event_loop(module) -> None:
    loop = module.BaseEventLoop
    begin, get_factory = loop.__init__, loop.get_task_factory

    def make_task(loop, coroutine, **keywords):
        if module.coroutines.iscoroutine(coroutine) and _name_of(coroutine) not in _SHUTDOWN:
            coroutine = tasks.TaskOfLoop(coroutine)
        return module.tasks.Task(coroutine, loop=loop, **keywords)

    @wraps(begin)
    def init(self, *args, **keywords):
        begin(self, *args, **keywords)
        self._task_factory = make_task

    @wraps(get_factory)
    def get_task_factory(self):
        factory = get_factory(self)
        return None if factory is make_task else factory

    loop.__init__, loop.get_task_factory = init, get_task_factory
    loop.run_forever = _idle(loop.run_forever)
    loop._do_shutdown = _helper(loop._do_shutdown)


_MODULES = {
    "asyncio.base_events": _mark_event_loop,
    "concurrent.futures.process": _mark_process_executor,
    "concurrent.futures.thread": _mark_thread_executor,
    "multiprocessing.pool": _mark_pool,
    "multiprocessing.queues": _mark_queue,
}
