"""In the text that a visitor reads at the screen, a word of the glossary shows its meaning."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from contract.museum import GlossaryTerm, Source
from tests.device.screen.conftest import Screen

pytestmark = pytest.mark.browser

TERM = GlossaryTerm(
    "line",
    [Source("A book on lines, p. 3")],
    {"en": "white line", "ar": "الخط"},
    {"en": "A line of <b>rice</b> flour.", "ar": "خط من دقيق."},
)
# As the page draws the text of a telling: sentences in paragraphs.
DRAW = """
const place = document.getElementById("part-text");
place.lang = "en";
const paragraph = document.createElement("p");
for (const text of ["Follow the white line. ", "The white line comes back."]) {
  paragraph.append(Object.assign(document.createElement("span"), { textContent: text }));
}
place.replaceChildren(paragraph);
"""
PLACE = """
if (!document.getElementById("part-text")) {
  document.body.prepend(Object.assign(document.createElement("div"), { id: "part-text" }));
}
const old = document.querySelector('script[src*="meanings.js"]').src;
const [done] = arguments;
import(old + "?again").then(() => done(true));
"""


def test_a_marked_word_shows_and_hides_its_meaning(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen()
    release = screen.kiosk.source.release
    assert release is not None
    museum = replace(release.museum, glossary=[TERM])
    screen.kiosk.source.release = replace(release, museum=museum)
    screen.browser.execute_async_script(PLACE)
    screen.js(DRAW)
    screen.js(
        "for (let e = document.getElementById('part-text'); e; e = e.parentElement) {"
        " e.hidden = false; if (e.tagName === 'DIALOG' && !e.open) e.showModal(); }"
    )
    screen.until(lambda: screen.js("return document.querySelectorAll('button.word').length") == 1)
    assert screen.text("button.word") == "white line"
    assert screen.js("return document.querySelector('#part-text p').textContent") == (
        "Follow the white line. The white line comes back."
    )
    screen.js("document.querySelector('button.word').click()")
    screen.until(lambda: screen.text(".meaning") == "white line A line of <b>rice</b> flour.")
    assert screen.find("button.word").get_attribute("aria-expanded") == "true"
    screen.js("document.querySelector('button.word').click()")
    screen.until(lambda: screen.js("return document.querySelector('.meaning')") is None)
