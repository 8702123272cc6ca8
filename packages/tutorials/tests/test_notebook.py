"""What notebooks display, and what nbconvert makes of it."""

import json
from typing import Any

import pytest

from conftest import ELEMENT, HOST, LINK, PICTURE, SCRIPT, Write, succeed
from lanes_tutorials import HostError, show


def notebook_of(data: dict[str, Any]) -> str:
    """Returns a notebook with the output of one cell, as Jupyter saves it."""
    output = {
        "output_type": "execute_result",
        "execution_count": 1,
        "data": data,
        "metadata": {},
    }
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": 1,
        "metadata": {},
        "source": "lanes.show(...)",
        "outputs": [output],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook)


def data_of(shown: Any) -> dict[str, Any]:
    return {
        "text/html": shown._repr_html_(),
        "text/latex": shown._repr_latex_(),
        "text/plain": repr(shown),
    }


def test_settings_are_python_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANES_HOST", HOST)
    shown = show(
        "sum-of-squares",
        tasks=4,
        strategies=["sequential", "threads"],
        frame_height=420,
        autorun=True,
        readonly=False,
        theme=None,
    )
    assert shown.playground.settings == {
        "tasks": "4",
        "strategies": "sequential,threads",
        "frame-height": "420",
        "autorun": "1",
    }
    html = shown._repr_html_()
    assert ELEMENT in html and PICTURE in html and SCRIPT in html


def test_without_an_address_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANES_HOST", raising=False)
    with pytest.raises(HostError, match="LANES_HOST or host is missing"):
        show("sum-of-squares")


def test_mistakes_are_warnings() -> None:
    with pytest.warns(UserWarning, match="Did you mean tasks?"):
        show("sum-of-squares", host=HOST, taks=4)
    with pytest.warns(UserWarning, match="n is “0.5”"):
        show("sum-of-squares", host=HOST, n=0.5)  # type: ignore[arg-type]


def test_texts_are_escaped_in_html_and_latex() -> None:
    shown = show("scaling", host=HOST, title="<b>}\\input{x}\n\n100 % #_")
    assert "<b>" not in shown._repr_html_()
    assert shown._repr_latex_() == (
        rf"\href{{{HOST}?x=scaling}}{{\textless{{}}b\textgreater{{}}\}}"
        r"\textbackslash{}input\{x\} 100 \% \#\_, in Lanes}"
    )
    code = "import os\n" * 9
    link = show("python-program", host=HOST, code=code)._repr_latex_()
    assert r"?x=python-program\#v2." in link


def test_nbconvert_keeps_the_element_in_pages_and_the_link_elsewhere(
    write: Write,
) -> None:
    shown = show("sum-of-squares", host=HOST, tasks=4)
    site = write(notebook_ipynb=notebook_of(data_of(shown)))
    for kind, file in [("html", "html"), ("latex", "tex")]:
        succeed("jupyter-nbconvert", "--to", kind, site / "notebook.ipynb")
        text = (site / f"notebook.{file}").read_text(encoding="utf-8")
        if kind == "html":
            # nbconvert sorts attributes.
            assert 'tasks="4"' in text and text.count("<lanes-playground ") == 1
            assert LINK in text and SCRIPT in text and 'type="module"' in text
        else:
            assert (
                r"=4}{Sum of squares, in Lanes}" in text
                and "lanes-playground" not in text
            )
