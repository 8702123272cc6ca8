"""Recording of a script's runs. The page has the lanes of the program anyway."""


def note_run(strategy: str, step: int | None, number: int, start: int, end: int) -> None:
    """Does nothing."""
