"""Reading files: use threads. asyncio has no file I/O of its own, and uses them too."""

import asyncio
import random
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool

FILES = 20  # lanes:files
# Size of each file in bytes.
SIZE = 1_000_000  # lanes:size
WORKERS = 4  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies


def read(path: Path) -> int:
    # A thread releases the GIL while it reads.
    return zlib.crc32(path.read_bytes())


def main() -> None:
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
        tempfile.TemporaryDirectory() as folder,
    ):
        paths = [Path(folder, f"{number}.bin") for number in range(FILES)]
        # They are read from the system's cache: a disk would take longer.
        for number, path in enumerate(paths):
            path.write_bytes(random.Random(number).randbytes(SIZE))
        strategies = {
            "sequential": lambda: [read(path) for path in paths],
            "asyncio": lambda: asyncio.run(gather(paths)),
            "threads": lambda: list(threads.map(read, paths)),
            "processes": lambda: list(processes.map(read, paths)),
        }
        compare(strategies, STRATEGIES, REPEATS)


# Maximum files that asyncio reads at once.
LIMIT = 10  # lanes:limit


async def gather(paths: list[Path]) -> list[int]:
    semaphore = asyncio.Semaphore(LIMIT)

    async def task(path: Path) -> int:
        async with semaphore:
            # The event loop waits for sockets and pipes, not for files. Systems have
            # ways to read files in the background, such as io_uring on Linux and IOCP
            # on Windows, but asyncio does not use them: this is a pool of threads.
            return await asyncio.to_thread(read, path)

    return await asyncio.gather(*(task(path) for path in paths))
