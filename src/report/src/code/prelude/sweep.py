"""The comparison of strategies, step by step."""

import statistics
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.measure import measure

Strategies = Mapping[str, Callable[[], object]]


def sweep(
    prepare: Callable[[int], AbstractContextManager[Strategies]],
    label: str,
    steps: Iterable[int],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[int, dict[str, list[float]]]:
    """Prints the median time of each named strategy at each step.

    Returns all times in seconds. `prepare` has the strategies of a step.
    """
    print(interpreter())
    found: dict[int, dict[str, list[float]]] = {}
    for step in steps:
        with prepare(step) as strategies:
            if not found:
                names = choose(names, strategies, left_out or {})
                print(f"{label:>12}", *(f"{name:>16}" for name in names))
            times = measure({name: strategies[name] for name in names}, repeats)
        medians = [statistics.median(spent) for spent in times.values()]
        row = (f"{median * 1000:>13,.2f} ms" for median in medians)
        print(f"{step:>12,}", *row, flush=True)
        found[step] = times
    return found
