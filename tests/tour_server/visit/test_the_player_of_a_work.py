"""The player of a work: speeds, stop, transcript, lock screen, the line above it, the picture and Back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from contract.museum import Level
from tests.tour_server.visit.conftest import SECONDS, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import CHOOSE_RATE, Visit
from tests.waiting import stays, until

pytestmark = [pytest.mark.browser, pytest.mark.long]

PLAYS = "return document.getElementById('play').dataset.on === 'true'"
AT = "return Number(document.getElementById('seek').value)"
MARKED = """return [...document.querySelectorAll(".sentence[aria-current]")]
    .map((each) => each.textContent.trim()).join(" ")"""
# What the page gives to the lock screen, written down where a test finds it.
LISTEN = """
window.lockScreen = {actions: {}, states: []};
const session = navigator.mediaSession;
session.setActionHandler = (name, act) => { lockScreen.actions[name] = act; };
session.setPositionState = (state) => lockScreen.states.push(state);
"""
REFUSE = "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));"
# Holds the page's script back until a test calls `comes()`.
HOLD = """
const make = document.createElement.bind(document);
document.createElement = (name) => {
  if (name !== "script") return make(name);
  const held = make("meta");
  window.comes = () => {
    const script = make("script");
    [script.type, script.src] = [held.type, held.src];
    held.replaceWith(script);
  };
  return held;
};
"""
FIRST = "const sound = document.getElementById('first-sound'); return "


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    """A phone without a profile or saved files."""
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return Visit(phone, site.address)


TYPEFACES = (  # the layout, which is asked for between the two, begins to load the typefaces of a new sheet
    "return [...document.querySelectorAll('[data-late-href]')].every((each) => each.sheet)"
    " && document.body.offsetHeight > 0 && document.fonts.status === 'loaded'"
)


def opened(visit: Visit, path: str = "/visit/work/1?l=en") -> None:
    visit.open(path)
    until(lambda: visit.words("#subtitles"), what="the first words")
    until(lambda: visit.script(TYPEFACES), what="the typefaces, which come late and move lines")


def tells_two_blocks(house: Twin) -> None:
    """The first work has a second English block."""
    release = house.published
    assert release is not None
    kolam, *others = release.museum.works
    block = next(one for one in kolam.blocks if (one.language, one.level) == ("en", Level.ADULT))
    more = replace(block, key="kolam-more", theme="makers")
    speech = next(one for one in release.speech if one.block == block.key)
    house.published = replace(
        release,
        museum=replace(
            release.museum, works=[replace(kolam, blocks=[*kolam.blocks, more]), *others]
        ),
        speech=[*release.speech, replace(speech, block=more.key)],
    )


def seek(visit: Visit, second: float) -> None:
    visit.script(
        "const seek = document.getElementById('seek'); seek.value = arguments[0];"
        "seek.dispatchEvent(new Event('input'))",
        second,
    )


def test_it_stops_and_is_as_fast_as_was_chosen(visit: Visit) -> None:
    opened(visit)
    rates = visit.script("return [...document.getElementById('rate').options].map((o) => o.text)")
    assert rates == ["0.75×", "1×", "1.25×", "1.5×", "2×"]
    visit.script(CHOOSE_RATE, "2")
    assert visit.words("#shown-rate") == "2×"
    visit.tap("#play")
    until(lambda: visit.script(AT) >= 3, what="the third second")
    spoken = visit.one("#seek").get_attribute("aria-valuetext")
    assert spoken in [f"{at} seconds of 6 seconds" for at in (3, 4, 5)]
    visit.tap("#stop")
    until(lambda: visit.script(AT) == 0 and not visit.script(PLAYS), what="the beginning")
    assert visit.stored("place")["work"] is None, "a page that was stopped opens at its beginning"
    opened(visit)
    assert visit.words("#shown-rate") == "2×"
    visit.tap("#play")
    until(lambda: visit.words("#play") == "Play" and visit.stored("seen"), what="the end")
    assert visit.troubles() == []


def test_the_transcript_marks_what_is_said_and_tells_from_a_sentence(
    with_words: None, house: Twin, visit: Visit
) -> None:
    opened(visit, "/visit/work/1?l=nl")
    visit.tap("#transcript")
    until(lambda: visit.script(MARKED) == "Kijk naar de witte lijn.", what="the first sentence")
    assert visit.one("#transcript").get_attribute("aria-expanded") == "true"
    sentences = visit.phone.find_elements("css selector", ".text[open] .sentence")
    assert [one.text for one in sentences if one.is_displayed()] == [
        "Kijk naar de witte lijn.",
        "Zij gaat om elke stip heen.",
        "Zo begint de dag.",
    ]
    sentences[1].click()
    until(lambda: visit.script(PLAYS) and visit.script(MARKED).startswith("Zij"), what="the second")
    assert 1.5 < visit.script(AT) < 5
    visit.tap("#play")
    visit.script("document.querySelector('.sentence[tabindex=\"0\"]').focus()")
    ActionChains(visit.phone).send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER).perform()
    until(lambda: visit.script(MARKED) == "Zo begint de dag.", what="the third, by keyboard")
    visit.tap("#play")
    visit.phone.refresh()
    until(lambda: visit.script(MARKED) == "Zo begint de dag.", what="the same after a reload")
    visit.phone.back()
    until(lambda: visit.one("#transcript").get_attribute("aria-expanded") == "false", what="closed")
    assert "/visit/work/1" in visit.phone.current_url
    assert not visit.one(".text p").is_displayed()
    assert visit.troubles() == []


def test_the_lock_screen_has_the_work_and_goes_on_to_the_next(visit: Visit) -> None:
    source = {"source": LISTEN}
    script = visit.phone.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source)
    try:
        opened(visit)
        shown = """const { title, artist, artwork } = navigator.mediaSession.metadata;
            return [title, artist, artwork.map((each) => [each.src, each.sizes, each.type])]"""
        title, museum, pictures = until(
            lambda: (found := visit.script(shown))[2][0][1] != "any" and found, what="the picture"
        )
        assert (title, museum) == ("1 Kolam", "Museum of Pattern")
        assert pictures[0][0].startswith("http")
        assert all("x" in sizes and kind.startswith("image/") for _, sizes, kind in pictures)
        visit.script("lockScreen.actions.play()")
        until(lambda: visit.script(AT) >= 1, what="it to tell")
        visit.script("lockScreen.actions.seekto({seekTime: 4})")
        until(lambda: visit.script(AT) >= 4, what="another place")
        state = visit.script("return lockScreen.states.at(-1)")
        assert state == {"duration": SECONDS, "playbackRate": 1, "position": state["position"]}
        visit.script("lockScreen.actions.previoustrack()")
        until(lambda: visit.script(AT) < 2, what="the beginning")
        visit.script("lockScreen.actions.pause()")
        until(lambda: not visit.script(PLAYS), what="that it is silent")
        visit.script("lockScreen.actions.nexttrack()")
        until(lambda: "/visit/work/2" in visit.phone.current_url, what="the next work")
        until(lambda: visit.script(PLAYS) and visit.script(AT) >= 1, what="that it tells at once")
        visit.script("lockScreen.actions.stop()")
        until(lambda: visit.script(AT) == 0 and not visit.script(PLAYS), what="the end")
        visit.phone.refresh()
        until(lambda: visit.words("#subtitles"), what="the first words")
        stays(lambda: not visit.script(PLAYS), 0.3, "a reload is no wish to hear it")
    finally:
        visit.phone.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def test_a_phone_that_waits_for_a_touch_says_so(visit: Visit) -> None:
    source = {"source": REFUSE}
    script = visit.phone.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source)
    try:
        opened(visit)
        top = "return document.querySelector('h1').getBoundingClientRect().top"
        before = visit.script(top)
        visit.tap("#play")
        until(lambda: "waits for a touch" in visit.words("#line p"), what="that it says so")
        assert visit.words("#play") == "Play"
        assert visit.script(top) == before, "nothing is pushed"
    finally:
        visit.phone.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


@pytest.fixture
def held(visit: Visit) -> Iterator[Visit]:
    """A phone on which the page's script waits."""
    script = visit.phone.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HOLD})
    yield visit
    visit.phone.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def test_the_first_block_plays_before_the_script_which_goes_on_with_it(
    held: Visit, site: Any
) -> None:
    visit = held
    visit.open("/visit/work/1?l=en")
    assert visit.script(FIRST + "sound.getClientRects().length > 0 && sound.controls")
    assert visit.script(FIRST + "sound.dataset.key") == "kolam-en-adult"
    until(lambda: visit.script(TYPEFACES), what="the typefaces, which come late and move lines")
    places = "return ['h1', '#play'].map((each) => document.querySelector(each).getBoundingClientRect().top)"
    before = visit.script(places)
    visit.tap("#play")
    until(lambda: visit.script(FIRST + "sound.currentTime") > 0.5, what="the first word")
    assert visit.words("#play") == "Pause"
    asked = len([line for line in site.lines if "tone." in line])
    heard = visit.script(FIRST + "(sound.playbackRate = 0.1) && sound.currentTime")
    visit.script("comes()")
    state = (
        "return document.documentElement.matches('.ready') && [sound.paused, sound.currentTime,"
        " document.getElementById('play').dataset.on, sound.getClientRects().length]"
    )
    until(lambda: visit.script(FIRST.removesuffix("return ") + state), what="our player")
    paused, now, on, boxes = visit.script(FIRST.removesuffix("return ") + state)
    assert (paused, on, boxes) == (False, "true", 0)
    assert now >= heard
    assert visit.script(places) == before, "nothing moves"
    assert len([line for line in site.lines if "tone." in line]) == asked
    visit.tap("#play")
    assert visit.script(FIRST + "sound.paused")
    assert visit.words("#play") == "Play"


