"""A visit at the kiosk's screen in a real Chromium: shown, heard, read, touched."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Block, Hours, Level, Source
from device.guide.states import WARN_SECONDS, warn_after_seconds
from tests.device.screen.conftest import show

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
SIGNS_SECONDS = 1.5  # after a touch, within which the page sends the last sign of it (timeout.js)

OUTSIDE = """
const reaches = [];
for (const part of document.querySelectorAll("#page *")) {
  if (!part.checkVisibility() || part.closest("svg, .visually-hidden, figure")) continue;
  const box = part.getBoundingClientRect();
  if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
    reaches.push(part.tagName + " " + part.id + " " + part.textContent.trim().slice(0, 30));
}
const [box, words] = ["#subtitle", "#subtitle p"].map((where) => document.querySelector(where).getBoundingClientRect());
if (words.bottom > box.bottom + 1 || words.top < box.top - 1) reaches.push("subtitle");
return reaches;
"""
SMALL_BUTTONS = """
const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
return [...document.querySelectorAll("button")].filter((button) => button.checkVisibility())
  .filter((button) => Math.min(button.offsetWidth, button.offsetHeight) < 20 * mm - 1)
  .map((button) => button.textContent.trim());
"""


def take_along(screen: Any) -> None:
    screen.until(lambda: screen.find("#controls [data-opens=sheet]").is_displayed())
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#sheet .along")


def test_a_work_is_shown_and_played(open_screen: Open) -> None:
    screen = open_screen()
    assert screen.text("#attract-title") == "Show me a work."
    assert "Laat mij een werk zien." in screen.text("#attract-others")
    show(screen, "kolam")
    screen.until(lambda: screen.text("#telling-title") == "Kolam")
    assert screen.text("#telling-number") == "7"
    assert screen.text("#machine") == "computer"
    first = screen.until(lambda: screen.text("#subtitle"))
    assert first.startswith("Follow the white")
    assert screen.js("return document.getElementById('player').currentTime") < 5
    # The subtitles follow the player's own clock: put it forward, and they follow.
    screen.js("document.getElementById('player').currentTime = 3.5")
    screen.until(lambda: screen.text("#subtitle") not in ("", first), 2)
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted)
    heard = [(report.block, report.what) for report in screen.kiosk.speaker.reports]
    assert heard == [("kolam-en", "started"), ("kolam-en", "ended")]
    ended = screen.kiosk.speaker.reports[-1]
    assert ended.position == pytest.approx(screen.kiosk.source.release.speech[0].seconds, abs=0.3)


def test_pause_holds_sound_and_subtitles(open_screen: Open) -> None:
    screen = open_screen()
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#pause")
    screen.until(lambda: screen.text("#pause") == "Go on")
    clock = "return document.getElementById('player').currentTime"
    before, read = screen.js(clock), screen.text("#subtitle")
    with pytest.raises(AssertionError, match="never seen"):
        screen.until(lambda: screen.js(clock) != before or screen.text("#subtitle") != read, 1.0)
    screen.until(lambda: screen.kiosk.speaker.reports[-1].what == "paused")
    screen.touch("#pause")
    screen.until(lambda: screen.js(clock) > before)


def test_another_language_is_chosen(open_screen: Open) -> None:
    screen = open_screen()
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#controls .tongue")
    screen.touch("#tongues [lang=nl]")
    screen.until(lambda: screen.text("#subtitle").startswith("Volg de witte lijn"))
    assert screen.text("#pause") == "Pauze"
    assert screen.js("return document.documentElement.lang") == "nl"


def test_arabic_runs_from_right_to_left(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#languages [lang=ar]")
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle").startswith("كل صباح"))
    assert (
        screen.js("return getComputedStyle(document.getElementById('subtitle')).direction") == "rtl"
    )
    work = screen.find("#work").rect
    assert work["x"] > screen.find("#telling-title").rect["x"]


def test_two_variants_of_a_language_are_two_buttons(open_screen: Open) -> None:
    screen = open_screen()
    texts = {"zh-Hans": "沿着白线看。", "zh-Hant": "沿著白線看。"}
    source = [Source("A book on lines, p. 3")]
    blocks = [
        Block(f"kolam-{tag.lower()}", tag, Level.ADULT, "making", text, source, "a curator")
        for tag, text in texts.items()
    ]
    release = screen.kiosk.source.release
    site = replace(release.museum.site, languages=[*texts, "nl"])
    works = [replace(release.museum.works[0], blocks=blocks)]
    museum = replace(release.museum, site=site, works=works)
    screen.kiosk.source.release = replace(release, museum=museum, speech=[])
    show(screen, "kolam")
    screen.until(lambda: "沿着白线看" in screen.text("#subtitle"))
    screen.touch("#controls .tongue")
    buttons = [one.text for one in screen.find("#tongues").find_elements("css selector", "[lang]")]
    assert buttons == ["简体中文", "繁體中文", "Nederlands"]
    assert screen.js("return document.documentElement.lang") == "nl", "marked, and not English"
    screen.touch("#tongues [lang=zh-Hant]")
    screen.until(lambda: "沿著白線看" in screen.text("#subtitle"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 800, 480), (15.6, 1920, 1080), (10.1, 800, 1280)]
)
def test_the_levels_that_the_museum_has_are_offered(
    open_screen: Open, inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    release = screen.kiosk.source.release
    kolam, net = release.museum.works
    first = kolam.blocks[0]
    more = [replace(first, key=f"net-{level}", level=level) for level in Level]
    net = replace(net, blocks=[block for block in more if block.level is not Level.EXPERT])
    museum = replace(release.museum, works=[kolam, net])
    screen.kiosk.source.release = replace(release, museum=museum)
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#tab-for_whom")
    buttons = screen.find("#levels").find_elements("tag name", "button")
    assert [button.text for button in buttons if button.is_displayed()] == [
        "For adults",
        "For children",
        "In plain language",
        "Audio description",
    ]
    assert screen.js(SMALL_BUTTONS) == []
    assert screen.js("return document.getElementById('sheet').scrollWidth <= innerWidth")
    panel, last = (
        screen.find("#part-for_whom").rect,
        screen.find("#part-for_whom [data-touch=larger]").rect,
    )
    assert last["y"] + last["height"] <= panel["y"] + panel["height"] + 1, "below the fold"
    screen.touch("#levels [data-value=description]")
    note = "No audio description here yet. This is for adults."
    facts = "return document.getElementById('part-label').textContent"
    screen.until(lambda: note in screen.js(facts))
    pressed = screen.js("return document.querySelector('#levels [aria-pressed=true]').textContent")
    assert pressed == "Audio description"
    show(screen, "net")
    screen.until(lambda: screen.text("#telling-title") == "Net")
    assert note not in screen.js(facts)


def test_a_language_without_words_says_which_there_are(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#languages [lang=es]")
    show(screen, "kolam")
    said = screen.until(lambda: screen.text("#subtitle"))
    assert said.startswith("Sobre esta obra no tengo nada")
    offered = screen.find("#offered").find_elements("tag name", "button")
    assert {one.text for one in offered} == {"English", "Nederlands", "العربية"}
    assert not screen.find("#pause").is_displayed(), "there is nothing to pause"
    assert not screen.kiosk.speaker.reports
    offered[0].click()
    screen.until(lambda: screen.kiosk.speaker.reports)


def test_a_work_is_found_by_its_number(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#foot .find")
    screen.until(
        lambda: len(screen.js("return document.querySelectorAll('#finder-works li')")) == 2
    )
    assert screen.js(SMALL_BUTTONS) == []
    pad = screen.js("return [...document.querySelectorAll('#pad button')]")
    keys = {button.text: button for button in pad}
    keys["9"].click()
    keys["Show"].click()
    screen.until(lambda: screen.find("#number-unknown").is_displayed())
    keys["7"].click()
    assert screen.text("#number") == "7"
    assert not screen.find("#number-unknown").is_displayed()
    keys["Show"].click()
    screen.until(lambda: screen.text("#telling-title") == "Kolam")
    assert not screen.find("#finder").is_displayed()


def test_something_unknown_may_be_one_of_these(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("net", "kolam"), now))
    screen.until(lambda: screen.text("#unknown-title") == "I don't know this one.")
    screen.touch("#unknown-works li:nth-child(2) button")
    screen.until(lambda: screen.text("#telling-title") == "Kolam")


def test_one_of_two_twins_is_chosen(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#languages [lang=nl]")
    screen.kiosk.do(lambda now: screen.kiosk.guide.twins_shown(("net", "kolam"), now))
    question = "Welke van deze twee is het?"
    screen.until(lambda: screen.text("#two-title") == question)
    assert screen.js("return document.querySelector('#announce').textContent") == question
    screen.js("document.querySelector('#two-works li:nth-child(2) button').focus()")
    screen.js("document.activeElement.click()")  # as Enter does
    screen.until(lambda: screen.text("#telling-title") == "Kolam")


def test_the_visit_is_taken_along(open_screen: Open) -> None:
    screen = open_screen()
    show(screen, "kolam")
    take_along(screen)
    assert screen.find("#hand .code svg").is_displayed()
    assert screen.text("#hand-here") == "Works on this machine only."
    assert "127.0.0.1:9/visit" in screen.text("#hand-number")
    assert "number 7" in screen.text("#hand-number")


def test_a_server_that_phones_can_reach_needs_no_warning(open_screen: Open) -> None:
    screen = open_screen(server="https://tour.example")
    show(screen, "kolam")
    take_along(screen)
    assert not screen.find("#hand-here").is_displayed()


def test_the_work_on_the_first_screen_is_named_in_the_language_that_is_chosen(
    open_screen: Open,
) -> None:
    screen = open_screen()
    release = screen.kiosk.source.release
    works = [
        replace(work, title={"nl": "Net in het Nederlands", "en": "A net"})
        for work in release.museum.works
    ]
    museum = replace(release.museum, works=works)
    screen.kiosk.source.release = replace(release, museum=museum)
    screen.touch("#languages [lang=en]")
    screen.until(lambda: screen.text("#attract-work .work-title") == "A net")
    screen.touch("#languages [lang=nl]")
    screen.until(lambda: screen.text("#attract-work .work-title") == "Net in het Nederlands")


@pytest.mark.long
def test_a_visitor_who_left_a_sheet_open_is_asked_then_forgotten(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#languages [lang=nl]")
    screen.touch("#foot .find")
    screen.until(lambda: screen.kiosk.guide.scene(0).language == "nl")
    screen.until(lambda: "Net" in screen.text("#finder-works"))
    time.sleep(SIGNS_SECONDS)
    screen.kiosk.skip(warn_after_seconds(screen.kiosk.guide._state) + 1)
    screen.until(lambda: screen.find("#still").is_displayed())
    screen.touch("#still button")
    screen.until(lambda: not screen.find("#still").is_displayed())
    assert screen.find("#finder").is_displayed()
    time.sleep(SIGNS_SECONDS)
    screen.kiosk.skip(warn_after_seconds(screen.kiosk.guide._state) + WARN_SECONDS + 1)
    screen.until(lambda: screen.text("#attract-title") == "Show me a work.")
    assert not screen.find("#finder").is_displayed()


def test_there_is_no_content_yet(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.source.release = None
    screen.kiosk.skip(0)
    said = screen.until(lambda: screen.text("#resting"))
    for sentence in ("I am resting.", "Ik rust even.", "Je me repose."):
        assert sentence in said


def test_the_museum_is_closed_until_tomorrow(open_screen: Open) -> None:
    screen = open_screen()
    release = screen.kiosk.source.release
    hours = Hours(dt.time(10), dt.time(17))
    site = replace(release.museum.site, opening=[hours] * 7)
    screen.kiosk.source.release = replace(release, museum=replace(release.museum, site=site))
    screen.kiosk.wall_clock = dt.datetime(2026, 3, 3, 20, tzinfo=dt.UTC)
    screen.kiosk.skip(0)
    said = screen.until(lambda: screen.text("#resting"))
    for sentence in ("I am resting.", "We open again tomorrow at 10:00", "Morgen om 10:00"):
        assert sentence in said
    assert "نفتح من جديد غدًا" in said
    assert "rouvrons" not in said, "the museum's languages alone"
    screen.touch("#languages [lang=nl]")
    screen.until(lambda: screen.text("#attract-title") == "Laat mij een werk zien.")


@pytest.mark.long
@pytest.mark.parametrize(
    ("inches", "width", "height"),
    [
        pytest.param(15.6, 1920, 1080, marks=pytest.mark.long),
        pytest.param(15.6, 1080, 1920, marks=pytest.mark.long),
        (7, 800, 480),  # the tightest
    ],
)
def test_nothing_is_cut_off(open_screen: Open, inches: float, width: int, height: int) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    screen.js("return document.fonts.ready")
    assert screen.js(OUTSIDE) == []
    assert screen.js(SMALL_BUTTONS) == []
    for larger in (False, True):
        if larger:
            screen.kiosk.touched("larger", "")
        show(screen, "kolam")
        screen.until(lambda: screen.text("#subtitle"))
        assert screen.js(OUTSIDE) == []
        assert screen.js(SMALL_BUTTONS) == []
    screen.kiosk.touched("home", "")
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("kolam", "net"), now))
    screen.until(lambda: screen.text("#unknown-title"))
    assert screen.js(OUTSIDE) == []
    screen.kiosk.do(lambda now: screen.kiosk.guide.twins_shown(("kolam", "net"), now))
    screen.until(lambda: screen.text("#two-title"))
    assert screen.js(OUTSIDE) == []
    assert screen.js(SMALL_BUTTONS) == []
