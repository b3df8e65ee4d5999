"""Which pictures the page Pictures shows: the filter in its address, and its pages."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from tour_server.catalogue.by_number import UsablePicture
from tour_server.media.museum_pictures import MuseumPicture
from tour_server.media.rights_checks import SOON
from web.translations import mark

PAGE_SIZE = 48  # a multiple of 2, 3, 4 and 6: rows are full at every width
LEAST_SIDE_PX = 1000
"""The long side below which a picture looks blurred on a kiosk: a work's place on a screen of 1,920 × 1,080 pixels is
about that large."""
STATES = (
    ("", mark("all")),
    ("no-text", mark("without an alternative text")),
    ("unknown", mark("rights not stated")),
    ("ended", mark("rights have ended")),
    ("ending", mark("rights end within 30 days")),
    ("small", mark("too small for a kiosk")),
    ("unrecognised", mark("not recognised by kiosks")),
    ("unused", mark("used nowhere")),
)


class PictureMeasures(Struct, frozen=True):
    """What the filter asks about pictures: how large they are shown, and whether a kiosk can use them."""

    long_side: Callable[[MuseumPicture], int | None]
    usable: UsablePicture


class PictureFilter(Struct, frozen=True):
    """What is shown; empty is all. `search` is looked for in names, texts, creators and holders."""

    state: str = ""
    search: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> PictureFilter:
        """Return the filter of an address's query."""
        state = query.get("state", "")
        known = state if state in dict(STATES) else ""
        return cls(known, query.get("q", "").strip())

    @property
    def query(self) -> dict[str, str]:
        """Return it as an address's query."""
        return {name: one for name, one in (("q", self.search), ("state", self.state)) if one}

    def passing(
        self,
        pictures: Sequence[MuseumPicture],
        languages: Sequence[str],
        today: dt.date,
        measures: PictureMeasures,
    ) -> list[MuseumPicture]:
        """Return the pictures that are shown."""
        wanted = _folded(self.search)
        return [
            one
            for one in pictures
            if (not wanted or any(wanted in _folded(words) for words in _words(one)))
            and _has_state(one, self.state, languages, today, measures)
        ]


def lacks_text(picture: MuseumPicture, languages: Sequence[str]) -> bool:
    """Returns whether a picture that visitors see has no alternative text in one of the museum's languages."""
    return (
        picture.has_facts
        and picture.is_shown
        and any(not picture.alt.get(one, "").strip() for one in languages)
    )


def ends_soon(picture: MuseumPicture, today: dt.date) -> bool:
    """Returns whether the rights of a picture end within SOON, and have not ended yet."""
    until = picture.rights.until
    return until is not None and today <= until <= today + SOON


def _has_state(
    one: MuseumPicture,
    state: str,
    languages: Sequence[str],
    today: dt.date,
    measures: PictureMeasures,
) -> bool:
    if state == "no-text":
        return lacks_text(one, languages)
    if state == "unknown":
        return one.has_facts and not one.rights.is_stated
    if state == "ended":
        return one.rights.ended(today)
    if state == "ending":
        return ends_soon(one, today)
    if state == "unused":
        return not one.uses
    if state == "unrecognised":
        return one.is_reference and measures.usable(one.file, one.crop) is False
    if state == "small":
        side = measures.long_side(one) if one.has_facts and one.is_shown else None
        return side is not None and side < LEAST_SIDE_PX
    return True


def _words(picture: MuseumPicture) -> Iterator[str]:
    yield picture.readable_name
    yield from picture.alt.values()
    yield from (picture.rights.creator, picture.rights.holder, picture.rights.licence)
    for use in picture.uses:
        yield use.key
        yield from use.name.values()


def _folded(text: str) -> str:
    """Return the text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))
