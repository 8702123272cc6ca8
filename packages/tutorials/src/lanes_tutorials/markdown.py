"""An extension of Python-Markdown, and so of MkDocs, for blocks in the syntax of MyST.

```lanes sum-of-squares
:tasks: 4
```
"""

import logging
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from lanes_tutorials.playground import Playground, host_address, read

# MkDocs counts warnings below its own logger as failures of `--strict`.
logger = logging.getLogger("mkdocs.lanes_tutorials")

FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
INFO = re.compile(r"\s*(lanes|\{lanes\})\s+(?P<name>\S+)\s*")
OPTION = re.compile(r":(?P<key>[\w-]+):(?P<value>.*)")

# Lines whose indented text is not code: items, admonitions, tabs, footnotes.
CONTAINER = re.compile(r"\s*([-*+]\s|\d+[.)]\s|!!!|\?\?\?|===|\[\^|:\s)")


class LanesExtension(Extension):
    """The extension, with one setting: `host`, the address of a copy of Lanes."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"host": ["", "Address of a copy of Lanes"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        """Adds the blocks. Raises HostError without an address."""
        setting = "host of the Markdown extension lanes"
        host = host_address(self.getConfig("host"), setting)
        # Otherwise the element would be put into a paragraph, which its code would end.
        md.block_level_elements.append("lanes-playground")
        # After whitespace and snippets, before all other fenced blocks.
        md.preprocessors.register(LanesBlocks(md, host), "lanes", 27)


class LanesBlocks(Preprocessor):
    """Replaces blocks by elements, and loads their script at the end of the page."""

    md: Markdown

    def __init__(self, md: Markdown, host: str) -> None:
        super().__init__(md)
        self.host = host

    def run(self, lines: list[str]) -> list[str]:
        """Returns the lines of a page with a placeholder for each element."""
        written: list[str] = []
        shown: list[Playground] = []
        rest = enumerate(lines)
        for at, line in rest:
            opening = FENCE.fullmatch(line)
            if not opening or is_code(lines, at):
                written.append(line)
                continue
            body, closing = fenced(rest, opening)
            info = INFO.fullmatch(opening["info"])
            if not info or closing is None:
                written += [line, *body, *([] if closing is None else [closing])]
                continue
            options, code = split(body)
            identifier, classes = options.pop("name", ""), options.pop("class", "")
            playground = self.read(info["name"], options, code)
            shown.append(playground)
            html = playground.html(identifier, classes)
            written += ["", opening["indent"] + self.md.htmlStash.store(html), ""]
        if shown:
            written += ["", self.md.htmlStash.store(shown[0].script_html())]
        return written

    def read(self, name: str, options: dict[str, str], code: str) -> Playground:
        playground, problems = read(self.host, name, options, code)
        for problem in problems:
            logger.warning("%slanes %s: %s", self.page(), name, problem.message)
        return playground

    def page(self) -> str:
        """Returns the name of the page where MkDocs tells it, for a warning."""
        if "relpath" not in self.md.treeprocessors:
            return ""
        file = getattr(self.md.treeprocessors["relpath"], "file", None)
        name = getattr(file, "src_uri", "")
        return f"{name}: " if name else ""


def split(body: list[str]) -> tuple[dict[str, str], str]:
    """Splits the lines of a block into its options and the code that follows them."""
    lines = textwrap.dedent("\n".join(body)).split("\n")
    options = {}
    while lines and (option := OPTION.fullmatch(lines[0].rstrip())):
        options[option["key"]] = option["value"].strip()
        del lines[0]
    return options, "\n".join(lines)


def is_code(lines: list[str], at: int) -> bool:
    """Returns true for a line of a code block by indentation, which has no fences."""
    indent = width(lines[at])
    if indent < 4:
        return False
    before = (line for line in reversed(lines[:at]) if line.strip())
    outer = next((line for line in before if width(line) < indent), "")
    return not CONTAINER.match(outer)


def width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def fenced(
    rest: Iterator[tuple[int, str]], opening: re.Match[str]
) -> tuple[list[str], str | None]:
    """Returns the lines up to the closing fence, and that fence if there is one."""
    closing = re.compile(rf" *{opening['fence'][0]}{{{len(opening['fence'])},}} *")
    body: list[str] = []
    for _, line in rest:
        if closing.fullmatch(line) and width(line) == width(opening["indent"]):
            return body, line
        body.append(line)
    return body, None


def makeExtension(**settings: Any) -> LanesExtension:
    """Makes the extension, for Python-Markdown."""
    return LanesExtension(**settings)
