"""The strategies that the reader chose."""

import sys
from collections.abc import Collection, Mapping


def choose(
    names: Collection[str], available: Collection[str], left_out: Mapping[str, str]
) -> list[str]:
    """Returns the names that are available, and prints why each other is left out."""
    for name in names:
        if name not in available:
            reason = left_out.get(name, "This script does not have it.")
            print(f"Left out: {name}. {reason}")
    chosen = [name for name in names if name in available]
    return chosen or sys.exit(f"Choose at least one of {', '.join(available)}.")
