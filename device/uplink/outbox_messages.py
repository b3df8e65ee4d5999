"""What an outbox keeps: the kinds of messages, a minute as footfall counts it, and a sealed message."""

from __future__ import annotations

from msgspec import Struct

from contract.messages import Bin, KeptMessage, OfferCounts, PlaybackCounts, VisitorNote, ZoneCounts

FOOTFALL = "footfall"
PLAYBACK = "told"  # its name in topics and in the file
OFFERS_SHOWN = "offers-shown"
NOTE = "note"
MESSAGES: dict[str, type[KeptMessage]] = {
    FOOTFALL: Bin,
    PLAYBACK: PlaybackCounts,
    OFFERS_SHOWN: OfferCounts,
    NOTE: VisitorNote,
}
HourCounts = PlaybackCounts | OfferCounts


class Minute(Struct, frozen=True):
    """What footfall knows of one minute; the outbox adds key, boot and clock.

    `monotonic` is the minute's start in seconds since boot. With `observed_seconds` 0 the counts are None.
    """

    monotonic: float
    room: str | None
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None
    in_view_max: int | None
    zones: dict[str, ZoneCounts] | None = None


class OutboxEntry(Struct, frozen=True):
    """A sealed message, ready to be sent as it is."""

    kind: str
    sequence: int
    body: bytes
