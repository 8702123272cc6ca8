"""Libraries that release the GIL: threads run in parallel where the code lets them."""

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


def sha256(task: int) -> bytes:
    """hashlib computes in C and releases the GIL meanwhile."""
    data = bytes([task % 256]) * SIZE
    digest = b""
    for _ in range(PASSES):
        hasher = hashlib.sha256(digest)
        hasher.update(data)
        digest = hasher.digest()
    return digest


def compress(task: int) -> list[int]:
    """zlib releases the GIL as well. So do Pillow and NumPy."""
    data = f"{task} and some text. ".encode() * (SIZE // 20)
    return [len(zlib.compress(data)) for _ in range(max(1, 2 * PASSES // SHARE))]


def loop(task: int) -> int:
    """Pure Python holds the GIL."""
    total = task
    for number in range(SIZE * PASSES // 20 // SHARE):
        total = (total * 31 + number) % 1_000_003
    return total


def parse(task: int) -> list[int]:
    """json is written in C, and holds the GIL: it makes Python objects."""
    text = json.dumps(list(range(task, task + SIZE // 20)))
    return [len(json.loads(text)) for _ in range(max(1, PASSES // SHARE))]


def search(task: int) -> list[int]:
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


def main() -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    print(interpreter())
    print(
        f"{'library':<9}{'the GIL':<10}{'sequential':>12}{'threads':>10}{'processes':>11}"
    )
    tasks = range(TASKS)
    with ThreadPoolExecutor(WORKERS) as threads, process_pool(WORKERS) as processes:
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
    """Returns how much faster than the base; "no faster" where the times overlap."""
    ratio = statistics.median(base) / statistics.median(times)
    if REPEATS == 1:
        return "one run"
    if max(times) < min(base):
        return f"{ratio:.2f}x"
    return f"{ratio:.2f}x" if max(base) < min(times) else "no faster"
