"""The desk's pages about claims in a real Chromium: accessible, and whole on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from contract.claims import ClaimRequest
from device.claim.device_key import own_key_pair
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tour_server.claims.claiming import Claiming
from tour_server.devices.registry import DeviceRegistry
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server", device_host="127.0.0.1")
    yield opened
    opened.close()


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with desk.served() as address:
        yield address


def test_the_pages_are_accessible_and_fit(
    desk: Desk, address: str, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    key = own_key_pair(tmp_path / "kiosk")
    claiming = desk.parts.assembly.context.get(Claiming)
    claiming.claim(ClaimRequest(csr=key.signing_request()), "127.0.0.1:8444")
    desk.parts.assembly.context.get(DeviceRegistry).add("hal-1", room="hal")
    sign_in(desk, browser, address, Role.TECHNICIAN)
    for path in ("", f"/screen/{key.code}", "/revoke/hal-1", "/replace/hal-1"):
        browser.get(f"{address}/desk/claims{path}")
        assert accessibility_violations(browser) == [], path
        for width in (320, 390, 1440):
            metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            assert pixels_beyond_the_screen(browser, width) == 0, f"{path} at {width}"
