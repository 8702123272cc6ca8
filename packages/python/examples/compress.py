"""Compresses modules of Python's standard library, on threads and in processes.

    python examples/compress.py https://lanes.example/

Without the address of a page of Lanes, it writes two files, which such a page opens.
"""

import lzma
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from lanes_record import ProcessPoolExecutor, ThreadPoolExecutor, record

WORKERS = 4
# The largest modules. lzma releases the GIL while it compresses.
MODULES = sorted(
    Path(statistics.__file__).parent.glob("*.py"), key=lambda path: path.stat().st_size
)[-24:]


def saving(path: Path) -> float:
    """Returns by how much of its size a file shrinks."""
    text = path.read_bytes()
    return 1 - len(lzma.compress(text)) / len(text)


def compress(name: str, make_pool: Callable[[int], Executor], page: str) -> None:
    with record(name, page), make_pool(WORKERS) as pool:
        savings = list(pool.map(saving, MODULES))
    print(f"{name}: {statistics.mean(savings):.0%} smaller on average")


if __name__ == "__main__":
    page = sys.argv[1] if len(sys.argv) > 1 else ""
    compress("compress-threads", ThreadPoolExecutor, page)
    compress("compress-processes", ProcessPoolExecutor, page)
