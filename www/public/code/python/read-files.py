"""Reading files: use threads. asyncio has no file I/O of its own, and uses them too.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else. It
writes its files to a folder of its own and removes them. They come from the system's
cache then: a disk would make it wait longer.
"""

import asyncio
import multiprocessing
import os
import pathlib
import statistics
import sys
import tempfile
import time
import zlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

FILES = 20  # lanes:files
# In bytes.
SIZE = 1_000_000  # lanes:size
WORKERS = 4  # lanes:workers
# Files that asyncio reads at once.
LIMIT = 10  # lanes:limit
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def read(path):
    # A thread releases the GIL while it reads.
    return zlib.crc32(path.read_bytes())


async def gather(paths):
    semaphore = asyncio.Semaphore(LIMIT)

    async def task(path):
        async with semaphore:
            # The event loop waits for sockets and pipes, not for files. Systems have
            # ways to read files in the background, such as io_uring on Linux and IOCP
            # on Windows, but asyncio does not use them: this is a pool of threads.
            return await asyncio.to_thread(read, path)

    return await asyncio.gather(*(task(path) for path in paths))


def measure(runs):
    """Prints the median times of REPEATS rounds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        paths = [pathlib.Path(folder, f"{number}.bin") for number in range(FILES)]
        for path in paths:
            path.write_bytes(os.urandom(SIZE))
        runs = {
            "sequential": lambda: [read(path) for path in paths],
            "asyncio": lambda: asyncio.run(gather(paths)),
            "threads": lambda: list(threads.map(read, paths)),
            "processes": lambda: list(processes.map(read, paths)),
        }
        measure({name: runs[name] for name in STRATEGIES})


if __name__ == "__main__":
    main()
