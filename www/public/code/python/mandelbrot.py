"""The Mandelbrot set: some rows take long, so who gets which rows decides who waits.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import os
import statistics
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

WIDTH = 720  # lanes:width
HEIGHT = 480  # lanes:height
ITERATIONS = 2_000  # lanes:iterations
# Rows given to a worker at a time.
CHUNK = 16  # lanes:chunk
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# The strategies called static give each worker one equal part of the rows. Threads
# share the GIL under ordinary CPython: for what the page calls threads, run this script
# with a free-threaded build, python3.14t.
STRATEGIES = ["sequential", "processes", "processes-static"]  # lanes:strategies

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script computes an image a seventh as wide and as high as the page's: a fiftieth of
# its points, in as many chunks. With SHRINK = 1 it has the page's size.
SHRINK = 7
COLUMNS, ROWS = max(1, WIDTH // SHRINK), max(1, HEIGHT // SHRINK)
CHUNK_ROWS = max(1, CHUNK // SHRINK)
# One large part for each worker: some are still at it when the others are done.
STATIC_ROWS = -(-ROWS // WORKERS)

SPAWN = multiprocessing.get_context("spawn")


def row(y):
    """How many steps each point of a row takes to leave the circle of radius 2."""
    # Off centre: the halves of a centred image mirror each other, and would be equal
    # work.
    imaginary = (y + 0.5) / ROWS * 2.0 - 0.5
    counts = []
    for x in range(COLUMNS):
        point = complex((x + 0.5) / COLUMNS * 3.0 - 2.2, imaginary)
        z = 0j
        for count in range(ITERATIONS):
            z = z * z + point
            if z.real * z.real + z.imag * z.imag > 4.0:
                break
        counts.append(count)
    return counts


def several_rows(ys):
    return [row(y) for y in ys]


def in_threads(pool, size):
    # ThreadPoolExecutor.map takes a chunksize and ignores it: each row would be a task
    # of its own. So the chunks are made here.
    chunks = [range(y, min(y + size, ROWS)) for y in range(0, ROWS, size)]
    return (counts for chunk in pool.map(several_rows, chunks) for counts in chunk)


def checksum(rows):
    return zlib.crc32(repr(list(rows)).encode())


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
    print(f"{'strategy':<18}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<18}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    ys = range(ROWS)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        SPAWN.Pool(WORKERS) as processes,
    ):
        runs = {
            "sequential": lambda: map(row, ys),
            "threads": lambda: in_threads(threads, CHUNK_ROWS),
            "threads-static": lambda: in_threads(threads, STATIC_ROWS),
            # Pool.map makes the chunks, as does ProcessPoolExecutor.map.
            "processes": lambda: processes.map(row, ys, chunksize=CHUNK_ROWS),
            "processes-static": lambda: processes.map(row, ys, chunksize=STATIC_ROWS),
        }
        chosen = {name: runs[name] for name in STRATEGIES}
        measure({name: lambda run=run: checksum(run()) for name, run in chosen.items()})


if __name__ == "__main__":
    main()
