"""The caption is part of the phone's player: in view on any phone, on its side and with twice the letters."""

from __future__ import annotations

from typing import Any

import pytest
from selenium import webdriver

from tests.browser import pixels_beyond_the_screen
from tests.tour_server.visit.conftest import RunningServer
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = pytest.mark.long

# width, height, and the size of letters that the visitor chose in the browser (16: none)
PHONES = [
    pytest.param([(320, 568), (390, 844), (768, 1024)], 16, id="upright"),
    pytest.param([(844, 390), (568, 320), (1024, 768)], 16, id="on its side"),
    pytest.param(
        [(320, 568), (568, 320), (390, 844), (844, 390), (768, 1024)],
        32,
        id="letters twice as large",
    ),
    pytest.param([(195, 422)], 16, id="zoomed to 200 %"),
]
# What is shown of the caption: its box against the window, its words against the box, and what lies over its middle.
LOOK = """
const box = document.getElementById("subtitles"), range = document.createRange();
range.selectNodeContents(box);
const place = box.getBoundingClientRect(), words = range.getBoundingClientRect();
const across = words.left >= place.left - 1 && words.right <= place.right + 1;
const down = words.top >= place.top - 1 && words.bottom <= place.bottom + 1;
const over = document.elementFromPoint(words.left + words.width / 2, words.top + words.height / 2);
const bar = document.querySelector(".bar").getBoundingClientRect();
return { top: place.top, bottom: place.bottom, height: innerHeight, words: box.textContent,
  inside: across && down, over: box.contains(over), bar: bar.height, below: bar.top,
  letters: parseFloat(getComputedStyle(box).fontSize) };
"""
# How many things take the focus, and those that are then not whole in view: under the player or beyond an edge.
HIDDEN_FOCUS = """
for (const each of document.querySelectorAll("main details")) each.open = true;
const found = [];
const taken = [...document.querySelectorAll("a, button, select, input, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && !each.disabled);
for (const each of taken) {
  each.focus();
  const place = each.getBoundingClientRect(), x = place.left + Math.min(place.width / 2, 10);
  const seen = [place.top + 2, place.bottom - 2].every((y) => {
    const over = document.elementFromPoint(x, y);
    return over && (each.contains(over) || over.contains(each) || over.closest("label")?.contains(each));
  });
  if (!seen) found.push([each.id || each.textContent.trim().slice(0, 30), place.top, place.bottom]);
}
return [taken.length, found];
"""
# The sum of the layout shifts since the page was opened, without those that follow a touch.
SHIFTS = """
const done = arguments[0];
new PerformanceObserver((list) => done(list.getEntries().filter((each) => !each.hadRecentInput)
  .reduce((sum, each) => sum + each.value, 0))).observe({type: "layout-shift", buffered: true});
setTimeout(() => done(0), 300);
"""


@pytest.fixture
def visit(phone: webdriver.Chrome, site: RunningServer) -> Visit:
    return Visit(phone, site.address)


def show(visit: Visit, width: int, height: int, letters: int = 16) -> None:
    screen = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    sizes = {"fontSizes": {"standard": letters, "fixed": 13}}
    visit.phone.execute_cdp_cmd("Page.setFontSizes", sizes)


def seen(visit: Visit, width: int, height: int, letters: int = 16) -> Any:
    show(visit, width, height, letters)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    return until(lambda: (look := visit.script(LOOK))["inside"] and look, what="whole lines")


def moves_little(visit: Visit, width: int, height: int, letters: int) -> bool:
    """Whether no more moves while the page loads than the typeface does; if not, it is loaded again.

    A page may be painted once before the size of letters comes to it that DevTools sets: that moves all of it.
    """
    if visit.phone.execute_async_script(SHIFTS) < 0.05:
        return True
    seen(visit, width, height, letters)
    return False


@pytest.mark.parametrize(("sizes", "letters"), PHONES)
def test_the_caption_is_whole_and_in_view(
    with_words: None, visit: Visit, sizes: list[tuple[int, int]], letters: int
) -> None:
    for width, height in sizes:
        look = seen(visit, width, height, letters)
        assert look["letters"] == pytest.approx(letters * 1.125 * 1.25), "the browser's own size"
        assert look["top"] >= 0
        assert look["bottom"] <= look["height"]
        assert look["over"]
        assert pixels_beyond_the_screen(visit.phone) == 0
        turned = width > height and height < 500
        assert turned or look["bar"] < 0.63 * height
        until(lambda size=(width, height, letters): moves_little(visit, *size), what="a calm page")
        count, hidden = visit.script(HIDDEN_FOCUS)
        assert count > 12
        assert not hidden, f"the focus is hidden at {width} × {height}: {hidden}"
        visit.script("window.scrollTo(0, document.documentElement.scrollHeight)")
        ends = """const last = document.querySelector("article").lastElementChild.getBoundingClientRect();
            const bar = document.querySelector(".bar").getBoundingClientRect().top;
            return last.bottom <= (arguments[0] ? innerHeight : bar) + 1"""
        until(
            lambda ends=ends, turned=turned: visit.script(ends, turned),
            what="the end of the page above the bar",
        )


def test_older_recordings_show_the_subtitles_of_their_files(visit: Visit) -> None:
    look = seen(visit, 320, 568)
    assert look["words"] == "Look at the white line."
    assert 0 <= look["top"] <= look["bottom"] <= look["height"]


def test_turning_the_phone_divides_the_words_anew(with_words: None, visit: Visit) -> None:
    upright = seen(visit, 390, 844)["words"]
    show(visit, 1024, 768)
    turned = until(
        lambda: (look := visit.script(LOOK))["words"] != upright and look, what="other lines"
    )
    assert turned["inside"]
    assert turned["words"].replace("\n", " ").startswith("Look at the white line,")
