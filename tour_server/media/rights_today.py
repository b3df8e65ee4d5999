"""What the page Today says about pictures whose rights have ended, or end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from contract.museum import Museum
from contract.offer_picture import framed_pictures
from tour_server.catalogue.drafts import Drafts
from tour_server.media.ended_rights import EndedRights
from tour_server.media.museum_pictures import museum_pictures
from tour_server.media.picture_filter import ends_soon


class LimitedPicture(Struct, frozen=True):
    """A picture whose rights end: the last day, whether that is over, and whether visitors still see it."""

    file: str
    name: str
    until: dt.date
    has_ended: bool
    is_out: bool


class RightsToday:
    """Finds what has to be done about rights."""

    def __init__(
        self, drafts: Drafts, rights: EndedRights, published: Callable[[], Museum | None]
    ) -> None:
        """`published` returns the museum that visitors have, None before the first release."""
        self._drafts, self._rights, self._published = drafts, rights, published

    def __call__(self) -> list[LimitedPicture]:
        """Returns the pictures of the drafts whose rights have ended or end soon, the earliest first."""
        if self._drafts.empty():
            return []
        museum = self._drafts.museum(without_newer=True)
        today = self._rights.today(museum)
        limited = [
            (one, one.rights.until, one.rights.ended(today))
            for one in museum_pictures(museum)
            if one.rights.ended(today) or ends_soon(one, today)
        ]
        if not limited:
            return []
        release = self._published()
        out = set() if release is None else {one.file for one in framed_pictures(release)}
        found = [
            LimitedPicture(one.file, one.readable_name, until, ended, one.file in out)
            for one, until, ended in limited
            if until is not None
        ]
        return sorted(found, key=lambda one: (one.until, one.name))
