"""Blocks in Python-Markdown, alone and in MkDocs Material."""

import logging
from html.parser import HTMLParser

import pytest
from markdown import markdown

from conftest import ELEMENT, HOST, LINK, PICTURE, SCRIPT, Write, run, succeed
from lanes_tutorials.markdown import LanesExtension

BLOCK = "```lanes sum-of-squares\n:tasks: 4\n```"

MKDOCS = f"""
site_name: Site
site_url: http://localhost/
theme:
  name: material
  features: [navigation.instant]
markdown_extensions:
  - admonition
  - pymdownx.superfences
  - lanes:
      host: {HOST}
"""


class Elements(HTMLParser):
    """The tags of a text, as browsers see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def html_of(text: str, *extensions: str) -> str:
    return markdown(text, extensions=[LanesExtension(host=HOST), *extensions])


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


@pytest.mark.parametrize("extension", ["fenced_code", "pymdownx.superfences"])
@pytest.mark.parametrize("block", [BLOCK, BLOCK.replace("lanes", "{lanes}", 1)])
def test_a_block_becomes_the_element_and_one_script(block: str, extension: str) -> None:
    html = html_of(f"# Title\n\nText\n{block}\nText\n\n{block}", extension)
    assert html.count(ELEMENT) == 2 and LINK in html and PICTURE in html
    assert html.count(SCRIPT) == 1
    assert "<p><lanes" not in html and "<p>Text</p>" in html


@pytest.mark.parametrize(
    "before", ["- item\n", "1. item\n", "!!! note\n", "!!! note\n\n    Text\n"]
)
def test_a_block_may_be_in_an_item_or_an_admonition(before: str) -> None:
    html = html_of(f"{before}\n{indented(BLOCK)}\n\nText", "admonition")
    inside = html[: max(html.rfind("</li>"), html.rfind("</div>"))]
    assert ELEMENT in inside and "<pre>" not in html


@pytest.mark.parametrize(
    "text",
    [
        f"Text\n\n{indented(BLOCK)}",
        f"````\n{BLOCK}\n````",
        f"~~~md\n{BLOCK}\n~~~",
        "```lanes\nlanes\n```",
        "```lanes sum-of-squares\nno end",
        "`lanes sum-of-squares`",
    ],
)
@pytest.mark.parametrize("extension", ["fenced_code", "pymdownx.superfences"])
def test_a_block_that_is_shown_as_code_stays_code(text: str, extension: str) -> None:
    html = html_of(text, extension)
    assert "<lanes-playground" not in html and SCRIPT not in html
    assert "lanes" in html


def test_a_page_without_a_block_is_unchanged() -> None:
    text = "# Title\n\n```python\nprint(1)\n```\n"
    assert html_of(text, "fenced_code") == markdown(text, extensions=["fenced_code"])


def test_code_follows_the_options() -> None:
    block = "```lanes python-program\n:runtime: cpython\n:name: a\"b\n\nimport os\n\nprint(os, '<p>')\n```"
    html = html_of(block)
    assert 'runtime="cpython"' in html and 'id="a&quot;b"' in html
    assert (
        "<pre><code>import os\n\nprint(os, &#x27;&lt;p&gt;&#x27;)</code></pre>" in html
    )


def test_code_does_not_leave_its_element() -> None:
    html = html_of("```lanes python-program\nx = '</script><b>'\n```")
    parser = Elements()
    parser.feed(html)
    assert parser.tags[0] == "lanes-playground" and "b" not in parser.tags


def test_mistakes_are_warnings(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        html_of("```lanes sum-of-squares\n:taks: 4\n```")
    assert caplog.messages == [
        "lanes sum-of-squares: sum-of-squares has no setting “taks”. Did you mean tasks?"
    ]


def test_a_site_of_material_has_the_element(write: Write) -> None:
    site = write(mkdocs_yml=MKDOCS, docs__index_md=f"# Site\n\n{BLOCK}\n")
    succeed("mkdocs", "build", "--strict", "-q", "-f", site / "mkdocs.yml")
    page = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert ELEMENT in page and LINK in page and page.count(SCRIPT) == 1


def test_a_mistake_stops_a_strict_site_and_names_its_page(write: Write) -> None:
    text = "# Site\n\n```lanes sum-of-squares\n:tasks: 0\n```\n"
    site = write(mkdocs_yml=MKDOCS, docs__index_md=text)
    finished = run("mkdocs", "build", "--strict", "-f", site / "mkdocs.yml")
    assert finished.returncode == 1
    assert "index.md: lanes sum-of-squares: tasks is 0." in finished.stderr


def test_a_missing_address_is_an_error_that_says_what_to_do(write: Write) -> None:
    config = MKDOCS.replace(f"host: {HOST}", "host: ''")
    site = write(mkdocs_yml=config, docs__index_md="# Site\n")
    finished = run("mkdocs", "build", "-f", site / "mkdocs.yml")
    assert finished.returncode == 1
    assert "host of the Markdown extension lanes is missing." in finished.stderr
