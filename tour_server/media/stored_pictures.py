"""The pictures of the store that nothing in the drafts uses, and their removal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from sqlalchemy import func, select

from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.tables import Revision
from tour_server.catalogue.unused_pictures import KEPT_FOR, UnusedPictures
from tour_server.database import Database
from tour_server.media.events import PICTURE_REMOVED
from tour_server.media.museum_pictures import MuseumPicture
from tour_server.recorder import Recorder

ENDINGS = (".jpg", ".png", ".webp")  # others in the store are films, typefaces and drawings
MOST_NAMED = 20  # parts whose earlier versions are named on a page


class StoredPictures:
    """The store of pictures, as the page Pictures asks about it. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        pictures: Pictures,
        unused: UnusedPictures,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._pictures, self._unused = database, pictures, unused
        self._now, self._recorder = now, recorder

    def unused(self, used: Collection[str]) -> list[MuseumPicture]:
        """Return the pictures that are not in `used`, by name. Raises OSError."""
        every = self._pictures.unchanged_since(float("inf"))
        left = (one for one in every if one.endswith(ENDINGS) and one not in used)
        return [MuseumPicture(file, []) for file in sorted(left, key=lambda one: one[33:])]

    def has(self, file: str) -> bool:
        """Returns whether a picture of this name is in the store."""
        try:
            self._pictures.path(file)
        except KeyError:
            return False
        return file.endswith(ENDINGS)

    def is_recent(self, file: str) -> bool:
        """Returns whether it was uploaded so lately that a form which is still open may name it. Raises KeyError."""
        age = self._now().timestamp() - self._pictures.path(file).stat().st_mtime
        return age < KEPT_FOR.total_seconds()

    def earlier_uses(self, file: str) -> list[tuple[PartKind, str, int]]:
        """Return (kind, key, newest version) of the parts of which an earlier version has the picture."""
        query = (
            select(Revision.kind, Revision.key, func.max(Revision.version))
            .where(Revision.body.contains(f'"{file}"', autoescape=True))
            .group_by(Revision.kind, Revision.key)
            .order_by(Revision.kind, Revision.key)
            .limit(MOST_NAMED)
        )
        with self._database.reading() as session:
            return [(PartKind(kind), key, version) for kind, key, version in session.execute(query)]

    def remove(self, file: str, by: str) -> bool:
        """Delete a picture that no version of any part names. Returns whether it was; OSError on a damaged disk."""
        if not self.has(file) or self.is_recent(file) or self._unused.is_named(file):
            return False
        self._pictures.delete(file)
        self._recorder.record(PICTURE_REMOVED, by, file.rpartition("/")[2])
        return True
