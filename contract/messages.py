"""The messages between a device and the server.

They can't carry more than counts, keys of content, and facts about a machine: no picture, embedding or track, and no
identifier of a person or a phone. The one exception is a `VisitorNote`, which a visitor writes and sends on purpose. A
test lists every field, so that a new one is a decision.

Every message has `v`, the version of its type. `VERSIONS` brings a message of an earlier version along; a reader
refuses one of another version with `UnknownMessageError`, and stores it as a dead letter. A field that it does not
know, in a version that it does, is ignored.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from contract.kiosk_alerts import ALERTS_LIMIT, AlertName
from contract.kiosk_messages import (
    KioskOrder,
    MachineState,
    OrderOutcome,
    RoundTrip,
    RoundTripAnswer,
    SettingsReport,
    SettingsWanted,
)
from contract.measures import (
    CAMERAS_LIMIT,
    Bytes,
    CameraName,
    CameraState,
    Celsius,
    Count,
    Digest,
    Epoch,
    Language,
    Mac,
    MeanPeople,
    NoteId,
    NoteSentence,
    ObservedSeconds,
    ReleaseHash,
    ReleaseNumber,
    ReportedRelease,
    SecondsRunning,
    Sentence,
    Sequence,
    Software,
    SpeakingSeconds,
    Start,
    UnixSeconds,
    Version,
)
from contract.museum import Key
from contract.software import SoftwareOrder, SoftwareState
from runtime.document_version import DocumentVersionError, DocumentVersions

DWELL_EDGES = (5, 10, 20, 30, 60, 120, 300)
"""Lengths of stay in seconds at which one bar of a dwell histogram ends and the next begins."""

ZONES_LIMIT = 8  # for each kiosk: enough for the works in its view, and a bin stays small
OFFERS_LIMIT = 500  # that a museum has; what comes after them is not sent to kiosks
CLOSED_ROOMS_LIMIT = 500  # likewise
MESSAGE_LIMIT = (
    65_536  # bytes; iotcore closes a connection that sends more than its max_payload_size
)


class UnknownMessageError(ValueError):
    """A message that is not ours, is broken, or has another version. It becomes a dead letter."""


class ZoneCounts(Struct, frozen=True):
    """The counts of one zone in a bin's minute: people in it, and lengths of stay of people who left it.

    A stay is counted in the minute in which it ended. A stay whose end was not seen is not counted.
    """

    in_view_mean: MeanPeople
    in_view_max: Count
    dwell: Annotated[
        list[Count],
        Meta(
            min_length=len(DWELL_EDGES) + 1,
            max_length=len(DWELL_EDGES) + 1,
            description="stays that ended in this minute, by their length in seconds: the first bar is below "
            f"{DWELL_EDGES[0]}, then from each of {', '.join(map(str, DWELL_EDGES))} to below the next",
        ),
    ]


class Bin(Struct, frozen=True):
    """The counts of one minute at one kiosk. Key: (device, epoch, sequence); the device is in the topic.

    When `observed_seconds` is 0 the counts and `zones` are null, which means "not known"; they are never zero then.
    `zones` is also null for a kiosk without zones.
    """

    epoch: Epoch
    sequence: Sequence
    boot: Epoch
    monotonic: Annotated[
        SecondsRunning, Meta(description="start of the minute, seconds since boot")
    ]
    start: Annotated[
        UnixSeconds, Meta(description="start of the minute by the device's clock, Unix seconds")
    ]
    clock_trusted: bool
    room: Key | None
    observed_seconds: ObservedSeconds
    entered: Count | None = msgspec.field(name="in")
    left: Count | None = msgspec.field(name="out")
    in_view_mean: MeanPeople | None
    in_view_max: Count | None
    zones: Annotated[dict[Key, ZoneCounts], Meta(max_length=ZONES_LIMIT)] | None = None
    v: Version = 1

    def __post_init__(self) -> None:
        """Raise ValueError when the counts contradict `observed_seconds`."""
        counts = (self.entered, self.left, self.in_view_mean, self.in_view_max)
        if self.observed_seconds == 0 and any(count is not None for count in (*counts, self.zones)):
            raise ValueError("nothing was observed, so the counts must be null")
        if self.observed_seconds > 0 and any(count is None for count in counts):
            raise ValueError("the minute was observed, so no count may be null")


class Acknowledgement(Struct, frozen=True):
    """The server has committed these bins of this epoch. The device may delete them from now on.

    `digests`: what was committed under each sequence, in their order. A device with a key deletes only what has this
    digest, and only where `mac` is right (contract.acknowledgements). A server without the device's key sends neither.
    """

    epoch: Epoch
    sequences: Annotated[list[Sequence], Meta(max_length=1000)]
    digests: Annotated[list[Digest], Meta(max_length=1000)] = []
    mac: Mac | None = None
    v: Version = 1


class PlaybackCounts(Struct, frozen=True):
    """How often a kiosk played a work in one language in one hour."""

    epoch: Epoch
    sequence: Sequence
    hour: UnixSeconds
    work: Key
    language: Language
    told: Count
    finished: Count
    stopped: Count
    refused: Count
    v: Version = 1


class OfferCounts(Struct, frozen=True):
    """Counts how often a kiosk showed an offer in one hour, once for each visit.

    Sent also with 0, of every offer that held while the kiosk ran: an hour without a message is not known.
    """

    epoch: Epoch
    sequence: Sequence
    hour: UnixSeconds
    offer: Key
    shown: Count
    v: Version = 1


class NoteAbout(StrEnum):
    """What a visitor says is wrong, or that it is a question."""

    WORDS = "words"
    SOUND = "sound"
    PICTURE = "picture"
    LABEL = "label"
    OTHER = "other"
    QUESTION = "question"  # the guide had no answer to the sentence


WRONG = tuple(about for about in NoteAbout if about is not NoteAbout.QUESTION)
"""What a visitor can say is wrong."""


class VisitorNote(Struct, frozen=True):
    """What a visitor sent on purpose: "this is wrong", or a question. The only message with a visitor's own words.

    The server stores it without the kiosk, the epoch and the minute: a second delivery is known by `id`, random for
    each note. `block`: the narration block that was told, None where the note is on the work.
    `work`: the museum's own key for a question about the house.
    """

    epoch: Epoch
    sequence: Sequence
    id: NoteId
    about: NoteAbout
    work: Key
    block: Key | None
    language: Language
    sentence: NoteSentence = ""
    v: Version = 1


class Blindness(StrEnum):
    """Why a camera that should count people can't see them."""

    DARK = "dark"
    COVERED = "covered"
    FROZEN = "frozen"
    NO_PICTURES = "no-pictures"
    DETECTOR = "detector"  # the person detector is missing or fails


