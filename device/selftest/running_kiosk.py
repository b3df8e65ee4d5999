"""What the kiosk that runs on this machine says of itself, asked at its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from device.screen.settings import ScreenSettings
from device.selftest.camera_check import CameraMeasures
from runtime.hosts import EVERY_ADDRESS, in_url

CAMERAS_PATH = "/selftest/cameras"
Ask = Callable[[str], dict[str, Any] | None]
"""Returns the JSON at an address; None without an answer."""


class _OwnMachine(Struct):
    clock_offset: float | None = None
    speech_works: bool | None = None


class KioskAnswer(Struct):
    """The part of the kiosk's page of health that a self test uses."""

    watched: bool = False
    connected: bool = False
    outbox_depth: int = 0
    machine: _OwnMachine | None = None
    step: str = ""
    """Of a kiosk without an identity: what it waits for."""


class _CameraAnswer(Struct):
    cameras: list[CameraMeasures] = []


class RunningKiosk:
    """Asks the kiosk at one address. What was answered holds for the whole test."""

    def __init__(self, address: str, ask: Ask) -> None:
        """`address`: of its page, without a slash at the end."""
        self._address, self._ask = address, ask
        self._answer: KioskAnswer | None = None
        self._cameras: list[CameraMeasures] | None = None
        self._asked = False

    @property
    def answer(self) -> KioskAnswer | None:
        """What its page of health says; None where no kiosk answers."""
        if not self._asked:
            self._asked = True
            self._answer = _converted(self._ask(f"{self._address}/health"), KioskAnswer)
        return self._answer

    def camera(self, number: int) -> CameraMeasures | None:
        """Returns what the kiosk measures at camera `number`, from 0; None where it does not say."""
        if self.answer is None:
            return None
        if self._cameras is None:
            found = _converted(self._ask(self._address + CAMERAS_PATH), _CameraAnswer)
            self._cameras = [] if found is None else found.cameras
        return self._cameras[number] if number < len(self._cameras) else None


def page_address(screen: ScreenSettings) -> str:
    """Returns the address of the page of the kiosk with these settings."""
    host = "127.0.0.1" if screen.host in EVERY_ADDRESS else screen.host
    return f"http://{in_url(host)}:{screen.port}"


def _converted(plain: dict[str, Any] | None, kind: Any) -> Any:
    if plain is None:
        return None
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError:
        return None
