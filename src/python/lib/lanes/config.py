"""Settings of this interpreter, which the host writes into a file before it starts, and those of its program."""

import json

_settings: dict = {}


def read() -> None:
    """Reads the settings. Called once, before anything else."""
    with open("/lanes.json", encoding="utf-8") as file:
        _settings.update(json.load(file))


def update(**settings) -> None:
    """Changes settings."""
    _settings.update(settings)


def get(name: str, default=None):
    """Returns a setting."""
    return _settings.get(name, default)
