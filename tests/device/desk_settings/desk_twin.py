"""A desk for one kiosk: it signs settings and answers round trips, as the server does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from contract.kiosk_messages import RoundTrip, RoundTripAnswer, SettingsWanted
from contract.kiosk_settings import SECRET
from contract.signed_notices import sealed, signed_answer, signed_settings
from device.desk_settings.desk_settings import DeskSettings, DeskSettingsParts, started_with
from device.desk_settings.kept_settings import read_kept
from device.settings import KioskSettings

KEY = bytes(range(32))
SITE, DEVICE = "museum", "kiosk-1"
OWN = msgspec.convert({"server": "http://old.example", "room": "hall"}, KioskSettings)


class DeskTwin:
    """`sent` is the server's clock; each message is a second later."""

    def __init__(self, key: bytes = KEY) -> None:
        self.key, self.sent = key, 1_000.0

    def wants(self, minutes: int = 15, **settings: str) -> SettingsWanted:
        self.sent += 1
        if SECRET in settings:
            settings[SECRET] = sealed(self.key, settings[SECRET])
        plain = SettingsWanted(settings, self.sent, minutes)
        return signed_settings(self.key, SITE, DEVICE, plain)

    def answers(self, asked: RoundTrip, now: float = 5_000.0) -> RoundTripAnswer:
        return signed_answer(self.key, SITE, DEVICE, RoundTripAnswer(asked.nonce, now))


class KioskTwin:
    """A kiosk with the desk's settings, which can be started again on the same disk."""

    def __init__(self, folder: Path, fixed: tuple[str, ...] = (), own: KioskSettings = OWN) -> None:
        self.folder, self.fixed, self.own = folder, fixed, own
        self.applied: list[tuple[str, Any]] = []
        self.now: Callable[[], float | None] = lambda: None
        self.start()

    def start(self) -> None:
        kept, problem = read_kept(self.folder)
        parts = DeskSettingsParts(
            self.folder,
            SITE,
            DEVICE,
            KEY,
            lambda: self.now(),
            lambda name, value: self.applied.append((name, value)),
            lambda: None,
        )
        self.settings = DeskSettings(parts, self.own, started_with(kept), problem, self.fixed)
