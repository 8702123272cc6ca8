"""The comparison of strategies."""

import statistics
import sys
from collections.abc import Callable, Collection, Mapping

from prelude.choose import choose
from prelude.introduce import introduce
from prelude.measure import measure


def write(text: str) -> None:
    """Writes part of a line at once, so that a reader sees how far the script is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def compare(
    strategies: Mapping[str, Callable[[], object]],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """Prints the time of each run, and the median of each named strategy.

    Returns the medians in seconds, without those of strategies that failed.
    """
    introduce(names)
    chosen = choose(names, strategies, left_out or {})
    width = max(map(len, ["strategy", *chosen])) + 2
    write(" " * 7 + "".join(f"{name:>{width + 3}}" for name in chosen))

    def show_run(number: int, name: str, spent: float) -> None:
        start = f"\n{number or 'warm-up':<7}" if name == chosen[0] else ""
        write(f"{start}{spent * 1000:>{width},.1f} ms")

    times = measure({name: strategies[name] for name in chosen}, repeats, show_run)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    print(f"\n{'strategy':<{width}}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<{width}}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    print("Every run gave the same answers.")
    return medians
