"""Reading files: use threads. asyncio has no file I/O of its own, and uses them too.

The files are in a temporary folder. They are read from the system's cache: reading from
a disk would take longer.
"""

import asyncio
import random
import tempfile
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool

FILES = 20  # lanes:files
# Size of each file in bytes.
SIZE = 1_000_000  # lanes:size
WORKERS = 4  # lanes:workers
# Maximum files that asyncio reads at once.
LIMIT = 10  # lanes:limit
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies


def read(path: Path) -> int:
    # A thread releases the GIL while it reads.
    return zlib.crc32(path.read_bytes())


async def gather(paths: Iterable[Path]) -> list[int]:
    semaphore = asyncio.Semaphore(LIMIT)

    async def task(path: Path) -> int:
        async with semaphore:
            # The event loop waits for sockets and pipes, not for files. Systems have
            # ways to read files in the background, such as io_uring on Linux and IOCP
            # on Windows, but asyncio does not use them: this is a pool of threads.
            return await asyncio.to_thread(read, path)

    return await asyncio.gather(*(task(path) for path in paths))


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        paths = [Path(folder, f"{number}.bin") for number in range(FILES)]
        for number, path in enumerate(paths):
            path.write_bytes(random.Random(number).randbytes(SIZE))
        strategies = {
            "sequential": lambda: [read(path) for path in paths],
            "asyncio": lambda: asyncio.run(gather(paths)),
            "threads": lambda: list(threads.map(read, paths)),
            "processes": lambda: list(processes.map(read, paths)),
        }
        compare(strategies, STRATEGIES, REPEATS)
