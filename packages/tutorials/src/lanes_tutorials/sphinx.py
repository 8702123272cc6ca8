"""A Sphinx extension with the directive `lanes`, which MyST and Jupyter Book have too.

.. lanes:: sum-of-squares
   :tasks: 4
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import translatable
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from lanes_tutorials import __version__
from lanes_tutorials.catalogue import TEXTS, experiments
from lanes_tutorials.playground import HostError, Playground, host_address, read

logger = logging.getLogger(__name__)


class PlaygroundNode(nodes.General, nodes.Element, translatable):
    """A place for an experiment. Its attribute `playground` is the experiment."""

    def preserve_original_messages(self) -> None:
        """Keeps the texts of the author, which the next method translates."""
        original: Playground = self["playground"]
        texts = [original.settings[key] for key in TEXTS if key in original.settings]
        self["messages"] = [original.title, *texts]

    def apply_translated_message(
        self, original_message: str, translated_message: str
    ) -> None:
        """Translates the title, the question or the answer."""
        shown: Playground = self["playground"]
        if shown.title == original_message:
            shown = replace(shown, title=translated_message)
        settings = {
            key: translated_message
            if key in TEXTS and text == original_message
            else text
            for key, text in shown.settings.items()
        }
        self["playground"] = replace(shown, settings=settings)

    def extract_original_messages(self) -> Sequence[str]:
        """Returns the texts to translate."""
        messages: list[str] = self["messages"]
        return messages


class AnyOption(dict[str, Callable[[str], Any]]):
    """Options of a directive that takes every setting of an experiment."""

    def __missing__(self, key: str) -> Callable[[str], str]:
        return lambda value: value or ""


class LanesDirective(SphinxDirective):
    """The directive `lanes`, with Python as its content for experiments that take code."""

    required_arguments = 1
    has_content = True
    option_spec = AnyOption(
        {"class": directives.class_option, "name": directives.unchanged}
    )

    def run(self) -> list[nodes.Node]:
        """Returns the place for the experiment, and warns about mistakes."""
        settings = {
            key: value
            for key, value in self.options.items()
            if key not in ("class", "name")
        }
        shown, problems = read(
            self.config.lanes_host,
            self.arguments[0],
            settings,
            "\n".join(self.content),
        )
        for problem in problems:
            location = self.get_location()
            logger.warning(
                problem.message, location=location, type="lanes", subtype=problem.kind
            )
        node = PlaygroundNode(playground=shown)
        node["classes"] += self.options.get("class", [])
        self.set_source_info(node)
        self.add_name(node)
        return [node]


class PrintedPlayground(SphinxPostTransform):
    """Writes experiments as link, picture and code where no script runs: PDF, EPUB, text."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replaces all experiments of a document, unless it becomes a page with scripts."""
        builder = self.app.builder
        has_scripts = builder.format == "html" and builder.name != "epub"
        if has_scripts or builder.name == "gettext":
            return
        for node in list(self.document.findall(PlaygroundNode)):
            node.replace_self(self.printed(node))

    def printed(self, node: PlaygroundNode) -> list[nodes.Node]:
        shown: Playground = node["playground"]
        printed: list[nodes.Node] = []
        if node["ids"]:
            printed.append(nodes.target("", "", ids=node["ids"], names=node["names"]))
        if question := shown.settings.get("question"):
            printed.append(nodes.paragraph("", question))
        if picture := self.picture(shown):
            printed.append(picture)
        link = nodes.reference("", shown.label, refuri=shown.link, internal=False)
        # Plain text has no links.
        address = f": {shown.link}" if self.app.builder.format == "text" else ""
        printed.append(nodes.paragraph("", "", link, nodes.Text(address)))
        if shown.code:
            printed.append(
                nodes.literal_block(shown.code, shown.code, language="python")
            )
        return printed

    def picture(self, shown: Playground) -> nodes.image | None:
        """Returns the picture from the author's folder, if it has one."""
        folder = self.config.lanes_pictures
        # Only a known name may become part of a path.
        if not folder or shown.experiment not in experiments():
            return None
        path = Path(self.app.confdir, folder, f"{shown.experiment}.png").resolve()
        if not path.is_file():
            return None
        uri = Path(os.path.relpath(path, self.env.srcdir)).as_posix()
        self.env.images.add_file(self.env.docname, uri)
        return nodes.image(uri=uri, candidates={"*": uri}, alt=shown.watch, width="75%")


def show_playground(translator: Any, node: PlaygroundNode) -> None:
    """Writes the element into a page."""
    shown: Playground = node["playground"]
    identifier = node["ids"][0] if node["ids"] else ""
    translator.body.append(shown.html(identifier, " ".join(node["classes"])) + "\n")
    raise nodes.SkipNode


def check_config(app: Sphinx, config: Config) -> None:
    """Checks the address of Lanes and the folder of pictures before anything is read."""
    try:
        config.lanes_host = host_address(config.lanes_host, "lanes_host in conf.py")
    except HostError as error:
        raise ConfigError(str(error)) from error
    if config.lanes_pictures and not Path(app.confdir, config.lanes_pictures).is_dir():
        raise ConfigError(
            f"lanes_pictures in conf.py is “{config.lanes_pictures}”, which is no folder. "
            "Name one with pictures like sum-of-squares.png, relative to conf.py."
        )


def add_script(
    app: Sphinx, _page: str, _template: str, _context: Any, doctree: nodes.document
) -> None:
    """Loads the element's script in pages with an experiment."""
    first = next(doctree.findall(PlaygroundNode), None) if doctree else None
    if first is not None:
        app.add_js_file(first["playground"].script, type="module")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Adds the directive and its settings to Sphinx."""
    app.add_config_value("lanes_host", "", "env", types=frozenset({str}))
    app.add_config_value("lanes_pictures", "", "env", types=frozenset({str}))
    app.add_node(PlaygroundNode, html=(show_playground, None))
    app.add_directive("lanes", LanesDirective)
    app.add_post_transform(PrintedPlayground)
    app.connect("config-inited", check_config)
    app.connect("html-page-context", add_script)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
