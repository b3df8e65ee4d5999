"""MQTT topics: `zaalgids/v1/<site>/<device>/<kind>`.

A device publishes and subscribes under its own branch only. Mosquitto enforces this with the pattern
`zaalgids/v1/<site>/%u/#` (deploy/), where `%u` is the name in the device's certificate. Messages for every device of a
site are under the device name `all`, which devices may only read.
"""

from __future__ import annotations

import re

from msgspec import Struct

from contract.field_limits import type_limits
from contract.museum import Key

ROOT = "zaalgids/v1"
EVERY_DEVICE = (
    "all"  # in place of a device's name, which no device may have: from the server to all
)
_PART = re.compile(type_limits(Key).pattern or "")


class Topic(Struct, frozen=True):
    """The parts of a topic."""

    site: str
    device: str
    kind: str

    def __str__(self) -> str:
        return f"{ROOT}/{self.site}/{self.device}/{self.kind}"


def topic(site: str, device: str, kind: str) -> str:
    """Return the topic of one kind of message of one device.

    Raises ValueError for a name with other characters than a key, such as the wildcards of MQTT.
    """
    for part in (site, device, kind):
        if not _PART.fullmatch(part):
            raise ValueError(
                f"{part!r} can't be part of a topic: small letters, digits and hyphens"
            )
    return str(Topic(site, device, kind))


def everyone(site: str, kind: str) -> str:
    """Return the topic filter for one kind of message from every device of a site."""
    return f"{ROOT}/{site}/+/{kind}"


def parse(name: str) -> Topic:
    """Return the parts of a topic. Raises ValueError when it is not one of ours."""
    parts = name.split("/")
    if "/".join(parts[:2]) != ROOT or len(parts) != 5 or not all(map(_PART.fullmatch, parts[2:])):
        raise ValueError(f"not a topic of ours: {name!r}")
    return Topic(*parts[2:])
