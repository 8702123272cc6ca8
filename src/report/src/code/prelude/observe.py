"""What a strategy gives at each step, where its time says nothing."""

import statistics
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Any

from prelude.interpreter import interpreter


def observe(
    prepare: Callable[[int], AbstractContextManager[Mapping[str, Callable[[], Any]]]],
    label: str,
    steps: Collection[int],
    repeats: int,
    columns: Mapping[str, Callable[[Any], float]],
) -> None:
    """Prints figures of each run, and their median at each step with the range.

    `prepare` has the strategies of a step, and `columns` the figures of a result. The
    steps take turns, so that a busy moment of the machine meets all of them alike.
    """
    print(interpreter())
    found: dict[tuple[int, str], list[list[float]]] = {}
    print(f"{'run':<8}{label:>15}", *(f"{column:>12}" for column in columns))
    for number in range(repeats + 1):
        for step in steps:
            with prepare(step) as strategies:
                for name, strategy in strategies.items():
                    result = strategy()
                    figures = [figure(result) for figure in columns.values()]
                    # The first round is a warm-up.
                    row = "".join(f"{value:>13,.2f}" for value in figures)
                    print(f"{number or 'warm-up':<8}{step:>15,}{row}", flush=True)
                    if number:
                        found.setdefault((step, name), []).append(figures)
    print(f"Median of {repeats} runs (smallest to largest), {label}:")
    for (step, name), runs in found.items():
        for column, values in zip(columns, zip(*runs, strict=True), strict=True):
            middle, low, high = statistics.median(values), min(values), max(values)
            spread = f"{middle:>12,.2f} ({low:,.2f} to {high:,.2f})"
            print(f"{step:>9,}  {name}  {column:<12}{spread}")
