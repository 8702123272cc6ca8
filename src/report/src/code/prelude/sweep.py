"""The comparison of strategies, step by step."""

import statistics
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager

from prelude.choose import choose
from prelude.introduce import introduce
from prelude.measure import measure

def sweep(
    prepare: Callable[
        [int], AbstractContextManager[Mapping[str, Callable[[], object]]]
    ],
    label: str,
    steps: Iterable[int],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[int, dict[str, list[float]]]:
    """Prints the median time of each named strategy at each step.

    Returns all times in seconds. `prepare` has the strategies of a step.
    """
    introduce(names)
    found: dict[int, dict[str, list[float]]] = {}
    for step in steps:
        with prepare(step) as strategies:
            if not found:
                names = choose(names, strategies, left_out or {})
                print(f"{label:>12}", *(f"{name:>16}" for name in names))
            # The rest of the line follows when the step has been measured.
            print(f"{step:>12,}", end="", flush=True)
            runs = {name: strategies[name] for name in names}
            found[step] = measure(runs, repeats, lambda *_: None, step)
        for name in names:
            times = found[step].get(name)
            text = f"{statistics.median(times) * 1000:,.2f} ms" if times else "failed"
            print(f"{text:>17}", end="")
        print(flush=True)
    return found
