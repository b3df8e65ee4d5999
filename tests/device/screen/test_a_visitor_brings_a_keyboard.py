"""Real keys and fingers, as Chromium gets them from its input: the next visitor finds the page as it was.

The keys go through Chromium's own input, not as events that a script made. What a browser's window does with a key
before its page hears it (Alt+F4, Ctrl+W) is not to be seen here, where there is no window: docs/technician.md says
what is left of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.device.screen.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.long]

ALT, CTRL, META, SHIFT = 1, 2, 4, 8
MARKED = "window.sameVisitor = true"
AS_IT_WAS = """return [window.sameVisitor === true, location.pathname, history.length, visualViewport.scale,
    devicePixelRatio, scrollX, scrollY, getSelection().toString(), document.fullscreenElement === null]"""
WATCH = """
window.heard = [];
for (const name of ["contextmenu", "dblclick", "beforeprint", "visibilitychange"])
  addEventListener(name, (event) => heard.push([name, event.defaultPrevented]));
"""
LONG_PRESS_SECONDS = 1.2
KEYS = [
    *((f"F{number}", 111 + number, 0) for number in range(1, 13)),
    ("r", 82, CTRL),
    ("R", 82, CTRL | SHIFT),
    ("p", 80, CTRL),
    ("s", 83, CTRL),
    ("o", 79, CTRL),
    ("u", 85, CTRL),
    ("f", 70, CTRL),
    ("l", 76, CTRL),
    ("d", 68, CTRL),
    ("h", 72, CTRL),
    ("j", 74, CTRL),
    ("a", 65, CTRL),
    ("I", 73, CTRL | SHIFT),
    ("Delete", 46, CTRL | SHIFT),
    ("+", 187, CTRL),
    ("-", 189, CTRL),
    ("0", 48, CTRL),
    ("ArrowLeft", 37, ALT),
    ("ArrowRight", 39, ALT),
    ("Home", 36, ALT),
    ("d", 68, ALT),
    ("F4", 115, ALT),
    ("q", 81, META),
    ("BrowserBack", 166, 0),
    ("ContextMenu", 93, 0),
    ("F10", 121, SHIFT),
]


@pytest.fixture
def screen(open_screen: Callable[..., Screen]) -> Iterator[Screen]:
    made: Screen = open_screen()
    send = made.browser.execute_cdp_cmd
    send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    made.js(MARKED)
    made.js(WATCH)
    yield made
    send("Emulation.setTouchEmulationEnabled", {"enabled": False})


def state(screen: Screen) -> Any:
    return [screen.js(AS_IT_WAS), len(screen.browser.window_handles)]


def press(screen: Screen, key: str, code: int, modifiers: int) -> None:
    about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    for what in ("rawKeyDown", "keyUp"):
        screen.browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": what, **about})


def touch(screen: Screen, what: str, *points: tuple[float, float]) -> None:
    places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    screen.browser.execute_cdp_cmd(
        "Input.dispatchTouchEvent", {"type": what, "touchPoints": places}
    )


def test_no_key_takes_the_page_away(screen: Screen) -> None:
    before = state(screen)
    for key, code, modifiers in KEYS:
        press(screen, key, code, modifiers)
        assert state(screen) == before, (key, modifiers)


def test_a_long_press_opens_and_selects_nothing(screen: Screen) -> None:
    before = state(screen)
    for at in ((640.0, 400.0), (200.0, 120.0), (900.0, 740.0)):  # picture, words, bar
        touch(screen, "touchStart", at)
        time.sleep(LONG_PRESS_SECONDS)
        touch(screen, "touchEnd")
    assert state(screen)[0][:7] == before[0][:7]
    assert screen.js("return getSelection().toString()") == ""
    assert [one for one in screen.js("return heard") if one == ["contextmenu", False]] == []


def test_two_and_three_fingers_and_a_double_tap(screen: Screen) -> None:
    before = state(screen)
    touch(screen, "touchStart", (500, 300), (700, 400))
    for step in range(1, 12):
        touch(screen, "touchMove", (500 - 20 * step, 300), (700 + 20 * step, 400))
    touch(screen, "touchEnd")
    touch(screen, "touchStart", (400, 300), (500, 300), (600, 300))
    for step in range(1, 8):
        touch(screen, "touchMove", *((x, 300 + 30 * step) for x in (400.0, 500.0, 600.0)))
    touch(screen, "touchEnd")
    for _ in range(2):
        touch(screen, "touchStart", (640, 60))
        touch(screen, "touchEnd")
    assert state(screen) == before


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((2, 400), (900, 400)),
        ((1278, 400), (300, 400)),
        ((640, 2), (640, 700)),
        ((640, 798), (640, 100)),
    ],
    ids=["from the left", "from the right", "from above", "from below"],
)
def test_a_swipe_from_an_edge(
    screen: Screen, start: tuple[float, float], end: tuple[float, float]
) -> None:
    screen.js(
        "history.pushState(null, '', location.pathname)"
    )  # so that there is a page to go back to
    before = state(screen)
    touch(screen, "touchStart", start)
    for step in range(1, 16):
        share = step / 15
        touch(
            screen,
            "touchMove",
            (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])),
        )
    touch(screen, "touchEnd")
    time.sleep(0.3)
    assert state(screen) == before
