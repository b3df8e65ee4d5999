"""In the text that a visitor reads at the screen, a word of the glossary shows its meaning."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from contract.museum import GlossaryTerm, Source
from tests.browser import accessibility_violations
from tests.device.screen.conftest import Screen

pytestmark = pytest.mark.browser

TERM = GlossaryTerm(
    "line",
    [Source("A book on lines, p. 3")],
    {"en": "white line", "ar": "الخط"},
    {"en": "A line of <b>rice</b> flour.", "ar": "خط من دقيق."},
)
EXPANDED = "return document.querySelector('button.word')?.getAttribute('aria-expanded')"
CLICK = "document.querySelector('button.word').click()"


def test_a_marked_word_shows_and_hides_its_meaning(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen()
    release = screen.kiosk.source.release
    assert release is not None
    museum = replace(release.museum, glossary=[TERM])
    screen.kiosk.source.release = replace(release, museum=museum)
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.querySelector('[data-opens=sheet]').click()")
    screen.js("document.getElementById('tab-text').click()")
    screen.until(lambda: screen.text("button.word") == "white line")
    assert "Follow the white line with your eyes." in screen.text("#part-text"), "it is in its line"
    screen.js(CLICK)
    screen.until(lambda: screen.text(".meaning") == "white line A line of <b>rice</b> flour.")
    assert screen.js(EXPANDED) == "true"
    assert accessibility_violations(screen.browser) == []
    screen.js(CLICK)
    screen.until(lambda: screen.js("return document.querySelector('.meaning')") is None)
    assert screen.js(EXPANDED) == "false"
