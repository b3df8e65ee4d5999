"""A visit from the QR code to the last work, in a real Chromium the size of a phone."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from contract.offer_picture import OfferPicture
from contract.offer_terms import AfterStops
from contract.rights import Rights
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.waiting import stays, until

pytestmark = [pytest.mark.browser, pytest.mark.long]

CHOOSE_RATE = """const list = document.getElementById("rate"); list.value = arguments[0];
list.dispatchEvent(new Event("change"));"""


class Visit:
    """Touches of one visitor on the phone's page."""

    def __init__(self, phone: webdriver.Chrome, address: str) -> None:
        self.phone = phone
        self.address = address

    def open(self, path: str) -> None:
        self.phone.get(self.address + path)

    def one(self, css: str) -> WebElement:
        return self.phone.find_element(By.CSS_SELECTOR, css)

    def tap(self, css: str) -> None:
        until(lambda: self.one(css).is_displayed(), what=f"{css} to be seen")
        until(lambda: self._tapped(css), what=f"{css} to be free of the line that came over it")

    def _tapped(self, css: str) -> bool:
        self.script("arguments[0].scrollIntoView({block: 'center'})", self.one(css))
        try:
            self.one(css).click()
        except ElementClickInterceptedException:
            return False
        return True

    def words(self, css: str) -> str:
        return self.one(css).text.strip()

    def script(self, script: str, *facts: Any) -> Any:
        return self.phone.execute_script(script, *facts)

    def stored(self, name: str) -> Any:
        return self.script(
            "return JSON.parse(localStorage.getItem('zaalgids.' + arguments[0]))", name
        )

    def stops(self) -> list[str]:
        return [stop.text for stop in self.phone.find_elements(By.CSS_SELECTOR, "#stops .number")]

    def make_tour(self, minutes: int = 60) -> None:
        self.open("/visit?l=en")
        self.tap('[data-choose-language="en"]')
        self.tap(f'[data-minutes="{minutes}"]')
        self.tap("#profile .primary")
        until(lambda: "/visit/plan" in self.phone.current_url and self.stops(), what="the tour")

    def look_now(self) -> None:
        """Make the phone poll now, as it does when the network is back; else it polls every ten seconds."""
        self.script("window.dispatchEvent(new Event('online'))")

    def troubles(self) -> list[str]:
        return [
            line["message"] for line in self.phone.get_log("browser") if line["level"] == "SEVERE"
        ]


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    """A phone without a profile or saved files."""
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return Visit(phone, site.address)


def test_three_taps_make_a_tour_and_the_profile_stays_in_the_phone(visit: Visit, site: Any) -> None:
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="40"]')
    until(lambda: visit.one("[name=interest]").is_displayed())
    visit.tap('[name=interest][value="makers"]')
    visit.tap('[name=level][value="child"]')
    visit.tap("#profile .primary")
    until(lambda: len(visit.stops()) == 5, what="five stops")
    assert visit.words("#summary").startswith("5 works · about ")
    profile = visit.stored("profile")
    assert profile["interests"] == {"makers": 1}
    assert profile["minutes"] == 40
    assert profile["level"] == "child"
    asked = "\n".join(site.lines)
    assert "POST /visit/plan?" in asked
    for secret in ("makers", "child", "minutes"):
        assert secret not in asked
    assert visit.phone.get_cookies() == []
    visit.tap("#forget")
    visit.tap("#forget-yes")
    until(lambda: visit.words("#forgotten"), what="that it is forgotten")
    assert visit.script("return Object.keys(localStorage)") == []
    assert visit.troubles() == []


def test_a_kiosk_hands_the_visit_over_in_the_fragment(visit: Visit, site: Any) -> None:
    visit.open("/visit#l=de&v=child&w=2")
    until(lambda: "/visit/work/2" in visit.phone.current_url, what="the work that was played")
    until(lambda: visit.words("#subtitles"), what="its first words")
    assert visit.script("return document.documentElement.lang") == "de"
    assert visit.stored("profile")["level"] == "child"
    assert visit.one('section.narration[data-levels~="child"]').is_displayed()
    assert not visit.one('section.narration[data-levels~="adult"]').is_displayed()
    assert "child" not in "\n".join(site.lines)


