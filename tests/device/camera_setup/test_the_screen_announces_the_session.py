"""A whole kiosk: during a session the screen says so, and the new line is counted over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
import pytest
from selenium.webdriver.common.keys import Keys

from contract.messages import Bin, decode
from device.camera_setup.invitation import request_invitation
from device.kiosk import Kiosk
from device.screen.words import languages, words
from device.settings import KioskSettings, read_kiosk_settings

SETTINGS = """# The doorway by the shop.
data = "{data}"
server = "http://127.0.0.1:9"
broker = "mqtt://127.0.0.1:9"
screen = {{ port = 0 }}
aim = {{ host = "127.0.0.1", port = 0 }}

[[eyes]]
camera = {{ type = "virtual-doorway", people_per_minute = 30 }}
recognise = false
count = true
line = [10, 480, 10, 470]  # where nobody walks
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(SETTINGS.format(data=tmp_path / "data"), "utf-8")
    return file


@pytest.fixture
def kiosk(file: Path) -> Iterator[Kiosk]:
    running = Kiosk(read_kiosk_settings(file, {}), file)
    running.start()
    yield running
    running.stop()


def counted(data: Path) -> int:
    """Crossings in the outbox, of the open minute too."""
    with closing(sqlite3.connect(data / "outbox.db")) as database:
        rows = database.execute("SELECT body FROM entry WHERE kind = 'footfall'").fetchall()
    bins = [decode(bytes(body), Bin) for (body,) in rows]
    return sum((one.entered or 0) + (one.left or 0) for one in bins)


@pytest.mark.long
@pytest.mark.browser
def test_it_is_announced_from_the_first_picture_to_the_last(
    kiosk: Kiosk, file: Path, page: Any
) -> None:
    data = file.parent / "data"
    page.size(1280, 800)
    page.browser.get(kiosk.screen_url)
    page.until(lambda: page.js("return document.body.dataset.screen") == "resting")
    assert not page.find("#looked-through").is_displayed()
    screen = page.browser.current_window_handle

    invitation = request_invitation(data / "aim")
    page.browser.switch_to.new_window("tab")
    page.size(1024, 768)
    page.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.browser.get(invitation.addresses[0])
    technician = page.browser.current_window_handle
    page.find("#code").send_keys(invitation.code, Keys.ENTER)
    page.until(lambda: page.js("return document.getElementById('picture')?.naturalWidth") == 640)
    page.until(lambda: page.text("#in-view") not in ("–", ""))

    page.browser.switch_to.window(screen)
    page.until(lambda: page.find("#looked-through").is_displayed())
    possible = {words(language)["looked_through"] for language in languages()}
    seen: set[str] = set()
    page.until(lambda: seen.add(page.text("#looked-through")) or len(seen) >= 2)  # each in turn
    assert seen <= possible

    page.browser.switch_to.window(technician)
    page.press("#draw-line")
    page.touch(0.5, 0.98)
    page.touch(0.5, 0.02)
    page.press("#save")
    page.until(lambda: page.text("#said-of-saving").startswith("Saved."))

    def crossed() -> int:
        shown = (page.text("#entered"), page.text("#left-count"))
        return sum(int(number) for number in shown if number.isdecimal())

    page.until(lambda: crossed() >= 2, 60)
    page.press("#end")
    page.until(lambda: "The look is over" in page.text("body"))

    page.browser.close()
    page.browser.switch_to.window(screen)
    page.until(lambda: not page.find("#looked-through").is_displayed())

    assert "# where nobody walks" in file.read_text("utf-8")
    line = msgspec.toml.decode(file.read_bytes(), type=KioskSettings).cameras[0].line
    assert line is not None
    assert line[0] == pytest.approx(320, abs=5)
    with urlopen(f"{kiosk.screen_url}health", timeout=20) as answer:
        health = json.load(answer)
    assert not [words for words in health["trouble"] if "camera" in words]
    kiosk.stop()
    assert counted(data) > 0  # the kiosk itself has counted over it, without a new start
