"""The peer in CPython: kernels in pure Python, in a loop, on threads and on processes.

Reads lines `<kernel> <strategy> <tasks as JSON>` and answers each with `<milliseconds> <checksum>`.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from re import compile as pattern
from collections import Counter
from zlib import crc32

WORD = pattern(r"[^\W_]+(?:['’.][^\W\d_]+|[.,]\d+)*")


def squares(task: dict[str, int]) -> int:
    total = 0
    for i in range(task["n"]):
        total += i * i
    return total


def words(task: dict[str, str | int]) -> int:
    text = str(task["text"]).lower()
    counts: Counter[str] = Counter()
    for _ in range(int(task["passes"])):
        counts = Counter(word for word in WORD.findall(text) if any(map(str.isalpha, word)))
    crc = 0
    for word in sorted(counts):
        crc = crc32(counts[word].to_bytes(8, "little"), crc32(word.encode(), crc))
    return crc


KERNELS: dict[str, Callable[[dict], int]] = {"squares": squares, "words": words}


def main(workers: int) -> None:
    pools: dict[str, Executor] = {}

    def run(kernel: Callable[[dict], int], strategy: str, tasks: Sequence[dict]) -> list[int]:
        if strategy == "loop":
            return [kernel(task) for task in tasks]
        if strategy not in pools:
            executor = {"threads": ThreadPoolExecutor, "processes": ProcessPoolExecutor}[strategy]
            pools[strategy] = executor(workers)
        return list(pools[strategy].map(kernel, tasks))

    for line in sys.stdin:
        kernel, strategy, tasks = line.split(" ", 2)
        begin = time.perf_counter()
        answers = run(KERNELS[kernel], strategy, json.loads(tasks))
        ms = (time.perf_counter() - begin) * 1000
        print(ms, f"{sum(answers) % 2**64:016x}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
