"""A colleague listens to a word while typing it, and records one, at the page itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from narration.loudness import measure_loudness
from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from tests.browser import accessibility_violations, chromium, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.catalogue.word_sound import wav_file
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]
SENT = """
const seen = performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/listen"));
return seen.map((one) => one.responseStatus);
"""
HEARD = """
const seen = performance.getEntriesByType("resource").filter((one) => one.name.includes("/listen?"));
return seen.map((one) => [new URL(one.name).search, one.responseStatus]);
"""


@contextmanager
def at_the_form(desk: Desk, driver: webdriver.Chrome) -> Iterator[None]:
    """Show the form of a new word, with an editor signed in."""
    with desk.served() as address:
        sign_in(desk, driver, address, Role.EDITOR, page="/desk/pronunciation/word")
        until(lambda: driver.find_element(By.ID, "listening").is_displayed(), what="buttons")
        yield
        driver.get("about:blank")


@pytest.fixture
def page(desk: Desk) -> Iterator[webdriver.Chrome]:
    with chromium() as driver, at_the_form(desk, driver):
        yield driver


def press(page: webdriver.Chrome, listen: str) -> None:
    page.find_element(By.CSS_SELECTOR, f"[data-listen={listen}]").click()


def test_a_word_is_heard_while_it_is_typed(page: webdriver.Chrome) -> None:
    press(page, "so")
    problem = page.find_element(By.ID, "not-heard")
    assert problem.text == "Fill in the word and how it sounds."
    page.find_element(By.ID, "written").send_keys("ring")
    page.find_element(By.ID, "spelling").send_keys("rieng")
    for number, listen in enumerate(("so", "as-it-is", "in-text"), start=1):
        press(page, listen)
        until(lambda n=number: len(page.execute_script(HEARD)) == n, what=listen)
    so, alone, in_text = page.execute_script(HEARD)
    assert [status for _, status in (so, alone, in_text)] == [200, 200, 200]
    assert "spelling=rieng" in so[0]
    assert "spelling" not in alone[0]
    assert "in=text" in in_text[0]
    assert not problem.is_displayed()
    assert accessibility_violations(page) == []
    page.find_element(By.ID, "spelling").send_keys(Keys.ENTER)
    until(lambda: page.find_elements(By.CSS_SELECTOR, "tbody a[data-listen]"), what="the list")
    page.find_element(By.CSS_SELECTOR, "tbody a[data-listen]").click()
    until(lambda: page.execute_script(HEARD), what="the sound of the list")
    assert accessibility_violations(page) == []


def test_a_word_is_recorded_heard_thrown_away_and_kept(desk: Desk, tmp_path: Path) -> None:
    voice = EspeakVoice(speaker="f4")
    said = voice.speak("rieng", "nl")
    voice.close()
    quiet = np.zeros(said.sample_rate // 2, np.int16)
    microphone = tmp_path / "microphone.wav"
    microphone.write_bytes(
        wav_file(np.concatenate([quiet, said.samples // 2, quiet]), said.sample_rate)
    )
    with (
        chromium(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}",
        ) as driver,
        at_the_form(desk, driver),
    ):
        found = driver.find_element
        driver.find_element(By.ID, "written").send_keys("ring")
        assert accessibility_violations(driver) == []
        for last in (False, True):
            found(By.CSS_SELECTOR, "[data-do=start]").click()
            until(lambda: found(By.CSS_SELECTOR, ".clock").text == "0:01", what="a second of sound")
            found(By.CSS_SELECTOR, "[data-do=stop]").click()
            until(lambda: found(By.CSS_SELECTOR, "[data-do=drop]").is_displayed(), what="the sound")
            assert accessibility_violations(driver) == []
            if not last:
                found(By.CSS_SELECTOR, "[data-do=drop]").click()
                assert not found(By.CSS_SELECTOR, "#recorder audio").is_displayed()
                press(driver, "so")
                assert found(By.ID, "not-heard").text == "Fill in the word and how it sounds."
        for listen in ("so", "in-text"):
            driver.execute_script("performance.clearResourceTimings()")
            press(driver, listen)
            until(
                lambda: driver.execute_script(SENT) == [200],
                10,
                lambda: f"{found(By.ID, 'not-heard').text} {driver.execute_script(SENT)}",
            )
            assert not found(By.ID, "not-heard").is_displayed()
        found(By.CSS_SELECTOR, "#word button.primary:not([data-do])").click()
        until(lambda: driver.find_elements(By.LINK_TEXT, "ring"), what="the list")
        assert "recorded" in driver.find_element(By.CSS_SELECTOR, "tbody").text
        assert accessibility_violations(driver) == []
        (entry,) = desk.parts.drafts.museum().site.lexicon
        stored = desk.parts.pictures.path(entry.recording or "").read_bytes()
        assert measure_loudness(*decode(io.BytesIO(stored), form="wav")).lufs > -40
        driver.find_element(By.LINK_TEXT, "ring").click()
        until(lambda: driver.find_elements(By.NAME, "no-recording"), what="the form again")
        assert accessibility_violations(driver) == []
        for width in (320, 1440):
            driver.set_window_size(width, 900)
            assert pixels_beyond_the_screen(driver, width) == 0