class Health(Struct, frozen=True):
    """The state of a kiosk, as the fleet page shows it.

    `blind` names the cameras that should count and can't. `release_hash` is the SHA-256 of its `release.json`: after a
    back-up was restored, a number may come a second time. `boot` never comes back after another: two machines of one
    name are known by it. `machine` and `settings` are null from a kiosk of before they were reported. `alerts`: what
    staff have an alarm of, by its name in contract.kiosk_alerts.
    """

    at: UnixSeconds
    clock_trusted: bool
    software: Software
    release: ReportedRelease | None
    room: Key | None
    uptime_seconds: SecondsRunning
    outbox_depth: Count
    disk_free_bytes: Bytes
    temperature_celsius: Celsius | None
    cameras: Annotated[dict[CameraName, CameraState], Meta(max_length=CAMERAS_LIMIT)]
    trouble: Annotated[list[Sentence], Meta(max_length=20)]
    blind: Annotated[dict[CameraName, Blindness], Meta(max_length=CAMERAS_LIMIT)] = {}
    boot: Start | None = None
    release_hash: ReleaseHash | None = None
    machine: MachineState | None = None
    settings: SettingsReport | None = None
    alerts: Annotated[list[AlertName], Meta(max_length=ALERTS_LIMIT)] = []
    v: Version = 1


class Presence(Struct, frozen=True):
    """Whether a kiosk is online. Retained; the kiosk's last will says that it is not."""

    online: bool
    v: Version = 1


class Speaking(Struct, frozen=True):
    """A kiosk begins to speak in its room, goes on, or has stopped. Never stored: it holds for `seconds`, 0 once over.

    `turn` counts what it said since it started. `running`: how long it has been speaking. `begun`: when it began, as
    the server said in `RoomSpeech`; null until it has.
    """

    room: Key
    turn: Sequence
    running: SecondsRunning
    seconds: SpeakingSeconds
    begun: UnixSeconds | None = None
    v: Version = 1


class RoomSpeech(Struct, frozen=True):
    """What the server passes on of `Speaking` to each kiosk of that room, the one that speaks among them.

    `begun`: by the server's clock, so that all compare the same. `kiosks`: how many the server knows in the room.
    """

    device: Key
    room: Key
    turn: Sequence
    begun: UnixSeconds
    seconds: SpeakingSeconds
    kiosks: Count
    v: Version = 1


