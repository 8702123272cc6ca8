"""`multiprocessing.popen_fork`: a process that is a further instance of the interpreter."""

import errno
import io
import os

from lanes import fork, host

# The host makes a pipe of this number plus the process's, which ends with the process.
SENTINEL = 0x40000000


def apply(module) -> None:
    """Replaces the launch. Waiting for and signalling the process go through `os`, which `lanes.system` replaces."""
    module.Popen._launch = lambda popen, process: launch(popen, process, fork.snapshot())


def launch(popen, process, start: dict) -> None:
    """Starts an instance with what it needs to be a child of this one, pickled."""
    from multiprocessing import reduction
    from multiprocessing.context import set_spawning_popen

    data = io.BytesIO()
    set_spawning_popen(popen)
    try:
        reduction.dump(fork.complete(start), data)
        reduction.dump(process, data)
    finally:
        set_spawning_popen(None)
    status, _ = host.call(host.SPAWN, data=data.getbuffer())
    if status == host.LIMIT_REACHED:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    popen.pid = status
    popen.sentinel = SENTINEL + status
