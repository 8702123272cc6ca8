"""How new processes start."""

import multiprocessing
import signal
import sys
from typing import Any

# With "spawn", new processes start from nothing, as on Windows and macOS. With "fork",
# they are copies of this process. Only Linux is good at that, and not with threads.
START_METHOD = "spawn"  # lanes:start
SPAWN: Any = multiprocessing.get_context(
    START_METHOD if sys.platform == "linux" else "spawn"
)


class QuietProcess(SPAWN.Process):
    """A process that ignores Ctrl-C: the script ends it."""

    def start(self) -> None:
        # The new process inherits that, so that it is quiet while it starts, too.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            super().start()
        finally:
            signal.signal(signal.SIGINT, before)

    def run(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        super().run()


SPAWN.Process = QuietProcess
