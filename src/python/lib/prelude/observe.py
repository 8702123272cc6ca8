"""What a strategy gives at each step, run by run as the page asks for it."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Any

from lanes import runner


def observe(
    prepare: Callable[[int], AbstractContextManager[Mapping[str, Callable[[], Any]]]],
    label: str,
    steps: Collection[int],
    repeats: int,
    columns: Mapping[str, Callable[[Any], float]],
) -> None:
    """Makes the runs that the page asks for. It has chosen the steps, and shows the figures."""
    runner.serve(prepare)
