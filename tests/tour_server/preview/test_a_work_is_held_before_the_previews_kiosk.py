"""A person holds a work before the twin camera of the preview's kiosk, which recognises it as in the gallery."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By

from contract.museum import WHOLE_DAY
from tests.browser import accessibility_violations
from tests.previewing import START_SECONDS, Previewing
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.crowd.room_closures import RoomClosures

pytestmark = [pytest.mark.long, pytest.mark.browser]


def words_of(browser: webdriver.Chrome) -> str:
    found: str = browser.find_element(By.TAG_NAME, "body").text
    return found


def kiosk_words(browser: webdriver.Chrome) -> str:
    found: str = browser.execute_script(
        "return document.querySelector('iframe.kiosk').contentDocument?.body?.innerText ?? ''"
    )
    return found


def test_the_work_that_is_held_is_named_by_recognition(
    previewing: Previewing, browser: webdriver.Chrome
) -> None:
    previewing.runs()
    previewing.shows_works()
    link = previewing.desk.stranger()
    until(lambda: link.get(f"{previewing.base}kiosk-works").json["ready"], START_SECONDS)
    for width in (1280, 768):
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )
        browser.get(f"{previewing.address}{previewing.base}")
        until(lambda: len(browser.find_elements(By.CSS_SELECTOR, ".held-works .held")) == 3)
        assert "Its camera is a twin" in words_of(browser)
        assert accessibility_violations(browser) == []
    search = browser.find_element(By.ID, "held-search")
    search.send_keys("RING")
    until(lambda: len(browser.find_elements(By.CSS_SELECTOR, ".held-works .held")) == 1)
    browser.execute_script("document.querySelector('iframe.kiosk').scrollIntoView()")
    until(lambda: kiosk_words(browser), 30)
    browser.find_element(By.CSS_SELECTOR, ".held-works .held").click()
    until(lambda: "Work 2 is before the camera" in words_of(browser))
    until(lambda: "Werk ring" in kiosk_words(browser), 30)
    browser.find_element(By.CSS_SELECTOR, ".take-away").click()
    until(lambda: "Nothing is before the camera now" in words_of(browser))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_what_can_not_be_held_is_said(previewing: Previewing) -> None:
    drafts = previewing.desk.parts.drafts
    part = drafts.get(PartKind.WORK, "knoop")
    drafts.put(PartKind.WORK, "knoop", replace(part.body, by_number=True), part.version, "Noor")
    link = previewing.desk.stranger()
    hold = f"{previewing.base}kiosk-hold"
    assert link.post(hold, work="2").status_code in (404, 503)  # nothing is prepared, or runs
    previewing.runs()
    until(lambda: link.get(f"{previewing.base}kiosk-works").status_code == 200, START_SECONDS)
    refused = link.post(hold, work="3")
    assert (refused.status_code, "Type its number" in refused.json["sentence"]) == (409, True)
    assert link.post(hold, work="77").status_code == 404
    assert link.post(hold, work="2" * 40).status_code in (200, 404)
    assert link.get(f"{previewing.base}kiosk-works/1.jpg").mimetype == "image/jpeg"
    assert link.get(f"{previewing.base}kiosk-works/77.jpg").status_code == 404
    assert link.get("/preview/nothing/kiosk-works").status_code == 404
    assert link.post("/preview/nothing/kiosk-hold", work="1").status_code == 404


def test_the_kiosk_hears_of_offers_and_of_closed_rooms(
    previewing: Previewing, browser: webdriver.Chrome
) -> None:
    parts = previewing.desk.parts
    previewing.desk.clock.at = dt.datetime(2026, 3, 3, 9, 5, tzinfo=dt.UTC)  # a Tuesday, open
    part = parts.drafts.get(PartKind.OFFER, "thee")
    always = replace(part.body, condition=WHOLE_DAY, also=[], room="zolder")
    parts.drafts.put(PartKind.OFFER, "thee", always, part.version, "Noor")
    previewing.runs()
    previewing.shows_works()
    browser.get(f"{previewing.address}{previewing.base}kiosk/?diagonal=10")
    until(lambda: previewing.act("touch", what="number", value="3").json == {"understood": True})
    until(lambda: "Thee" in words_of(browser), 60)
    assert previewing.kiosk_says("offers") == {"offers": ["thee"]}
    closures = parts.assembly.context.get(RoomClosures)
    closures.close("zolder", None)  # where the tea is
    until(lambda: "Thee" not in words_of(browser), 30)
    assert previewing.kiosk_says("closed-rooms") == {"rooms": {"zolder": None}}


def test_titles_in_the_text_are_in_italics_on_the_kiosk(
    previewing: Previewing, browser: webdriver.Chrome
) -> None:
    drafts = previewing.desk.parts.drafts
    part = drafts.get(PartKind.WORK, "lijn")
    told = [replace(one, italics=["niemand"]) for one in part.body.blocks]
    drafts.put(PartKind.WORK, "lijn", replace(part.body, blocks=told), part.version, "Noor")
    previewing.runs()
    previewing.shows_works()
    browser.get(f"{previewing.address}{previewing.base}kiosk/?diagonal=10")
    body = browser.find_element(By.TAG_NAME, "body")
    until(lambda: body.get_attribute("data-screen") != "starting")
    until(lambda: previewing.act("touch", what="number", value="1").json == {"understood": True})
    caption = "return document.querySelector('#subtitle p').innerHTML"
    until(lambda: "<i>niemand</i>" in browser.execute_script(caption), 60)
    transcript = "return document.querySelector('#part-text').innerHTML"
    assert "<i>niemand</i>" in browser.execute_script(transcript)
    assert not [one for one in browser.get_log("browser") if one["level"] == "SEVERE"]
