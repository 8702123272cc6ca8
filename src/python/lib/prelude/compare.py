"""The comparison of strategies, run by run as the page asks for them."""

from collections.abc import Callable, Collection, Mapping

from lanes import runner


def compare(
    strategies: Mapping[str, Callable[[], object]],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """Makes the runs that the page asks for, and returns the median time of each strategy, in seconds.

    The page has chosen strategies and repeats, so `names`, `repeats` and `left_out` mean nothing here.
    """
    times = runner.serve(strategies)
    # Imported late, so that no reader waits for it.
    import statistics

    return {name: statistics.median(spent) for name, spent in times.items()}
