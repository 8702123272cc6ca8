"""Libraries that release the GIL: their threads run in parallel."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool

TASKS = 8  # lanes:tasks
# Size of each buffer in bytes.
SIZE = 1_000_000  # lanes:size
# How many times each buffer is hashed.
PASSES = 12  # lanes:passes
WORKERS = 2  # lanes:workers
REPEATS = 5  # lanes:repeats
STRATEGIES = ["sequential", "threads", "releasing", "processes"]  # lanes:strategies


def sha256(task: int, piece: int = SIZE) -> str:
    """Hashes a buffer, in pieces of this many bytes."""
    data = memoryview(bytes([task % 256]) * SIZE)
    digest = b""
    for _ in range(PASSES):
        hasher = hashlib.sha256(digest)
        for start in range(0, SIZE, piece):
            hasher.update(data[start : start + piece])
        digest = hasher.digest()
    return digest.hex()


def main() -> None:
    tasks = range(TASKS)
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        strategies = {
            "sequential": lambda: [sha256(task) for task in tasks],
            "threads": lambda: list(threads.map(sha256_holding, tasks)),
            # zlib, Pillow and NumPy release the GIL, too.
            "releasing": lambda: list(threads.map(sha256, tasks)),
            "processes": lambda: list(processes.map(sha256, tasks)),
        }
        compare(strategies, STRATEGIES, REPEATS)


# hashlib releases the GIL to hash 2,048 bytes or more, and holds it for fewer: then it
# would take longer to release it than to hash.
HELD = 2_047


def sha256_holding(task: int) -> str:
    """Computes the same and holds the GIL, as pure Python, json and re do."""
    return sha256(task, HELD)
