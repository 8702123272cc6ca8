"""Work for CPython, which computes more slowly than compiled code."""

import functools


@functools.cache
def scaled(name: str, size: int, share: int) -> int:
    """Returns a share of a size of the page, at least 1, and says so once."""
    part = max(1, size // share)
    if part < size:
        print(f"{name}: {part:,} instead of the page's {size:,} (1/{share}).")
    return part