def test_a_child_hears_its_own_words_and_what_ended_before_the_script_goes_on(
    held: Visit, house: Twin
) -> None:
    visit = held
    tells_two_blocks(house)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.script(FIRST + "sound.readyState") > 0, what="the sound")
    visit.script(FIRST + f"sound.currentTime = {SECONDS - 0.3}")
    visit.tap("#play")
    until(lambda: visit.script(FIRST + "sound.ended"), what="the end of the first block")
    visit.script("comes()")
    until(lambda: visit.script(AT) > SECONDS, what="the second block")
    visit.script("localStorage.setItem('zaalgids.profile', JSON.stringify({level: 'child'}))")
    visit.open("/visit/work/1?l=en")
    assert visit.script(FIRST + "sound.dataset.key") == "kolam-en-child"


def test_the_line_never_comes_during_speech(house: Twin, visit: Visit) -> None:
    tells_two_blocks(house)
    visit.make_tour()
    opened(visit)
    visit.tap("#play")
    until(lambda: visit.script(AT) >= 1, what="speech")
    house.people = {"tiles": 10}
    visit.look_now()
    stays(lambda: visit.words("#line p") == "", 1.0, "it waits")
    seek(visit, SECONDS - 1)
    until(lambda: visit.words("#line p"), what="the end of the block")
    assert visit.script(AT) <= SECONDS, "the next block waits"
    top = "return document.querySelector('h1').getBoundingClientRect().top"
    before = visit.script(top)
    visit.tap("[data-answer=yes]")
    assert visit.words("#line p") == ""
    assert visit.script(top) == before, "nothing is pushed"
    until(lambda: visit.script(AT) > SECONDS, what="the second block")
    assert visit.words("[data-next-number]") == "4"
    house.people = {"curves": 10}
    visit.look_now()
    stays(lambda: visit.words("#line p") == "", 0.5, "it waits")
    visit.tap("#play")
    until(lambda: visit.words("#line p"), what="the pause")
    visit.tap("#play")
    until(lambda: visit.words("#line p") == "", what="that speech has the floor")
    assert visit.troubles() == []


