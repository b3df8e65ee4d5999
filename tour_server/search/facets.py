"""What the list of works can be filtered by, as bits of one number, so that one pass counts all of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import Work
from tour_server.catalogue.by_number import ByNumber
from web.translations import mark

MOST_LANGUAGES = 40  # that have a bit; SQLite's numbers have 63


class WorkState(StrEnum):
    """A state by which works are filtered, as it stands in the address."""

    DRAFT = "draft"
    UNAPPROVED = "unapproved"
    APPROVED = "approved"
    NO_PICTURE = "no-picture"
    NO_PLACE = "no-place"
    BY_NUMBER = "by-number"


STATE_WORDS = {
    WorkState.DRAFT: mark("not published yet"),
    WorkState.UNAPPROVED: mark("not approved yet"),
    WorkState.APPROVED: mark("all approved"),
    WorkState.NO_PICTURE: mark("without a picture"),
    WorkState.NO_PLACE: mark("not placed on the plan"),
    WorkState.BY_NUMBER: mark("reached by number only"),
}

IS_NEW, IS_CHANGED, IS_UNJUDGED = 1 << 6, 1 << 7, 1 << 8
_BITS = {state: 1 << place for place, state in enumerate(WorkState)}
_FIRST_LANGUAGE = 9


class IndexedFacts(Struct, frozen=True):
    """What a work's bits are made of."""

    waiting: int
    is_new: bool
    is_changed: bool
    by_number: ByNumber | None
    is_unjudged: bool
    told: Sequence[str]


def bit_of(state: WorkState) -> int:
    """Return the bit of a state."""
    return _BITS[state]


def bit_of_language(language: str, languages: Sequence[str]) -> int:
    """Return the bit that says that a work is told in one of the museum's languages; 0 beyond MOST_LANGUAGES."""
    place = list(languages).index(language)
    return 1 << (_FIRST_LANGUAGE + place) if place < MOST_LANGUAGES else 0


def mask_of(work: Work, facts: IndexedFacts, languages: Sequence[str]) -> int:
    """Return the bits of a work."""
    holds = {
        WorkState.DRAFT: facts.is_new or facts.is_changed,
        WorkState.UNAPPROVED: facts.waiting > 0,
        WorkState.APPROVED: facts.waiting == 0,
        WorkState.NO_PICTURE: not work.media,
        WorkState.NO_PLACE: (work.x, work.y) == (0, 0),
        WorkState.BY_NUMBER: facts.by_number is not None,
    }
    mask = sum(bit for state, bit in _BITS.items() if holds[state])
    mask |= (IS_NEW if facts.is_new else 0) | (IS_CHANGED if facts.is_changed else 0)
    mask |= IS_UNJUDGED if facts.is_unjudged else 0
    for language in facts.told:
        mask |= bit_of_language(language, languages)
    return mask
