"""Two people at one screen: the sound in one language, the captions in another."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from selenium.webdriver.common.by import By

from tests.device.screen.conftest import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

CLOCK = "return document.getElementById('player').currentTime"
SOUND = "return document.getElementById('player').src"
# Notes every 30 ms what the caption shows and where the player is, until the telling is over.
WATCH = """
window.seen = [];
const player = document.getElementById('player'), line = document.querySelector('#subtitle p');
setInterval(() => { if (!player.paused) seen.push([player.currentTime, line.textContent, line.lang]); }, 30);
"""


def show(screen: Any, work: str = "kolam") -> None:
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown(work, now))
    screen.until(lambda: screen.js(CLOCK) > 0.2)


def choose(screen: Any, language: str) -> None:
    """The three taps of a visitor."""
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#tab-sounding")
    screen.touch(f"#captions [data-key={language}]")


def test_captions_are_chosen_in_three_taps_and_the_sound_goes_on(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    before, play = screen.js(CLOCK), screen.kiosk.guide.scene(0).play
    choose(screen, "nl")
    both = "Sound: English. Captions: Nederlands.\nGeluid: English. Ondertiteling: Nederlands."
    screen.until(lambda: screen.text("#captions-chosen") == both)
    line = screen.find("#subtitle p")
    screen.until(lambda: line.get_attribute("lang") == "nl")
    assert line.get_attribute("textContent").split()[0] in (
        "Volg",
        "Hij",
        "Niemand",
        "waar",
        "ogen.",
    )
    assert screen.js(SOUND).endswith("/target/en.opus")
    assert screen.js(CLOCK) > before, "the sound did not begin anew"
    scene = screen.kiosk.guide.scene(0)
    assert (scene.play, scene.language, scene.captions) == (play, "en", "nl")
    screen.touch("#tab-text")
    said = screen.until(
        lambda: screen.browser.find_elements(By.CSS_SELECTOR, "#part-text [aria-current]")
    )
    assert said[0].text.strip() in TEXTS["nl"]
    assert screen.find("#part-text").get_attribute("lang") == "nl"


def test_every_word_is_shown_and_none_is_missing_while_the_voice_sounds(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.touched("captions", "nl")
    screen.js(WATCH)
    show(screen)
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted, 20)
    seen = screen.js("return window.seen")
    sounding = (
        screen.kiosk.source.release.speech[0].seconds - 0.7
    )  # the silence at the end of a file
    empty = [at for at, text, _ in seen if 0.1 < at < sounding and not text]
    assert empty == []
    assert {language for _, text, language in seen if text} == {"nl"}
    shown = list(dict.fromkeys(text for at, text, _ in seen if text))
    assert " ".join(" ".join(shown).split()) == TEXTS["nl"]
    assert screen.text("#subtitle") == "", "the last caption goes with the sound"


def test_captions_stay_when_the_sound_goes_on_in_a_third_language(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    choose(screen, "ar")
    line = screen.find("#subtitle p")
    screen.until(lambda: line.get_attribute("lang") == "ar")
    assert line.get_attribute("dir") == "rtl"
    assert screen.js("return document.documentElement.dir") == "ltr"
    screen.until(lambda: screen.js(CLOCK) > 2.6)  # in the second sentence
    screen.kiosk.touched("language", "nl")
    screen.until(lambda: screen.js(SOUND).endswith("/target/nl.opus"))
    screen.until(lambda: screen.js(CLOCK) > 1.5, 3)  # not from the beginning
    assert line.get_attribute("lang") == "ar"
    screen.kiosk.touched("language", "ar")
    screen.until(lambda: screen.js("return document.documentElement.dir") == "rtl")
    assert screen.kiosk.guide.scene(0).captions == ""
    screen.kiosk.touched("captions", "en")
    screen.until(lambda: line.get_attribute("lang") == "en" and line.get_attribute("dir") == "ltr")
    assert screen.js("return document.documentElement.dir") == "rtl"


def test_a_language_that_has_nothing_says_so_in_itself(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    choose(screen, "es")
    screen.until(lambda: screen.find("#subtitle p").get_attribute("lang") == "es")
    cue = screen.find("#subtitle p").get_attribute("textContent")
    text = cue.replace("\n", " ")
    assert text == "Esta parte no existe en este idioma."
    screen.touch("#tab-text")
    screen.until(lambda: screen.text("#part-text") == text)
    before = time.monotonic()
    while time.monotonic() - before < 2 and screen.js(CLOCK) < 5:
        assert screen.find("#subtitle p").get_attribute("textContent") == cue


def test_the_next_visitor_finds_captions_of_the_sound(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    choose(screen, "nl")
    screen.until(lambda: screen.kiosk.guide.scene(0).captions == "nl")
    screen.kiosk.do(lambda now: screen.kiosk.guide.visitor_left(now))
    screen.kiosk.skip(30)
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "attract")
    show(screen)
    screen.until(lambda: screen.find("#subtitle p").get_attribute("lang") == "en")
    assert not screen.browser.find_elements(By.CSS_SELECTOR, "#captions-chosen p")


def test_without_sound_both_languages_are_to_be_read(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.live_speech.able = False
    screen.kiosk.source.release = replace(screen.kiosk.source.release, speech=[])
    screen.kiosk.touched("captions", "nl")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: TEXTS["nl"] in screen.text("#subtitle"))
    assert TEXTS["en"] in screen.text("#subtitle")
