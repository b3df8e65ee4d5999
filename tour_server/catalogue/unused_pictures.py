"""Deletes pictures, and files of the look, that neither a draft nor its history names: uploads whose form was refused.

The bundle has files of its own, so a published picture does not depend on this.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import DIGITS, Pictures
from tour_server.catalogue.tables import Revision
from tour_server.database import Database

log = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(days=1)  # longer than a form stays open between its upload and its save
_BATCH = 500  # versions of works read at a time
_NAME = re.compile(rf'"([0-9a-f]{{{DIGITS}}}/[^"]+)"')  # in a part's JSON


class UnusedPictures:
    """Compares the store of pictures with all versions of all works, of all offers and of the museum."""

    def __init__(
        self, database: Database, pictures: Pictures, now: Callable[[], dt.datetime]
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._pictures, self._now = database, pictures, now
        self._others: list[Callable[[Session], Iterable[str]]] = []

    def keep(self, documents: Callable[[Session], Iterable[str]]) -> None:
        """Keep the pictures that other JSON documents name, too: those of proposals that nobody has decided on."""
        self._others.append(documents)

    def delete(self) -> int:
        """Delete what was not named and not uploaded again for KEPT_FOR. Returns how many pictures.

        Raises SQLAlchemyError when the database is away; then nothing is deleted.
        """
        before = (self._now() - KEPT_FOR).timestamp()
        old = self._pictures.unchanged_since(before)
        if not old:
            return 0
        unused = old - self._named()
        for name in sorted(unused):
            try:
                self._pictures.delete(name)
            except OSError as error:
                log.warning("The unused picture %s can't be deleted: %s", name, error.strerror)
        return len(unused)

    def is_named(self, name: str) -> bool:
        """Returns whether any version of a part, or a document that is kept, names a picture."""
        query = select(Revision.key).where(Revision.body.contains(f'"{name}"', autoescape=True))
        with self._database.reading() as session:
            if session.scalars(query.limit(1)).first() is not None:
                return True
            return any(
                name in _NAME.findall(document)
                for documents in self._others
                for document in documents(session)
            )

    def _named(self) -> set[str]:
        """Returns the files that any version of a work, an offer or the museum names.

        Every draft is also its newest version.
        """
        found: set[str] = set()
        query = select(Revision.body).where(
            Revision.kind.in_((PartKind.WORK, PartKind.OFFER, PartKind.SITE)),
            Revision.body.is_not(None),
        )
        with self._database.reading() as session:
            for body in session.scalars(query.execution_options(yield_per=_BATCH)):
                found.update(_NAME.findall(body or ""))
            for documents in self._others:
                for document in documents(session):
                    found.update(_NAME.findall(document))
        return found
