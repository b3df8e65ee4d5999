"""What server and kiosk say of a kiosk's own software: what the server asks of it, and how far the kiosk has come.

The software comes as one signed bundle for the other of a kiosk's two slots. The order names the bundle by its
SHA-256; whether the bundle may be installed at all the kiosk decides by the bundle's own signature (RAUC).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.kiosk_messages import OrderId
from contract.measures import Bytes, Mac, Sentence, UnixSeconds, Version
from contract.patterns import END, Key, StoredFile

SoftwareVersion = Annotated[
    str,
    Meta(pattern=rf"^[0-9][0-9A-Za-z.+~-]{{0,63}}{END}", description="such as 1.4.0"),
]
BundleHash = Annotated[
    str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}", description="SHA-256 of the bundle")
]
LocalTime = Annotated[
    str,
    Meta(pattern=rf"^([01][0-9]|2[0-3]):[0-5][0-9]{END}", description="HH:MM, in the museum"),
]
TimeZoneName = Annotated[
    str,
    Meta(pattern=rf"^[A-Za-z][A-Za-z0-9_+/-]{{0,63}}{END}", description="such as Europe/Amsterdam"),
]
Share = Annotated[float, Meta(ge=0, le=1)]
SlotName = Annotated[str, Meta(max_length=32)]


class InstallHours(Struct, frozen=True):
    """When a kiosk may install and restart: from `begins` to `ends`, by the museum's clock.

    Where `ends` is not after `begins` it is of the next day; the same twice: all day.
    """

    begins: LocalTime
    ends: LocalTime
    tz: TimeZoneName


class SoftwareOrder(Struct, frozen=True, kw_only=True):
    """The software that one kiosk should run. Retained, signed, and sent again until the kiosk has ended it.

    `path`: of the bundle at the device door, which asks for the kiosk's certificate. `not_before`: the kiosk may fetch
    at once and installs from then on, within `hours`. `trial_minutes`: how long its health check has to hold.
    `older`: a technician asked for it although it is older than what runs. `again`: although it has failed here.
    `withdrawn`: a kiosk that has not begun to install leaves it.
    """

    id: OrderId
    version: SoftwareVersion
    bytes: Bytes
    sha256: BundleHash
    path: StoredFile
    sent: UnixSeconds
    not_before: UnixSeconds
    hours: InstallHours
    trial_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15
    older: bool = False
    again: bool = False
    withdrawn: bool = False
    mac: Mac | None = None
    v: Version = 1


class SoftwareStep(StrEnum):
    """How far a kiosk is with an order."""

    WAITING = "waiting"
    """For the hours, or for a calm screen."""
    FETCHING = "fetching"
    INSTALLING = "installing"
    TRYING = "trying"
    """The new slot runs, and has to pass the health check."""
    GOOD = "good"
    ROLLED_BACK = "rolled-back"
    REFUSED = "refused"

    @property
    def is_end(self) -> bool:
        """Whether the kiosk does nothing more for this order."""
        return self in (SoftwareStep.GOOD, SoftwareStep.ROLLED_BACK, SoftwareStep.REFUSED)


class SoftwareReason(StrEnum):
    """Why a kiosk waits, has refused, or has gone back. A reader takes a key that it does not know by its words."""

    OUTSIDE_HOURS = "outside-hours"
    NOT_YET = "not-yet"
    VISITOR = "visitor"
    CLOCK = "clock"
    NO_CONNECTION = "no-connection"
    NO_UPDATER = "no-updater"
    """This machine has no second slot."""
    TOO_LARGE = "too-large"
    DISK = "disk"
    NOT_FOUND = "not-found"
    WRONG_HASH = "wrong-hash"
    WRONG_SIGNATURE = "wrong-signature"
    WRONG_COMPATIBLE = "wrong-compatible"
    """The bundle is for another kind of machine."""
    WRONG_VERSION = "wrong-version"
    TRUNCATED = "truncated"
    OLDER = "older"
    SAME = "same"
    FAILED_BEFORE = "failed-before"
    WITHDRAWN = "withdrawn"
    INSTALLER = "installer"
    UNHEALTHY = "unhealthy"
    NOT_STARTED = "not-started"
    """The new slot never came up, or its kiosk did not, and the machine went back."""


class SoftwareState(Struct, frozen=True, kw_only=True):
    """What a kiosk says of an order. Retained, and sent again when something has changed.

    `id`: of the order; null for a bundle from a USB stick. `reason`: one of `SoftwareReason`, or one that is newer than
    the reader; `words` says it. `running`, `slot`: what has started. `other`: the version in the other slot, null where
    it has none that starts. `progress`: of this step.
    """

    id: OrderId | None
    step: SoftwareStep
    version: SoftwareVersion
    running: SoftwareVersion
    at: UnixSeconds
    reason: Key | None = None
    words: Sentence = ""
    slot: SlotName | None = None
    other: SoftwareVersion | None = None
    progress: Share = 0.0
    v: Version = 1


def is_older(version: str, than: str) -> bool:
    """Return whether a version comes before another: by its numbers, and a pre-release before its release."""
    return _order_of(version) < _order_of(than)


# What stands behind the numbers and comes before the release itself, in its order.
_BEFORE = {"dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "rc": -1}


def _order_of(version: str) -> tuple[tuple[int, ...], tuple[tuple[int, int, str], ...]]:
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    numbers = [] if release is None else [int(one) for one in release.group().split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    rest = version[release.end() :] if release else version
    parts = re.findall(r"[0-9]+|[a-z]+|\+", rest.lower())
    found = [
        (1, int(part), "") if part.isdecimal() else (_BEFORE.get(part, 2), 0, part)
        for part in parts
    ]
    return tuple(numbers), (*found, (0, 0, ""))
