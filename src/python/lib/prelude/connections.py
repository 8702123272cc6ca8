"""Connections that a process may have at once: the page's network has no limit that a script could ask for."""


def connections(wanted: int) -> int:
    """Returns the number."""
    return wanted
