"""The start of the script, and its end on Ctrl-C."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable


def stop_script(*_: object) -> None:
    """Ends all processes at once, and the script within a second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(2, b"\nStopped.\n")
    # Threads and tasks would report that their work was broken off.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for process in multiprocessing.active_children():
        process.kill()
    # A thread cannot be ended, and a pool waits for its own.
    timer = threading.Timer(1, os._exit, [130])
    timer.daemon = True
    timer.start()
    raise KeyboardInterrupt


def run_script(main: Callable[[], None]) -> None:
    """Calls main. Ctrl-C ends it with one line, whatever is running."""
    signal.signal(signal.SIGINT, stop_script)
    if "--lanes" in sys.argv:
        sys.exit("This script records no lanes.")
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
