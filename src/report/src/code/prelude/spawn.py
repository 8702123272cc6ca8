"""How new processes start."""

import multiprocessing

# New processes start from nothing, as they do on Windows and macOS: it is not safe to
# fork a process that has threads.
SPAWN = multiprocessing.get_context("spawn")
