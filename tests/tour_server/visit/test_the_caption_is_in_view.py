"""The caption is part of the phone's player: in view on any phone, on its side and with twice the letters."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from selenium import webdriver

from contract.museum import Level
from contract.timed_text import write_timed_text
from narration.speech.voice import Synthesis, evenly
from narration.timed_text import timed_text
from tests.tour_server.visit.conftest import SECONDS, TEXTS, RunningServer, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

LONG = (
    "Look at the white line, which goes round every dot of the pulli and comes back to where it began. "
    "Women in Tamil Nadu draw it before sunrise with rice flour, extraordinarily evenly, by hand."
)
PHONES = [
    pytest.param(320, 568, 1, id="small"),
    pytest.param(390, 844, 1, id="usual"),
    pytest.param(844, 390, 1, id="on its side"),
    pytest.param(568, 320, 1, id="small, on its side"),
    pytest.param(320, 568, 2, id="small, letters twice as large"),
    pytest.param(390, 844, 2, id="letters twice as large"),
    pytest.param(195, 422, 1, id="zoomed to 200 %"),
]
# What is shown of the caption: its box against the window, its words against the box, and what lies over its middle.
LOOK = """
const box = document.getElementById("subtitles"), range = document.createRange();
range.selectNodeContents(box);
const place = box.getBoundingClientRect(), words = range.getBoundingClientRect();
const across = words.left >= place.left - 1 && words.right <= place.right + 1;
const down = words.top >= place.top - 1 && words.bottom <= place.bottom + 1;
const over = document.elementFromPoint(words.left + words.width / 2, words.top + words.height / 2);
return { top: place.top, bottom: place.bottom, height: innerHeight, words: box.textContent,
  inside: across && down, over: box.contains(over), bar: document.querySelector(".bar").getBoundingClientRect().height,
  wide: document.documentElement.scrollWidth > innerWidth };
"""


@pytest.fixture
def with_words(house: Twin) -> None:
    """The release has the words with their times, and an English text of two long sentences."""
    release = house.published
    assert release is not None
    for language, text in (TEXTS | {"en": LONG}).items():
        silence = np.zeros(round(SECONDS * 100), np.int16)
        spoken = Synthesis(text, silence, 100, evenly(text, SECONDS), "even", True)
        body = write_timed_text(timed_text(spoken, language, Level.ADULT))
        (house.folder / f"{language}.words.json").write_bytes(body)
    speech = [
        msgspec.structs.replace(one, words=f"{one.language}.words.json") for one in release.speech
    ]
    house.published = msgspec.structs.replace(release, speech=speech)


@pytest.fixture
def visit(phone: webdriver.Chrome, site: RunningServer) -> Visit:
    return Visit(phone, site.address)


def seen(visit: Visit, width: int, height: int, letters: int) -> Any:
    screen = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    visit.open("/visit/work/1?l=en")
    visit.script("document.documentElement.style.fontSize = arguments[0]", f"{18 * letters}px")
    until(lambda: visit.words("#subtitles"), what="the first words")
    until(
        lambda: visit.script(
            "return getComputedStyle(document.documentElement).getPropertyValue('--bar')"
        ),
        what="the bar's height",
    )
    return until(lambda: (look := visit.script(LOOK))["inside"] and look, what="whole lines")


@pytest.mark.parametrize(("width", "height", "letters"), PHONES)
def test_the_caption_is_whole_and_in_view(
    with_words: None, visit: Visit, width: int, height: int, letters: int
) -> None:
    look = seen(visit, width, height, letters)
    assert look["top"] >= 0
    assert look["bottom"] <= look["height"]
    assert look["over"]
    assert not look["wide"]
    if letters == 1 and height > 320:
        assert look["bar"] < 0.5 * height or width < 200
    last = "window.scrollTo(0, document.documentElement.scrollHeight)"
    visit.script(last)
    ends = """const last = document.querySelector("article").lastElementChild.getBoundingClientRect();
        return last.bottom <= document.querySelector(".bar").getBoundingClientRect().top + 1"""
    until(lambda: visit.script(ends), what="the end of the page above the bar")


def test_older_recordings_show_the_subtitles_of_their_files(visit: Visit) -> None:
    look = seen(visit, 320, 568, 1)
    assert look["words"] == "Look at the white line."
    assert 0 <= look["top"] <= look["bottom"] <= look["height"]


def test_turning_the_phone_divides_the_words_anew(with_words: None, visit: Visit) -> None:
    upright = seen(visit, 390, 844, 1)["words"]
    screen = {"width": 844, "height": 390, "deviceScaleFactor": 2, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    turned = until(
        lambda: (look := visit.script(LOOK))["words"] != upright and look, what="other lines"
    )
    assert turned["inside"]
    assert turned["words"].replace("\n", " ").startswith("Look at the white line,")
