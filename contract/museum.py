"""The types of a museum's content: what staff edit, what a release holds, what a kiosk and a phone show.

A text that visitors read is a `Text`: one wording for each language. No language has a special place, and a wording
that is missing is absent or empty. Narration is divided further: a block has one language, one level, one theme and
its own sources.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from contract import patterns
from contract.detail import Detail as Detail
from contract.formality import Formality
from contract.framing import Crop, FocalPoint
from contract.hours import Hours as Hours
from contract.look import Look
from contract.offer_picture import OfferPicture
from contract.offer_terms import AfterStops, LastMinutes, OfferTimes, Raining, RoomQuiet
from contract.origin import Origin as Origin
from contract.patterns import Colour, StoredFile
from contract.pronunciation import Pronunciation as Pronunciation
from contract.rights import NOT_STATED as NOT_STATED
from contract.rights import Rights as Rights
from runtime.languages import best

Key = patterns.Key
Language = patterns.Language
Text = patterns.Text
Metres = Annotated[float, Meta(description="metres on the floor plan, x to the right, y down")]


class Level(StrEnum):
    """For whom a block is written.

    Software of before museum_versions' LEVELS_VERSION knows adults and children alone.
    """

    ADULT = "adult"
    CHILD = "child"
    PLAIN = "plain"  # plain language: common words, one idea a sentence
    EXPERT = "expert"
    DESCRIPTION = "description"  # audio description: what is to be seen, for who does not see it


class BlockPart(StrEnum):
    """What a block does in a telling (narration.script)."""

    LOOK = "look"  # makes one look, before anything is told
    TELLING = "telling"
    QUESTION = "question"  # makes one look again, at the end


class Authorship(StrEnum):
    """The author of a text. Staff and visitors see a label on a text that a machine wrote."""

    PERSON = "person"
    TRANSLATION_MACHINE = "translation_machine"
    MODEL = "model"


class Source(Struct, frozen=True, omit_defaults=True):
    """Something a reader can look up. `where` is a page number, a DOI or a web address."""

    citation: Annotated[str, Meta(min_length=3)]
    where: str | None = None


ItalicPhrase = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class Block(Struct, frozen=True, omit_defaults=True):
    """A few sentences on one work, in one language, at one level, on one theme, with its sources.

    `italics`: phrases of `text` that stand in italics wherever they occur in it (contract.italics), like the title of
    a book. The text itself has no mark-up: voices, subtitles and searches read it as it is.

    `layer` 1 is what a visitor hears first; deeper layers come on request. Software that knows no `part` tells all
    blocks in the museum's order, which is therefore that of the telling.
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
    part: BlockPart = BlockPart.TELLING
    italics: list[ItalicPhrase] = []


class Relation(StrEnum):
    """What the works of a link share."""

    MAKER = "maker"
    MOTIF = "motif"
    CONSTRUCTION = "construction"


class Link(Struct, frozen=True, omit_defaults=True):
    """Narration on a relation between works; a visitor who has met more than one of them hears it."""

    key: Key
    works: Annotated[list[Key], Meta(min_length=2)]
    relation: Relation
    blocks: list[Block]


class Medium(Struct, frozen=True, omit_defaults=True):
    """A picture of a work: `file` is a path inside the museum's pictures folder.

    The kiosk recognises the work by its `reference` pictures. A picture with `detail` was cut from another one and is
    only a reference; visitors are shown the others.
    `crop`: the part that is shown and by which the work is recognised. `focus`: the point that stays in view where a
    place cuts the picture; without it none does. Both in shares of the upright picture.
    """

    file: StoredFile
    alt: Text = {}
    reference: bool = True
    rights: Rights = Rights("CC0-1.0")
    detail: Detail | None = None
    crop: Crop | None = None
    focus: FocalPoint | None = None


class SignVideo(Struct, frozen=True, omit_defaults=True):
    """A video in which a work is told in sign language, for visitors who chose `language` (nl: Dutch and NGT).

    `file` is a path inside the museum's pictures folder.
    """

    language: Language
    file: StoredFile
    rights: Rights = Rights("CC0-1.0")


class Work(Struct, frozen=True, omit_defaults=True):
    """An artwork or object. A visitor can type its `number` at a kiosk or on a phone.

    `by_number`: staff decided that visitors reach it by its number alone; no kiosk names it by its camera. `inventory`:
    the museum's inventory number. `questions`: those that staff foresee, one a line. `origin` is for the next import
    alone; a release has none.
    """

    key: Key
    number: Annotated[int, Meta(ge=1, le=99999)]
    title: Text
    room: Key
    maker: Text = {}
    date: Text = {}
    place: Text = {}
    materials: Text = {}
    dimensions: Text = {}
    questions: Text = {}
    media: list[Medium] = []
    sources: list[Source] = []
    blocks: list[Block] = []
    x: Metres = 0.0
    y: Metres = 0.0
    rights: Rights | None = None
    by_number: bool = False
    sign_videos: list[SignVideo] = []
    inventory: Annotated[str, Meta(max_length=200)] = ""
    origin: Origin | None = None

    @property
    def files(self) -> list[str]:
        """The files in the museum's pictures folder that it needs."""
        return [*(medium.file for medium in self.media), *(one.file for one in self.sign_videos)]


