"""Crunching data: chunks are summed up by themselves, and then put together.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else. It
writes its chunks, CSV files, to a folder of its own and removes them.
"""

import csv
import multiprocessing
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

ROWS = 1_000_000  # lanes:rows
CHUNKS = 8  # lanes:parts
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

CITIES = ["Cairo", "Delhi", "Lagos", "Lima", "London", "Osaka", "Paris", "Quito"]

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def write_chunk(path, rows, seed):
    numbers = random.Random(seed)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["city", "cents"])
        for _ in range(rows):
            writer.writerow([numbers.choice(CITIES), numbers.randrange(100_000)])


def summarise(path):
    """Of each city in a chunk: its rows, their sum, the smallest and the largest."""
    cities = {}
    with open(path, newline="") as file:
        for record in csv.DictReader(file):
            cents = int(record["cents"])
            count, total, low, high = cities.get(record["city"], (0, 0, cents, cents))
            low, high = min(low, cents), max(high, cents)
            cities[record["city"]] = count + 1, total + cents, low, high
    return cities


def merged(summaries):
    cities = {}
    for summary in summaries:
        for city, (count, total, low, high) in summary.items():
            counted, sum_so_far, lowest, highest = cities.get(city, (0, 0, low, high))
            cities[city] = (
                counted + count,
                sum_so_far + total,
                min(lowest, low),
                max(highest, high),
            )
    return cities


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
        paths = [pathlib.Path(folder, f"{number}.csv") for number in range(CHUNKS)]
        for number, path in enumerate(paths):
            write_chunk(
                path,
                ROWS * (number + 1) // CHUNKS - ROWS * number // CHUNKS,
                seed=number,
            )
        runs = {
            "sequential": lambda: merged(map(summarise, paths)),
            "threads": lambda: merged(threads.map(summarise, paths)),
            # Only paths go there and only summaries come back: little to pickle.
            "processes": lambda: merged(processes.map(summarise, paths)),
        }
        # Not asyncio: it would sum up one chunk after the other, as sequential does.
        measure({name: runs[name] for name in STRATEGIES if name in runs})


if __name__ == "__main__":
    main()
