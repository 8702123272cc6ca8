"""The comparison of strategies at each step, run by run as the page asks for them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager

from lanes import runner


def sweep(
    prepare: Callable[[int], AbstractContextManager[Mapping[str, Callable[[], object]]]],
    label: str,
    steps: Iterable[int],
    names: Collection[str],
    repeats: int,
    left_out: Mapping[str, str] | None = None,
) -> dict[int, dict[str, list[float]]]:
    """Makes the runs that the page asks for, and returns nothing to compare: the page does that."""
    runner.serve(prepare)
    return {}
