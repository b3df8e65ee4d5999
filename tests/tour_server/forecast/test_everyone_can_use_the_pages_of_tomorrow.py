"""The pages of forecasts are used by keyboard and screen reader, on wide and narrow screens, by day and by night."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in, sign_in_as
from tests.tour_server.forecast.counted_desk import TODAY, count, made, outcome
from tests.tour_server.forecast.test_counts_that_a_museum_has import sheet
from tests.waiting import until
from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.known_days import KnownDay, KnownDays, KnownKind
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(600)]
WIDTHS = (1280, 390, 320)
PAGES = (
    "tomorrow",
    "tomorrow?people=100&rain=1&closed=zolder",
    "tomorrow/days",
    "tomorrow/right",
    "tomorrow/known",
    "tomorrow/counts",
    "tomorrow/counts/1",
    "rooms",
)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of the desk."""
    with desk.served() as address:
        yield address


@pytest.fixture
def counted(desk: Desk) -> None:
    """A museum that was counted for eight weeks and forecast for some nights."""
    count(desk, 56)
    known = desk.parts.assembly.context.get(KnownDays)
    day = TODAY + dt.timedelta(days=1)
    known.add(
        [
            KnownDay(KnownKind.GROUP, day, day, "Class 4b", people=28, hour=10),
            KnownDay(KnownKind.EVENT, day, day, "Market day", people=60),
            KnownDay(KnownKind.SCHOOL, day, day + dt.timedelta(days=6), "Spring holiday"),
        ],
        "Dirk",
    )
    made(desk)
    store = desk.parts.assembly.context.get(ForecastStore)
    with desk.parts.database.writing() as session:
        for back in range(1, 40):
            counted = 250.0 + 7 * (back % 9)
            session.add(outcome(desk, back, counted))
    assert len(store.judged("house", 2, TODAY - dt.timedelta(days=60))) == 39
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/counts")
    dirk.post("/desk/tomorrow/counts", {"file": (sheet(), "tickets.xlsx")})
    noor = desk.colleague("Noor")
    noor.get("/desk/publish")
    desk.parts.publisher.publish("Noor")
    desk.clock.at += dt.timedelta(days=1, hours=4)


@pytest.mark.usefixtures("counted")
def test_every_page_at_every_width(address: str, browser: webdriver.Chrome) -> None:
    sign_in_as(browser, address, "Dirk")
    found = {}
    folder = os.environ.get("PICTURES_OF_TOMORROW")
    for night in (False, True):
        scheme = {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if night else "light"}]
        }
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        for width in WIDTHS:
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            for page in PAGES:
                browser.get(f"{address}/desk/{page}")
                name = f"{page} at {width} {'by night' if night else 'by day'}"
                if violations := accessibility_violations(browser):
                    found[name] = violations
                if beyond := pixels_beyond_the_screen(browser):
                    found[f"{name}: too wide"] = [f"{beyond} px"]
                if folder and width != 320:
                    picture = page.replace("/", "-").partition("?")[0] + (
                        "-if" if "?" in page else ""
                    )
                    file = Path(folder) / f"{picture}-{width}{'-night' if night else ''}.png"
                    whole = browser.execute_script("return document.documentElement.scrollHeight")
                    browser.execute_cdp_cmd(
                        "Emulation.setDeviceMetricsOverride", {**size, "height": min(2600, whole)}
                    )
                    browser.save_screenshot(str(file))
                    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    assert not found, "\n".join(
        f"{page}: {line}" for page, lines in found.items() for line in lines
    )


def test_a_page_shows_a_forecast_when_it_is_there(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    count(desk, 24)
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow")
    dirk.post("/desk/tomorrow/now")
    sign_in(desk, browser, address, Role.DUTY_MANAGER)
    browser.get(f"{address}/desk/tomorrow")
    assert "A forecast is being made" in browser.find_element("tag name", "main").text
    made(desk)
    until(lambda: "visitors are expected" in browser.find_element("tag name", "main").text)
