"""The page Software and its questions in a real Chromium: by axe, on narrow screens, in the dark; a file is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from contract.software import SoftwareReason, SoftwareStep
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.updates.bundles import write_bundle
from tests.tour_server.updates.conftest import PAGE, SoftwareHouse
from tests.waiting import until
from tour_server.staff.permissions import Role
from tour_server.updates.bundle_store import BundleStore

pytestmark = [pytest.mark.browser, pytest.mark.long]

WIDTHS = (320, 768, 1440)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a running desk with a rollout that has stopped, one kiosk at work, and one that can't."""
    house = SoftwareHouse(desk)
    house.kiosks(2)
    house.kiosks(1, slot=None)
    sha256 = house.add()
    house.orders.send("kiosk-1", sha256, "Ada")
    house.says("kiosk-1", SoftwareStep.INSTALLING, progress=0.4)
    house.rollouts.start(sha256, "Ada", "kiosk-2")
    house.at(21)
    house.says(
        "kiosk-2", SoftwareStep.ROLLED_BACK, reason=SoftwareReason.UNHEALTHY, words="Screen."
    )
    house.rollouts.look()
    with desk.served(body_limit=10_000_000) as address:
        yield address


def test_the_pages_are_for_everyone(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    sign_in(desk, browser, address, Role.TECHNICIAN, "tess")
    pictures = os.environ.get("ZAALGIDS_TEST_PICTURES")  # a folder, for whoever wants to look
    store = desk.parts.assembly.context.get(BundleStore)
    bundle = f"{PAGE}/bundle/{store.bundles()[0].sha256}"
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )
        for path in (PAGE, f"{bundle}/roll-out", f"{bundle}/send", f"{PAGE}/stop"):
            browser.get(address + path)
            assert accessibility_violations(browser) == [], (path, scheme)
            for width in WIDTHS:
                browser.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": 1400, "deviceScaleFactor": 1, "mobile": False},
                )
                if pictures:
                    name = f"software-{path.rpartition('/')[2]}-{width}-{scheme}.png"
                    browser.save_screenshot(str(Path(pictures) / name))
                assert pixels_beyond_the_screen(browser) == 0, (path, width)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_file_is_sent_with_its_progress(
    desk: Desk, browser: webdriver.Chrome, address: str, tmp_path: Path
) -> None:
    sign_in(desk, browser, address, Role.TECHNICIAN, "tess")
    browser.get(f"{address}{PAGE}")
    file = write_bundle(tmp_path, "1.5.0")
    browser.find_element(By.ID, "file").send_keys(str(file))
    browser.find_element(By.CSS_SELECTOR, "#add-software button").click()
    until(lambda: "Software 1.5.0 is here." in browser.page_source, 60)
    file.write_bytes(b"nothing")
    browser.find_element(By.ID, "file").send_keys(str(file))
    browser.find_element(By.CSS_SELECTOR, "#add-software button").click()
    until(lambda: "no software bundle" in browser.find_element(By.ID, "sending-words").text, 60)
