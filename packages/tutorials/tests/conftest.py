"""Small sites, made by the tools as their users run them."""

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

HOST = "https://lanes.example/some/where/"

# What the element and its fallback must look like on every page.
ELEMENT = '<lanes-playground x="sum-of-squares" tasks="4"'
LINK = f'<a href="{HOST}?x=sum-of-squares&amp;tasks=4">'
PICTURE = f'<img src="{HOST}previews/sum-of-squares.png"'
SCRIPT = f'src="{HOST}embed.js"'

PACKAGE = Path(__file__).parents[1]

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the files of a site into a new folder, and returns it."""

    def write(**files: str) -> Path:
        folder = tmp_path / "site"
        for name, text in files.items():
            path = folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write


@functools.cache
def installed() -> Path:
    """Returns a folder with the package as a wheel installs it, entry points included."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=PACKAGE, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder)
    return folder


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a program of the same environment with this package."""
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        env={**os.environ, "PYTHONPATH": str(installed()), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def succeed(program: str, *arguments: str | Path) -> str:
    """Runs a program without a failure, and returns what it printed."""
    finished = run(program, *arguments)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout + finished.stderr
