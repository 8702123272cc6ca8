"""Strategies whose results differ, run by run as the page asks for them."""

from collections.abc import Callable, Collection, Mapping

from lanes import runner


def show(
    strategies: Mapping[str, Callable[[], object]],
    names: Collection[str],
    describe: Callable[[object], str],
    left_out: Mapping[str, str] | None = None,
) -> None:
    """Makes the runs that the page asks for. It has chosen strategies, and shows their results."""
    runner.serve(strategies)
