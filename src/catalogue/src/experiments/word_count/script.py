"""Counting words: map each text to its counts, then reduce the counts to one."""

import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.texts import read_text

# How many times each text is counted.
PASSES = 20  # lanes:passes
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def count(path: Path) -> Counter[str]:
    text = unicodedata.normalize("NFC", read_text(path).replace("\u00ad", ""))
    for _ in range(PASSES):
        words = Counter(WORD.findall(text.lower().replace("\u2019", "'")))
    return words


def main() -> None:
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
        tempfile.TemporaryDirectory() as made_up,
    ):
        paths = find_texts(made_up)
        strategies = {
            "sequential": lambda: merged(map(count, paths)),
            "threads": lambda: merged(threads.map(count, paths)),
            # Only a path is sent, but a whole Counter is pickled and returned.
            "processes": lambda: merged(processes.map(count, paths)),
        }
        left_out = {
            "asyncio": "It would count one text after the other, as sequential does."
        }
        compare(strategies, STRATEGIES, REPEATS, left_out)
        total = merged(map(count, paths))
        print(f"{total.total():,} words, the most frequent {total.most_common(3)}")


# Your texts, in the working directory.
FILES: list[str] = []  # lanes:own-files
# Accents, vowel signs and other marks belong to the letter before them.
MARKS = "".join(
    mark
    for mark in map(chr, range(0x300, 0x10000))
    if unicodedata.category(mark)[0] == "M"
)
# Letters of any script, with apostrophes between them.
WORD = re.compile(
    rf"[^\W\d_](?:[^\W_]|['\u200c\u200d{MARKS}](?=[^\W_]|[{MARKS}])|[{MARKS}])*"
)


def merged(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def find_texts(made_up: str) -> list[Path]:
    """Returns your texts, those of the folder on the command line, or makes some up."""
    if FILES and len(sys.argv) == 1:
        return [Path(name) for name in FILES]
    if len(sys.argv) == 1:
        write_texts(made_up)
    folder = sys.argv[1] if len(sys.argv) > 1 else made_up
    return sorted(Path(folder).glob("*.txt")) or sys.exit(f"No .txt files in {folder}.")


TEXTS = 8
WORDS_PER_TEXT = 5_000


def write_texts(folder: str) -> None:
    """Makes up texts with realistic frequencies: the nth word has a share of 1/n."""
    numbers = random.Random(1)
    words = [
        "".join(numbers.choices("aeiounrstléüß", k=numbers.randint(2, 8)))
        for _ in range(5_000)
    ]
    shares = [1 / rank for rank in range(1, len(words) + 1)]
    for number in range(TEXTS):
        text = " ".join(numbers.choices(words, shares, k=WORDS_PER_TEXT))
        Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
