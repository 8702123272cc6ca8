"""Measured rounds."""

import sys
import time
from collections.abc import Callable, Mapping


def measure(
    runs: Mapping[str, Callable[[], object]], repeats: int
) -> dict[str, list[float]]:
    """Returns how many seconds each run took, repeat by repeat.

    The runs take turns, so that a busy moment of the machine meets all of them alike.
    The first round warms up and does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    answers = []
    for number in range(repeats + 1):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            spent = time.perf_counter() - started
            if number > 0:
                times[name].append(spent)
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    return times
