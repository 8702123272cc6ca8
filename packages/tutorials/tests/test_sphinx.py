"""Sites of Sphinx, in reStructuredText and MyST, with warnings as errors."""

import zipfile
from pathlib import Path

import pytest

from conftest import ELEMENT, HOST, LINK, PICTURE, SCRIPT, Write, run, succeed

CONF = f"""
project = "Site"
copyright = "the authors"
version = "1"
extensions = ["lanes_tutorials.sphinx", "myst_parser"]
html_theme = "furo"
lanes_host = "{HOST}"
lanes_pictures = "pictures"
suppress_warnings = ["epub.unknown_project_files"]
"""

INDEX = """
Site
====

.. lanes:: sum-of-squares
   :tasks: 4
   :autorun:
   :question: Which <b>wins</b>?
   :name: squares
   :class: wide

.. lanes:: python-program

   print("100 % of <b> & \\\\end{sphinxVerbatim}")

   print(1)

See :ref:`the experiment <squares>`.

.. toctree::

   myst
   plain
"""

MYST = """
# MyST

```{lanes} sum-of-squares
:tasks: 4
:height: 420
```

```{lanes} python-program
:runtime: cpython

import asyncio
```
"""

PLAIN = "# Plain\n\nNo experiment.\n"

# The smallest picture that tools accept.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc00000030101003b3a8f8b0000000049454e44ae426082"
)


@pytest.fixture
def site(write: Write) -> Path:
    folder = write(conf_py=CONF, index_rst=INDEX, myst_md=MYST, plain_md=PLAIN)
    (folder / "pictures").mkdir()
    (folder / "pictures" / "sum-of-squares.png").write_bytes(PNG)
    return folder


def build(site: Path, builder: str, *arguments: str) -> Path:
    """Builds a site without a warning, and returns the folder."""
    built = site.parent / builder
    succeed("sphinx-build", "-W", "-n", "-q", "-b", builder, *arguments, site, built)
    return built


def test_pages_have_the_element_with_its_fallback_and_one_script(site: Path) -> None:
    built = build(site, "html", "-j", "2")
    page = (built / "index.html").read_text(encoding="utf-8")
    assert ELEMENT in page and LINK in page and PICTURE in page
    assert 'autorun="1" question="Which &lt;b&gt;wins&lt;/b&gt;?"' in page
    assert 'id="squares" class="wide"' in page and 'href="#squares"' in page
    assert page.count("<lanes-playground") == 2 and page.count(SCRIPT) == 1
    assert "<pre><code>print(&quot;100 % of &lt;b&gt; &amp; " in page
    myst = (built / "myst.html").read_text(encoding="utf-8")
    assert f'{ELEMENT} frame-height="420"' in myst and myst.count(SCRIPT) == 1
    assert "<pre><code>import asyncio</code></pre>" in myst
    plain = (built / "plain.html").read_text(encoding="utf-8")
    assert "lanes" not in plain


def test_latex_has_title_link_picture_and_code(site: Path) -> None:
    built = build(site, "latex")
    (tex,) = (path.read_text(encoding="utf-8") for path in built.glob("*.tex"))
    assert r"?x=sum\%" not in tex
    assert f"\\sphinxhref{{{HOST}?x=sum-of-squares\\&tasks=4}}" in tex
    assert "Sum of squares, in Lanes}" in tex
    assert "{sum-of-squares}.png}" in tex and (built / "sum-of-squares.png").is_file()
    assert "<lanes-playground" not in tex and '\\end{sphinxVerbatim}")' not in tex
    assert "Which <b>wins</b>?" in tex.replace("\\textless{}", "<").replace(
        "\\textgreater{}", ">"
    )


def test_an_epub_has_title_link_picture_and_code(site: Path) -> None:
    built = build(site, "epub")
    (book,) = built.glob("*.epub")
    with zipfile.ZipFile(book) as files:
        page = files.read("index.xhtml").decode()
        assert "_images/sum-of-squares.png" in "\n".join(files.namelist())
    assert f'href="{HOST}?x=sum-of-squares&amp;tasks=4"' in page
    assert "Sum of squares, in Lanes</a>" in page and "<img " in page
    assert "embed.js" not in page and "<lanes-playground" not in page
    assert "&lt;b&gt;" in page and "<b>" not in page