TermForm = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]


class GlossaryTerm(Struct, frozen=True, omit_defaults=True):
    """A word that a visitor may not know, and its meaning in one or two plain sentences.

    `forms`: how else the word stands in texts (plurals, inflections). `authorship`: who wrote the meaning, by language;
    a person where a language is absent.
    """

    key: Key
    sources: list[Source]
    term: Text = {}
    meaning: Text = {}
    forms: dict[Language, list[TermForm]] = {}
    authorship: dict[Language, Authorship] = field(default_factory=dict, name="hand")


class Theme(Struct, frozen=True):
    """Something a visitor can be interested in, in the visitor's words."""

    key: Key
    name: Text


class Room(Struct, frozen=True, omit_defaults=True):
    """A room. `capacity` is in people; `outline` holds its corners on the plan, in metres.

    `opening`: its own hours by weekday (Monday first; null is closed). Without them it is open as the museum is.
    `closed`: on these days visitors can't go there, from a first day to a last one, both included.
    """

    key: Key
    name: Text
    floor: int
    capacity: Annotated[int, Meta(ge=1)]
    outline: list[tuple[Metres, Metres]] = []
    opening: Annotated[list[Hours | None], Meta(min_length=7, max_length=7)] | None = None
    closed: list[tuple[dt.date, dt.date]] = []


class ConnectionKind(StrEnum):
    """The kind of way from one room to the next."""

    DOOR = "door"
    STEPS = "steps"
    RAMP = "ramp"
    STAIRS = "stairs"
    LIFT = "lift"

    @property
    def step_free(self) -> bool:
        """Whether a wheelchair or a pram can pass."""
        return self not in (ConnectionKind.STEPS, ConnectionKind.STAIRS)


DoorWidth = Annotated[float, Meta(ge=0.4, le=30, description="metres")]


class Connection(Struct, frozen=True, omit_defaults=True):
    """A connection of two rooms, the same in both directions. `seconds` is the time to pass it, with waiting.

    `at` is where its two ends lie on the plan, in metres: in `rooms[0]` and in `rooms[1]`. `arch`: a door without a
    leaf. `width`: of a door, in metres. `there` and `back` are the museum's own directions for whoever goes from
    `rooms[0]` to `rooms[1]`, and the other way; where there are none, phones derive them from the plan.
    """

    rooms: tuple[Key, Key]
    kind: ConnectionKind = field(name="way")
    seconds: Annotated[float, Meta(ge=0)]
    at: tuple[tuple[Metres, Metres], tuple[Metres, Metres]]
    arch: bool = False
    width: DoorWidth | None = None
    there: Text = {}
    back: Text = {}


class VisitorPlaceKind(StrEnum):
    """What a visitor looks for in the building. Lifts and stairs are connections."""

    SEATS = "seats"
    TOILETS = "toilets"
    ACCESSIBLE_TOILETS = "accessible_toilets"
    CAFE = "cafe"
    CLOAKROOM = "cloakroom"
    SHOP = "shop"
    ENTRANCE = "entrance"
    EXIT = "exit"


class VisitorPlace(Struct, frozen=True, omit_defaults=True):
    """A place in the building that visitors look for, and where it is on the plan."""

    key: Key
    kind: VisitorPlaceKind
    room: Key
    x: Metres
    y: Metres


class SpecialDay(Struct, frozen=True, omit_defaults=True):
    """A day unlike its weekday; no hours means closed."""

    date: dt.date
    hours: Hours | None = None
    reason: Text = {}


class Site(Struct, frozen=True, omit_defaults=True):
    """One museum: its name, time zone, languages, and opening hours by weekday (Monday first; null is closed).

    `lexicon`: how its voices say what they would say wrong; it goes before the rules for numbers and abbreviations.
    `speak_in_turn`: kiosks that share a room speak one after the other.
    `accent`: by day; all else of how its screens look is in `look`. `prices`: what a visit costs, in a sentence or two.
    `questions`: about the house, that staff foresee, one a line.
    """

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
    lexicon: list[Pronunciation] = []
    speak_in_turn: bool = True
    look: Look = Look()
    prices: Text = {}
    questions: Text = {}

    @property
    def word_files(self) -> list[str]:
        """The recordings that its lexicon needs."""
        found = (entry.recording for entry in self.lexicon)
        return list(dict.fromkeys(file for file in found if file is not None))


