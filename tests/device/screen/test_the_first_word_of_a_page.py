"""A browser that has just started says its first word as soon as any other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from contract.bundle import Release
from tests.browser import chromium
from tests.device.screen.conftest import Kiosk
from tests.waiting import until

ROUNDS = 5
FIRST_WORD_SECONDS = (
    0.32  # from the scene to the first word: 0.3, and the first drawing of a telling
)
LOADED = "return document.body.dataset.screen === 'attract'"


@pytest.mark.browser
@pytest.mark.long
def test_a_page_was_just_loaded(bundle: tuple[Path, Release]) -> None:
    took = []
    for _ in range(
        ROUNDS
    ):  # in a browser of its own each: the first sound of a browser is the slow one
        kiosk = Kiosk(*bundle, "http://127.0.0.1:9", 15.6)
        try:
            with chromium() as browser:
                browser.get(kiosk.address)
                until(lambda browser=browser: browser.execute_script(LOADED), 20)
                time.sleep(2)  # somebody walks up
                began = time.monotonic()
                kiosk.do(lambda now, kiosk=kiosk: kiosk.guide.work_shown("kolam", now))
                until(lambda kiosk=kiosk: kiosk.speaker.reports, 20)
                took.append(kiosk.speaker.reports[0].at - began)
        finally:
            kiosk.stop()
    assert min(took) <= FIRST_WORD_SECONDS, took
    print("first words after", [f"{seconds:.3f} s" for seconds in took])
