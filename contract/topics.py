"""MQTT topics: `zaalgids/v1/<site>/<device>/<kind>`.

A device publishes and subscribes under its own branch only; with Mosquitto the pattern
`zaalgids/v1/<site>/%u/#` (deploy/) holds it to that by its certificate's name. What is for every device of a
site comes on the branch of the device `all`, which a device may only read.
"""

from __future__ import annotations

import re

from msgspec import Struct

ROOT = "zaalgids/v1"
EVERY_DEVICE = (
    "all"  # in the device's place: to all of a site, from the server; no device may be called so
)
_PART = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}$")


class Topic(Struct, frozen=True):
    """The parts of a topic."""

    site: str
    device: str
    kind: str

    def __str__(self) -> str:
        return f"{ROOT}/{self.site}/{self.device}/{self.kind}"


def topic(site: str, device: str, kind: str) -> str:
    """The topic of one kind of message of one device. Raises ValueError on a name MQTT would misread."""
    for part in (site, device, kind):
        if not _PART.match(part):
            raise ValueError(
                f"{part!r} can't be part of a topic: small letters, digits and hyphens"
            )
    return str(Topic(site, device, kind))


def everyone(site: str, kind: str) -> str:
    """The filter for one kind of message from every device of a site."""
    return f"{ROOT}/{site}/+/{kind}"


def parse(name: str) -> Topic:
    """The parts of a topic. Raises ValueError when it is not one of ours."""
    parts = name.split("/")
    if "/".join(parts[:2]) != ROOT or len(parts) != 5 or not all(map(_PART.match, parts[2:])):
        raise ValueError(f"not a topic of ours: {name!r}")
    return Topic(*parts[2:])
