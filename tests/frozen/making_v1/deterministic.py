"""Makes what is random the same at each run: test keys, the outbox's epoch, a clock."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

BEGAN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
SIGNED_AT = dt.datetime(2098, 1, 1, tzinfo=dt.UTC)  # the signatures end a year later


class ClockTwin:
    """A wall clock that goes a second forward at each look."""

    def __init__(self, at: dt.datetime = BEGAN) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


class KioskClockTwin:
    """A kiosk's clocks, as device.uplink.boot.Clock names them."""

    boot = "fedcba9876543210"

    def __init__(self) -> None:
        self.seconds = 600.0
        self.is_trusted = False

    def wall(self) -> float:
        return BEGAN.timestamp() + self.seconds

    def monotonic(self) -> float:
        return self.seconds

    def trusted(self) -> bool:
        return self.is_trusted


def write_test_keys(folder: Path, roles: tuple[str, ...]) -> None:
    """Write one Ed25519 key a role, made of the role's name. They are public, so they protect nothing."""
    folder.mkdir(parents=True)
    for role in roles:
        seed = hashlib.sha256(f"zaalgids test key: {role}".encode()).digest()
        key = Ed25519PrivateKey.from_private_bytes(seed)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{role}.pem").write_bytes(pem)
