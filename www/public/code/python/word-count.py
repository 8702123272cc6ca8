"""Counting words: map each text to its counts, then reduce the counts to one.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else. Give it
a folder to count the words of the .txt files in it; otherwise it makes up some texts.
"""

import multiprocessing
import os
import pathlib
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

TEXTS = 16
WORDS_PER_TEXT = 100_000
WORD = re.compile(r"[a-z]+")

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def write_texts(folder):
    """Made-up words, as unevenly frequent as real ones: the n-th has a share of 1/n."""
    numbers = random.Random(1)
    words = [
        "".join(numbers.choices("aeiounrstl", k=numbers.randint(2, 8)))
        for _ in range(5_000)
    ]
    shares = [1 / rank for rank in range(1, len(words) + 1)]
    for number in range(TEXTS):
        text = " ".join(numbers.choices(words, shares, k=WORDS_PER_TEXT))
        pathlib.Path(folder, f"{number}.txt").write_text(text)


def count(path):
    return Counter(WORD.findall(path.read_text(errors="replace").lower()))


def merged(counters):
    total = Counter()
    for counter in counters:
        total.update(counter)
    return total


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
        tempfile.TemporaryDirectory() as made_up,
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        if len(sys.argv) == 1:
            write_texts(made_up)
        paths = sorted(
            pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else made_up).glob("*.txt")
        )
        if not paths:
            sys.exit(f"There are no .txt files in {sys.argv[1]}.")
        runs = {
            "sequential": lambda: merged(map(count, paths)),
            "threads": lambda: merged(threads.map(count, paths)),
            # A path goes there, but a whole Counter comes back: that is what the
            # processes cost.
            "processes": lambda: merged(processes.map(count, paths)),
        }
        # Not asyncio: it would count one text after the other, as sequential does.
        measure({name: runs[name] for name in STRATEGIES if name in runs})
        total = merged(map(count, paths))
        print(f"{total.total():,} words, the most frequent {total.most_common(3)}")


if __name__ == "__main__":
    main()
