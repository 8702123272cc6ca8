"""Detects whether a call releases the GIL, without measuring time."""

import sys
import threading

# Switch interval in seconds, far longer than any call, so that no thread is forced to release the GIL.
NEVER = 1_000


def releases_gil(call, tries):
    """Returns True if another thread ran during one of `tries` calls.

    The other thread is ready to run before each call, and runs only if the call releases the GIL.
    """
    interval = sys.getswitchinterval()
    ready, started, ran = threading.Lock(), threading.Event(), []

    def other():
        started.set()
        ready.acquire()
        ran.append(True)

    ready.acquire()
    thread = threading.Thread(target=other)
    thread.start()
    started.wait()
    sys.setswitchinterval(NEVER)
    try:
        # Releasing a lock wakes the other thread, but keeps the GIL.
        ready.release()
        for _ in range(tries):
            call()
            if ran:
                return True
        return False
    finally:
        sys.setswitchinterval(interval)
        thread.join()
