"""A museum's content: what staff edit, what a release freezes, what a kiosk and a phone show.

The one thing a newcomer would get wrong: a text is never a plain string. It is a `Text`, one wording a
language, and no language is the first. A missing wording is missing; it is not silently another language's.
Narration is finer grained still: a block has one language, one level and one theme, and its own sources.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="a lasting short name")]
Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 language tag")
]
Text = dict[Language, str]
Metres = Annotated[float, Meta(description="metres on the floor plan, x to the right, y down")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Level(StrEnum):
    """For whom a block is written."""

    ADULT = "adult"
    CHILD = "child"


class Authorship(StrEnum):
    """Who or what wrote a text. Anything but a person is labelled, to staff and to visitors."""

    PERSON = "person"
    TRANSLATION_MACHINE = "translation_machine"
    MODEL = "model"


class Source(Struct, frozen=True, omit_defaults=True):
    """Something a reader can look up. `where` is a page, a DOI or an address."""

    citation: Annotated[str, Meta(min_length=3)]
    where: str | None = None


class Rights(Struct, frozen=True, omit_defaults=True):
    """A licence (SPDX name or words), whose, and what else must stand on the label."""

    licence: str
    holder: str = ""
    note: Text = {}


class Block(Struct, frozen=True, omit_defaults=True):
    """A few sentences on one work, in one language, at one level, on one theme, with its sources.

    `layer` 1 is what a visitor hears first; deeper layers come on request.
    """

    key: Key
    language: Language
    level: Level
    theme: Key
    text: Annotated[str, Meta(min_length=1, max_length=6000)]
    sources: list[Source]
    written_by: str
    authorship: Authorship = field(default=Authorship.PERSON, name="hand")
    approved_by: str | None = None
    rights: Rights = Rights("CC0-1.0")
    layer: Annotated[int, Meta(ge=1, le=9)] = 1


class Relation(StrEnum):
    """What the works of a link share."""

    MAKER = "maker"
    MOTIF = "motif"
    CONSTRUCTION = "construction"


class Link(Struct, frozen=True, omit_defaults=True):
    """A block on a relation that works share; said when a visitor has met more than one of them."""

    key: Key
    works: Annotated[list[Key], Meta(min_length=2)]
    relation: Relation
    blocks: list[Block]


class Medium(Struct, frozen=True, omit_defaults=True):
    """A picture of a work: `file` is a path inside the museum's pictures folder.

    `reference` pictures are what the kiosk recognises the work by; all are shown.
    """

    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$")]
    alt: Text = {}
    reference: bool = True
    rights: Rights = Rights("CC0-1.0")


class Work(Struct, frozen=True, omit_defaults=True):
    """An artwork or object. `number` is what a visitor can type at a kiosk or on a phone."""

    key: Key
    number: Annotated[int, Meta(ge=1, le=99999)]
    title: Text
    room: Key
    maker: Text = {}
    date: Text = {}
    place: Text = {}
    materials: Text = {}
    media: list[Medium] = []
    sources: list[Source] = []
    blocks: list[Block] = []
    x: Metres = 0.0
    y: Metres = 0.0
    rights: Rights | None = None


class Theme(Struct, frozen=True):
    """Something a visitor can be interested in, in the visitor's words."""

    key: Key
    name: Text


class Room(Struct, frozen=True, omit_defaults=True):
    """A room has a floor and a capacity. `outline` is its corners on the plan, in metres."""

    key: Key
    name: Text
    floor: int
    capacity: Annotated[int, Meta(ge=1)]
    outline: list[tuple[Metres, Metres]] = []


class ConnectionKind(StrEnum):
    """How one gets from one room to the next."""

    DOOR = "door"
    STEPS = "steps"
    RAMP = "ramp"
    STAIRS = "stairs"
    LIFT = "lift"

    @property
    def step_free(self) -> bool:
        """True where a wheelchair or a pram can pass."""
        return self not in (ConnectionKind.STEPS, ConnectionKind.STAIRS)


