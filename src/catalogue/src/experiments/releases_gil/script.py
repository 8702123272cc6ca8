"""Libraries that release the GIL: their threads run in parallel."""

import hashlib
import json
import re
import statistics
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

from prelude.interpreter import interpreter
from prelude.measure import measure
from prelude.pools import process_pool

TASKS = 8  # lanes:tasks
# Size of each buffer in bytes. hashlib releases the GIL from 2,048.
SIZE = 1_000_000  # lanes:size
# How many times each buffer is hashed.
PASSES = 12  # lanes:passes
WORKERS = 2  # lanes:workers
# How long a thread waits for the GIL before it asks for it, in microseconds.
SWITCH_INTERVAL_US = 5_000  # lanes:switch
REPEATS = 5  # lanes:repeats

# The other kinds of work are scaled down to take about as long as the hashing.
SHARE = 10


def sha256(task: int) -> bytes:
    """Hashes with hashlib, which computes in C and releases the GIL."""
    data = bytes([task % 256]) * SIZE
    digest = b""
    for _ in range(PASSES):
        hasher = hashlib.sha256(digest)
        hasher.update(data)
        digest = hasher.digest()
    return digest


def compress(task: int) -> list[int]:
    """Compresses with zlib, which releases the GIL. So do Pillow and NumPy."""
    data = f"{task} and some text. ".encode() * (SIZE // 20)
    return [len(zlib.compress(data)) for _ in range(max(1, 2 * PASSES // SHARE))]


def loop(task: int) -> int:
    """Computes in pure Python, which holds the GIL."""
    total = task
    for number in range(SIZE * PASSES // 20 // SHARE):
        total = (total * 31 + number) % 1_000_003
    return total


def parse(task: int) -> list[int]:
    """Parses with json, which is written in C but holds the GIL to make objects."""
    text = json.dumps(list(range(task, task + SIZE // 20)))
    return [len(json.loads(text)) for _ in range(max(1, PASSES // SHARE))]


def search(task: int) -> list[int]:
    """Searches with re, which is written in C but holds the GIL."""
    text = f"{task} word " * (SIZE // 20)
    return [len(re.findall(r"\bw\w+", text)) for _ in range(max(1, PASSES // SHARE))]


# The modules by name, and what each does with the GIL.
KINDS = {
    "hashlib": ("releases", sha256),
    "zlib": ("releases", compress),
    "loop": ("holds", loop),
    "json": ("holds", parse),
    "re": ("holds", search),
}


def main() -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    print(interpreter())
    print(
        f"{'library':<9}{'the GIL':<10}{'sequential':>12}{'threads':>10}{'processes':>11}"
    )
    tasks = range(TASKS)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        for name, (does, work) in KINDS.items():
            runs = {
                "sequential": lambda work=work: [work(task) for task in tasks],
                "threads": lambda work=work: list(threads.map(work, tasks)),
                "processes": lambda work=work: list(processes.map(work, tasks)),
            }
            times = measure(runs, REPEATS)
            base = times["sequential"]
            print(
                f"{name:<9}{does:<10}{statistics.median(base) * 1000:>9,.0f} ms"
                f"{speedup(times['threads'], base):>10}"
                f"{speedup(times['processes'], base):>11}",
                flush=True,
            )
    print("Every run gave the same answers.")


def speedup(times: list[float], base: list[float]) -> str:
    """Returns the speed-up over the base, or "no faster" if the times overlap."""
    ratio = statistics.median(base) / statistics.median(times)
    if REPEATS == 1:
        return "one run"
    if max(times) < min(base):
        return f"{ratio:.2f}x"
    return f"{ratio:.2f}x" if max(base) < min(times) else "no faster"
