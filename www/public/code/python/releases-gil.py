"""Libraries that release the GIL: threads run in parallel where the code lets them.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import hashlib
import json
import multiprocessing
import os
import re
import statistics
import sys
import time
import zlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

TASKS = 8  # lanes:tasks
# How large each buffer is, in bytes. hashlib releases the GIL from 2,048 on.
SIZE = 1_000_000  # lanes:size
# How often each buffer is hashed.
PASSES = 12  # lanes:passes
WORKERS = 2  # lanes:workers
# How long a thread waits for the GIL before it asks for it, in microseconds.
SWITCH_INTERVAL_US = 5_000  # lanes:switch
REPEATS = 5  # lanes:repeats

# What else there is does about as much work as the hashing, or it would take minutes.
SHARE = 10

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def sha256(task):
    """hashlib computes in C and releases the GIL meanwhile."""
    data = bytes([task % 256]) * SIZE
    digest = b""
    for _ in range(PASSES):
        hasher = hashlib.sha256(digest)
        hasher.update(data)
        digest = hasher.digest()
    return digest


def compress(task):
    """zlib releases the GIL as well. So do Pillow and NumPy."""
    data = f"{task} and some text. ".encode() * (SIZE // 20)
    return [len(zlib.compress(data)) for _ in range(max(1, 2 * PASSES // SHARE))]


def loop(task):
    """Pure Python holds the GIL."""
    total = task
    for number in range(SIZE * PASSES // 20 // SHARE):
        total = (total * 31 + number) % 1_000_003
    return total


def parse(task):
    """json is written in C, and holds the GIL: it makes Python objects."""
    text = json.dumps(list(range(task, task + SIZE // 20)))
    return [len(json.loads(text)) for _ in range(max(1, PASSES // SHARE))]


def search(task):
    """re is written in C, and holds the GIL."""
    text = f"{task} word " * (SIZE // 20)
    return [len(re.findall(r"\bw\w+", text)) for _ in range(max(1, PASSES // SHARE))]


# The same names as in Python's library, and what each does with the GIL.
KINDS = {
    "hashlib": ("releases", sha256),
    "zlib": ("releases", compress),
    "loop": ("holds", loop),
    "json": ("holds", parse),
    "re": ("holds", search),
}


def measure(runs):
    """The times of REPEATS rounds of each, in seconds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    return times


def speedup(times, base):
    """How much faster than base; "no faster" where the times overlap."""
    ratio = statistics.median(base) / statistics.median(times)
    if REPEATS == 1:
        return "one run"
    if max(times) < min(base):
        return f"{ratio:.2f}x"
    return f"{ratio:.2f}x" if max(base) < min(times) else "no faster"


def main():
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'library':<9}{'the GIL':<10}{'sequential':>12}{'threads':>10}{'processes':>11}")
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        for name, (does, work) in KINDS.items():
            times = measure(
                {
                    "sequential": lambda: [work(task) for task in range(TASKS)],
                    "threads": lambda: list(threads.map(work, range(TASKS))),
                    "processes": lambda: list(processes.map(work, range(TASKS))),
                }
            )
            base = times["sequential"]
            print(
                f"{name:<9}{does:<10}{statistics.median(base) * 1000:>9,.0f} ms"
                f"{speedup(times['threads'], base):>10}"
                f"{speedup(times['processes'], base):>11}"
            )
    print("Every run gave the same answers.")


if __name__ == "__main__":
    main()
