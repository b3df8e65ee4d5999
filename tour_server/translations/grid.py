"""The grid of parts by languages: what passes a filter, a page at a time, and how much is how far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.translations.tables import TranslatedPart, TranslationCell
from tour_server.translations.translated_texts import STATE_WORDS, TextState
from web.translations import gettext as _

PAGE_LENGTH = 50  # parts
TO_DO = (TextState.MISSING, TextState.STALE, TextState.MACHINE)
"""What somebody has to do something about."""
_TODO_NAME = "to-do"  # the filter on all of them


class GridFilter(Struct, frozen=True):
    """Which parts are shown, as the address of the page says it; what is empty filters nothing."""

    language: str = ""
    state: str = ""  # a TextState, or to-do
    kind: str = ""
    room: str = ""
    search: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> GridFilter:
        """Return the filter of an address. Values that mean nothing filter nothing."""
        state, kind = query.get("state", ""), query.get("kind", "")
        return cls(
            query.get("language", "")[:35],
            state if state in (*TextState, _TODO_NAME) else "",
            kind if kind in list(PartKind) else "",
            query.get("room", "")[:64],
            query.get("q", "").strip()[:100],
        )

    @property
    def states(self) -> tuple[TextState, ...]:
        """The states that are wanted, empty for all."""
        if self.state == _TODO_NAME:
            return TO_DO
        return (TextState(self.state),) if self.state else ()

    def address(self) -> dict[str, Any]:
        """Return the filter as the query of an address."""
        given = {"language": self.language, "state": self.state, "kind": self.kind}
        given |= {"room": self.room, "q": self.search}
        return {name: value for name, value in given.items() if value}

    def query(self) -> Select[Any]:
        """Return the query of the parts that pass, as rows of TranslatedPart, without an order."""
        part, cell = TranslatedPart, TranslationCell
        query = select(part)
        if self.kind:
            query = query.where(part.kind == self.kind)
        if self.room:
            query = query.where(part.room == self.room)
        if self.search:
            as_typed = part.name.contains(self.search, autoescape=True)
            lowered = func.lower(part.name).contains(self.search.lower(), autoescape=True)
            query = query.where(or_(as_typed, lowered))  # SQLite lowers no letter but a to z
        if self.states or self.language:
            of_part = select(cell.key).where(cell.kind == part.kind, cell.key == part.key)
            if self.language:
                of_part = of_part.where(cell.language == self.language)
            if self.states:
                of_part = of_part.where(sum_of(self.states) > 0)
            query = query.where(of_part.exists())
        return query


class GridCell(Struct, frozen=True):
    """How many texts of a part are how far in one language."""

    language: str
    counts: dict[TextState, int]

    @property
    def number(self) -> int:
        """How many texts there are."""
        return sum(self.counts.values())

    @property
    def worst(self) -> TextState | None:
        """The first state in which a text is, None where there is no text."""
        return next((state for state, number in self.counts.items() if number), None)

    @property
    def words(self) -> str:
        """How far it is, in the language of the request: `2 missing, 1 stale`."""
        if self.worst is None:
            return _("no text")
        shown = [
            f"{number} {_(STATE_WORDS[state])}"
            for state, number in self.counts.items()
            if number and state in (*TO_DO, TextState.UNKNOWN)
        ]
        return ", ".join(shown) or _(STATE_WORDS[self.worst])


class GridRow(Struct, frozen=True):
    """A part and its cells, in the order of the museum's languages."""

    kind: PartKind
    key: str
    number: int
    name: str
    cells: list[GridCell]


class GridPage(Struct, frozen=True):
    """A page of the grid. `count`: how many parts pass the filter. `totals`: of all parts of its kind and room."""

    rows: list[GridRow]
    count: int
    totals: list[GridCell]


