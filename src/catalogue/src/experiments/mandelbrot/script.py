"""The Mandelbrot set: some rows take longer, so how they are shared out matters."""

import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import allowed
from prelude.spawn import SPAWN

WIDTH = 720  # lanes:width
HEIGHT = 480  # lanes:height
ITERATIONS = 2_000  # lanes:iterations
# Rows given to a worker at a time.
CHUNK = 16  # lanes:chunk
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# The static strategies give each worker one equal part of the rows. With a GIL, threads
# take turns: run this with python3.14t, which has none.
STRATEGIES = ["sequential", "processes", "processes-static"]  # lanes:strategies

# CPython runs a loop some fifty times slower than compiled code does, so this image is
# a seventh as wide and as high as the page's: a fiftieth of its points, in as many
# chunks. With SHRINK = 1 it has the page's size.
SHRINK = 7
COLUMNS, ROWS = max(1, WIDTH // SHRINK), max(1, HEIGHT // SHRINK)
CHUNK_ROWS = max(1, CHUNK // SHRINK)
# One large part for each worker: some are still computing when others have finished.
STATIC_ROWS = -(-ROWS // WORKERS)


def row(y: int) -> list[int]:
    """Returns how many steps each point of a row needs to leave the circle."""
    # Off centre: the halves of a centred image mirror each other, which is equal work.
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


def several_rows(ys: Iterable[int]) -> list[list[int]]:
    return [row(y) for y in ys]


def in_threads(pool: ThreadPoolExecutor, size: int) -> Iterator[list[int]]:
    # ThreadPoolExecutor.map takes a chunksize and ignores it: each row would be a task
    # of its own. So the chunks are made here.
    chunks = [range(y, min(y + size, ROWS)) for y in range(0, ROWS, size)]
    return (counts for chunk in pool.map(several_rows, chunks) for counts in chunk)


def checksum(rows: Iterable[list[int]]) -> int:
    return zlib.crc32(repr(list(rows)).encode())


def main() -> None:
    ys = range(ROWS)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        SPAWN.Pool(allowed(WORKERS)) as processes,
    ):
        strategies = {
            "sequential": lambda: checksum(map(row, ys)),
            "threads": lambda: checksum(in_threads(threads, CHUNK_ROWS)),
            "threads-static": lambda: checksum(in_threads(threads, STATIC_ROWS)),
            # Pool.map makes the chunks, as does ProcessPoolExecutor.map.
            "processes": lambda: checksum(processes.map(row, ys, CHUNK_ROWS)),
            "processes-static": lambda: checksum(processes.map(row, ys, STATIC_ROWS)),
        }
        compare(strategies, STRATEGIES, REPEATS)
