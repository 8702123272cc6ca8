"""How new processes start."""

import multiprocessing
import sys

# With "spawn", new processes start from nothing, as on Windows and macOS. With "fork",
# they are copies of this process. Only Linux is good at that, and not with threads.
START_METHOD = "spawn"  # lanes:start
SPAWN = multiprocessing.get_context(
    START_METHOD if sys.platform == "linux" else "spawn"
)
