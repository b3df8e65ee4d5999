"""A phone shows the museum's picture of a floor after everything else, in a small one's width, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import cv2
import numpy as np
import pytest
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import Room
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind

pytestmark = [pytest.mark.browser, pytest.mark.long]
DRAWING = "/desk/plan/drawing"
SHOWN = "return document.querySelector('image.floor-picture')?.getAttribute('href')"
TIMES = """
const picture = performance.getEntriesByType("resource").find((one) => one.name.includes("/plans/"));
return [performance.getEntriesByType("navigation")[0].loadEventEnd, picture?.startTime ?? 0];
"""


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a server whose one measured room has a picture larger than itself."""
    noor = desk.colleague("Noor")
    part = desk.parts.drafts.get(PartKind.ROOM, "hal")
    room: Room = part.body
    outline = [(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)]
    measured = replace(room, outline=outline)
    desk.parts.drafts.put(PartKind.ROOM, "hal", measured, part.version, "Noor")
    done, body = cv2.imencode(".png", np.full((400, 800, 3), 200, np.uint8))
    assert done
    noor.get(DRAWING)
    noor.post(f"{DRAWING}/picture", {"floor": "0", "picture": (BytesIO(bytes(body)), "a.png")})
    noor.post(f"{DRAWING}/picture/place", floor="0", left="-4", top="-1", width="16")
    rights = {"creator": "A. Drawer", "licence": "CC0-1.0"}
    noor.post(f"{DRAWING}/picture/show", floor="0", show="1", **rights)
    desk.parts.publisher.publish("Noor")
    with desk.served() as address:
        yield f"{address}/visit/plan?l=nl"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_comes_last_and_fits(
    address: str, browser: webdriver.Chrome, scheme: str
) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    size = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(address)
    until(lambda: browser.execute_script(SHOWN), 20, "the picture of the floor")
    until(lambda: browser.execute_script(TIMES)[1], 20, "the request for it")
    loaded, asked = browser.execute_script(TIMES)
    assert asked > loaded
    assert pixels_beyond_the_screen(browser) == 0, "what lies outside the floor is cut"
    assert accessibility_violations(browser) == []
