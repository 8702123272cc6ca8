"""Experiments in notebooks: JupyterLab, VS Code, nbconvert and what else shows HTML."""

import os
import warnings
from collections.abc import Iterable

from lanes_tutorials.playground import Playground, host_address, read

Setting = str | int | bool | Iterable[str] | None

# Signs that LaTeX does not take as they are.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        **{sign: f"\\{sign}" for sign in "#$%&_{}"},
    }
)


class Shown:
    """An experiment that a notebook displays."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground

    def __repr__(self) -> str:
        return f"{self.playground.label}: {self.playground.link}"

    def _repr_html_(self) -> str:
        return self.playground.script_html() + self.playground.html()

    def _repr_latex_(self) -> str:
        # Spaces and signs of other kinds are escaped in the link already.
        link, label = self.playground.link, " ".join(self.playground.label.split())
        return rf"\href{{{link.translate(LATEX)}}}{{{label.translate(LATEX)}}}"


def show(
    experiment: str, *, code: str = "", host: str | None = None, **settings: Setting
) -> Shown:
    """Returns an experiment for a notebook to display.

    Settings are those of a link, such as `tasks=4`, and `title`. `code` is Python for
    experiments that take it. `host` is the address of a copy of Lanes, by default that
    in the environment variable LANES_HOST.

    Raises HostError without an address, and warns about settings that cannot be used.
    """
    address = host_address(host or os.environ.get("LANES_HOST"), "LANES_HOST or host")
    given = {
        key.replace("_", "-"): text_of(value)
        for key, value in settings.items()
        if value is not None
    }
    playground, problems = read(address, experiment, given, code)
    for problem in problems:
        warnings.warn(problem.message, stacklevel=2)
    return Shown(playground)


def text_of(value: str | int | bool | Iterable[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ",".join(value)
    return str(int(value) if isinstance(value, bool) else value)
