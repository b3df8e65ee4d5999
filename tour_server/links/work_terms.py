"""Keeps subject terms of works, which museums' collection databases have and labels don't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from sqlalchemy import delete, func, insert, select

from contract.museum import Work
from tour_server.database import Database
from tour_server.links.events import TERMS_TAKEN
from tour_server.links.tables import WorkTerm
from tour_server.links.work_label import WorkLabel
from tour_server.recorder import Recorder

LONGEST_TERM = 200  # characters; the column holds no more
MOST_OF_A_WORK = 60  # terms; the Tate's works have 58 at most
_ROWS = 2000  # written at a time


class TakenTerms(Struct, frozen=True):
    """What came of a file: `works` got terms, `unknown` rows name no work of the museum."""

    works: int
    terms: int
    unknown: list[str]


class WorkTerms:
    """The terms in the database. May be called from any thread."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database, self._recorder = database, recorder

    def all(self) -> dict[str, list[str]]:
        """Returns the terms of every work that has any, by its key, in their order."""
        query = select(WorkTerm.work, WorkTerm.term).order_by(WorkTerm.work, WorkTerm.place)
        found: dict[str, list[str]] = {}
        with self._database.reading() as session:
            for work, term in session.execute(query):
                found.setdefault(work, []).append(term)
        return found

    def counts(self) -> tuple[int, int]:
        """Returns how many works have terms, and how many terms there are in all."""
        query = select(func.count(WorkTerm.work.distinct()), func.count())
        with self._database.reading() as session:
            works, terms = session.execute(query).one()
            return works, terms

    def take(self, labels: Iterable[WorkLabel], works: Sequence[Work], by: str) -> TakenTerms:
        """Take the subjects of a table in place of those that its works had.

        A row is of the work with its inventory number, key or number. Raises what reading the table raises; then
        nothing was taken.
        """
        by_name = _by_name(works)
        terms: dict[str, list[str]] = {}
        unknown = []
        for label in labels:
            key = by_name.get(label.key.casefold())
            if key is None:
                unknown.append(label.key)
            elif label.subjects:
                known = [one[:LONGEST_TERM] for one in label.subjects]
                terms[key] = list(dict.fromkeys([*terms.get(key, []), *known]))[:MOST_OF_A_WORK]
        self._write(terms, by)
        return TakenTerms(len(terms), sum(map(len, terms.values())), unknown)

    def _write(self, terms: Mapping[str, Sequence[str]], by: str) -> None:
        rows = (
            {"work": work, "term": term, "place": place}
            for work, listed in terms.items()
            for place, term in enumerate(listed)
        )
        keys = iter(terms)
        with self._database.writing() as session:
            while some_keys := list(islice(keys, _ROWS // 4)):
                session.execute(delete(WorkTerm).where(WorkTerm.work.in_(some_keys)))
            while some := list(islice(rows, _ROWS)):
                session.execute(insert(WorkTerm), some)
            if terms:
                self._recorder.record(TERMS_TAKEN, by, f"{len(terms)}", session=session)


def _by_name(works: Sequence[Work]) -> dict[str, str]:
    """Return the key of each work by its number, key and inventory number, which counts most."""
    found = {str(work.number): work.key for work in works}
    found |= {work.key.casefold(): work.key for work in works}
    found |= {work.inventory.casefold(): work.key for work in works if work.inventory}
    return found