class Stop(Struct, frozen=True, omit_defaults=True):
    """A work on a tour. `value` says how much a visit without it would miss, 0 to 1."""

    work: Key
    value: Annotated[float, Meta(ge=0, le=1)] = 0.5
    essential: bool = False


class Tour(Struct, frozen=True, omit_defaults=True):
    """A walk along stops that staff chose, in their order: a phone keeps it. `level`: whose words it is told in."""

    key: Key
    title: Text
    summary: Text
    stops: Annotated[list[Stop], Meta(min_length=1)]
    level: Level = Level.ADULT
    minutes: Annotated[int, Meta(ge=5, le=600)] = 45


OfferCondition = RoomQuiet | LastMinutes | Raining | AfterStops
WHOLE_DAY = LastMinutes(600)
"""The `condition` of an offer that holds at any time, or while those in `also` do."""


class Offer(Struct, frozen=True, omit_defaults=True):
    """An offer to visitors, written by staff, shown while all its conditions are true. It can't depend on a person.

    `condition` is of a kind that software of before `also` reads. `room`, `place`: where it is; the place in words.
    `themes`, `levels`: for visitors who chose one of them; none is for all. `limit`: how many can be taken, each day or
    in all. `has_code`: who takes it gets a code that staff check. `minutes`: from taking it until it has been used.
    `own_picture` is shown before `picture`, which is one of those of the works. `at`: a place or a work of `room` to
    which the way leads.
    """

    key: Key
    title: Text
    text: Text
    condition: RoomQuiet | LastMinutes
    written_by: str
    approved_by: str | None = None
    also: list[OfferCondition] = []
    times: OfferTimes | None = None
    room: Key | None = None
    place: Text = {}
    themes: list[Key] = []
    levels: list[Level] = []
    limit: Annotated[int, Meta(ge=1, le=20_000)] | None = None
    limit_per_day: bool = True
    has_code: bool = False
    minutes: Annotated[int, Meta(ge=1, le=240)] = 10
    picture: StoredFile | None = None
    at: Key | None = None
    own_picture: OfferPicture | None = None

    @property
    def files(self) -> list[str]:
        """The files in the museum's pictures folder that it needs beside those of works."""
        return [] if self.own_picture is None else [self.own_picture.file]

    @property
    def conditions(self) -> list[OfferCondition]:
        """All that have to be true."""
        return self.also if self.condition == WHOLE_DAY else [self.condition, *self.also]

    @property
    def needs_code(self) -> bool:
        """Whether who takes it gets a code: without one a limit could not be kept."""
        return self.has_code or self.limit is not None

    @property
    def rooms(self) -> set[Key]:
        """The rooms that it refers to."""
        quiet = {one.room for one in self.conditions if isinstance(one, RoomQuiet)}
        return quiet if self.room is None else quiet | {self.room}

    @property
    def theme_keys(self) -> set[Key]:
        """The themes that it refers to."""
        after = (one.theme for one in self.conditions if isinstance(one, AfterStops))
        return {*self.themes, *after}

    @property
    def target(self) -> Key | None:
        """The room that it leads to: its own, else one that has to be quiet."""
        quiet = (one.room for one in self.conditions if isinstance(one, RoomQuiet))
        return self.room or next(quiet, None)


class Museum(Struct, frozen=True, omit_defaults=True):
    """The whole content of one museum, as a release holds it."""

    site: Site
    rooms: list[Room]
    works: list[Work]
    themes: list[Theme] = []
    connections: list[Connection] = field(default_factory=list, name="passages")
    links: list[Link] = []
    tours: list[Tour] = []
    offers: list[Offer] = []
    glossary: list[GlossaryTerm] = []
    places: list[VisitorPlace] = []

    def work(self, key: str) -> Work:
        """Return the work with this key. Raises KeyError."""
        for work in self.works:
            if work.key == key:
                return work
        raise KeyError(key)

    def room(self, key: str) -> Room:
        """Return the room with this key. Raises KeyError."""
        for room in self.rooms:
            if room.key == key:
                return room
        raise KeyError(key)


def worded(text: Text, languages: Sequence[str]) -> tuple[str, str]:
    """Returns (words, language): the wording that serves `languages` best, by `runtime.languages.best`.

    `languages`: the visitor's own list, then the museum's. When `text` has none of them this is its first wording. The
    caller marks the language wherever it may not be the one that the reader expects (`lang` attribute, voice). Returns
    ("", "") when there is no wording at all.
    """
    available = [language for language, words in text.items() if words]
    language = best(languages, available) or next(iter(available), "")
    return text.get(language, ""), language
