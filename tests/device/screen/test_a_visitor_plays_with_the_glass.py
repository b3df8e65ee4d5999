"""Two fingers, a long press, a dropped file, F-keys and shortcuts change nothing for the next visitor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.device.screen.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.long]

KEPT = """
const event = new {kind}("{name}", Object.assign({{bubbles: true, cancelable: true}}, {details}));
document.body.dispatchEvent(event);
return event.defaultPrevented;
"""
SCALE = "return [visualViewport.scale, devicePixelRatio, scrollX, scrollY, history.length, location.pathname]"


@pytest.fixture
def screen(open_screen: Callable[..., Screen]) -> Screen:
    return open_screen()


def prevented(screen: Screen, name: str, details: str = "{}", kind: str = "Event") -> bool:
    return bool(screen.js(KEPT.format(kind=kind, name=name, details=details)))


@pytest.mark.parametrize(
    "name",
    ["contextmenu", "dragstart", "dragover", "drop", "selectstart", "auxclick", "gesturestart"],
)
def test_the_browsers_own_gestures_do_nothing(screen: Screen, name: str) -> None:
    assert prevented(screen, name)


@pytest.mark.parametrize(
    "details",
    [
        "{key: 'F1'}",
        "{key: 'F5'}",
        "{key: 'F11'}",
        "{key: 'F12'}",
        "{key: 'p', ctrlKey: true}",
        "{key: 's', ctrlKey: true}",
        "{key: '+', ctrlKey: true}",
        "{key: 'ArrowLeft', altKey: true}",
        "{key: 'q', metaKey: true}",
        "{key: 'BrowserBack'}",
    ],
)
def test_the_browsers_own_keys_do_nothing(screen: Screen, details: str) -> None:
    assert prevented(screen, "keydown", details, "KeyboardEvent")


@pytest.mark.parametrize("key", ["Tab", "Enter", "a", "Escape", "ArrowDown"])
def test_keys_of_the_page_stay_its_own(screen: Screen, key: str) -> None:
    assert not prevented(screen, "keydown", f"{{key: '{key}'}}", "KeyboardEvent")


def test_two_fingers_and_a_swipe_leave_the_page_as_it_was(screen: Screen) -> None:
    before = screen.js(SCALE)
    send = screen.browser.execute_cdp_cmd
    send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    try:
        send("Input.synthesizePinchGesture", {"x": 900, "y": 500, "scaleFactor": 3})
        swipe = {"x": 900, "y": 500, "xDistance": 700, "yDistance": 0, "gestureSourceType": "touch"}
        send("Input.synthesizeScrollGesture", swipe)
        press = {"type": "touchStart", "touchPoints": [{"x": 900, "y": 500}]}
        send("Input.dispatchTouchEvent", press)
        screen.browser.implicitly_wait(0)
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finally:
        send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    assert screen.js(SCALE) == before
    assert screen.js("return getSelection().toString()") == ""


def test_staff_find_the_kiosk_by_its_number(screen: Screen) -> None:
    screen.kiosk.identified = (7, "hall-1")
    screen.kiosk.do(lambda _now: None)
    screen.until(lambda: screen.text("#identified .number") == "7")
    assert screen.text("#identified .name") == "hall-1"
    box = screen.js(
        "const b = document.querySelector('#identified .number').getBoundingClientRect(); return b.height"
    )
    assert box > 400
    screen.kiosk.identified = None
    screen.kiosk.do(lambda _now: None)
    screen.until(lambda: not screen.find("#identified").is_displayed())


def test_the_screen_says_that_it_restarts(screen: Screen) -> None:
    screen.kiosk.restarting = True
    screen.kiosk.do(lambda _now: None)
    screen.until(lambda: screen.find("#restarting").is_displayed())
    words = screen.find("#restarting p")
    assert words.text == "This screen restarts. It is back in a few minutes."
    assert words.get_attribute("lang") == "en"
    wide = screen.js(
        "const p = document.querySelector('#restarting p').getBoundingClientRect();"
        " return [p.left >= 0 && p.right <= innerWidth && p.bottom <= innerHeight, p.height]"
    )
    assert wide[0]
    assert wide[1] > 60
    screen.kiosk.restarting = False
    screen.kiosk.do(lambda _now: None)
    screen.until(lambda: not screen.find("#restarting").is_displayed())
