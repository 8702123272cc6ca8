"""Crunching data: each chunk of CSV is summarised alone, then the results are merged."""

import csv
import random
import re
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.scaled import scaled
from prelude.texts import read_text

ROWS = 6_000_000  # lanes:rows
CHUNKS = 8  # lanes:parts
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies
# Your table, in the working directory.
FILES: list[str] = []  # lanes:own-files

# For each group: the number of rows, and their sum, minimum and maximum.
Summary = dict[str, tuple[int, float, float, float]]


def summarise(path: Path) -> Summary:
    groups: Summary = {}
    with path.open(newline="", encoding="utf-8") as file:
        for record in csv.DictReader(file):
            amount = float(record["amount"])
            add(groups, record["group"], 1, amount, amount, amount)
    return groups


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
        if FILES:
            groups = merged(map(summarise, paths))
            for group, (count, total, low, high) in groups.items():
                print(f"{group}: {count:,} rows, sum {total:g}, {low:g} to {high:g}")


def add(
    groups: Summary, group: str, count: int, total: float, low: float, high: float
) -> None:
    counted, so_far, lowest, highest = groups.get(group, (0, 0, low, high))
    bounds = min(lowest, low), max(highest, high)
    groups[group] = counted + count, so_far + total, *bounds


def merged(summaries: Iterable[Summary]) -> Summary:
    groups: Summary = {}
    for summary in summaries:
        for group, of_group in summary.items():
            add(groups, group, *of_group)
    return groups


# Seed of the numbers.
SEED = 1  # lanes:seed
# CPython reads a fiftieth of the page's rows. With SHARE = 1 it reads all.
SHARE = 50
CITIES = ["Cairo", "Delhi", "Lagos", "Lima", "London", "Osaka", "Paris", "Quito"]


def write_chunks(folder: Path) -> list[Path]:
    paths = [folder / f"{number}.csv" for number in range(CHUNKS)]
    rows = read_table(Path(FILES[0])) if FILES else made_up_rows()
    for number, path in enumerate(paths):
        first, last = (len(rows) * edge // CHUNKS for edge in (number, number + 1))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["group", "amount"])
            writer.writerows(rows[first:last])
    return paths


def made_up_rows() -> list[tuple[str, float]]:
    numbers = random.Random(SEED)
    rows = range(scaled("rows", ROWS, SHARE))
    return [(numbers.choice(CITIES), numbers.randrange(100_000)) for _ in rows]


# How your table is written: its separator, quotation mark, decimal mark and columns.
DELIMITER = ","  # lanes:delimiter
QUOTE = '"'  # lanes:quote
DECIMAL = "."  # lanes:decimal-mark
GROUP_COLUMN = 0  # lanes:group-column
AMOUNT_COLUMN = 1  # lanes:amount-column
# A number among signs, units and spaces.
NUMBER = re.compile(r"([-\u2212(]?)[^\d.,]*([\d.,'\u2019\s]*\d[.,]?(?:[eE][-+]?\d+)?)")


def read_table(path: Path) -> list[tuple[str, float]]:
    """Reads groups and amounts. Rows without an amount are left out."""
    lines = read_text(path).splitlines(keepends=True)
    is_stated = bool(lines) and lines[0].lower().lstrip('"').startswith("sep=")
    records = csv.reader(lines[is_stated:], delimiter=DELIMITER, quotechar=QUOTE)
    next(records)
    rows = []
    for record in records:
        if len(record) > max(GROUP_COLUMN, AMOUNT_COLUMN):
            found = NUMBER.search(record[AMOUNT_COLUMN])
            if found:
                group = record[GROUP_COLUMN].strip() or "(empty)"
                rows.append((group, amount_of(*found.groups())))
    return rows


def amount_of(sign: str, digits: str) -> float:
    other = "," if DECIMAL == "." else "."
    digits = re.sub(r"[\s'\u2019]", "", digits).replace(other, "")
    amount = float(digits.replace(DECIMAL, "."))
    return -amount if sign else amount
