"""A painted camera, a detector that finds what is painted, set-up sessions over real TLS, and a real Chromium."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import cv2
import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from device.camera.camera import Frame, Image
from device.camera.shared_frames import SharedFrames
from device.camera_setup.invitation import Invitation
from device.camera_setup.settings import SetupPageSettings
from device.camera_setup.setup_sessions import SetupSessions
from device.footfall.counter import Detect
from device.footfall.settings import CountingSettings
from device.sound_level.sound_level import SoundLevel
from models.people import PersonDetection
from tests.waiting import until

WIDTH, HEIGHT = 640, 360
TALL, WIDE = 120, 44  # pixels of the painted person
_HALL = np.random.default_rng(1).integers(90, 170, (HEIGHT, WIDTH, 3), np.uint8)


def painted(x: float | None, foot: float = 300) -> Image:
    """Return a noisy picture of a hall with a dark person whose feet are at x, or without a person for None."""
    image = _HALL.copy()
    if x is not None:
        corner = (round(x - WIDE / 2), round(foot - TALL))
        cv2.rectangle(image, corner, (round(x + WIDE / 2), round(foot)), (10, 10, 10), -1)
    return image


def find_painted(image: Image, offset: tuple[int, int]) -> list[PersonDetection]:
    """Return the painted person as a detector does."""
    found = cv2.boundingRect((image.max(axis=2) < 40).astype(np.uint8))
    x, y, w, h = map(float, found)
    return [PersonDetection(x, y, w, h, 0.6)] if w * h > 100 else []


class PaintedCamera:
    """A camera in whose pictures a person walks to and fro."""

    name = "painted"
    fps = 20.0

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.closed = threading.Event()

    def read(self) -> Frame | None:
        self.closed.wait(1 / self.fps)
        now = time.monotonic()
        return Frame(painted(320 + 260 * np.sin((now - self._began) * 0.8)), now)

    def close(self) -> None:
        self.closed.set()


class Host:
    """The kiosk as the look needs it, with one painted camera."""

    def __init__(self) -> None:
        self.shared = SharedFrames(PaintedCamera())
        self._counting = [CountingSettings()]
        self.announced = 0
        self.finds: Detect | None = find_painted

    def counting(self) -> Sequence[CountingSettings]:
        return self._counting

    def frames(self, number: int) -> SharedFrames | None:
        return self.shared

    def detector(self) -> Detect | None:
        return self.finds

    def count_with(self, number: int, counting: CountingSettings) -> None:
        self._counting[number] = counting

    def looked_through(self) -> None:
        self.announced += 1


class Clock:
    """Monotonic, and can be put forward."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.skipped


class Look:
    """A kiosk's set-up sessions and a client without a browser."""

    def __init__(self, folder: Path, file: Path | None, settings: SetupPageSettings) -> None:
        self.folder, self.file = folder, file
        self.host = Host()
        self.clock = Clock()
        self.host.shared.start()
        self.heard: list[int] = []  # the level, each time that the screen is to say its sentence
        self.sound = SoundLevel(folder.parent, lambda: self.heard.append(self.sound.decibels))
        self.setup = SetupSessions(
            *(settings, folder, "door", self.host, self.host.looked_through, file, self.clock),
            sound=self.sound,
        )
        self.setup.start()

    def stop(self) -> None:
        self.setup.stop()
        self.host.shared.stop()

    def invite(self) -> Invitation:
        invitation = self.setup.invite()
        assert isinstance(invitation, Invitation), invitation
        self.address = invitation.addresses[0]
        return invitation

    def ask(
        self, path: str, body: Any = None, cookie: str = "", kind: str = "application/json"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer; any certificate will do, as to a technician who has compared."""
        at = urlsplit(self.address)
        assert at.hostname
        context = ssl._create_unverified_context()  # noqa: S323 - compared in a test of its own
        line: http.client.HTTPConnection
        if at.scheme == "https":
            line = http.client.HTTPSConnection(at.hostname, at.port, context=context, timeout=20)
        else:
            line = http.client.HTTPConnection(at.hostname, at.port, timeout=20)
        try:
            text = body if body is None or isinstance(body, str) else json.dumps(body)
            headers = {"Content-Type": kind, "Cookie": cookie}
            line.request("GET" if body is None else "POST", path, text, headers)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            line.close()

    def type_code(self, code: str) -> tuple[int, dict[str, str], bytes]:
        return self.ask("/", urlencode({"code": code}), kind="application/x-www-form-urlencoded")

    def sign_in(self) -> str:
        """The cookie of an open look."""
        status, headers, _ = self.type_code(self.invite().code)
        assert status == 303
        return headers["Set-Cookie"].split(";")[0]

    def until(self, seen: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait until `seen()` is true and return its value."""
        return until(seen, seconds)


@pytest.fixture(name="painted")
def _painted() -> Callable[..., Image]:
    return painted


@pytest.fixture(name="find_painted")
def _find_painted() -> Detect:
    return find_painted


SETTINGS = """# The doorway by the shop.
name = "door"

[[eyes]]
camera = { type = "virtual-doorway" }  # over the door
recognise = false
"""


@pytest.fixture
def open_look(tmp_path: Path) -> Iterator[Callable[..., Look]]:
    """Makes a look: (file=…: with a settings file, encrypted=…)."""
    looks: list[Look] = []

    def opened(*, file: bool = True, encrypted: bool = True) -> Look:
        path = tmp_path / "kiosk.toml"
        if file:
            path.write_text(SETTINGS, "utf-8")
        settings = SetupPageSettings(host="127.0.0.1", port=0, encrypted=encrypted)
        look = Look(tmp_path / "data" / "aim", path if file else None, settings)
        looks.append(look)
        return look

    (tmp_path / "data").mkdir(exist_ok=True)
    yield opened
    for look in looks:
        look.stop()


class Page:
    """The set-up page in a browser, with touches and clicks."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def find(self, where: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, where)

    def text(self, where: str) -> str:
        return self.find(where).text

    def press(self, where: str) -> None:
        """Clicks what is found, from under the bar at the bottom if it is there."""
        self.js("arguments[0].scrollIntoView({block: 'nearest'})", self.find(where))
        self.find(where).click()

    def js(self, script: str, *given: Any) -> Any:
        return self.browser.execute_script(script, *given)

    def until(self, seen: Callable[[], Any], seconds: float = 30.0) -> Any:
        return until(
            seen,
            seconds,
            lambda: f"never seen; the page says {self.text('body')!r}",
        )

    def size(self, width: int, height: int) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def touch(self, x: float, y: float, then: Sequence[tuple[float, float]] = ()) -> None:
        """A finger on the picture, at shares of its width and height; it may drag to others before it lifts."""
        self.js("document.getElementById('drawing').scrollIntoView({block: 'center'})")
        box = self.js(
            "const r = document.getElementById('drawing').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]"
        )

        def at(x: float, y: float) -> list[dict[str, float]]:
            return [{"x": box[0] + x * box[2], "y": box[1] + y * box[3]}]

        send = self.browser.execute_cdp_cmd
        send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(x, y)})
        for step in then:
            send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(*step)})
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def page(browser: webdriver.Chrome, open_look: Callable[..., Look]) -> Iterator[Page]:
    # After `open_look`, so that the browser has gone before the look's server stops.
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield Page(browser)
    browser.get("about:blank")
