"""How new processes start."""

import signal
from multiprocessing.context import SpawnContext, SpawnProcess


class QuietProcess(SpawnProcess):
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


class QuietContext(SpawnContext):
    """Processes that start from nothing, as they do on Windows and macOS.

    It is not safe to fork a process that has threads.
    """

    Process = QuietProcess


SPAWN = QuietContext()
