"""A book of Jupyter Book 1, with a page in MyST and a notebook that is executed."""

import json

from conftest import ELEMENT, HOST, LINK, SCRIPT, Write, succeed

CONFIG = f"""
title: Book
author: Authors
execute:
  execute_notebooks: force
sphinx:
  extra_extensions: [lanes_tutorials.sphinx]
  config:
    lanes_host: {HOST}
"""

TOC = """
format: jb-book
root: index
chapters:
  - file: notebook
"""

INDEX = """
# Book

```{lanes} sum-of-squares
:tasks: 4
```

```{lanes} python-program

import os
```
"""

CELL = f"""
import lanes_tutorials as lanes

lanes.show("sum-of-squares", tasks=4, host="{HOST}")
"""


def test_a_book_has_experiments_in_pages_and_notebooks(write: Write) -> None:
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": None,
        "metadata": {},
        "source": CELL.strip(),
        "outputs": [],
    }
    title = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Notebook"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": [title, cell],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    book = write(
        _config_yml=CONFIG,
        _toc_yml=TOC,
        index_md=INDEX,
        notebook_ipynb=json.dumps(notebook),
    )
    for name in ("config", "toc"):
        (book / f".{name}.yml").rename(book / f"_{name}.yml")
    succeed("jupyter-book", "build", "-W", "-n", "--keep-going", book)
    for name in ("index", "notebook"):
        page = (book / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
        assert ELEMENT in page and LINK in page and page.count(SCRIPT) == 1
        assert 'type="module"' in page