@pytest.mark.long
def test_the_words_run_in_step_with_the_voice(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles") == "Look at the white line.", what="the first words")
    assert visit.words("#play") == "Play"
    visit.tap("#play")
    until(lambda: visit.words("#play") == "Pause", what="that it plays")
    at, words = until(
        lambda: visit.script(
            "const at = Number(document.getElementById('seek').value);"
            "return at >= 3 ? [at, document.getElementById('subtitles').textContent] : null"
        ),
        what="the third second",
    )
    assert at < 4
    assert words == "It goes round every dot."
    visit.tap("#again")
    until(lambda: visit.words("#subtitles") == "Look at the white line.", what="the words again")
    visit.script(CHOOSE_RATE, "1.5")
    began = time.monotonic()
    until(lambda: visit.words("#play") == "Play", what="the end")
    assert time.monotonic() - began < 5.5  # six seconds of speech, at one and a half
    assert visit.stored("seen") == ["kolam"]
    assert visit.troubles() == []


def test_the_thumb_reaches_play_plan_and_next_and_the_work_is_whole(visit: Visit) -> None:
    visit.open("/visit/work/2?l=de")
    until(lambda: visit.words("#subtitles"), what="the first words")
    height = visit.script("return innerHeight")
    for css in ("#play", "#next", '.bar a[href^="/visit/plan"]'):
        box = visit.script(
            "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
            "return [b.top, b.height, b.width, b.left, b.right]",
            css,
        )
        assert box[0] > height * 2 / 3
        assert min(box[1], box[2]) >= 44
    picture = visit.script(
        "const i = document.querySelector('.picture img'), b = i.getBoundingClientRect();"
        "return [b.width / b.height, i.naturalWidth / i.naturalHeight, b.bottom]"
    )
    assert picture[0] == pytest.approx(picture[1], rel=0.02)
    assert picture[2] < height / 2
    sizes = visit.script(
        "return ['h1 .number', 'h1 cite'].map(q => getComputedStyle(document.querySelector(q)).fontSize)"
    )
    assert sizes[0] == sizes[1]
    assert pixels_beyond_the_screen(visit.phone) == 0


@pytest.mark.long
def test_a_room_fills_and_the_order_changes_with_a_sentence(visit: Visit, house: Any) -> None:
    visit.make_tour()
    assert visit.stops() == ["1", "2", "3", "4", "5"]
    visit.tap("#go-on")
    until(lambda: visit.words("[data-next-number]") == "2", what="that 2 is next")
    house.people = {"tiles": 10}
    visit.look_now()
    until(lambda: visit.one("#line").is_displayed() and visit.words("#line p"), what="the question")
    assert visit.words("#line p") == (
        "The Tile Room is full just now. Shall we see The Curves first? You lose nothing."
    )
    assert visit.one("#line p").get_attribute("role") == "status"
    assert visit.words("[data-next-number]") == "2", "nothing changes before the answer"
    assert [stop["number"] for stop in visit.stored("route")["stops"]] == [1, 2, 3, 4, 5]
    visit.tap("[data-answer=yes]")
    until(lambda: visit.words("[data-next-number]") == "4", what="that 4 is next")
    assert visit.words("#line p") == ""
    house.people = {"tiles": 3}
    visit.look_now()
    stays(lambda: visit.words("#line p") == "", 1.0, "what was agreed to stays")
    visit.open("/visit/plan?l=en")
    until(lambda: visit.stops() == ["4", "5", "3", "2"], what="the order that was agreed to")
    assert visit.troubles() == []


@pytest.mark.long
def test_who_says_no_keeps_the_order_and_is_asked_once(visit: Visit, house: Any) -> None:
    visit.make_tour()
    visit.tap("#go-on")
    until(lambda: visit.words("[data-next-number]") == "2", what="that 2 is next")
    house.people = {"tiles": 10}
    visit.look_now()
    until(lambda: visit.words("#line p"), what="the question")
    visit.tap("[data-answer=no]")
    assert visit.words("#line p") == ""
    assert visit.words("[data-next-number]") == "2"
    visit.look_now()
    visit.open("/visit/plan?l=en")
    until(lambda: visit.stops()[-4:] == ["2", "3", "4", "5"], what="the order as it was")
    stays(lambda: visit.words("#line p") == "", 0.5, "it asks once")
    assert visit.troubles() == []


def test_a_room_that_is_not_on_the_way_changes_nothing(visit: Visit, house: Any, site: Any) -> None:
    visit.make_tour()
    house.people = {"cellar": 99}
    before = list(site.lines)
    visit.look_now()
    until(lambda: "GET /visit/now" in str(site.lines[len(before) :]), what="the phone to look")
    stays(lambda: "POST" not in str(site.lines[len(before) :]), 0.5, "no other plan is asked for")
    assert not visit.one("#change").is_displayed()


def test_the_offer_comes_goes_and_can_be_had_back(visit: Visit, house: Any) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"))
    assert "Draw along" not in visit.words("#line")
    house.people = {"curves": 1}
    visit.look_now()
    until(lambda: "Draw along" in visit.words("#line"), what="the offer")
    assert "Draw along · The Curves" in visit.words("#line")
    visit.tap("[data-answer=no]")
    assert "Draw along" not in visit.words("#line")
    visit.open("/visit/work/2?l=en")
    until(lambda: visit.one("#offer-again").is_displayed(), what="the way back")
    visit.tap("#offer-again")
    assert "Draw along" in visit.words("#line")
    house.people = {"curves": 9}
    visit.look_now()
    until(lambda: "Draw along" not in visit.words("#line"), what="that it is over")
    assert not visit.one("#offer-again").is_displayed()


def test_an_offer_is_taken_and_its_code_stands_in_the_plan(
    visit: Visit, house: Any, site: Any
) -> None:
    """It waits while something is told; what goes to the server names the offer alone. The plan leads there first."""
    release = house.published
    own = OfferPicture(next(iter(release.pictures)), {"en": "A table, paper"}, Rights("CC0", "Ana"))
    drawing = replace(
        release.museum.offers[0], limit=9, also=[AfterStops("making", 1)], own_picture=own
    )
    house.published = replace(release, museum=replace(release.museum, offers=[drawing]))
    house.people = {"curves": 1}
    visit.make_tour()
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"))
    stays(lambda: "Draw along" not in visit.words("#line"), 0.5, "no work on the theme is met yet")
    visit.tap("#play")
    visit.look_now()
    until(lambda: visit.script("return document.getElementById('play').dataset.on") == "true")
    stays(lambda: "Draw along" not in visit.words("#line"), 0.5, "it is told just now")
    visit.tap("#play")
    visit.script("document.dispatchEvent(new Event('visibilitychange'))")
    visit.open("/visit/work/2?l=en")
    until(lambda: "Draw along" in visit.words("#line"), what="the offer")
    assert house.shown == ["drawing-hour"]
    visit.tap("[data-answer=yes]")
    until(lambda: visit.one("#offer-sheet").is_displayed(), what="what was taken")
    picture = visit.one("#offer-sheet [data-offer=picture]")
    until(lambda: picture.get_property("naturalWidth") > 0, what="its picture")
    assert picture.get_attribute("alt") == "A table, paper"
    assert visit.words("#offer-sheet [data-offer=credit]") == "Ana · CC0"
    number = visit.words("#offer-sheet [data-offer=number]")
    assert re.fullmatch(r"[0-9]{4}( [0-9]{4}){3}", number)
    assert visit.script("return document.querySelector('[data-offer=qr]').naturalWidth") > 0
    assert accessibility_violations(visit.phone) == []
    assert house.taken == ["drawing-hour"]
    asked = [line for line in site.lines if "/offers/" in line]
    assert asked == [f"POST /visit/offers/drawing-hour/{what}?" for what in ("shown", "take")]
    visit.tap("#offer-sheet form button:first-child")
    until(lambda: visit.words("#next") == "Next\nDraw along", what="that the offer is next")
    visit.tap("#next")
    until(lambda: "/visit/plan" in visit.phone.current_url, what="the way there")
    until(lambda: visit.one("#offer-stops").is_displayed(), what="the way there in the plan")
    assert visit.words("#offer-stops").startswith("Draw along\n\nThe Curves: through the door")
    assert visit.words("#next-title").startswith("Draw along in ")
    assert visit.words("#next-line").startswith("The Curves: through the door")
    drawn = "return document.querySelector('.stop.offer.next text')?.textContent"
    assert visit.script(drawn) == "Draw along"
    ways = "return document.querySelectorAll('.way.next').length"
    assert visit.script(ways) == 1
    visit.tap("#offer-stops button")
    visit.tap("#offer-sheet [data-offer=done]")
    until(lambda: not visit.one("#offer-stops").is_displayed(), what="that it is done")
    until(lambda: "Draw along" not in visit.words("#next-title"), what="the tour that goes on")
    assert visit.words("#now") == "The Curves", "the way goes on from there"
    assert visit.script(drawn) is None
    visit.open("/visit/work/2?l=en")
    until(lambda: re.fullmatch(r"Next [0-9]", visit.words("#next")), what="the next work")


def test_what_is_given_back_leaves_the_plan_and_without_a_plan_the_way_is_shown(
    visit: Visit, house: Any
) -> None:
    release = house.published
    drawing = replace(release.museum.offers[0], limit=9)
    house.published = replace(release, museum=replace(release.museum, offers=[drawing]))
    house.people = {"curves": 1}
    visit.open("/visit/plan?l=en")
    until(lambda: "Draw along" in visit.words("#line"), what="the offer")
    visit.tap("[data-answer=yes]")
    until(lambda: visit.one("#offer-sheet").is_displayed(), what="what was taken")
    visit.tap("#offer-sheet form button:first-child")
    until(lambda: visit.words("#next-title").startswith("Draw along"), what="the way there")
    assert visit.words("#summary").startswith("Tell us how much time")
    assert visit.script("return document.querySelectorAll('.way.next').length") == 1
    visit.tap("#offer-stops button")
    visit.tap("#offer-sheet [data-offer=back]")
    until(lambda: house.given_back, what="the code to come back")
    until(lambda: not visit.one("#now-next").is_displayed(), what="the way to be gone")
    until(lambda: visit.stored("offers_planned") == [], what="that it is not planned any more")


def test_a_phone_that_can_not_play_opus_gets_aac(
    visit: Visit, house: Any, site: Any, tmp_path: Any
) -> None:
    original = house.file
    broken = tmp_path / "broken.opus"
    broken.write_bytes(b"not a recording")
    house.file = lambda target: broken if target.endswith(".opus") else original(target)
    visit.open("/visit/work/1?l=en")
    until(lambda: any("tone.m4a" in line for line in site.lines), what="the other encoding")
    visit.tap("#play")
    until(lambda: visit.words("#subtitles") == "It goes round every dot.", what="the second words")
    assert visit.words("#line p") == ""


def test_the_sound_fails_and_the_text_is_there(visit: Visit, house: Any, tmp_path: Any) -> None:
    original = house.file
    broken = tmp_path / "broken"
    broken.write_bytes(b"not a recording")
    house.file = lambda target: broken if target.startswith("tone") else original(target)
    visit.open("/visit/work/1?l=en")
    until(lambda: "The words are all here" in visit.words("#line p"), what="that it says so")
    assert "So the day begins." in visit.words('section.narration[data-levels~="adult"]')


def test_without_javascript_a_work_is_there_to_read_and_to_hear(visit: Visit) -> None:
    visit.phone.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        visit.open("/visit/work/1?l=en")
        assert visit.one(".block p").is_displayed()
        assert visit.one(".block audio").is_displayed()
        assert not visit.one("#play").is_displayed()
        visit.open("/visit?l=en")
        assert visit.one('.works a[href="/visit/work/4?l=en"]').is_displayed()
        assert not visit.one("#profile").is_displayed()
    finally:
        visit.phone.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
