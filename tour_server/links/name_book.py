"""Keeps which of the museum's names mean which concept of another house, as SKOS matches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import func, select

from contract.museum import Museum, worded
from tour_server.database import Database
from tour_server.inserting import insert_new
from tour_server.links.concepts import Concept
from tour_server.links.events import NAMES_MATCHED
from tour_server.links.label_terms import LabelReader
from tour_server.links.maker_names import maker_names
from tour_server.links.reasons import LabelField, SharedKind
from tour_server.links.tables import NameMatch
from tour_server.links.trait_words import folded
from tour_server.links.work_label import museum_labels
from tour_server.recorder import Recorder

LONGEST = 200  # characters of a name and of an address; the columns hold no more
_AT_ONCE = 500  # rows


class NameOf(StrEnum):
    """What a name is of."""

    MAKER = "maker"
    TERM = "term"


class MatchState(StrEnum):
    """What staff decided about a match."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SkosRelation(StrEnum):
    """How close a match is, as SKOS calls it."""

    EXACT = "exactMatch"
    CLOSE = "closeMatch"


class MuseumName(Struct, frozen=True):
    """A name of the museum: of a maker, or a term of its labels. `words`: as it stands; `works`: how many have it."""

    of: NameOf
    name: str
    words: str
    works: int


class StoredMatch(Struct, frozen=True):
    """A match as it is kept."""

    of: NameOf
    name: str
    words: str
    uri: str
    label: str
    note: str
    relation: SkosRelation
    state: MatchState


def museum_names(
    museum: Museum, subjects: dict[str, list[str]]
) -> dict[tuple[NameOf, str], MuseumName]:
    """Return the names of a museum's makers and terms in all its languages, by what they are compared by."""
    found: dict[tuple[NameOf, str], MuseumName] = {}
    for of, name, words in _all_names(museum, subjects):
        if len(name) <= LONGEST:
            known = found.get((of, name))
            works = 1 if known is None else known.works + 1
            found[of, name] = MuseumName(of, name, words if known is None else known.words, works)
    return found


def _all_names(museum: Museum, subjects: dict[str, list[str]]) -> Iterator[tuple[NameOf, str, str]]:
    for work in museum.works:
        makers = {
            one.name: one
            for language in museum.site.languages
            for one in maker_names(worded(work.maker, [language])[0])
        }
        for maker in makers.values():
            yield NameOf.MAKER, maker.name, maker.words[:LONGEST]
    reader = LabelReader()
    kinds = (SharedKind.MATERIAL, SharedKind.TECHNIQUE)
    for language in museum.site.languages:
        for label in museum_labels(museum, language, subjects):
            for term in reader.terms(label):
                if term.kind in kinds or term.field is LabelField.SUBJECTS:
                    yield NameOf.TERM, term.name, term.name[:LONGEST]
    for entry in museum.glossary:
        for words in dict.fromkeys(entry.term.values()):
            yield NameOf.TERM, folded(words), words[:LONGEST]


class NameBook:
    """The matches in the database. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def propose(
        self, concepts: Iterable[Concept], names: dict[tuple[NameOf, str], MuseumName], by: str
    ) -> int:
        """Propose the concepts for the names that they share. Returns how many matches are new.

        A person is proposed for makers alone, anything else for terms alone. What was decided stays so.
        """
        rows = [
            {
                "kind": of.value,
                "name": name,
                "uri": concept.uri,
                "words": names[of, name].words,
                "label": concept.label[:300],
                "note": concept.note[:2000],
                "relation": SkosRelation.CLOSE.value,
                "state": MatchState.PROPOSED.value,
                "changed_at": self._now(),
                "changed_by": by,
            }
            for concept in concepts
            if len(concept.uri) <= LONGEST
            for of in (NameOf.MAKER if concept.is_agent else NameOf.TERM,)
            for name in sorted(concept.names)
            if (of, name) in names
        ]
        new = 0
        with self._database.writing() as session:
            for start in range(0, len(rows), _AT_ONCE):
                new += insert_new(session, NameMatch, rows[start : start + _AT_ONCE])
        return new

    def decide(self, of: str, name: str, uri: str, relation: SkosRelation | None, by: str) -> None:
        """Accept a match with a relation, or refuse it with None. Raises KeyError where there is none."""
        with self._database.writing() as session:
            row = session.get(NameMatch, (of, name, uri))
            if row is None:
                raise KeyError((of, name, uri))
            state = MatchState.REFUSED if relation is None else MatchState.ACCEPTED
            row.state = state.value
            row.relation = (relation or SkosRelation.CLOSE).value
            row.changed_at, row.changed_by = self._now(), by
            self._recorder.record(NAMES_MATCHED, by, row.words, f"{state} {uri}", session=session)

    def listed(self, state: MatchState, start: int = 0, most: int = 100) -> list[StoredMatch]:
        """Returns the matches of a state by name."""
        query = (
            select(NameMatch)
            .where(NameMatch.state == state.value)
            .order_by(NameMatch.kind, NameMatch.name, NameMatch.uri)
            .offset(start)
            .limit(most)
        )
        with self._database.reading() as session:
            return [_stored(row) for row in session.scalars(query)]

    def accepted(self) -> list[StoredMatch]:
        """Returns every match that was accepted."""
        return self.listed(MatchState.ACCEPTED, most=1_000_000)

    def counts(self) -> dict[MatchState, int]:
        """Returns how many matches there are of each state."""
        query = select(NameMatch.state, func.count()).group_by(NameMatch.state)
        with self._database.reading() as session:
            found = {MatchState(state): number for state, number in session.execute(query)}
        return {state: found.get(state, 0) for state in MatchState}


def _stored(row: NameMatch) -> StoredMatch:
    return StoredMatch(
        NameOf(row.kind),
        row.name,
        row.words,
        row.uri,
        row.label,
        row.note,
        SkosRelation(row.relation),
        MatchState(row.state),
    )