def test_the_picture_is_whole_and_grows_where_it_is_touched(visit: Visit) -> None:
    opened(visit)
    visit.tap("#closer")
    until(lambda: visit.script("return document.querySelector('#large img').naturalWidth") > 0)
    box = (
        "const b = document.querySelector('#large img').getBoundingClientRect();"
        "return [b.left, b.top, b.width, b.height].map(Math.round)"
    )
    pan = visit.one("#large .pan")
    whole = visit.script(box)
    assert (whole[2], whole[3]) == (pan.size["width"], pan.size["height"]), "the whole of it"
    middle = ActionChains(visit.phone).move_to_element_with_offset(pan, 60, 0)
    middle.click().perform()
    until(lambda: visit.words("#large output") == "250%", what="what was touched, larger")
    until(lambda: visit.script(box)[2] == round(2.5 * whole[2]), what="the end of the motion")
    left = visit.script(box)[0]
    touched = pan.size["width"] / 2 + 60
    assert (touched - left) / 2.5 == pytest.approx(touched, abs=2), "that place stays"
    keys = ActionChains(visit.phone)
    pan.send_keys("0")
    assert visit.words("#large output") == "100%"
    keys.send_keys("+", "+", Keys.ARROW_LEFT).perform()
    assert visit.words("#large output") == "225%"
    until(lambda: visit.script(box)[0] > whole[0] - 0.625 * whole[2], what="it to move")
    visit.tap("[data-smaller]")
    assert visit.words("#large output") == "150%"
    visit.phone.back()
    until(lambda: not visit.one("#large").is_displayed(), what="Back closes it")
    assert "/visit/work/1" in visit.phone.current_url
    visit.tap("#closer")
    visit.one("#large .pan").send_keys(Keys.ESCAPE)
    until(lambda: not visit.one("#large").is_displayed(), what="Escape closes it")
    until(lambda: visit.script("return history.state?.layers ?? []") == [], what="no entry stays")
    assert visit.troubles() == []


