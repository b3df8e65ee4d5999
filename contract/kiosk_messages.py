"""What kiosks and server say of the machines themselves: its state, its settings, orders of staff, a round trip.

Nothing here is about a visitor: the log of a kiosk leaves it only in the sentences of its own program
(device.orders.log_lines).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.kiosk_settings import SETTINGS_LIMIT, SettingName, SettingText
from contract.measures import (
    Bytes,
    Count,
    Mac,
    Sentence,
    UnixSeconds,
    Version,
)
from contract.patterns import END
from contract.selftest import SelftestReport

Percent = Annotated[int, Meta(ge=0, le=200, description="above 100: worn beyond what was promised")]
Milliseconds = Annotated[float, Meta(ge=0, le=3_600_000)]
ClockSeconds = Annotated[float, Meta(ge=-1_000_000_000, le=1_000_000_000)]
OrderId = Annotated[str, Meta(pattern=rf"^[0-9a-f]{{16}}{END}", description="random")]
LogLine = Annotated[str, Meta(max_length=300)]
LOG_LINES = 150  # of 300 characters at most: below contract.messages.MESSAGE_LIMIT
ShownNumber = Annotated[int, Meta(ge=0, le=9999)]


class ScreenState(StrEnum):
    """What a kiosk's screen shows, by the names of device.guide.states; never of whom it shows it to."""

    ATTRACT = "attract"
    RESTING = "resting"
    CHOOSE = "choose"
    SEEN = "seen"
    UNKNOWN = "unknown"
    TELLING = "telling"
    OTHER = "other"
    NO_PAGE = "no-page"
    """No browser of the kiosk itself shows its page."""


class MachineState(Struct, frozen=True, kw_only=True):
    """The state of a kiosk's machine. None: not known on this machine.

    `disk_life_percent`: how much of what the card's or the eMMC's maker promised is used up. `clock_offset`: the
    machine's clock minus the server's, in seconds. `recognition_ms`: of one frame, a median. `slot`: which of two
    systems has started. `speech_works`: whether the last telling sounded.
    """

    under_voltage: bool | None = None
    under_voltage_before: bool | None = None
    throttled: bool | None = None
    throttled_before: bool | None = None
    disk_life_percent: Percent | None = None
    disk_errors: Count | None = None
    disk_read_only: bool | None = None
    memory_bytes: Bytes | None = None
    memory_free_bytes: Bytes | None = None
    clock_synchronised: bool | None = None
    clock_offset: ClockSeconds | None = None
    speech_works: bool | None = None
    recognition_ms: Milliseconds | None = None
    screen: ScreenState | None = None
    slot: Annotated[str, Meta(max_length=32)] | None = None
    microphones: Count | None = None
    microphone_open: bool | None = None


class SettingState(StrEnum):
    """What became of a value that the desk has set."""

    APPLIED = "applied"
    NEEDS_RESTART = "needs-restart"
    TRYING = "trying"
    RETURNED = "returned"
    """It was tried, touch was lost, and the kiosk went back to the value before."""
    REFUSED = "refused"


class SettingsReport(Struct, frozen=True, kw_only=True):
    """What a kiosk did with the settings of the desk.

    `revision`: contract.signed_notices.settings_revision of the newest that it took; null before the first.
    `reasons`: why one was refused or given back. `own`: the values that the kiosk has without the desk.
    """

    revision: Mac | None = None
    states: Annotated[dict[SettingName, SettingState], Meta(max_length=SETTINGS_LIMIT)] = {}
    reasons: Annotated[dict[SettingName, Sentence], Meta(max_length=SETTINGS_LIMIT)] = {}
    own: Annotated[dict[SettingName, SettingText], Meta(max_length=SETTINGS_LIMIT)] = {}


class SettingsWanted(Struct, frozen=True):
    """The settings of the desk for one kiosk. Retained, sent by the server to that kiosk, and signed.

    `sent`: by the server's clock; a kiosk takes none older than its newest. The Wi-Fi's password is encrypted with the
    device's key (contract.signed_notices.sealed).
    """

    settings: Annotated[dict[SettingName, SettingText], Meta(max_length=SETTINGS_LIMIT)]
    sent: UnixSeconds
    try_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15
    mac: Mac | None = None
    v: Version = 1


class OrderKind(StrEnum):
    """What staff may ask of a kiosk."""

    RESTART = "restart"
    IDENTIFY = "identify"
    LOGS = "logs"
    SELFTEST = "selftest"
    LOOK = "look"
    """Open a session of camera set-up, and send the invitation to it."""


class KioskOrder(Struct, frozen=True):
    """An order of staff to one kiosk, to be done once. Retained until its outcome has come; signed.

    `until`: a kiosk that hears it later does not do it. `number`: what its screen shows, where it is to be found.
    """

    id: OrderId
    what: OrderKind
    sent: UnixSeconds
    until: UnixSeconds
    number: ShownNumber = 0
    mac: Mac | None = None
    v: Version = 1


class OrderResult(StrEnum):
    """What became of an order."""

    DONE = "done"
    REFUSED = "refused"


class LookInvitation(Struct, frozen=True, kw_only=True):
    """The invitation to one session of camera set-up, at the kiosk's own address.

    `code`: good once, for some minutes; encrypted with the device's key (contract.signed_notices.sealed).
    `fingerprint`: SHA-256 of the kiosk's own certificate, as browsers show it; empty where an SSH tunnel encrypts.
    """

    addresses: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=16)]
    code: Annotated[str, Meta(max_length=200)]
    fingerprint: Annotated[str, Meta(max_length=100)]
    minutes: Count


class OrderOutcome(Struct, frozen=True):
    """What a kiosk did with an order. `lines`: of its log, sentences of its own program alone."""

    id: OrderId
    result: OrderResult
    reason: Sentence = ""
    lines: Annotated[list[LogLine], Meta(max_length=LOG_LINES)] = []
    v: Version = 1
    selftest: SelftestReport | None = None
    look: LookInvitation | None = None


class RoundTrip(Struct, frozen=True):
    """A kiosk asks whether its server hears it and answers. Never stored."""

    nonce: OrderId
    v: Version = 1


class RoundTripAnswer(Struct, frozen=True):
    """The server has heard a RoundTrip. `now`: by its clock, so that the kiosk knows how far its own is off."""

    nonce: OrderId
    now: UnixSeconds
    mac: Mac | None = None
    v: Version = 1
