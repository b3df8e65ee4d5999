"""The screen of a kiosk that is not set up, in a real Chromium: whole at every size, and readable by everyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By

from device.claim.claim_scene import ClaimScene, ClaimStep
from device.claim.unclaimed_pages import create_unclaimed_app
from tests.browser import accessibility_violations
from tests.waiting import until
from web.page_server import PageServer

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGE = "https://guide.a-museum-with-a-long-name.example.org/desk/claims/screen/K7M4-Q2XP"
WAITING = ClaimScene(step=ClaimStep.WAITING, code="K7M4-Q2XP", page=PAGE, name="hall-1")
SIZES = [(320, 640), (600, 1024), (1024, 600), (1280, 800), (1440, 900), (1080, 1920)]
OUTSIDE = """
return [...document.querySelectorAll("h1, p, .square, #code")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
}).map((one) => one.textContent.trim().slice(0, 60));
"""


class Shown:
    """A screen whose scene a test sets."""

    def __init__(self, night: bool) -> None:
        self.scene = WAITING
        app = create_unclaimed_app(lambda: self.scene, night=night)
        self.pages = PageServer(app, "127.0.0.1", 0, threads=4)
        self.address = f"http://127.0.0.1:{self.pages.port}/"


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.slow)], ids=["day", "night"])
def shown(request: pytest.FixtureRequest) -> Iterator[Shown]:
    made = Shown(request.param)
    made.pages.start()
    yield made
    made.pages.stop()


def test_everything_fits_at_every_size(shown: Shown, browser: webdriver.Chrome) -> None:
    browser.get(shown.address)
    for width, height in SIZES:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        for language in ("en", "de", "ar", "ja", "th"):
            shown.scene = replace(WAITING, language=language)
            until(
                lambda wanted=language: (
                    browser.execute_script("return document.querySelector('.words').lang") == wanted
                ),
                10,
            )
            assert browser.execute_script(OUTSIDE) == [], f"{width} × {height}, {language}"


def test_it_is_accessible_in_every_step(shown: Shown, browser: webdriver.Chrome) -> None:
    for step in ClaimStep:
        page = PAGE if step in (ClaimStep.WAITING, ClaimStep.EXPIRED, ClaimStep.REVOKED) else ""
        shown.scene = replace(WAITING, step=step, page=page, date="2001-01-01")
        browser.get(shown.address)
        assert accessibility_violations(browser) == [], step


def test_it_follows_what_happens_and_gives_way_to_the_kiosk(
    shown: Shown, browser: webdriver.Chrome
) -> None:
    shown.scene = replace(WAITING, step=ClaimStep.NO_SERVER, page="")
    browser.get(shown.address)
    assert not browser.find_elements(By.ID, "qr")
    shown.scene = WAITING
    until(lambda: browser.find_elements(By.ID, "qr"), 10)
    port = shown.pages.port
    shown.pages.stop()
    kiosk = PageServer(_kiosks_page, "127.0.0.1", port, threads=2)
    kiosk.start()
    try:
        until(lambda: browser.title == "The kiosk", 20)
    finally:
        kiosk.stop()
    shown.pages = PageServer(lambda _e, _s: [], "127.0.0.1", 0, threads=2)
    shown.pages.start()


def _kiosks_page(environ: dict[str, str], start: object) -> list[bytes]:
    found = environ["PATH_INFO"] == "/"
    status = "200 OK" if found else "404 Not Found"
    start(status, [("Content-Type", "text/html")])  # type: ignore[operator]
    return [b"<!doctype html><title>The kiosk</title>"] if found else [b""]
