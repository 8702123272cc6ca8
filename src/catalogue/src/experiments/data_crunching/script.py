"""Crunching data: each chunk of CSV is summarised alone, then the results are merged."""

import csv
import random
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.scaled import scaled

ROWS = 6_000_000  # lanes:rows
CHUNKS = 8  # lanes:parts
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# For each city: the number of rows, and their sum, minimum and maximum.
Summary = dict[str, tuple[int, int, int, int]]


def summarise(path: Path) -> Summary:
    cities: Summary = {}
    with path.open(newline="") as file:
        for record in csv.DictReader(file):
            cents = int(record["cents"])
            add(cities, record["city"], 1, cents, cents, cents)
    return cities


def main() -> None:
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
        tempfile.TemporaryDirectory() as folder,
    ):
        paths = write_chunks(Path(folder))
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


def add(
    cities: Summary, city: str, count: int, total: int, low: int, high: int
) -> None:
    counted, so_far, lowest, highest = cities.get(city, (0, 0, low, high))
    bounds = min(lowest, low), max(highest, high)
    cities[city] = counted + count, so_far + total, *bounds


def merged(summaries: Iterable[Summary]) -> Summary:
    cities: Summary = {}
    for summary in summaries:
        for city, of_city in summary.items():
            add(cities, city, *of_city)
    return cities


# Seed of the numbers.
SEED = 1  # lanes:seed
# CPython reads a fiftieth of the page's rows. With SHARE = 1 it reads all.
SHARE = 50
CITIES = ["Cairo", "Delhi", "Lagos", "Lima", "London", "Osaka", "Paris", "Quito"]


def write_chunks(folder: Path) -> list[Path]:
    rows = scaled("rows", ROWS, SHARE)
    numbers = random.Random(SEED)
    paths = [folder / f"{number}.csv" for number in range(CHUNKS)]
    for number, path in enumerate(paths):
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["city", "cents"])
            for _ in range(rows * number // CHUNKS, rows * (number + 1) // CHUNKS):
                writer.writerow([numbers.choice(CITIES), numbers.randrange(100_000)])
    return paths
