"""What a script prints first."""

import sys
from collections.abc import Collection

from prelude.interpreter import has_gil, interpreter

# How long a thread waits for the GIL before it asks the one that holds it to release
# it, in microseconds. Python's default is 5,000.
SWITCH_INTERVAL_US = 5_000  # lanes:switch
# Settings of the page that this script does not have.
NOT_CARRIED: list[str] = []  # lanes:not-carried


def introduce(names: Collection[str]) -> None:
    """Sets the switch interval, and prints the interpreter and what differs here."""
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    print(interpreter())
    if "threads" in names:
        meaning = "threads-gil" if has_gil() else "threads without a GIL"
        print(f'"threads" are the {meaning} of the page.')
    for setting in NOT_CARRIED:
        print(f"Without effect here: {setting}.")
