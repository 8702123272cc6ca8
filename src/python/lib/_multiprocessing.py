"""The C module of `multiprocessing`: semaphores, which the host counts."""

import _thread

from lanes import host

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
flags: dict = {}


def sem_unlink(name) -> None:
    """Does nothing: the host drops a semaphore with the last process."""


class SemLock:
    """Semaphore, or a lock that its owner may acquire again."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, kind, value, maxvalue, name, unlink):
        self._take(host.new_handle(), kind, maxvalue)
        host.post(host.SEMAPHORE_NEW, self.handle, value)

    def _take(self, handle, kind, maxvalue):
        self.handle, self.kind, self.maxvalue, self.name = handle, kind, maxvalue, None
        self._held = self._owner = 0

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        semaphore = cls.__new__(cls)
        semaphore._take(handle, kind, maxvalue)
        return semaphore

    def acquire(self, block=True, timeout=None):
        if self.kind == RECURSIVE_MUTEX and self._is_mine():
            self._held += 1
            return True
        if block:
            limit = None if timeout is None else max(timeout, 0)
            status, _ = host.call(host.SEMAPHORE_ACQUIRE, self.handle, timeout=limit)
        else:
            status, _ = host.call(host.SEMAPHORE_ACQUIRE, self.handle, 1)
        if status:
            return False
        self._held += 1
        self._owner = _thread.get_ident()
        return True

    def release(self):
        if self.kind == RECURSIVE_MUTEX:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            self._held -= 1
            if self._held:
                return
        else:
            if self.maxvalue != self.SEM_VALUE_MAX and self._get_value() >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._held -= 1
        host.post(host.SEMAPHORE_RELEASE, self.handle)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exception):
        self.release()

    def _is_mine(self):
        return self._held > 0 and self._owner == _thread.get_ident()

    def _count(self):
        return self._held

    def _get_value(self):
        return host.call(host.SEMAPHORE_VALUE, self.handle)[0]

    def _is_zero(self):
        return self._get_value() == 0

    def _after_fork(self):
        self._held = 0
