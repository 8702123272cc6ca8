"""The comparison of strategies."""

import statistics
from collections.abc import Callable, Collection, Mapping

from prelude.choose import choose
from prelude.interpreter import interpreter
from prelude.measure import measure


def compare(
    strategies: Mapping[str, Callable[[], object]],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """Prints and returns the median time of each named strategy, in seconds."""
    print(interpreter())
    chosen = choose(names, strategies, left_out or {})
    times = measure({name: strategies[name] for name in chosen}, repeats)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first, width = medians[chosen[0]], max(map(len, ["strategy", *chosen])) + 2
    print(f"{'strategy':<{width}}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<{width}}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    print("Every run gave the same answers.")
    return medians
