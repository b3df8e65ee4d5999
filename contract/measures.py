"""The numbers and texts of messages, each with the bounds that a museum can have.

Every number in a message has one of these types (a test walks them). A message with a number beyond its bounds is a
dead letter: the server computes with these numbers, draws them and stores them, so one of them must not be able to
fill its memory. A device reports the nearest number within the bounds (`contract.field_limits.clamp`).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from contract.device_key import DIGEST_HEX_DIGITS, MAC_HEX_DIGITS
from contract.museum import Language as AnyLanguage
from contract.patterns import END

# Version 1 of the messages allowed a million from the start, and messages of that time stay readable. It is more than
# passes any door in an hour; what a door can pass in a minute is bounded where it is read (tour_server.crowd.bounds).
Count = Annotated[int, Meta(ge=0, le=1_000_000)]

# People in one camera's view, in the mean of a minute: the largest halls hold fewer.
MeanPeople = Annotated[
    float, Meta(ge=0, le=10_000, description="people, in the mean of the minute")
]

# A sequence counts minutes or hours and starts at 0. The upper bound is what version 1 allowed; it fits a signed
# 64-bit column.
Sequence = Annotated[int, Meta(ge=0, le=2**62)]

# A clock without a battery may start in 1970, and one with an empty battery in 2099 or 2106. Both are bounded, because
# a calendar ends in the year 9999, and `clock_trusted` says what a clock is worth.
LAST_MOMENT = 7_258_118_400  # 2200-01-01
UnixSeconds = Annotated[
    float, Meta(ge=0, le=LAST_MOMENT, description="seconds since 1970-01-01 UTC")
]

# A century without a restart: no machine runs so long.
SecondsRunning = Annotated[float, Meta(ge=0, le=100 * 366 * 86_400)]

# That a message on who speaks holds without another. Longer, and a kiosk that died silences its room.
SpeakingSeconds = Annotated[float, Meta(ge=0, le=60)]

# A minute has sixty seconds; the server divides by what was observed and by what was not.
ObservedSeconds = Annotated[float, Meta(ge=0, le=60)]

# An exbibyte, a million times the largest card.
Bytes = Annotated[int, Meta(ge=0, le=2**60)]

# Between what freezes and what melts a processor; a sensor that reports more is broken, and the device says nothing.
Celsius = Annotated[float, Meta(ge=-100, le=200)]

# Releases may be numbered by a clock. Numbers up to here are exact in JSON readers that have floats alone (RFC 8259,
# section 6). 0 is what a kiosk reports that has none.
ReleaseNumber = Annotated[int, Meta(ge=1, le=2**53 - 1)]
ReleaseHash = Annotated[
    str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}", description="SHA-256 of the release.json")
]
ReportedRelease = Annotated[int, Meta(ge=0, le=2**53 - 1)]

# The version of a message's type. A reader refuses one that it does not know; the bounds are for those who read none.
Version = Annotated[int, Meta(ge=0, le=1_000_000)]

Epoch = Annotated[
    str, Meta(pattern=rf"^[0-9a-f]{{16}}{END}", description="random, made with the outbox")
]
Start = Annotated[
    str,
    Meta(pattern=rf"^[0-9a-f]{{16}}{END}", description="random, made at each start of the kiosk"),
]
Language = Annotated[AnyLanguage, Meta(max_length=32)]  # a tag of RFC 5646 in use is shorter

Digest = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9a-f]{{{DIGEST_HEX_DIGITS}}}{END}",
        description="of what was counted: contract.acknowledgements.message_digest",
    ),
]
Mac = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9a-f]{{{MAC_HEX_DIGITS}}}{END}",
        description="message authentication code under the device's key: contract.device_key.message_code",
    ),
]

NoteId = Annotated[
    str, Meta(pattern=rf"^[0-9a-f]{{32}}{END}", description="random, made for each note")
]
NOTE_LETTERS = (
    280  # a sentence, as long as what most people have learned to write into a small field
)
# Without control characters. Both sides read what was typed with contract.visitor_notes.note_sentence.
NoteSentence = Annotated[
    str, Meta(max_length=NOTE_LETTERS, pattern=rf"^[^\x00-\x1f\x7f-\x9f]*{END}")
]

CAMERAS_LIMIT = 16  # a kiosk has two; version 1 had no bound
CameraName = Annotated[str, Meta(max_length=32)]
CameraState = Annotated[str, Meta(max_length=32)]
Software = Annotated[str, Meta(max_length=64)]
Sentence = Annotated[str, Meta(max_length=200)]
