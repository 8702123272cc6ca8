"""Strategies whose results differ, so that no comparison of times says it all."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from prelude.choose import choose
from prelude.introduce import introduce


def show(
    strategies: Mapping[str, Callable[[], Any]],
    names: Collection[str],
    describe: Callable[[Any], str],
    left_out: Mapping[str, str] | None = None,
) -> None:
    """Runs each named strategy once, and prints its time and its result."""
    introduce(names)
    for name in choose(names, strategies, left_out or {}):
        started = time.perf_counter()
        result = strategies[name]()
        spent = time.perf_counter() - started
        print(f"{name:<12}{spent * 1000:>9,.1f} ms  {describe(result)}", flush=True)
