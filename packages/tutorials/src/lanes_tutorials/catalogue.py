"""The experiments of Lanes, and what their settings may be."""

import difflib
import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

MAX_CODE_BYTES = 20_000

# The page and the element read these for every experiment.
SWITCHES = ("autorun", "readonly")
TEXTS = ("question", "answer")
CHOICES = {"theme": ("auto", "light", "dark"), "view": ("embed", "full")}
PARTS = ("bars", "lanes", "code", "controls")
FRAME_HEIGHT = "frame-height"

# Keys that belong to the place where an experiment is shown, and not to a link to it.
PRESENTATION = {*SWITCHES, *TEXTS, *CHOICES, "show", FRAME_HEIGHT}

# Signs between the digits of a number that the page ignores.
GROUPING = str.maketrans("", "", ",_' \u00a0\u202f")


class SettingError(ValueError):
    """A setting that the page could not use, with a sentence for the author."""


@dataclass(frozen=True)
class Parameter:
    """A setting of an experiment: a number, a choice or a text."""

    min: int | None = None
    max: int | None = None
    choices: tuple[str, ...] = ()
    max_bytes: int | None = None

    def check(self, key: str, value: str) -> str:
        """Returns a value as links have it, or raises SettingError."""
        if value in self.choices:
            return value
        if self.max_bytes is not None:
            return checked_text(key, value, self.max_bytes)
        if self.min is None or self.max is None:
            raise SettingError(
                f"“{shortened(value)}” is no {key}. {listed(self.choices)}"
            )
        return checked_number(key, value, self.min, self.max, self.choices)


@dataclass(frozen=True)
class Experiment:
    """An experiment, as `experiments.json` describes it."""

    id: str
    title: str
    watch: str
    strategies: tuple[str, ...]
    takes_code: bool
    parameters: dict[str, Parameter]

    def check(self, key: str, value: str) -> str:
        """Returns a value as links have it, or raises SettingError."""
        if key == "strategies":
            return checked_list("strategy", value.replace(" +", "+"), self.strategies)
        if key in self.parameters:
            return self.parameters[key].check(key, value)
        known = ["strategies", *self.parameters, *sorted(PRESENTATION)]
        raise SettingError(f"{self.id} has no setting “{key}”. {suggested(key, known)}")


@functools.cache
def experiments() -> dict[str, Experiment]:
    """Returns all experiments by their name in links."""
    file = resources.files(__package__) / "experiments.json"
    entries: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return {entry["id"]: experiment_of(entry) for entry in entries}


def experiment_of(entry: dict[str, Any]) -> Experiment:
    parameters = {
        key: Parameter(
            min=domain.get("min"),
            max=domain.get("max"),
            choices=tuple(domain.get("choices", ())),
            max_bytes=domain.get("maxBytes"),
        )
        for key, domain in entry["parameters"].items()
    }
    return Experiment(
        id=entry["id"],
        title=entry["title"],
        watch=entry["watch"],
        strategies=tuple(entry["strategies"]),
        takes_code=entry["takesCode"],
        parameters=parameters,
    )


def check_presentation(key: str, value: str) -> str:
    """Returns a value of a key in PRESENTATION as links have it, or raises SettingError."""
    if key in SWITCHES:
        return checked_switch(key, value)
    if key in TEXTS:
        return checked_text(key, value, 1_000)
    if key == "show":
        return checked_list("part", value, PARTS)
    if key == FRAME_HEIGHT:
        return checked_number("frame-height", value, 240, 2_000, ("auto",))
    if value not in CHOICES[key]:
        raise SettingError(f"“{shortened(value)}” is no {key}. {listed(CHOICES[key])}")
    return value


def checked_switch(key: str, value: str) -> str:
    match value.lower():
        case "" | "1" | "true":
            return "1"
        case "0" | "false":
            return "0"
    raise SettingError(
        f"{key} is “{shortened(value)}”. Write 1, or leave the option out."
    )


def checked_text(key: str, value: str, most: int) -> str:
    size = len(value.encode(errors="replace"))
    if size > most:
        raise SettingError(f"{key} has {size:,} bytes. Lanes takes {most:,} at most.")
    return value


def checked_number(
    key: str, value: str, least: int, most: int, words: tuple[str, ...] = ()
) -> str:
    if value in words:
        return value
    limits = f"a whole number from {least:,} to {most:,}"
    expected = " or ".join([*words, limits])
    digits = value.translate(GROUPING)
    # More digits than any limit has would only take time to read.
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 20):
        raise SettingError(f"{key} is “{shortened(value)}”. It must be {expected}.")
    if not least <= int(digits) <= most:
        raise SettingError(f"{key} is {int(digits):,}. It must be {expected}.")
    return str(int(digits))


def checked_list(kind: str, value: str, known: tuple[str, ...]) -> str:
    given = [word.strip() for word in value.split(",") if word.strip()]
    unknown = [word for word in given if word not in known]
    if unknown:
        raise SettingError(
            f"There is no {kind} “{shortened(unknown[0])}”. {listed(known)}"
        )
    return ",".join(given)


def suggested(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else listed(known)


def listed(known: list[str] | tuple[str, ...]) -> str:
    return f"Choose from {', '.join(known)}."


def shortened(text: str) -> str:
    """Shortens a text of an author for a message."""
    return text if len(text) <= 40 else f"{text[:40]}…"
