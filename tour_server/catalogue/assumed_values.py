"""What a new museum has until staff say otherwise: languages, hours, one room."""

from __future__ import annotations

import datetime as dt

from contract.museum import Hours, Room

LANGUAGES = ["nl", "en", "fr", "de", "es"]  # those in which the screens have words
NO_LANGUAGE = "und"  # BCP 47 "undetermined": for names whose language is not stated
ALL_DAY = Hours(dt.time(0, 0), dt.time(23, 59))  # until staff say otherwise
ROOM_CAPACITY = 30  # people, until staff say otherwise
DEFAULT_ROOM = Room(
    key="gallery",
    name={"nl": "Zaal", "en": "Gallery", "fr": "Salle", "de": "Saal", "es": "Sala"},
    floor=0,
    capacity=ROOM_CAPACITY,
)
