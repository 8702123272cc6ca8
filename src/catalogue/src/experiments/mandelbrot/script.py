"""The Mandelbrot set: some rows take longer, so how they are shared out matters."""

import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

WIDTH = 720  # lanes:width
HEIGHT = 480  # lanes:height
ITERATIONS = 2_000  # lanes:iterations
# Rows given to a worker at a time.
CHUNK = 16  # lanes:chunk
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "processes", "processes-static"]  # lanes:strategies


def row(y: int) -> list[int]:
    up = ROWS / 2 - y - 0.5
    rights = (x + 0.5 - COLUMNS / 2 for x in range(COLUMNS))
    return [steps(MIDDLE + complex(right, up) * STEP) for right in rights]


def main() -> None:
    ys = range(ROWS)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: checksum(map(row, ys)),
            "threads": lambda: checksum(in_threads(threads, CHUNK_ROWS)),
            "threads-static": lambda: checksum(in_threads(threads, STATIC_ROWS)),
            "processes": lambda: checksum(processes.map(row, ys, chunksize=CHUNK_ROWS)),
            "processes-static": lambda: checksum(
                processes.map(row, ys, chunksize=STATIC_ROWS)
            ),
        }
        print(f"{COLUMNS} by {ROWS} points instead of the page's {WIDTH} by {HEIGHT}.")
        compare(strategies, STRATEGIES, REPEATS)


# CPython draws an image that is a seventh as wide and as high as the page's: a fiftieth
# of its points, in as many chunks. With SHRINK = 1 it has the page's size.
SHRINK = 7
COLUMNS, ROWS = max(1, WIDTH // SHRINK), max(1, HEIGHT // SHRINK)
CHUNK_ROWS = max(1, CHUNK // SHRINK)
# One large part for each worker: some are still computing when others have finished.
STATIC_ROWS = -(-ROWS // WORKERS)

# The middle and the width of each part of the set.
PARTS = {
    "upper": (-0.75 + 0.62j, 2.6),
    "valley": (0.285 + 0.012j, 0.03),
    "whole": (-0.65 + 0j, 3.6),
}
PART = "upper"  # lanes:part
MIDDLE, STEP = PARTS[PART][0], PARTS[PART][1] / COLUMNS


def steps(point: complex) -> int:
    """Returns how many steps a point needs to leave the circle."""
    z = 0j
    for count in range(ITERATIONS):
        z = z * z + point
        if z.real * z.real + z.imag * z.imag > 4.0:
            break
    return count


def in_threads(pool: ThreadPoolExecutor, size: int) -> Iterator[list[int]]:
    # ThreadPoolExecutor.map takes a chunksize and ignores it: each row would be a task
    # of its own. So the chunks are made here.
    chunks = [range(y, min(y + size, ROWS)) for y in range(0, ROWS, size)]
    return (counts for chunk in pool.map(several_rows, chunks) for counts in chunk)


def several_rows(ys: Iterable[int]) -> list[list[int]]:
    return [row(y) for y in ys]


def checksum(rows: Iterable[list[int]]) -> int:
    return zlib.crc32(repr(list(rows)).encode())
