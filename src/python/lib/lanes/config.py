"""Settings of this interpreter, which the host writes into a file before it starts, and those of its program."""

import json
from pathlib import Path

_settings: dict = {}


def read() -> None:
    """Reads the settings. Called once, before anything else."""
    _settings.update(json.loads(Path("/lanes.json").read_text(encoding="utf-8")))


def update(**settings) -> None:
    """Changes settings."""
    _settings.update(settings)


def get(name: str, default=None):
    """Returns a setting."""
    return _settings.get(name, default)
