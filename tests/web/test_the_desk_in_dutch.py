"""The Dutch of the desk: one way to address a colleague, one name for a thing, numbers and days as in Dutch."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tour_server.forecast.day_plot import RIGHT
from web.extract import read_translations
from web.translations import (
    SHIPPED,
    choose_language,
    day_in_words,
    decimal_in_words,
    shipped_catalogue,
)

ROOT = Path(__file__).parents[2]
TEMPLATES = [
    *(ROOT / "tour_server").glob("*/templates/**/*.html"),
    *(ROOT / "device" / "camera_setup").glob("templates/**/*.html"),
]
SPOKEN_TO_VISITORS = ("device/screen/", "tour_server/visit/", "device/access/")
NAMES_THE_INFORMAL = {"informally"}
INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
PHONE_LETTER_PX, LETTER_WIDTH, LABEL_GAP_PX = 23, 0.47, 6
"""Of a label of the day's plot on a phone, in the drawing's units (forecast.css). Source Sans 3 is 0.47 em wide."""


def of_the_desk() -> Iterator[tuple[str, str]]:
    """Yield each English sentence that staff read, with each form of its Dutch."""
    message: Message
    for message in read_translations(SHIPPED / "nl.po"):
        files = [file for file, _line in message.locations]
        if not message.id or message.context or all(map(_is_for_visitors, files)):
            continue
        english = message.id if isinstance(message.id, str) else message.id[0]
        for form in [message.string] if isinstance(message.string, str) else message.string:
            yield english, PLACEHOLDER.sub("", str(form))


def _is_for_visitors(file: str) -> bool:
    return file.startswith(SPOKEN_TO_VISITORS)


def test_a_colleague_is_addressed_one_way() -> None:
    said = [(e, d) for e, d in of_the_desk() if INFORMAL.search(d) and e not in NAMES_THE_INFORMAL]
    assert said == [], "the desk says u"


@pytest.mark.parametrize("word", ["ontwerp", "vervaardiger", "geschonden"])
def test_a_thing_has_one_name(word: str) -> None:
    """A draft is a `concept`, a maker a `maker`, and a rule is `overtreden`."""
    assert [dutch for _, dutch in of_the_desk() if word in dutch.lower()] == []


def test_apostrophes_are_those_of_print() -> None:
    straight = re.compile(r"[a-z]'s\b|(?<![\w=])'s\s")
    assert [dutch for _, dutch in of_the_desk() if straight.search(dutch)] == []


@pytest.mark.parametrize(
    "wrong",
    [r"\|\s*round\([12]\)", r"\"%\.[12]f\"\|format", r"\"%g\"\|format"],
)
def test_a_template_leaves_the_decimal_sign_to_the_language(wrong: str) -> None:
    left_out = {"selftest.html", "floors.html"}  # a kiosk's own English; where a sign is drawn
    found = [
        f"{file.name}: {part}"
        for file in TEMPLATES
        if file.name not in left_out
        for part in re.findall(wrong + ".{0,40}", file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_template_shows_no_day_as_a_program_writes_it() -> None:
    bare = re.compile(r">\{\{ [a-z_.]*day \}\}</time>|\.day \}\}-\{\{")
    found = [
        file.name for file in TEMPLATES if bare.search(re.sub(r"\s+", " ", file.read_text("utf-8")))
    ]
    assert found == []


def test_a_sentence_with_a_percent_sign_has_a_number_to_fill_in() -> None:
    """Jinja2 doubles the sign, its extraction doesn't where nothing is filled in: no translation was found, ever."""
    sentence = re.compile(r"\{%-? *trans *%\}(.*?)\{%-? *endtrans", re.DOTALL)
    found = [
        f"{file.name}: {words}"
        for file in TEMPLATES
        for words in sentence.findall(file.read_text(encoding="utf-8"))
        if "%" in words.replace("{%", "").replace("%}", "")
    ]
    assert found == []


def test_numbers_and_days_are_those_of_the_language() -> None:
    try:
        choose_language("nl")
        assert (decimal_in_words(8.24), decimal_in_words(37.5, "0.##")) == ("8,2", "37,5")
        assert decimal_in_words(32.0, "0.##") == "32"
        assert day_in_words(dt.date(2026, 3, 2), "d MMM y") == "2 mrt 2026"
    finally:
        choose_language("en")
    assert (decimal_in_words(8.24), day_in_words(dt.date(2026, 3, 2), "d MMM")) == ("8.2", "2 Mar")


@pytest.mark.parametrize("label", ["forecast", "a week before", "a year before", "counted"])
def test_a_label_of_the_days_plot_is_not_cut_on_a_phone(label: str) -> None:
    for language in ("en", "nl"):
        words = shipped_catalogue().translations(language).gettext(label)
        width = len(words) * PHONE_LETTER_PX * LETTER_WIDTH
        assert width + LABEL_GAP_PX <= RIGHT, f"{words}: {width:.0f}"
