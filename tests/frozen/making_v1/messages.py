"""Writes every message, with its topic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from making_v1.everything import everything, write_json
from msgspec import Struct

from contract.messages import (
    Acknowledgement,
    Bin,
    Blindness,
    Health,
    Presence,
    ReleaseAnnounced,
    Told,
    Zone,
    encode,
)
from contract.topics import EVERY_DEVICE, topic

SITE, DEVICE = "huis", "kiosk-1"
EPOCH, BOOT = "0123456789abcdef", "fedcba9876543210"
START = 1_772_443_800.0  # 2026-03-02 09:30 UTC
ZONE = Zone(1.5, 3, [4, 3, 2, 1, 0, 0, 0, 1])


def full_bin(sequence: int = 7) -> Bin:
    return Bin(
        epoch=EPOCH,
        sequence=sequence,
        boot=BOOT,
        monotonic=3600.25,
        start=START + 60.0 * (sequence % 60),
        clock_trusted=True,
        room="hal",
        observed_seconds=59.5,
        entered=12,
        left=3,
        in_view_mean=2.25,
        in_view_max=6,
        zones={"voor-de-hoed": ZONE, "bank": Zone(0.0, 0, [0] * 8)},
    )


def blind_bin(sequence: int = 8) -> Bin:
    """A minute in which nothing was observed: its counts are not known."""
    return msgspec.structs.replace(
        full_bin(sequence),
        observed_seconds=0,
        clock_trusted=False,
        room=None,
        entered=None,
        left=None,
        in_view_mean=None,
        in_view_max=None,
        zones=None,
    )


def quiet_bin(sequence: int = 9) -> Bin:
    """A minute that was observed, and in which no one passed."""
    return msgspec.structs.replace(
        full_bin(sequence), entered=0, left=0, in_view_mean=0.0, in_view_max=0, zones=None
    )


def full_health() -> Health:
    return Health(
        at=START,
        clock_trusted=True,
        software="0.1.0+44a276a",
        release=2,
        room="hal",
        uptime_seconds=86400.5,
        outbox_depth=3,
        disk_free_bytes=2**40,
        temperature_celsius=48.5,
        cameras={"camera-1": "ok", "camera-2": "not there"},
        trouble=["The disk is full: counts are kept in memory.", "Überhitzt."],
        blind={f"camera-{number}": reason for number, reason in enumerate(Blindness, start=1)},
    )


def minimal_health() -> Health:
    return Health(
        at=0.0,
        clock_trusted=False,
        software="",
        release=None,
        room=None,
        uptime_seconds=0.0,
        outbox_depth=0,
        disk_free_bytes=0,
        temperature_celsius=None,
        cameras={},
        trouble=[],
    )


def messages() -> dict[str, tuple[str, Struct]]:
    """Name of the file -> (topic, message)."""

    def by(device: str, kind: str, message: Struct) -> tuple[str, Struct]:
        return topic(SITE, device, kind), message

    largest = msgspec.structs.replace(
        full_bin(2**62),
        observed_seconds=60,
        entered=1_000_000,
        left=1_000_000,
        zones={f"zone-{number}": ZONE for number in range(8)},
    )
    told = Told(EPOCH, 4, START, "hoed", "zh-Hans", told=9, finished=5, stopped=3, refused=1)
    nothing_told = Told(EPOCH, 0, 0.0, "hoed", "nl", told=0, finished=0, stopped=0, refused=0)
    return {
        "footfall-full": by(DEVICE, "footfall", full_bin()),
        "footfall-nothing-observed": by(DEVICE, "footfall", blind_bin()),
        "footfall-no-one-passed": by(DEVICE, "footfall", quiet_bin()),
        "footfall-largest": by(DEVICE, "footfall", largest),
        "told-full": by(DEVICE, "told", told),
        "told-zero": by(DEVICE, "told", nothing_told),
        "health-full": by(DEVICE, "health", full_health()),
        "health-minimal": by(DEVICE, "health", minimal_health()),
        "presence-online": by(DEVICE, "presence", Presence(True)),
        "presence-offline": by(DEVICE, "presence", Presence(False)),
        "acknowledgement-full": by(
            DEVICE, "acknowledgement", Acknowledgement(EPOCH, [0, 7, 8, 2**62])
        ),
        "acknowledgement-empty": by(DEVICE, "acknowledgement", Acknowledgement(EPOCH, [])),
        "told-acknowledgement": by(DEVICE, "told-acknowledgement", Acknowledgement(EPOCH, [4])),
        "release": by(EVERY_DEVICE, "release", ReleaseAnnounced(2)),
    }


def write_messages(folder: Path) -> None:
    """Write each message as `{"topic": …, "body": …}`, the body byte for byte as it travels.

    `sparse/` has messages of a foreign device, which leave out what has a default.
    """
    expected: dict[str, Any] = {}
    for name, (address, message) in messages().items():
        expected[name] = everything(message)
        _write(folder / f"{name}.json", address, encode(message))
    for name, message, left_out in (
        ("footfall-full", full_bin(), ("zones",)),
        ("health-full", full_health(), ("blind",)),
    ):
        plain = {key: value for key, value in everything(message).items() if key not in left_out}
        default = {"zones": None} if "zones" in left_out else {"blind": {}}
        expected[f"sparse/{name}"] = plain | default
        kind = name.split("-", maxsplit=1)[0]
        _write(
            folder / "sparse" / f"{name}.json",
            topic(SITE, DEVICE, kind),
            msgspec.json.encode(plain),
        )
    write_json(folder / "expected.json", expected)


def _write(file: Path, address: str, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode({"topic": address, "body": msgspec.Raw(body)}))
