"""An experiment in a page: the element, its fallback, and the link to Lanes.

Every tool of this package reads settings with `read` and writes HTML with
`Playground.html`, so that they check and escape alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal
from urllib.parse import quote, urlencode, urlsplit

from lanes_tutorials.catalogue import (
    FRAME_HEIGHT,
    PRESENTATION,
    SWITCHES,
    Experiment,
    SettingError,
    check_presentation,
    experiments,
    listed,
    shortened,
    suggested,
)
from lanes_tutorials.code import check_code, fragment_of

# Half the size of the pictures that a build of Lanes makes.
PICTURE_WIDTH, PICTURE_HEIGHT = 600, 315

# A host with or without a port.
NETWORK_LOCATION = re.compile(r"[\w.-]+(:\d+)?|\[[\da-f:.]+\](:\d+)?")

SETTING = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# Attributes that would describe the element or run a script, as in `embed.js`.
NO_SETTINGS = re.compile(
    r"x|v|class|dir|hidden|id|is|lang|nonce|part|role|slot|style|tabindex|title"
    r"|credentialless|src|host|(aria|data|on).*"
)


class HostError(ValueError):
    """Raised without a usable address of a copy of Lanes."""


def host_address(host: object, setting: str) -> str:
    """Returns the address of a copy of Lanes, ending in a slash.

    Raises HostError, which names the setting to change.
    """
    example = "Set it to the address of a copy of Lanes, like https://lanes.example/"
    if not host:
        raise HostError(f"{setting} is missing. {example}")
    try:
        url = urlsplit(str(host).strip())
    except ValueError:
        url = urlsplit("")
    if url.scheme not in ("http", "https") or not NETWORK_LOCATION.fullmatch(
        url.netloc
    ):
        raise HostError(f"{setting} is “{shortened(str(host))}”. {example}")
    path = quote(url.path.removesuffix("index.html"), safe="/%:@!$&'()*+,;=~")
    return f"{url.scheme}://{url.netloc}{path.rstrip('/')}/"


@dataclass(frozen=True)
class Problem:
    """A mistake of an author. Lanes shows the experiment all the same."""

    kind: Literal["experiment", "setting", "code"]
    message: str


@dataclass(frozen=True)
class Playground:
    """An experiment with its settings, in a page."""

    host: str
    experiment: str
    title: str
    watch: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def label(self) -> str:
        """Text of the link."""
        return f"{self.title}, in Lanes"

    @property
    def link(self) -> str:
        """Address of the experiment on the page of Lanes, with its code if it fits."""
        settings = {
            key: value
            for key, value in self.settings.items()
            if key not in PRESENTATION
        }
        query = urlencode(
            {"x": self.experiment, **settings}, safe=",", errors="replace"
        )
        return f"{self.host}?{query}{fragment_of(self.code) if self.code else ''}"

    @property
    def picture(self) -> str:
        """Address of the experiment's picture."""
        return f"{self.host}previews/{quote(self.experiment, safe='')}.png"

    @property
    def script(self) -> str:
        """Address of the script that defines the element."""
        return f"{self.host}embed.js"

    def script_html(self) -> str:
        """Returns the script, which a page may contain several times."""
        return f'<script type="module" src="{escape(self.script)}"></script>'

    def html(self, identifier: str = "", classes: str = "") -> str:
        """Returns the element with its code, and a fallback for where scripts do not run."""
        attributes = {
            "x": self.experiment,
            **self.settings,
            "title": self.label,
            **({"id": identifier} if identifier else {}),
            **({"class": classes} if classes else {}),
        }
        written = " ".join(
            f'{name}="{escape(value)}"' for name, value in attributes.items()
        )
        return f"<lanes-playground {written}>{self.code_html()}{self.fallback_html()}</lanes-playground>"

    def code_html(self) -> str:
        """Returns the code as the element reads it, and as readers without scripts do."""
        return f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""

    def fallback_html(self) -> str:
        picture = (
            f'<img src="{escape(self.picture)}" alt="{escape(self.watch)}" '
            f'width="{PICTURE_WIDTH}" height="{PICTURE_HEIGHT}" loading="lazy" />'
        )
        return f'<a href="{escape(self.link)}">{picture}{escape(self.label)}</a>'


def read(
    host: str, name: str, options: Mapping[str, str], code: str = ""
) -> tuple[Playground, list[Problem]]:
    """Reads the settings of an author. A setting that cannot be used is left out, with a problem."""
    options = dict(options)
    title = options.pop("title", "").strip()
    problems = []
    experiment = experiments().get(name)
    if experiment is None:
        text = f"There is no experiment “{shortened(name)}”. {suggested(name, list(experiments()))}"
        problems.append(Problem("experiment", text))
    settings = {}
    for given, value in options.items():
        key = full_name(given, experiment)
        try:
            checked = check_setting(experiment, key, value.strip())
        except SettingError as error:
            problems.append(Problem("setting", str(error)))
            continue
        if key in SWITCHES and checked == "0":
            continue
        settings[key] = checked
    if code.strip():
        try:
            code = checked_code(experiment, code)
        except SettingError as error:
            problems.append(Problem("code", str(error)))
            code = ""
    playground = Playground(
        host=host,
        experiment=name,
        title=title or (experiment.title if experiment else name),
        watch=experiment.watch if experiment else "",
        settings=settings,
        code=code.strip("\n") if code.strip() else "",
    )
    return playground, problems


def full_name(key: str, experiment: Experiment | None) -> str:
    """Returns the key of a setting: `height` is that of the frame, unless the experiment has one."""
    if key == "height" and not (experiment and key in experiment.parameters):
        return FRAME_HEIGHT
    return key


def check_setting(experiment: Experiment | None, key: str, value: str) -> str:
    if key in PRESENTATION:
        return check_presentation(key, value)
    if not SETTING.fullmatch(key) or NO_SETTINGS.fullmatch(key):
        raise SettingError(f"“{shortened(key)}” is not the name of a setting.")
    # A newer copy of Lanes may have it, and names what it does not know.
    return experiment.check(key, value) if experiment else value


def checked_code(experiment: Experiment | None, code: str) -> str:
    if experiment and not experiment.takes_code:
        takers = [each.id for each in experiments().values() if each.takes_code]
        raise SettingError(f"{experiment.id} takes no code. {listed(takers)}")
    return check_code(code)
