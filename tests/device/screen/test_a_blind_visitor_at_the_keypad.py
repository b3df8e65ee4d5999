"""A visitor who sees nothing of the screen makes a whole visit with the keypad alone, and hears each step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from contract.messages import NoteAbout
from device.access.settings import AccessSettings

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

FOCUSED = "return document.activeElement.innerText || document.activeElement.id"
KEYS_KNOWN = "return Boolean(document.querySelector('#spoken-speak')?.textContent)"
SPOKEN = "return document.body.hasAttribute('data-spoken')"
AT_ONCE = AccessSettings(double_strike_seconds=0)


class Pad:
    """The keypad, and what is heard of it."""

    def __init__(self, screen: Any) -> None:
        self.screen = screen
        self.heard_to = 0
        screen.until(lambda: screen.js(KEYS_KNOWN))

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.screen.browser).send_keys(key).perform()

    def wait(self, milliseconds: int) -> None:
        self.screen.js("return new Promise((done) => setTimeout(done, arguments[0]))", milliseconds)

    def all_said(self) -> str:
        return " | ".join(text for text, _ in self.screen.kiosk.phrases.said)

    def hear(self, words: str) -> None:
        """Waits until the words are said, after those that were heard before."""

        def heard() -> bool:
            said = self.all_said()
            at = said.find(words, self.heard_to)
            if at >= 0:
                self.heard_to = at + len(words)
            return at >= 0

        try:
            self.screen.until(heard)
        except AssertionError as error:
            raise AssertionError(
                f"{words!r} is not in {self.all_said()[self.heard_to :]!r}"
            ) from error

    def walk(self, name: str, said: str = "") -> None:
        """Goes on from control to control until one of this name has the focus and is said."""
        for _ in range(60):
            self.press(Keys.ARROW_DOWN)
            focused = self.screen.js(FOCUSED).replace("\n", " ")
            if focused == name or (len(name) > 1 and name in focused):
                self.hear(said or name)
                return
        raise AssertionError(f"no control {name!r} among those of the screen")

    def close_sheets(self) -> None:
        if self.screen.js("return Boolean(document.querySelector('dialog[open]'))"):
            self.press(Keys.ESCAPE)
        self.screen.until(
            lambda: not self.screen.js("return document.querySelector('dialog[open]')")
        )

    def choose(self, name: str) -> None:
        self.walk(name)
        self.press(Keys.ENTER)


@pytest.fixture
def pad(open_screen: Open) -> Pad:
    return Pad(open_screen(server="https://tour.example", access=AT_ONCE))


def spoken(pad: Pad) -> Pad:
    pad.press(Keys.ARROW_DOWN)
    pad.hear("I say what is on the screen now.")
    pad.screen.until(lambda: pad.screen.js(SPOKEN))
    return pad


def test_a_whole_visit(pad: Pad) -> None:
    screen = pad.screen
    assert screen.kiosk.phrases.said == []
    spoken(pad)
    pad.hear("Show me a work.")
    pad.choose("Nederlands")
    pad.hear("Laat mij een werk zien.")
    pad.choose("English")
    pad.hear("Show me a work.")
    pad.choose("Find")
    pad.walk("1")
    pad.press(Keys.ENTER)
    pad.hear("Number 1")
    pad.choose("2")
    pad.hear("Number 1 2")
    pad.choose("Clear")
    pad.choose("7")
    pad.hear("Number 7")
    pad.choose("Show")
    pad.hear("Number 7")
    pad.hear("Kolam")
    screen.until(lambda: screen.kiosk.speaker.reports)
    pad.choose("Pause")
    pad.hear("The telling is paused.")
    pad.press(Keys.ENTER)
    screen.until(lambda: not screen.js("return document.querySelector('#player').paused"))
    pad.choose("Again")
    pad.hear("Kolam")
    pad.choose("More")
    pad.choose("For whom")
    pad.hear("chosen")
    pad.choose("For children")
    pad.hear("chosen")
    pad.choose("Larger letters")
    pad.hear("Normal letters")
    pad.choose("Tell me more")
    text = "return document.querySelector('#part-text').textContent"
    screen.until(lambda: "The dots come first." in screen.js(text))  # drawn, and the sheet with it
    pad.close_sheets()  # where the telling was over, telling more has closed it
    pad.choose("More")
    pad.choose("Take me along")
    pad.hear("tour dot example slash visit")
    pad.hear("number 7")
    pad.close_sheets()
    pad.choose("More")
    pad.choose("This is wrong")
    pad.hear("This is wrong")
    pad.choose("The sound")
    pad.hear("The sound, chosen")
    pad.walk("wrong-sentence", "text field, empty")
    pad.press(Keys.ENTER)
    pad.hear("Keyboard.")
    pad.hear("q")
    pad.press(Keys.ENTER)
    pad.hear("q")
    pad.press(Keys.ARROW_RIGHT)
    pad.hear("w")
    pad.press(Keys.ARROW_DOWN, Keys.ENTER)
    pad.hear("qs")
    pad.press(Keys.ESCAPE)
    pad.hear("text field, qs")
    pad.choose("Send")
    pad.hear("Thank you.")
    assert [(note.about, note.sentence) for note in screen.kiosk.notes] == [(NoteAbout.SOUND, "qs")]
    pad.close_sheets()
    pad.press(Keys.ESCAPE)
    pad.hear("Show me a work.")


def test_the_telling_waits_for_what_is_said(pad: Pad) -> None:
    """Never two voices at once; the next key interrupts what is said."""
    screen = spoken(pad).screen
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    pad.hear("Number 7. Kolam")
    sounding = "return !document.querySelector('#player').paused"
    screen.until(lambda: screen.js(sounding))
    screen.js(BOTH)
    screen.kiosk.phrases.seconds = 5.0
    pad.press(Keys.ARROW_DOWN)
    screen.until(lambda: screen.js("return !document.querySelector('#phrases').paused"))
    assert not screen.js(sounding)
    reached = screen.js("return document.querySelector('#player').currentTime")
    first = screen.js("return document.querySelector('#phrases').src")
    screen.kiosk.phrases.seconds = 0.3
    pad.press(Keys.ARROW_DOWN)
    screen.until(lambda: screen.js("return document.querySelector('#phrases').src") != first)
    screen.until(lambda: screen.js(sounding), 4)
    assert screen.js("return document.querySelector('#player').currentTime") >= reached - 0.1
    assert not screen.js("return both")
    assert "paused" not in [report.what for report in screen.kiosk.speaker.reports]


BOTH = """
const sounds = (name) => !document.getElementById(name).paused;
window.both = false;
setInterval(() => (window.both ||= sounds("player") && sounds("phrases")), 5);
"""


def test_every_change_of_state_is_said(pad: Pad) -> None:
    kiosk = spoken(pad).screen.kiosk
    pad.hear("Show me a work.")
    kiosk.do(lambda now: kiosk.guide.something_shown(now))
    pad.hear("Hold it still.")
    kiosk.do(lambda now: kiosk.guide.unknown_shown(("net", "kolam"), now))
    pad.hear("I don't know this one. It may be one of these: Works to choose from: 2.")
    pad.hear("Number 12. Net. Number 7. Kolam")
    kiosk.do(lambda now: kiosk.guide.twins_shown(("net", "kolam"), now))
    pad.hear("Which of these two is it?")
    pad.choose("Net")
    pad.hear("Number 12. Net.")
    pad.hear("I know this work. I have nothing to tell about it yet.")
    pad.choose("Take me along")
    pad.hear("Or type tour dot example slash visit on your phone, and there number 1 2.")
    pad.close_sheets()
    kiosk.looked_through = True
    kiosk.skip(0)
    pad.hear("A technician is looking through the camera.")
    pad.press(Keys.ESCAPE)
    pad.hear("Show me a work.")
    kiosk.guide.seeing = False
    kiosk.skip(0)
    pad.hear("The camera sees nothing just now.")
    pad.wait(1100)
    kiosk.skip(61)
    pad.hear("Are you still there?")
    pad.hear("Seconds left:")
    pad.hear("Yes, I am here")
    pad.press(Keys.ENTER)
    kiosk.source.release = None
    kiosk.skip(0)
    pad.hear("I am resting.")


def test_the_next_visitor_finds_the_screen_silent(pad: Pad) -> None:
    screen = spoken(pad).screen
    for _ in range(2):
        pad.press(Keys.PAGE_UP)
    pad.hear("Speed 4 of 5")
    assert screen.kiosk.phrases.paces[-1] == 1.6
    pad.wait(1100)  # the sign of the last key is on its way for a second
    screen.kiosk.skip(61)
    pad.hear("Yes, I am here")
    screen.kiosk.skip(21)
    screen.until(lambda: not screen.js(SPOKEN))
    said = len(screen.kiosk.phrases.said)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    assert len(screen.kiosk.phrases.said) == said
    pad.press(Keys.ARROW_DOWN)
    pad.hear("I say what is on the screen now.")
    assert screen.kiosk.phrases.paces[-1] == 1.0


def test_help_says_it_again_and_the_volume_has_keys(pad: Pad) -> None:
    screen = spoken(pad).screen
    pad.walk("English")
    pad.press(Keys.F1)
    pad.hear("English")
    pad.hear("The help key says it again.")
    pad.press(Keys.ADD)
    pad.hear("Volume 4 of 4")
    screen.until(lambda: screen.js("return document.querySelector('#phrases').volume") == 1)
    pad.press(Keys.SUBTRACT, Keys.SUBTRACT)
    pad.hear("Volume 2 of 4")


def test_speak_the_screen_in_more(pad: Pad) -> None:
    screen = pad.screen
    screen.kiosk.touched("language", "nl")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.find("#controls [data-opens=sheet]").is_displayed())
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#tab-sounding")
    screen.until(lambda: screen.text("#spoken-speak") == "Spreek het scherm uit")
    assert not screen.find("#spoken-faster").is_displayed()
    screen.touch("#spoken-speak")
    pad.hear("Ik zeg nu wat er op het scherm staat.")
    screen.until(lambda: screen.text("#spoken-speak") == "Niet meer uitspreken")
    screen.touch("#spoken-faster")
    pad.hear("Snelheid 3 van 5")
    screen.touch("#spoken-speak")
    pad.hear("Ik spreek het scherm niet meer uit.")


def test_a_key_that_is_held_or_struck_twice_counts_once(open_screen: Open) -> None:
    pad = Pad(open_screen(access=AccessSettings(double_strike_seconds=2)))
    spoken(pad)
    pad.screen.js("window.moves = 0; addEventListener('focusin', () => moves++)")
    held = {"type": "rawKeyDown", "key": "ArrowDown", "code": "ArrowDown"}
    pad.wait(2100)
    for repeat in (False, True, True, False):
        pad.screen.browser.execute_cdp_cmd("Input.dispatchKeyEvent", {**held, "autoRepeat": repeat})
    assert pad.screen.js("return moves") == 1


def test_a_keyboard_goes_on_as_before_while_the_screen_is_silent(pad: Pad) -> None:
    screen = pad.screen
    screen.js("document.querySelector('#foot .find').focus()")
    pad.press(Keys.ENTER)
    screen.until(lambda: screen.find("#finder").is_displayed())
    pad.press("7")
    screen.until(lambda: screen.text("#number") == "7")
    pad.press(Keys.ESCAPE)
    screen.until(lambda: not screen.find("#finder").is_displayed())
    assert screen.kiosk.phrases.said == []


def test_another_makers_keys(open_screen: Open) -> None:
    """Keys are known by their place, whatever the layout makes of them; a kiosk may name its own, or take none."""
    pad = Pad(open_screen(access=AccessSettings(keys={"F17": "next", "ArrowDown": "none"})))
    pad.press(Keys.ARROW_DOWN)
    event = {"type": "rawKeyDown", "key": "Unidentified", "code": "F17"}
    pad.screen.browser.execute_cdp_cmd("Input.dispatchKeyEvent", event)
    pad.hear("I say what is on the screen now.")
    none = Pad(open_screen(access=AccessSettings(keypad=False)))
    none.press(Keys.ARROW_DOWN, Keys.F1)
    none.wait(300)
    assert none.screen.kiosk.phrases.said == []


def test_headphones_go_in_and_out(pad: Pad) -> None:
    """Who plugs in headphones is told how to hear the screen; the volume is as at the beginning, before and after."""
    screen = pad.screen
    volume = "return document.querySelector('#player').volume"
    home = screen.js(volume)

    def plug(yes: bool) -> None:
        screen.kiosk.headphones = yes
        screen.kiosk.skip(0)

    plug(True)
    pad.hear("Headphones are in. The loudspeaker is silent.")
    pad.hear("Press an arrow key")
    pad.press(Keys.ARROW_DOWN)
    pad.hear("I say what is on the screen now.")
    pad.press(Keys.ADD)
    pad.hear("Volume 4 of 4")
    assert screen.js(volume) > home
    plug(False)
    pad.hear("The headphones are out.")
    assert screen.js(volume) == home


def test_a_number_that_no_work_has(pad: Pad) -> None:
    """What went wrong is said, not only shown (EN 301 549, 5.1.3.15)."""
    spoken(pad)
    pad.choose("Find")
    pad.press("9")
    pad.hear("Number 9")
    pad.choose("Show")
    pad.hear("There is no such number here.")


def test_left_is_onward_in_arabic(pad: Pad) -> None:
    screen = spoken(pad).screen
    screen.kiosk.touched("language", "ar")
    pad.hear("أرني عملًا فنيًا")
    pad.walk("العربية")
    pad.press(Keys.ARROW_LEFT)
    pad.hear("Español")
    pad.press(Keys.ARROW_RIGHT)
    pad.hear("العربية")
    assert "مختار" in pad.all_said()
    assert screen.kiosk.phrases.said[-1][1] == "ar"
