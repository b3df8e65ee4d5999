"""Speech that is still being made, breaks off or never comes: the words are there meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.device.screen.conftest import show

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

CLOCK = "return document.getElementById('player').currentTime"
BREAK_OFF = """
// As when a file can't be read on: the browser ends the player's data with an error event.
const player = document.getElementById('player');
player.pause();
player.src = '/target/nothing.opus';
"""


def silenced(screen: Any) -> Any:
    """The screen with a release that has words and no speech."""
    screen.kiosk.source.release = replace(screen.kiosk.source.release, speech=[])
    return screen


def test_the_words_are_there_at_once_and_the_sound_follows(open_screen: Open) -> None:
    screen = silenced(open_screen())
    show(screen)
    screen.until(lambda: screen.text("#subtitle").startswith("Follow the white line"))
    assert "Nobody lifts a hand." in screen.text("#subtitle"), "all of it, to be read meanwhile"
    assert "My voice follows in a moment" in screen.text("#notes")
    assert not screen.kiosk.speaker.reports
    screen.kiosk.live_speech.say("en")
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    screen.until(lambda: "Nobody lifts a hand." not in screen.text("#subtitle"))
    assert screen.text("#notes") == ""
    assert screen.text("#machine") == "computer"
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted, 20)


def test_a_visitor_who_paused_is_not_spoken_to(open_screen: Open) -> None:
    screen = silenced(open_screen())
    show(screen)
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#pause")
    screen.until(lambda: screen.text("#pause") == "Go on")
    screen.kiosk.live_speech.say("en")
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js("return document.getElementById('player').src"))
    assert screen.js("return document.getElementById('player').paused")
    screen.touch("#pause")
    screen.until(lambda: screen.js(CLOCK) > 0.2)


def test_no_voice_comes_after_all(open_screen: Open) -> None:
    screen = silenced(open_screen())
    show(screen)
    screen.until(lambda: "My voice follows" in screen.text("#notes"))
    screen.kiosk.live_speech.able = False
    screen.kiosk.skip(0)
    screen.until(lambda: "There is no voice for this yet" in screen.text("#subtitle"))
    assert "Follow the white line" in screen.text("#subtitle")


def test_a_release_with_speech_comes_while_the_words_are_read(open_screen: Open) -> None:
    screen = open_screen()
    spoken = screen.kiosk.source.release
    show(silenced(screen))
    screen.until(lambda: screen.text("#subtitle"))
    screen.kiosk.source.release = replace(spoken, number=2)
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    assert "/target/en.opus" in screen.js("return document.getElementById('player').src")


def test_a_new_release_does_not_disturb_what_sounds(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.3)
    before = screen.js(CLOCK)
    release = screen.kiosk.source.release
    other = [replace(one, opus="nl.opus") for one in release.speech]
    screen.kiosk.source.release = replace(release, number=2, speech=other)
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js(CLOCK) > before + 0.5)
    assert "/target/en.opus" in screen.js("return document.getElementById('player').src")


def test_the_sound_breaks_off_and_the_subtitles_go_on_from_there(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    first = screen.until(lambda: screen.text("#subtitle"))
    screen.until(lambda: screen.js(CLOCK) > 2.5)
    screen.until(lambda: screen.text("#subtitle") != first)
    screen.js(BREAK_OFF)
    screen.until(lambda: screen.js("return document.getElementById('player').error !== null"))
    # Another address sets the player to zero; the page hears of the error a moment later. The first cue lasts longer.
    screen.until(lambda: screen.text("#subtitle") != first, 1.5)
    for _ in range(10):
        assert screen.text("#subtitle") != first, "it began anew"
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted, 20)
    ended = screen.kiosk.speaker.reports[-1]
    assert ended.what == "ended"
    started = screen.kiosk.speaker.reports[0]
    # From the beginning again it would have taken all of its six seconds.
    assert ended.at - started.at < screen.kiosk.source.release.speech[0].seconds + 2.0
    screen.browser.get_log("browser")  # the missing file was meant


@pytest.mark.long
def test_pause_holds_the_subtitles_where_there_is_no_sound(open_screen: Open) -> None:
    screen = open_screen()
    screen.js(
        "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    show(screen)
    first = screen.until(lambda: screen.text("#subtitle"))
    screen.until(lambda: screen.find("#sound").is_displayed())
    screen.touch("#pause")
    screen.until(lambda: screen.text("#pause") == "Go on")
    screen.until(lambda: screen.kiosk.speaker.reports[-1].what == "paused")
    first = screen.text("#subtitle")
    with pytest.raises(AssertionError, match="never seen"):
        screen.until(lambda: screen.text("#subtitle") != first, 4.0)
    screen.touch("#pause")
    assert screen.text("#pause") == "Pause"
    screen.until(lambda: screen.text("#subtitle") != first)
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted, 20)


@pytest.mark.parametrize(
    ("inches", "width", "height"),
    [pytest.param(15.6, 1920, 1080, marks=pytest.mark.long), (7, 800, 480)],
)
def test_more_is_offered_where_there_is_more(
    open_screen: Open, inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    show(screen)
    screen.until(lambda: screen.text("#subtitle"))
    button = "#sheet .deeper"
    screen.touch("#controls [data-opens=sheet]")
    assert screen.text(button) == "Tell me more"
    screen.touch(button)
    screen.until(lambda: screen.text("#subtitle").startswith("The dots come first."))
    assert not screen.js(f"return document.querySelector('{button}').checkVisibility()")
    screen.kiosk.touched("language", "nl")
    dutch = ("Volg", "Hij komt", "Niemand")  # it goes on where it was
    screen.until(lambda: screen.text("#subtitle").startswith(dutch))
    assert not screen.js(f"return document.querySelector('{button}').checkVisibility()")


OUTPUTS = """
// As Chromium tells of a loudspeaker that is pulled out or put in.
const [number] = arguments;
const outputs = [...Array(number).keys()].map(() => ({ kind: "audiooutput" }));
navigator.mediaDevices.enumerateDevices = async () => outputs;
navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
"""
LOOKED = """
// The page's own first look at the outputs, asked before, is answered before.
navigator.mediaDevices.enumerateDevices().then(() => { window.looked = true; });
"""
GONE = "You can't hear me now. You can read along."


def test_the_loudspeaker_is_pulled_out_and_put_in(open_screen: Open) -> None:
    screen = open_screen()
    screen.js(LOOKED)
    screen.until(lambda: screen.js("return window.looked === true"))
    screen.js(OUTPUTS, 1)
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.1)
    assert screen.text("#notes") == ""
    screen.js(OUTPUTS, 0)
    screen.until(lambda: screen.text("#notes") == GONE)
    screen.until(lambda: screen.kiosk.sounds[-1] is False)
    screen.until(lambda: "It comes back" in screen.text("#subtitle"))
    screen.js(OUTPUTS, 2)
    screen.until(lambda: screen.text("#notes") == "")
    screen.until(lambda: screen.kiosk.sounds[-1] is True)


def test_a_browser_that_does_not_tell_of_outputs_counts_as_heard(open_screen: Open) -> None:
    screen = open_screen()
    screen.js(OUTPUTS, 0)
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.1)
    assert screen.text("#notes") == ""
    assert screen.kiosk.sounds == [True]


SOUND_FAILS = """
// As when the machine's sound fails while it plays: the player ends with an error, and its file stays good.
const player = document.getElementById('player');
player.pause();
player.dispatchEvent(new Event('error'));
"""


def test_the_next_telling_is_heard_again_after_the_sound_failed(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.3)
    at = screen.js(CLOCK)
    screen.js(SOUND_FAILS)
    screen.until(lambda: "Nobody lifts a hand." in screen.text("#subtitle"))
    assert screen.js(CLOCK) < at + 1, "the silent clock runs the captions"
    screen.kiosk.touched("again", "")
    screen.until(lambda: screen.js("return !document.getElementById('player').paused"))
    screen.until(lambda: screen.js(CLOCK) > 0.1)
