"""Connections that a process may have at once."""

import functools
import sys

# As many files as a script needs to open at most. A connection counts as one.
MOST_FILES = 8_192
# Files for all but the connections that a script caps.
OTHER_FILES = 100


def open_files() -> int:
    """Returns how many files this process may open, after raising it to MOST_FILES."""
    if sys.platform == "win32":
        return MOST_FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < MOST_FILES:
        soft = min(hard, MOST_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


@functools.cache
def connections(wanted: int) -> int:
    """Caps a number of connections at what the system allows, and says so once."""
    files = open_files()
    allowed = max(1, min(wanted, files - OTHER_FILES))
    if allowed < wanted:
        print(
            f"At most {allowed:,} connections instead of {wanted:,}: "
            f"a process may open {files:,} files here (ulimit -n)."
        )
    return allowed
