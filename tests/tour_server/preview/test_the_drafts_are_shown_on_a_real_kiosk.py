"""Drafts are shown on the screen of a real kiosk behind a link, and the kiosk ends with what it was started for."""

from __future__ import annotations

import os
import re
from contextlib import suppress

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.previewing import NEW, START_SECONDS, Previewing
from tests.signing_in import sign_in_as
from tests.waiting import stays, until
from tour_server.catalogue.parts import PartKind
from tour_server.preview.kiosk_preview import IDLE_SECONDS, KioskState

pytestmark = [pytest.mark.long, pytest.mark.browser]


class Clock:
    """A monotonic clock that a test sets forward."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_a_draft_is_found_by_its_number_and_told_in_words_that_are_not_published(
    previewing: Previewing, browser: webdriver.Chrome
) -> None:
    desk = previewing.desk
    published = desk.parts.releases.newest_number()
    signed = {file.name for file in (desk.parts.data / "bundles" / "metadata").iterdir()}
    previewing.runs()
    previewing.shows_works()
    browser.get(f"{previewing.address}{previewing.base}kiosk/?diagonal=10")
    until(
        lambda: browser.find_element(By.TAG_NAME, "body").get_attribute("data-screen") != "starting"
    )
    assert previewing.act("touch", what="number", value="1").json == {"understood": True}
    until(lambda: "Werk lijn" in browser.find_element(By.TAG_NAME, "body").text, 30)
    until(lambda: NEW.split()[0] in browser.find_element(By.ID, "subtitle").text, 60)
    assert not [one for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    assert NEW not in desk.stranger().get("/visit/work/1?l=nl").text
    assert desk.parts.releases.newest_number() == published
    assert {file.name for file in (desk.parts.data / "bundles" / "metadata").iterdir()} == signed


def test_a_change_of_the_draft_reaches_the_kiosk_that_runs(previewing: Previewing) -> None:
    process = previewing.runs()
    previewing.shows_works()
    part = previewing.desk.parts.drafts.get(PartKind.WORK, "lijn")
    body = replace(part.body, title={"nl": "De lange lijn", "en": "The long line"})
    previewing.desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    previewing.act("touch", what="stay")  # who uses the kiosk has the drafts followed
    until(lambda: "De lange lijn" in previewing.ask("works").text, START_SECONDS)
    assert previewing.kiosk.process_number == process


def test_the_kiosk_ends_with_its_last_link(previewing: Previewing) -> None:
    process = previewing.runs()
    number = re.search(r'name="link" value="(\d+)"', previewing.noor.get("/desk/preview").text)
    assert number
    previewing.noor.post("/desk/preview/end", {"link": number[1]})
    assert previewing.ask("").status_code == 404
    assert previewing.act("touch", what="number", value="1").status_code == 404
    until(lambda: not lives(process), 20)
    assert previewing.kiosk.state is KioskState.ABSENT


def test_the_kiosk_ends_with_the_server(previewing: Previewing) -> None:
    process = previewing.runs()
    previewing.kiosks.stop()
    assert not lives(process)
    assert not (previewing.desk.parts.data / "preview" / "drafts").exists()


def test_a_kiosk_that_died_says_so_and_is_started_again(previewing: Previewing) -> None:
    process = previewing.runs()
    os.kill(process, 9)
    until(lambda: previewing.kiosk.state is KioskState.FAILED, 20)
    page = previewing.ask("?diagonal=7")
    assert page.status_code == 503
    assert "The kiosk of the preview has ended by itself" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    stays(lambda: previewing.ask("").status_code == 503, 1.0)  # it does not start by itself
    (again,) = re.findall(r'action="([^"]+)"', page.text)
    answer = previewing.desk.stranger().client.post(again)
    assert (answer.status_code, answer.location.endswith("kiosk/?diagonal=7")) == (303, True)
    assert previewing.runs() != process


def test_a_kiosk_that_nobody_uses_is_stopped(previewing: Previewing) -> None:
    process = previewing.runs()
    clock = Clock()
    clock.at = previewing.kiosk._asked_at + IDLE_SECONDS + 1
    previewing.kiosk._clock = clock
    until(lambda: not lives(process), 20)
    until(lambda: previewing.kiosk.state is KioskState.ENDED)
    assert "It was not used for ten minutes" in previewing.ask("").text


def test_desk_and_link_show_both_screens_to_everybody(
    previewing: Previewing, browser: webdriver.Chrome
) -> None:
    previewing.runs()
    previewing.shows_works()
    for width, height in ((1440, 900), (320, 700)):
        browser.set_window_size(max(width, 500), height)
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        browser.get(f"{previewing.address}{previewing.base}")
        until(lambda: _screen_inside(browser) not in ("", "starting"), 30)
        assert accessibility_violations(browser) == []
        assert "Preview: not published" in browser.find_element(By.CLASS_NAME, "unpublished").text
        assert pixels_beyond_the_screen(browser, width) == 0
        place = browser.find_element(By.CLASS_NAME, "kiosk-place").size
        for size, shape in (("7", 1024 / 600), ("15.6", 1920 / 1080)):
            Select(browser.find_element(By.ID, "kiosk-size")).select_by_value(size)
            place = browser.find_element(By.CLASS_NAME, "kiosk-place").size
            assert place["width"] / place["height"] == pytest.approx(shape, rel=0.02)
            assert place["width"] <= width
            until(lambda: _screen_inside(browser) not in ("", "starting"), 30)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    sign_in_as(browser, previewing.address, "Noor", "/desk/preview")
    browser.find_element(By.CSS_SELECTOR, "main form.narrow button.primary").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "iframe.kiosk"))
    until(lambda: _screen_inside(browser) not in ("", "starting"), 30)
    assert accessibility_violations(browser) == []
    until(lambda: _text_inside(browser))
    process = previewing.kiosk.process_number
    assert process is not None
    os.kill(process, 9)  # the desk's page says so by itself
    until(lambda: "has ended by itself" in _text_inside(browser), 30)
    browser.switch_to.frame(browser.find_element(By.CSS_SELECTOR, "iframe.kiosk"))
    assert accessibility_violations(browser) == []
    browser.find_element(By.TAG_NAME, "button").send_keys(
        Keys.ENTER
    )  # a driver misses what is scaled
    browser.switch_to.default_content()
    until(lambda: _screen_inside(browser) not in ("", "starting"), START_SECONDS)


def _text_inside(browser: webdriver.Chrome) -> str:
    found: str = browser.execute_script(
        "return document.querySelector('iframe.kiosk').contentDocument?.body?.innerText ?? ''"
    )
    return found


def _screen_inside(browser: webdriver.Chrome) -> str:
    """Returns which screen the kiosk in the frame shows; "" while it shows another page or none."""
    browser.execute_script("document.querySelector('iframe.kiosk').scrollIntoView()")
    found: str = browser.execute_script(
        "return document.querySelector('iframe.kiosk').contentDocument?.body?.dataset.screen ?? ''"
    )
    return found