def test_back_leads_to_where_the_visitor_came_from(visit: Visit) -> None:
    visit.make_tour()
    visit.script("window.scrollTo(0, 200)")
    until(lambda: visit.script("return scrollY") == 200, what="a place on the plan")
    visit.script("document.querySelectorAll('#stops a')[1].click()")
    until(lambda: "/visit/work/2" in visit.phone.current_url and visit.words("#subtitles"))
    visit.tap("#closer")
    until(lambda: visit.one("#large").is_displayed(), what="the picture")
    visit.tap("#large .primary")
    until(lambda: not visit.one("#large").is_displayed(), what="that it is closed")
    visit.phone.back()
    until(lambda: "/visit/plan" in visit.phone.current_url and visit.stops(), what="the plan")
    until(lambda: visit.script("return scrollY") == 200, what="the same place on it")


def test_one_window_talks_and_the_other_says_where(visit: Visit) -> None:
    opened(visit)
    visit.tap("#play")
    until(lambda: visit.script(PLAYS), what="the first window")
    first = visit.phone.current_window_handle
    visit.phone.switch_to.new_window("tab")
    second = visit.phone.current_window_handle
    try:
        opened(visit, "/visit/work/3?l=en")
        visit.script("document.getElementById('play').click()")
        until(lambda: visit.script(AT) >= 1, what="the second window")
        visit.phone.switch_to.window(first)
        until(lambda: not visit.script(PLAYS), what="that the first is silent")
        assert visit.words("#line p") == "Another window plays now: 3 Zellij star."
        visit.tap("[data-answer=yes]")
        assert visit.words("#line p") == ""
    finally:
        visit.phone.switch_to.window(second)
        visit.phone.close()
        visit.phone.switch_to.window(first)
