"""How new processes start."""

import multiprocessing

# New processes start from nothing, as they do on Windows and macOS: forking a process
# that has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")