class Connection(Struct, frozen=True, omit_defaults=True):
    """A way between two rooms, both directions alike. `seconds`: to pass it, waiting for a lift included.

    `at` is where its two ends lie on the plan, in metres: in `rooms[0]` and in `rooms[1]`.
    """

    rooms: tuple[Key, Key]
    kind: ConnectionKind = field(name="way")
    seconds: Annotated[float, Meta(ge=0)]
    at: tuple[tuple[Metres, Metres], tuple[Metres, Metres]]


class Hours(Struct, frozen=True):
    """From `opens` to `closes`, local time, the same day."""

    opens: dt.time
    closes: dt.time


class SpecialDay(Struct, frozen=True, omit_defaults=True):
    """A day unlike its weekday; no hours means closed."""

    date: dt.date
    hours: Hours | None = None
    reason: Text = {}


class Formality(StrEnum):
    """How a museum addresses its visitors where a language tells formal from informal (u/je, vous/tu)."""

    FORMAL = "formal"
    INFORMAL = "informal"


class Site(Struct, frozen=True, omit_defaults=True):
    """One museum house: its time zone and opening hours by weekday (Monday first; null is closed)."""

    key: Key
    name: Text
    time_zone: str
    languages: Annotated[list[Language], Meta(min_length=1)]
    opening: Annotated[list[Hours | None], Meta(min_length=7, max_length=7)]
    exceptions: list[SpecialDay] = []
    entrance: Key | None = None
    accent: Colour = "#1F3A8A"
    adult_formality: Formality = field(default=Formality.FORMAL, name="adults")
    child_formality: Formality = field(default=Formality.INFORMAL, name="children")


class Stop(Struct, frozen=True, omit_defaults=True):
    """A place on a tour where a work is. `value`: how much a visit without it would miss, 0 to 1."""

    work: Key
    value: Annotated[float, Meta(ge=0, le=1)] = 0.5
    essential: bool = False


class Tour(Struct, frozen=True, omit_defaults=True):
    """A walk over stops that someone thought about. The order is where to start from, not a duty."""

    key: Key
    title: Text
    summary: Text
    stops: Annotated[list[Stop], Meta(min_length=1)]
    level: Level = Level.ADULT
    minutes: Annotated[int, Meta(ge=5, le=600)] = 45


class RoomQuiet(Struct, frozen=True, tag="room_quiet"):
    """Holds while a room is known to hold at most `share` of its capacity. Not known is not quiet."""

    room: Key
    share: Annotated[float, Meta(ge=0, le=1)] = 0.25


class LastMinutes(Struct, frozen=True, tag="last_minutes"):
    """Holds in the last `minutes` before closing."""

    minutes: Annotated[int, Meta(ge=5, le=600)] = 60


class Offer(Struct, frozen=True, omit_defaults=True):
    """Something worth having, written by staff; shown while its condition holds."""

    key: Key
    title: Text
    text: Text
    condition: RoomQuiet | LastMinutes
    written_by: str
    approved_by: str | None = None


class Museum(Struct, frozen=True, omit_defaults=True):
    """All of it: what a release freezes."""

    site: Site
    rooms: list[Room]
    works: list[Work]
    themes: list[Theme] = []
    connections: list[Connection] = field(default_factory=list, name="passages")
    links: list[Link] = []
    tours: list[Tour] = []
    offers: list[Offer] = []

    def work(self, key: str) -> Work:
        """The work of this key. Raises KeyError."""
        for work in self.works:
            if work.key == key:
                return work
        raise KeyError(key)

    def room(self, key: str) -> Room:
        """The room of this key. Raises KeyError."""
        for room in self.rooms:
            if room.key == key:
                return room
        raise KeyError(key)


def worded(text: Text, languages: list[str]) -> tuple[str, str]:
    """(words, language) of the first of the visitor's `languages` that `text` has.

    Falls back along the visitor's own list alone, then to whatever wording exists, so that the caller can
    say which language it is in (`lang` attribute, voice). ("", "") when there is none at all.
    """
    for language in languages:
        if text.get(language):
            return text[language], language
    for language, words in text.items():
        if words:
            return words, language
    return "", ""
