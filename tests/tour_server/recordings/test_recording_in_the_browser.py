"""Chromium records with a microphone that plays a file; what was kept is what a kiosk gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from tests.browser import accessibility_violations, chromium
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.publishing.bundle_client import updater
from tests.tour_server.recordings.test_a_colleague_records_a_text import (
    RATE,
    find_times,
    published,
    read_out,
    text_of,
    wav,
)
from tests.waiting import until
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]


@contextmanager
def at_the_page(desk: Desk, driver: webdriver.Chrome, host: str = "127.0.0.1") -> Iterator[None]:
    """Show the recordings of the work `ring`, signed in."""
    desk.clock.at = dt.datetime.now(dt.UTC)  # the clock of the kiosk's client, too
    wanted = "/desk/recordings?work=ring&language=nl"
    with desk.served() as address:
        there = address.replace("127.0.0.1", host)
        sign_in(desk, driver, there, Role.ADMINISTRATOR, page=wanted)
        until(lambda: driver.find_elements(By.ID, "ring-nl-1"), what="the text")
        try:
            yield
        finally:
            driver.get("about:blank")


def button(driver: webdriver.Chrome, name: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, f"#ring-nl-1 [data-do={name}]")


def alikeness(one: np.ndarray, other: np.ndarray) -> float:
    """Return how alike two sounds of one rate are at the best shift: 1 for the same sound."""
    size = 1 << (len(one) + len(other)).bit_length()
    a, b = (sound.astype(np.float64) - sound.mean() for sound in (one, other))
    shifted = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
    return float(np.abs(shifted).max() / np.sqrt((a**2).sum() * (b**2).sum()))


def in_the_bundle(desk: Desk, target: str, folder: Path) -> Path:
    """Fetch a target as a kiosk does, with all signatures checked."""
    client = updater(desk, folder, desk.parts.repository.trusted_root)
    client.refresh()
    info = client.get_targetinfo(target)
    assert info is not None
    return Path(client.download_target(info))


def test_what_is_recorded_is_what_a_kiosk_plays(desk: Desk, tmp_path: Path) -> None:
    speaker = EspeakVoice(speaker="f4")
    speech = read_out(speaker, text_of(desk, "ring-nl-1"))
    speaker.close()
    microphone = tmp_path / "microphone.wav"
    microphone.write_bytes(wav(np.concatenate([np.zeros(RATE // 2, np.int16), speech])))
    with (
        chromium(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ) as driver,
        at_the_page(desk, driver),
    ):
        assert accessibility_violations(driver) == []
        assert not button(driver, "stop").is_displayed()
        assert not button(driver, "keep").is_displayed()
        driver.find_element(By.ID, "speaker").send_keys("Anna")
        button(driver, "start").click()
        until(lambda: button(driver, "stop").is_displayed(), what="the recording")
        meter = driver.find_element(By.CSS_SELECTOR, "#ring-nl-1 meter")
        until(lambda: float(meter.get_attribute("value") or 0) > 0.1, what="the level")
        clock = driver.find_element(By.CSS_SELECTOR, "#ring-nl-1 .clock")
        until(lambda: clock.text == f"0:0{len(speech) // RATE + 1}", what="the end of the text")
        button(driver, "stop").click()
        until(lambda: button(driver, "keep").is_displayed(), what="what was recorded")
        again = "return document.querySelector('#ring-nl-1 .recorder audio').readyState"
        until(lambda: driver.execute_script(again), what="the sound to listen back")
        assert accessibility_violations(driver) == []
        button(driver, "keep").click()
        until(lambda: "Kept" in driver.page_source, what="the recording to be kept")
        find_times(desk)
        until(lambda: "Read by Anna." in driver.page_source, what="its word times")
        assert accessibility_violations(driver) == []
        button(driver, "start").click()  # the file is over: the microphone hears nothing
        clock = driver.find_element(By.CSS_SELECTOR, "#ring-nl-1 .clock")
        until(lambda: clock.text == "0:01", what="a second of silence")
        button(driver, "stop").click()
        until(lambda: button(driver, "keep").is_displayed(), what="what was recorded")
        button(driver, "keep").click()
        problem = driver.find_element(By.CSS_SELECTOR, "#ring-nl-1 .problem")
        until(lambda: "no speech to hear" in problem.text, what="the refusal")
        assert button(driver, "again").is_displayed()
        button(driver, "drop").click()
    said = published(desk)["ring-nl-1"]
    assert (said.machine_made, said.voice) == (False, "recorded: Anna")
    played, rate = decode(in_the_bundle(desk, said.opus, tmp_path / "kiosk"))
    at = np.arange(0, len(speech) / RATE, 1 / rate) * RATE
    assert alikeness(played, np.interp(at, np.arange(len(speech)), speech)) > 0.8


def test_files_are_dropped(desk: Desk, browser: webdriver.Chrome, tmp_path: Path) -> None:
    speaker = EspeakVoice(speaker="f4")
    speech = read_out(speaker, text_of(desk, "ring-nl-1"))
    speaker.close()
    (tmp_path / "ring-nl-1.wav").write_bytes(wav(speech))
    (tmp_path / "huge.wav").write_bytes(wav(np.zeros(1_200_000, np.int16)))
    (tmp_path / "notes.wav").write_text("no sound at all", encoding="utf-8")
    with at_the_page(desk, browser):
        chosen = "\n".join(str(tmp_path / f"{name}.wav") for name in ("ring-nl-1", "huge", "notes"))
        browser.find_element(By.ID, "sounds").send_keys(chosen)
        browser.find_element(By.CSS_SELECTOR, "#drop button").click()
        until(lambda: browser.find_elements(By.ID, "files"), what="the files to be shown")
        problems = browser.find_element(By.CSS_SELECTOR, "#drop div.problem").text
        assert "huge.wav: it has 3 MB, and 1 MB fit in one upload" in problems
        assert "notes.wav: This is no sound file" in problems
        assert accessibility_violations(browser) == []
        browser.find_element(By.CSS_SELECTOR, "#files button.primary").click()
        until(lambda: "Kept" in browser.page_source, what="the recording to be kept")
        find_times(desk)
    said = published(desk)["ring-nl-1"]
    assert not said.machine_made
    played, rate = decode(in_the_bundle(desk, said.opus, tmp_path / "kiosk"))
    at = np.arange(0, len(speech) / RATE, 1 / rate) * RATE
    assert alikeness(played, np.interp(at, np.arange(len(speech)), speech)) > 0.8


REFUSALS = {
    "NotAllowedError": "The browser may not use the microphone.",
    "NotFoundError": "There is no microphone.",
    "NotReadableError": "another program may be using it",
}


def test_without_a_microphone(desk: Desk, browser: webdriver.Chrome) -> None:
    with at_the_page(desk, browser):
        for name, sentence in REFUSALS.items():
            browser.execute_script(
                "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', arguments[0]));",
                name,
            )
            button(browser, "start").click()
            until(
                lambda sentence=sentence: (
                    sentence in browser.find_element(By.CSS_SELECTOR, "#ring-nl-1 .problem").text
                ),
                what=name,
            )
            assert button(browser, "start").is_displayed()


def test_a_recording_that_could_not_be_sent_stays(desk: Desk, browser: webdriver.Chrome) -> None:
    """The network is away, then the person is signed out; then it is kept."""
    with at_the_page(desk, browser):
        browser.execute_script(
            "const one = recorders[0]; one.recorded(new Blob([new Uint8Array(1000)]));"
            "window.network = window.fetch; window.fetch = () => Promise.reject(new TypeError('away'));"
        )
        problem = browser.find_element(By.CSS_SELECTOR, "#ring-nl-1 .problem")
        button(browser, "keep").click()
        until(lambda: "Your recording is still here" in problem.text, what="the sentence")
        assert button(browser, "keep").is_displayed()
        browser.execute_script("window.fetch = window.network;")
        button(browser, "keep").click()
        until(lambda: "no sound file" in problem.text, what="the server's sentence")
        assert button(browser, "again").is_displayed()
        button(browser, "drop").click()


def test_without_https(desk: Desk) -> None:
    """The page says why there is no microphone where the browser gives none."""
    with (
        chromium("--host-resolver-rules=MAP desk.museum.example 127.0.0.1") as driver,
        at_the_page(desk, driver, "desk.museum.example"),
    ):
        words = driver.find_element(By.ID, "no-microphone")
        assert "only to pages that are reached over https" in words.text
        assert not button(driver, "start").is_displayed()
        assert driver.find_element(By.ID, "sounds").is_displayed()
