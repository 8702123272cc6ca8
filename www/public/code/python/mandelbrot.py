"""The Mandelbrot set: some rows take long, so who gets which rows decides who waits.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import os
import statistics
import sys
import time
import zlib

WIDTH = 960  # lanes:width
HEIGHT = 640  # lanes:height
ITERATIONS = 1_000  # lanes:iterations
# Rows given to a worker at a time.
CHUNK = 1  # lanes:chunk
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats

# A loop in CPython is some fifty times slower than the same loop compiled, so the
# script computes an image a seventh as wide and as high as the page's: a fiftieth of
# its points. With SHRINK = 1 it has the page's size.
SHRINK = 7
COLUMNS, ROWS = max(1, WIDTH // SHRINK), max(1, HEIGHT // SHRINK)

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
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    # One large part for each worker: some are still at it when the others are done.
    static = -(-ROWS // WORKERS)
    with SPAWN.Pool(WORKERS) as pool:
        measure(
            {
                "sequential": lambda: checksum(map(row, range(ROWS))),
                "static": lambda: checksum(
                    pool.map(row, range(ROWS), chunksize=static)
                ),
                f"chunk={CHUNK}": lambda: checksum(
                    pool.map(row, range(ROWS), chunksize=CHUNK)
                ),
            }
        )


if __name__ == "__main__":
    main()
