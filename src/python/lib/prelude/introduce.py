"""What a script prints first. The page has set the switch interval."""

from collections.abc import Collection

from prelude.interpreter import interpreter


def introduce(names: Collection[str]) -> None:
    """Prints the interpreter."""
    print(interpreter())