@pytest.mark.parametrize("builder", ["text", "man", "xml", "linkcheck"])
def test_other_builders_have_title_and_link(site: Path, builder: str) -> None:
    if builder == "man":
        with (site / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write('man_pages = [("index", "site", "Site", [], 1)]\n')
    if builder == "linkcheck":
        with (site / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write('linkcheck_ignore = ["https://lanes"]\n')
    built = build(site, builder)
    name = {"man": "site.1", "text": "index.txt", "linkcheck": "output.txt"}
    if builder == "linkcheck":
        links = (built / "output.json").read_text(encoding="utf-8")
        assert f"{HOST}?x=sum-of-squares&tasks=4" in links
        return
    text = (built / name.get(builder, "index.xml")).read_text(encoding="utf-8")
    assert "Sum of squares, in Lanes" in text and "x=sum" in text.replace("\\-", "-")
    assert "100 % of" in text


def test_mistakes_are_warnings_with_file_and_line(write: Write) -> None:
    index = "Site\n====\n\n.. lanes:: sum-of-square\n\n.. lanes:: scaling\n   :most: 0\n\n   print(1)\n\n.. toctree::\n\n   myst\n"
    myst = "# MyST\n\n```{lanes} sum-of-squares\n:tasks: many\n```\n"
    conf = CONF.replace('"pictures"', '""')
    site = write(conf_py=conf, index_rst=index, myst_md=myst)
    finished = run("sphinx-build", "-q", "-b", "html", site, site.parent / "html")
    warnings = finished.stderr
    assert finished.returncode == 0
    assert "index.rst:4: WARNING: There is no experiment “sum-of-square”." in warnings
    assert "[lanes.experiment]" in warnings
    assert "index.rst:6: WARNING: scaling takes no code." in warnings
    assert "myst.md:3: WARNING: tasks is “many”. It must be a whole number" in warnings
    assert "[lanes.setting]" in warnings
    page = (site.parent / "html" / "index.html").read_text(encoding="utf-8")
    assert '<lanes-playground x="sum-of-square" ' in page


def test_a_missing_address_is_an_error_that_says_what_to_do(write: Write) -> None:
    conf = 'extensions = ["lanes_tutorials.sphinx"]\n'
    site = write(conf_py=conf, index_rst="Site\n====\n")
    finished = run("sphinx-build", "-q", "-b", "html", site, site.parent / "html")
    assert finished.returncode == 2
    assert "lanes_host in conf.py is missing. Set it to the address" in finished.stderr


def test_a_missing_folder_of_pictures_is_an_error(write: Write) -> None:
    site = write(conf_py=CONF, index_rst="Site\n====\n")
    finished = run("sphinx-build", "-q", "-b", "latex", site, site.parent / "latex")
    assert finished.returncode == 2
    assert "lanes_pictures in conf.py is “pictures”, which is no" in finished.stderr


def test_texts_of_an_author_can_be_translated(site: Path) -> None:
    catalogue = (build(site, "gettext") / "index.pot").read_text(encoding="utf-8")
    assert 'msgid "Which <b>wins</b>?"' in catalogue
    assert 'msgid "Sum of squares"' in catalogue
    messages = site / "locales" / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "index.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Which <b>wins</b>?"\nmsgstr "Wer <i>gewinnt</i>?"\n\n'
        'msgid "Sum of squares"\nmsgstr "Quadratsumme"\n',
        encoding="utf-8",
    )
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('language = "de"\nlocale_dirs = ["locales"]\n')
    page = (build(site, "html") / "index.html").read_text(encoding="utf-8")
    assert 'question="Wer &lt;i&gt;gewinnt&lt;/i&gt;?"' in page
    assert "Quadratsumme, in Lanes</a>" in page
