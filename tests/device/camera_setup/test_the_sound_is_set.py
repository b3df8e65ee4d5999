"""On the page of camera set-up a technician has the kiosk speak, and makes it louder or quieter."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.browser import accessibility_violations
from tests.device.camera_setup.conftest import Look, Page


def test_the_kiosk_speaks_and_is_made_quieter(open_look: Callable[..., Look]) -> None:
    look = open_look()
    look.invite()
    assert look.ask("/sound/play", "")[0] == 401  # without a session nobody makes it speak
    cookie = look.sign_in()
    assert look.ask("/sound/play", "", cookie)[0] == 200
    answer = json.loads(look.ask("/sound/quieter", "", cookie)[2])
    assert answer == {"decibels": -2, "lowest": -24, "highest": 0}
    assert look.ask("/sound/off", "", cookie)[0] == 404
    assert look.heard == [0, -2]


def test_a_disk_that_takes_nothing_is_said(
    open_look: Callable[..., Look], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    look = open_look()
    cookie = look.sign_in()
    monkeypatch.setattr("device.sound_level.sound_level.write_durably", full)
    status, _, body = look.ask("/sound/quieter", "", cookie)
    assert (status, body.decode()) == (
        409,
        "It sounds so now, and can't be kept: No space left on device.\n",
    )


@pytest.mark.browser
@pytest.mark.long
def test_the_buttons_do_it(open_look: Callable[..., Look], page: Page) -> None:
    look = open_look()
    code = look.invite().code
    page.browser.get(f"{look.address}#{code}")
    page.until(lambda: page.find("#code").get_attribute("value") == code)
    assert page.js("return location.hash") == ""  # the desk's link; its code is in no history
    page.press("form button")
    page.until(lambda: page.text("#sound-said") != "")
    assert "as loud as it can be" in page.text("#sound-said")
    page.press("#sound-quieter")
    page.until(lambda: page.text("#sound-said") == "-2 dB; kept.")
    page.press("#sound-play")
    page.until(lambda: look.heard == [-2, -2])
    for width in (320, 768, 1440):
        page.size(width, 900)
        assert accessibility_violations(page.browser) == [], width