class NameConflict(Struct, frozen=True):
    """Two machines use this device's name. `boots`: their starts, as their health says them, the newest last."""

    boots: Annotated[list[Start], Meta(max_length=8)]
    mac: Mac | None = None
    v: Version = 1


class ReleaseAnnounced(Struct, frozen=True):
    """The newest release, for kiosks to fetch. Retained, sent by the server. `hash`: of its release.json."""

    number: ReleaseNumber
    hash: ReleaseHash | None = None
    v: Version = 1


class OffersNow(Struct, frozen=True):
    """The offers of the museum that hold now, for kiosks, in staff's order. Retained, sent by the server each minute.

    `sent`: when, by the server's clock. A kiosk takes an old one for nothing.
    """

    offers: Annotated[list[Key], Meta(max_length=OFFERS_LIMIT)]
    sent: UnixSeconds
    v: Version = 1


class ClosedRoomsNow(Struct, frozen=True):
    """The rooms that staff have closed for visitors, for kiosks. Retained, sent by the server as `OffersNow`.

    `rooms`: each closed room, and until when; null is until staff open it. `sent`: when, by the server's clock.
    """

    rooms: Annotated[dict[Key, UnixSeconds | None], Meta(max_length=CLOSED_ROOMS_LIMIT)]
    sent: UnixSeconds
    v: Version = 1


class SilenceNow(Struct, frozen=True):
    """Whether staff have silenced all kiosks. Retained, sent by the server as `OffersNow`; `sent` by its clock."""

    silent: bool
    sent: UnixSeconds
    v: Version = 1


Message = TypeVar("Message", bound=Struct)
KeptMessage = Bin | PlaybackCounts | OfferCounts | VisitorNote
"""What a device keeps until the server has acknowledged it."""

FROM_DEVICE: dict[str, type[Struct]] = {
    "footfall": Bin,
    "told": PlaybackCounts,
    "offers-shown": OfferCounts,
    "note": VisitorNote,
    "health": Health,
    "presence": Presence,
    "speaking": Speaking,
    "order-outcome": OrderOutcome,
    "round-trip": RoundTrip,
    "software-state": SoftwareState,
}
FROM_SERVER: dict[str, type[Struct]] = {
    "acknowledgement": Acknowledgement,
    "told-acknowledgement": Acknowledgement,
    "offers-shown-acknowledgement": Acknowledgement,
    "note-acknowledgement": Acknowledgement,
    "release": ReleaseAnnounced,
    "conflict": NameConflict,
    "room-speech": RoomSpeech,
    "offers": OffersNow,
    "closed-rooms": ClosedRoomsNow,
    "silence": SilenceNow,
    "settings": SettingsWanted,
    "order": KioskOrder,
    "round-trip-answer": RoundTripAnswer,
    "software": SoftwareOrder,
}
ACKNOWLEDGED_BY = {
    "footfall": "acknowledgement",
    "told": "told-acknowledgement",
    "offers-shown": "offers-shown-acknowledgement",
    "note": "note-acknowledgement",
}
"""Kind of message from a device -> kind of the message by which the server acknowledges it."""

VERSIONS: dict[type[Struct], DocumentVersions] = {
    kind: DocumentVersions(kind.__name__, without_field=None)
    for kind in (*FROM_DEVICE.values(), *FROM_SERVER.values())
}
"""The versions of each message. Note: write a new version only when every reader in use reads it; the server, which is
upgraded first, goes on writing the one before to kiosks."""


def encode(message: Struct) -> bytes:
    """Return the message as JSON. Raises ValueError when it is longer than MESSAGE_LIMIT."""
    body = msgspec.json.encode(message)
    if len(body) > MESSAGE_LIMIT:
        raise ValueError(f"{type(message).__name__} is {len(body)} bytes; {MESSAGE_LIMIT} at most")
    return body


def decode(body: bytes, kind: type[Message]) -> Message:
    """Return the message of type `kind` in `body`. Raises UnknownMessageError with the reason in a sentence."""
    if len(body) > MESSAGE_LIMIT:
        raise UnknownMessageError(f"{len(body)} bytes; {MESSAGE_LIMIT} at most")
    try:
        return VERSIONS[kind].decode(body, kind)
    except DocumentVersionError as error:
        raise UnknownMessageError(str(error)) from error
    except msgspec.DecodeError as error:
        raise UnknownMessageError(f"not a {kind.__name__}: {error}") from error