class Grid:
    """Reads the grid."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: GridFilter, begin: int, languages: Sequence[str]) -> GridPage:
        """Return the page that begins at the part `begin`."""
        part = TranslatedPart
        query = wanted.query()
        with self._database.reading() as session:
            count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            ordered = query.order_by(part.kind_order, part.number, part.key)
            rows = list(session.scalars(ordered.offset(begin).limit(PAGE_LENGTH)))
            cells = _cells(session, rows)
            totals = self._totals(session, wanted, languages)
        return GridPage(
            [
                GridRow(
                    PartKind(row.kind),
                    row.key,
                    row.number,
                    row.name,
                    [
                        cells.get((row.kind, row.key, language)) or GridCell(language, {})
                        for language in languages
                    ],
                )
                for row in rows
            ],
            count,
            totals,
        )

    def totals(self, languages: Sequence[str]) -> list[GridCell]:
        """Return how much of the whole museum is how far in each language."""
        with self._database.reading() as session:
            return self._totals(session, GridFilter(), languages)

    def parts(self, wanted: GridFilter) -> list[tuple[PartKind, str]]:
        """Return every part that passes, in the order of the grid."""
        part = TranslatedPart
        query = wanted.query().order_by(part.kind_order, part.number, part.key)
        with self._database.reading() as session:
            rows = session.execute(query.with_only_columns(part.kind, part.key))
            return [(PartKind(kind), key) for kind, key in rows]

    def stale(self) -> list[tuple[PartKind, str, str, int]]:
        """Return (kind, key, language, how many) of what is stale."""
        cell = TranslationCell
        query = select(cell.kind, cell.key, cell.language, cell.stale).where(cell.stale > 0)
        with self._database.reading() as session:
            rows = session.execute(query.order_by(cell.kind, cell.key, cell.language))
            return [(PartKind(kind), key, language, n) for kind, key, language, n in rows]

    def next_part(
        self, wanted: GridFilter, kind: PartKind, key: str, *, before: bool = False
    ) -> tuple[PartKind, str] | None:
        """Return the part that follows this one among those that pass, or stands before it."""
        part = TranslatedPart
        with self._database.reading() as session:
            here = session.get(part, (kind.value, key))
            if here is None:
                return None
            place = (here.kind_order, here.number, here.key)
            columns = (part.kind_order, part.number, part.key)
            query = wanted.query().where(_after(columns, place, before=before))
            order = [one.desc() if before else one for one in columns]
            row = session.execute(
                query.with_only_columns(part.kind, part.key).order_by(*order).limit(1)
            ).first()
        return None if row is None else (PartKind(row[0]), row[1])

    def _totals(
        self, session: Session, wanted: GridFilter, languages: Sequence[str]
    ) -> list[GridCell]:
        cell = TranslationCell
        sums = [func.sum(getattr(cell, state.value)) for state in TextState]
        query = select(cell.language, *sums).group_by(cell.language)
        if wanted.kind:
            query = query.where(cell.kind == wanted.kind)
        if wanted.room:
            query = query.where(cell.room == wanted.room)
        found = {
            language: GridCell(
                language, {state: int(n or 0) for state, n in zip(TextState, numbers, strict=True)}
            )
            for language, *numbers in session.execute(query)
        }
        return [found.get(one) or GridCell(one, {}) for one in languages]


def sum_of(states: Sequence[TextState]) -> ColumnElement[int]:
    """Return how many texts of a cell are in one of these states."""
    first, *rest = (getattr(TranslationCell, state.value) for state in states)
    return sum(rest, start=first)  # type: ignore[no-any-return]


def _cells(
    session: Session, rows: Sequence[TranslatedPart]
) -> dict[tuple[str, str, str], GridCell]:
    cell = TranslationCell
    found = {}
    for kind in {row.kind for row in rows}:
        keys = [row.key for row in rows if row.kind == kind]
        for one in session.scalars(select(cell).where(cell.kind == kind, cell.key.in_(keys))):
            counts = {state: getattr(one, state.value) for state in TextState}
            found[one.kind, one.key, one.language] = GridCell(one.language, counts)
    return found


def _after(
    columns: tuple[Any, Any, Any], place: tuple[int, int, str], *, before: bool
) -> ColumnElement[bool]:
    order, number, key = columns
    first, second, third = place
    if before:
        later = (number < second) | ((number == second) & (key < third))
        return (order < first) | ((order == first) & later)  # type: ignore[no-any-return]
    later = (number > second) | ((number == second) & (key > third))
    return (order > first) | ((order == first) & later)  # type: ignore[no-any-return]
