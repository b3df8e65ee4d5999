"""The page on a tablet and on a phone, in a real Chromium over real TLS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from selenium.webdriver.common.keys import Keys

from device.settings import CameraSettings, KioskSettings
from tests.browser import pixels_beyond_the_screen

pytestmark = [pytest.mark.browser, pytest.mark.long]
TABLET, PHONE = (1024, 768), (390, 844)


@pytest.fixture
def look(open_look: Callable[..., Any]) -> Any:
    return open_look()


def sign_in(page: Any, look: Any, size: tuple[int, int] = TABLET) -> None:
    """Types the code that the kiosk has made, and waits for the first picture."""
    invitation = look.invite()
    page.size(*size)
    page.browser.get(look.address)
    page.find("#code").send_keys(invitation.code.lower(), Keys.ENTER)
    page.until(lambda: page.js("return document.getElementById('picture')?.naturalWidth") == 640)
    page.until(lambda: page.find("#drawing").get_dom_attribute("viewBox") == "0 0 640 360")


def saved(look: Any) -> CameraSettings:
    return msgspec.toml.decode(look.file.read_bytes(), type=KioskSettings).cameras[0]


def draw_a_line(page: Any, *ends: tuple[float, float]) -> None:
    page.press("#draw-line")
    for end in ends:
        page.touch(*end)
    page.until(lambda: page.text("#said-of-saving") == "Not saved yet.")


def save(page: Any) -> None:
    page.until(lambda: page.find("#save").is_enabled())
    page.press("#save")
    page.until(lambda: page.text("#said-of-saving").startswith("Saved."))


def test_a_wrong_code_is_answered_with_a_sentence(page: Any, look: Any) -> None:
    look.invite()
    page.browser.get(look.address)
    page.find("#code").send_keys("nothing", Keys.ENTER)
    assert page.until(lambda: page.text("#refused")) == "This is not the code. 4 more tries."
    assert not look.setup.session_open


def test_a_line_is_drawn_by_two_touches_and_counted_with(page: Any, look: Any) -> None:
    sign_in(page, look)
    assert "No line yet" in page.text("#hint")
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))
    page.until(lambda: page.text("#entered") not in ("–", "0"))  # a person walks to and fro
    assert saved(look).line is None
    save(page)
    x1, y1, x2, y2 = saved(look).line or (0, 0, 0, 0)
    assert (x1, y1) == (pytest.approx(320, abs=3), pytest.approx(342, abs=3))
    assert (x2, y2) == (pytest.approx(320, abs=3), pytest.approx(72, abs=3))
    assert saved(look).count
    assert look.host.counting()[0].line == (x1, y1, x2, y2)
    assert not page.find("#save").is_enabled()


def test_the_arrow_shows_the_side_that_counts_as_in(page: Any, look: Any) -> None:
    sign_in(page, look)
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))

    def word() -> float:
        return float(page.find("#drawing text").get_dom_attribute("x"))

    page.until(lambda: word() > 330)  # the picture is drawn anew with each frame
    page.press("#swap")
    page.until(lambda: word() < 310)
    save(page)
    line = saved(look).line
    assert line is not None
    x1, y1, x2, y2 = line
    # The sign of device.footfall.line, for a point to the left.
    assert (x2 - x1) * (180 - y1) - (y2 - y1) * (100 - x1) > 0


def test_an_end_is_dragged_by_a_finger_and_moved_by_keys(page: Any, look: Any) -> None:
    sign_in(page, look)
    draw_a_line(page, (0.5, 0.9), (0.5, 0.3))
    page.touch(0.51, 0.88, then=[(0.4, 0.8), (0.31, 0.68)])  # not quite on the middle of the handle
    save(page)
    first = (saved(look).line or ())[:2]
    assert first == (pytest.approx(192, abs=4), pytest.approx(252, abs=4))
    handle = page.find('[data-of="line-1"]')
    page.js("arguments[0].focus()", handle)
    for key in (Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_DOWN):
        page.browser.switch_to.active_element.send_keys(key)
    save(page)
    second = (saved(look).line or ())[2:]
    assert second == (pytest.approx(314, abs=3), pytest.approx(111, abs=3))


def test_back_to_the_former_line(page: Any, look: Any) -> None:
    sign_in(page, look)
    draw_a_line(page, (0.2, 0.9), (0.2, 0.3))
    save(page)
    draw_a_line(page, (0.7, 0.9), (0.7, 0.3))
    save(page)
    page.until(lambda: page.find("#undo").is_enabled())
    page.press("#undo")
    page.until(lambda: abs((saved(look).line or (0,))[0] - 128) < 3)
    page.until(lambda: (look.host.counting()[0].line or (0,))[0] == (saved(look).line or (1,))[0])
    assert "# The doorway by the shop." in look.file.read_text("utf-8")


def test_a_zone_is_drawn_named_and_removed(page: Any, look: Any) -> None:
    sign_in(page, look)
    page.press("#add-zone")
    for corner in ((0.1, 0.5), (0.9, 0.5), (0.9, 0.95), (0.1, 0.95)):
        page.touch(*corner)
    assert "again when it is done" in page.text("#hint")
    page.touch(0.1, 0.5)  # the first corner closes it
    name = page.find("#zones input")
    name.send_keys(Keys.CONTROL, "a")
    name.send_keys("before-kolam", Keys.TAB)
    page.until(lambda: page.text("#zones output") == "1 in it")
    save(page)
    (zone,) = saved(look).zones
    assert zone.name == "before-kolam"
    assert len(zone.corners) == 4
    page.find("#zones button").click()
    save(page)
    assert saved(look).zones == ()


def test_a_line_that_can_t_be_crossed_is_refused_with_a_sentence(page: Any, look: Any) -> None:
    sign_in(page, look)
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in page.browser.get_cookies())
    body = {"line": [5, 5, 5, 5], "point": "foot", "view": "auto", "person": None, "zones": []}
    status, _, answer = look.ask("/save/0", body, cookie)
    assert status == 400
    assert b"the same point" in answer
    assert saved(look).line is None


def test_advice_on_the_picture(page: Any, look: Any) -> None:
    sign_in(page, look)
    page.until(lambda: "The light is good." in page.text("#said"))
    page.until(lambda: "The size is good: people are 3" in page.text("#said"))
    assert "You may see people" in page.text("#people-note")


def test_the_session_is_ended_by_hand(page: Any, look: Any) -> None:
    sign_in(page, look)
    assert look.setup.session_open
    page.press("#end")
    page.until(lambda: "The look is over" in page.text("body"))
    assert not look.setup.session_open
    assert not page.find("#picture").is_displayed()
    assert page.js("return document.getElementById('picture').getAttribute('src')") is None


def test_the_session_ends_by_itself(page: Any, look: Any) -> None:
    sign_in(page, look)
    look.clock.skipped += 15 * 60
    page.until(lambda: "The look is over" in page.text("body"))
    assert page.js("return document.getElementById('picture').getAttribute('src')") is None


def test_on_a_phone_everything_is_within_a_thumbs_reach(page: Any, look: Any) -> None:
    sign_in(page, look, PHONE)
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))
    assert pixels_beyond_the_screen(page.browser) == 0
    sizes = page.js(
        """const all = [...document.querySelectorAll("#drawing .handle, button:not(.plain)")];
           return all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())
             .map((box) => Math.min(box.width, box.height));"""
    )
    assert len(sizes) >= 6
    assert min(sizes) >= 44
    at = page.js(
        "const box = document.getElementById('save').getBoundingClientRect(); return [box.top, box.bottom]"
    )
    assert at[0] > PHONE[1] / 2
    assert at[1] <= PHONE[1]


def test_without_a_settings_file_the_page_says_how_long_it_lasts(
    page: Any, open_look: Callable[..., Any]
) -> None:
    look = open_look(file=False)
    sign_in(page, look)
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))
    page.press("#save")
    page.until(lambda: "forgotten when it stops" in page.text("#said-of-saving"))
    assert look.host.counting()[0].line is not None


def test_a_file_that_can_not_be_written_is_reported_with_the_line_to_copy(
    page: Any, look: Any
) -> None:
    sign_in(page, look)
    (look.file.parent / "kiosk.toml.before").mkdir()
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))
    page.press("#save")
    page.until(lambda: "can't be written" in page.text("#said-of-saving"))
    assert "line = [320" in page.text("#said-of-saving")
    assert look.host.counting()[0].line is None


def test_a_second_camera_may_not_count_too(page: Any, look: Any) -> None:
    first = look.host.counting()[0]
    look.host._counting = [first, msgspec.structs.replace(first, count=True)]
    sign_in(page, look)
    draw_a_line(page, (0.5, 0.95), (0.5, 0.2))
    page.press("#save")
    page.until(lambda: "Camera 2 of this kiosk counts already" in page.text("#said-of-saving"))
    assert saved(look).line is None
    page.press('[data-camera="1"]')
    page.until(lambda: page.find('[data-camera="1"]').get_attribute("aria-pressed") == "true")
    page.until(lambda: page.text("#in-view") != "–")


def test_the_view_and_the_size_of_a_person_are_set_by_keyboard(page: Any, look: Any) -> None:
    sign_in(page, look)
    assert not page.find("#person").is_displayed()
    page.until(lambda: page.text("#view-found") == "Found: people are seen from the side.")
    page.find('[name="view"][value="auto"]').send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert page.find('[name="view"][value="above"]').is_selected()
    assert page.find('[name="point"][value="centre"]').is_selected()
    page.press("#person-learnt")
    before = float(page.find("#drawing .size").get_dom_attribute("r"))
    page.find("#person-size").send_keys(*[Keys.ARROW_RIGHT] * 4)
    wide = 2 * float(page.find("#drawing .size").get_dom_attribute("r"))
    assert wide == pytest.approx(2 * before + 4 * 0.005 * 640, abs=2)
    spoken = page.find("#person-size").get_dom_attribute("aria-valuetext")
    assert spoken == page.text("#person-said")
    assert spoken.startswith(f"{wide:.0f} pixels")
    save(page)
    assert (saved(look).view, saved(look).person) == ("above", (wide, wide))
    page.press("#person-learnt")
    save(page)
    assert saved(look).person is None
