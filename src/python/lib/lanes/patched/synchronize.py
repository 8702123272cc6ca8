"""`multiprocessing.synchronize`: locks that can go to processes of either start method."""


def apply(module) -> None:
    """Leaves out the check against mixed start methods: a handle of the host means the same in all processes."""

    def get_state(lock):
        module.context.assert_spawning(lock)
        semaphore = lock._semlock
        return semaphore.handle, semaphore.kind, semaphore.maxvalue, semaphore.name

    module.SemLock.__getstate__ = get_state
