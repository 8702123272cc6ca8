"""Crunching data: each chunk is summarised alone, then the results are merged.

The chunks are CSV files in a temporary folder.
"""

import csv
import random
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool

ROWS = 6_000_000  # lanes:rows
CHUNKS = 8  # lanes:parts
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# CPython reads tables much slower than compiled code does, so this script makes a
# fiftieth of the page's rows. With SHARE = 1 it makes all of them.
SHARE = 50

# For each city: the number of rows, and their sum, minimum and maximum.
Summary = dict[str, tuple[int, int, int, int]]

CITIES = ["Cairo", "Delhi", "Lagos", "Lima", "London", "Osaka", "Paris", "Quito"]


def summarise(path: Path) -> Summary:
    cities: Summary = {}
    with path.open(newline="") as file:
        for record in csv.DictReader(file):
            cents = int(record["cents"])
            count, total, low, high = cities.get(record["city"], (0, 0, cents, cents))
            changed = count + 1, total + cents, min(low, cents), max(high, cents)
            cities[record["city"]] = changed
    return cities


def merged(
    summaries: Iterable[Summary],
) -> Summary:
    cities: Summary = {}
    for summary in summaries:
        for city, (count, total, low, high) in summary.items():
            counted, so_far, lowest, highest = cities.get(city, (0, 0, low, high))
            bounds = min(lowest, low), max(highest, high)
            cities[city] = counted + count, so_far + total, *bounds
    return cities


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        paths = [Path(folder, f"{number}.csv") for number in range(CHUNKS)]
        rows = ROWS // SHARE
        for number, path in enumerate(paths):
            of_chunk = rows * (number + 1) // CHUNKS - rows * number // CHUNKS
            write_chunk(path, of_chunk, seed=number)
        strategies = {
            "sequential": lambda: merged(map(summarise, paths)),
            "threads": lambda: merged(threads.map(summarise, paths)),
            # Only paths and summaries are pickled, which is little.
            "processes": lambda: merged(processes.map(summarise, paths)),
        }
        left_out = {
            "asyncio": "It would read one chunk after the other, as sequential does."
        }
        compare(strategies, STRATEGIES, REPEATS, left_out)


def write_chunk(path: Path, rows: int, seed: int) -> None:
    numbers = random.Random(seed)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["city", "cents"])
        for _ in range(rows):
            writer.writerow([numbers.choice(CITIES), numbers.randrange(100_000)])
