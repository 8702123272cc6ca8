"""Settings, code and HTML, which all tools share."""

import zlib
from base64 import urlsafe_b64decode
from html.parser import HTMLParser
from typing import Any

import pytest

from conftest import HOST
from lanes_tutorials.catalogue import experiments
from lanes_tutorials.code import fragment_of
from lanes_tutorials.playground import HostError, Playground, host_address, read

HOSTILE = "\"'><script>alert(1)</script><!--&"


def problems_of(name: str, options: dict[str, str], code: str = "") -> list[str]:
    return [problem.message for problem in read(HOST, name, options, code)[1]]


def settings_of(name: str, options: dict[str, str]) -> dict[str, str]:
    playground, problems = read(HOST, name, options)
    assert problems == []
    return playground.settings


class Tags(HTMLParser):
    """The tags of a text, as browsers see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))


def test_settings_are_written_as_links_have_them() -> None:
    options = {
        "tasks": "4",
        "n": "400_000",
        "repeats": "auto",
        "strategies": "sequential, threads",
        "show": "bars, lanes",
        "height": "420",
        "autorun": "",
        "readonly": "false",
    }
    assert settings_of("sum-of-squares", options) == {
        "tasks": "4",
        "n": "400000",
        "repeats": "auto",
        "strategies": "sequential,threads",
        "show": "bars,lanes",
        "frame-height": "420",
        "autorun": "1",
    }


def test_height_is_that_of_the_picture_where_there_is_one() -> None:
    assert settings_of("mandelbrot", {"height": "200"}) == {"height": "200"}
    assert settings_of("mandelbrot", {"frame-height": "300"}) == {"frame-height": "300"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"taks": "4"}, "sum-of-squares has no setting “taks”. Did you mean tasks?"),
        ({"tasks": "0"}, "tasks is 0. It must be a whole number from 1 to"),
        ({"tasks": "four"}, "tasks is “four”. It must be a whole number"),
        ({"tasks": "٤"}, "tasks is “٤”."),
        ({"n": "9" * 5000}, "n is “999"),
        ({"repeats": "ever"}, "repeats is “ever”. It must be auto or a whole number"),
        ({"runtime": "pypy"}, "“pypy” is no runtime. Choose from rust, cpython,"),
        ({"strategies": "threads,fork"}, "There is no strategy “fork”. Choose from"),
        ({"show": "video"}, "There is no part “video”."),
        ({"theme": "blue"}, "“blue” is no theme. Choose from auto, light, dark."),
        ({"height": "9000"}, "frame-height is 9,000. It must be auto or a whole"),
        ({"autorun": "yes"}, "autorun is “yes”. Write 1, or leave the option out."),
        ({"question": "?" * 1001}, "question has 1,001 bytes. Lanes takes 1,000"),
        ({"onclick": "alert(1)"}, "“onclick” is not the name of a setting."),
        ({"a b": "1"}, "“a b” is not the name of a setting."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_left_out(
    options: dict[str, str], message: str
) -> None:
    playground, problems = read(HOST, "sum-of-squares", options)
    assert [problem.kind for problem in problems] == ["setting"]
    assert problems[0].message.startswith(message)
    assert playground.settings == {}


def test_an_unknown_experiment_is_named_and_shown() -> None:
    playground, problems = read(HOST, "sum-of-square", {"tasks": "4", "onload": "x"})
    assert problems[0].kind == "experiment"
    assert problems[0].message.endswith("Did you mean sum-of-squares?")
    assert playground.settings == {"tasks": "4"}
    assert 'x="sum-of-square" tasks="4"' in playground.html()


def test_code_is_for_experiments_that_take_it() -> None:
    (problem,) = problems_of("scaling", {}, "print(1)")
    assert problem == "scaling takes no code. Choose from python-task, python-program."
    (problem,) = problems_of("python-program", {}, "#" * 20_001)
    assert problem == "The code has 20,001 bytes. Lanes takes 20,000."


def test_every_text_of_an_author_is_escaped() -> None:
    options = {"title": HOSTILE, "question": HOSTILE, "answer": HOSTILE}
    playground, problems = read(HOST, "python-program", options, f"a = {HOSTILE!r}")
    assert problems == []
    html = playground.html(HOSTILE, HOSTILE)
    tags = Tags(html).tags
    assert [tag for tag, _ in tags] == [
        *("lanes-playground", "pre", "code", "a", "img"),
    ]
    assert tags[0][1]["question"] == tags[0][1]["class"] == HOSTILE
    unknown, _ = read(HOST, HOSTILE, {"tasks": HOSTILE})
    assert [tag for tag, _ in Tags(unknown.html()).tags] == [
        *("lanes-playground", "a", "img"),
    ]
    assert Tags(unknown.html()).tags[0][1]["tasks"] == HOSTILE


@pytest.mark.parametrize("size", [1, 126, 127, 128, 9_000])
def test_a_link_has_the_code_as_the_page_reads_it(size: int) -> None:
    code = "é" + "#" * (size - 1)
    version, text = fragment_of(code).split(".")
    assert version == "#v2" and text[-1].isalnum()
    packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    link = zlib.decompressobj().decompress(packed)
    length, at, shift = 0, 0, 0
    while True:
        length |= (link[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if link[at - 1] < 0x80:
            break
    assert link[at : at + length].decode() == code
    assert link[at + length :] == b"\0"


def test_a_link_without_room_for_the_code_has_none() -> None:
    code = "".join(chr(0x4E00 + at * 7919 % 20_000) for at in range(6_000))
    assert fragment_of(code) == ""


def test_the_link_opens_the_experiment_on_the_whole_page() -> None:
    options = {"tasks": "4", "strategies": "threads", "show": "bars", "question": "?"}
    playground, _ = read(HOST, "sum-of-squares", options)
    assert playground.link == f"{HOST}?x=sum-of-squares&tasks=4&strategies=threads"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://lanes.example", "https://lanes.example/"),
        ("http://127.0.0.1:80/a/index.html?x=1#y", "http://127.0.0.1:80/a/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        (' https://lanes.example/"<a> ', "https://lanes.example/%22%3Ca%3E/"),
    ],
)
def test_an_address_ends_in_a_slash(given: str, address: str) -> None:
    assert host_address(given, "host") == address


@pytest.mark.parametrize(
    "given",
    [None, "", "lanes.example", "javascript:alert(1)", "https://a'b/", "http://["],
)
def test_a_missing_or_wrong_address_names_the_setting(given: str | None) -> None:
    with pytest.raises(HostError, match=r"^lanes_host is .*https://lanes\.example/"):
        host_address(given, "lanes_host")


def test_every_experiment_can_be_shown() -> None:
    assert len(experiments()) > 20
    for name, experiment in experiments().items():
        strategies = {"strategies": ",".join(experiment.strategies)}
        playground, problems = read(HOST, name, strategies)
        assert problems == [] and isinstance(playground, Playground)
        assert experiment.title in playground.html() or "&" in playground.html()
