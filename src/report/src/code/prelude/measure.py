"""Measured rounds."""

import sys
import time
from collections.abc import Callable, Mapping

from prelude.trace import note_run


def measure(
    runs: Mapping[str, Callable[[], object]],
    repeats: int,
    show_run: Callable[[int, str, float], None],
    step: int | None = None,
) -> dict[str, list[float]]:
    """Returns how many seconds each run took, repeat by repeat.

    The runs take turns, so that a busy moment of the machine meets all of them alike.
    The first round, number 0, warms up and does not count. A run that fails is left
    out from then on. If none is left, the exception of the last one is raised.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    answers = []
    for number in range(repeats + 1):
        for name in list(times):
            start = time.perf_counter_ns()
            try:
                answers.append(runs[name]())
            except Exception as error:
                print(f"\nFailed: {name}. {type(error).__name__}: {error}")
                del times[name]
                if not times:
                    raise
                continue
            end = time.perf_counter_ns()
            note_run(name, step, number, start, end)
            spent = (end - start) / 1_000_000_000
            show_run(number, name, spent)
            if number > 0:
                times[name].append(spent)
    if any(answer != answers[0] for answer in answers):
        sys.exit("\nThe answers differ.")
    return times
