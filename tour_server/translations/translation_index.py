"""Counts how far each part is in each language, and notes from what each wording was made, from the drafts' history.

Every way of writing drafts leaves versions in the history, so nothing else has to tell this: it reads the versions
that it has not seen. What one edit changed is read at once; after an import the rest is left to a job.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, ValidationError
from sqlalchemy import Select, delete, func, insert, or_, select, tuple_
from sqlalchemy.orm import Session

from contract.museum import Work, worded
from contract.text_units import text_hash
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.approval_units import UnitKey
from tour_server.catalogue.parts import Body, PartKind, decode_stored
from tour_server.catalogue.tables import ApprovedWording, Draft, Revision
from tour_server.database import Database
from tour_server.translations.origins import add_origins, origins_of
from tour_server.translations.segments import segments
from tour_server.translations.tables import (
    TranslatedPart,
    TranslationCell,
    TranslationSegment,
)
from tour_server.translations.translated_texts import (
    TextState,
    TranslatedText,
    WordingKey,
    WordingOrigin,
    new_origins,
    text_state,
    translated_texts,
)

BATCH = 200  # parts in one transaction
KIND_ORDER = (
    PartKind.WORK,
    PartKind.LINK,
    PartKind.TOUR,
    PartKind.OFFER,
    PartKind.TERM,
    PartKind.THEME,
    PartKind.ROOM,
    PartKind.CONNECTION,
    PartKind.SITE,
)
"""The order in which staff read the parts."""
_REMEMBERED = (TextState.WRITTEN, TextState.APPROVED, TextState.UNKNOWN)


class _Behind(Struct, frozen=True):
    """A part that is not counted as it is: its version, and the version that was counted, 0 for none."""

    kind: PartKind
    key: str
    version: int
    counted: int


class TranslationIndex:
    """The counted parts. Safe to call from many threads."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], languages: Callable[[], list[str]]
    ) -> None:
        """`languages` returns the museum's, empty while there is no museum."""
        self._database, self._now, self.languages = database, now, languages

    def behind(self) -> int:
        """Return how many parts are not counted as they are."""
        with self._database.reading() as session:
            query = _behind(self._stamp()).subquery()
            return session.scalar(select(func.count()).select_from(query)) or 0

    def catch_up(
        self, progress: Callable[[int, int], None] | None = None, most: int | None = None
    ) -> int:
        """Count what changed, at most `most` parts, a batch in a transaction. Returns how many were counted.

        `progress` is told how many of how many are done, and may raise.
        """
        done, everything = 0, self.behind() if progress is not None else 0
        while most is None or done < most:
            with self._database.reading() as session:
                wanted = _next(session, self._stamp(), min(BATCH, most or BATCH))
                gone = _gone(session)
            if gone:
                with self._database.writing() as session:
                    _forget(session, gone)
            if not wanted:
                return done
            with self._database.writing() as session:
                for kind in dict.fromkeys(one.kind for one in wanted):
                    self._count(session, kind, [one for one in wanted if one.kind is kind])
            done += len(wanted)
            if progress is not None:
                progress(min(done, everything), everything)
        return done

    def count_again(self, session: Session, kind: PartKind, key: str) -> None:
        """Count one part in the caller's transaction, whose origins were changed by hand."""
        version = session.scalar(
            select(Draft.version).where(Draft.kind == kind.value, Draft.key == key)
        )
        counted = session.get(TranslatedPart, (kind.value, key))
        if version is not None:
            before = 0 if counted is None else counted.version
            self._count(session, kind, [_Behind(kind, key, version, before)])

    def _stamp(self) -> str:
        return " ".join(self.languages())

    def _count(self, session: Session, kind: PartKind, wanted: Sequence[_Behind]) -> None:
        keys = [one.key for one in wanted]
        languages, at = self.languages(), self._now()
        rows = {row.key: row for row in session.scalars(_locked(kind, keys))}
        origins = origins_of(session, kind, keys)
        found: list[tuple[str, dict[WordingKey, WordingOrigin]]] = []
        for one in wanted:
            made = self._new_origins(session, one, languages, origins[one.key])
            origins[one.key] |= made
            found.append((one.key, made))
        add_origins(session, kind, found, at)
        approved, approved_at = _approved(session, kind, keys), _approved_at(session, kind, keys)
        _forget(session, [(kind.value, key) for key in keys])
        parts, cells, kept = [], [], []
        for one in wanted:
            row = rows.get(one.key)
            if row is None or row.version != one.version:
                continue  # it changed meanwhile, and is still behind
            body = _decoded(kind, one.key, row.body)
            texts = translated_texts(body, languages)
            room = body.room if isinstance(body, Work) else ""
            parts.append(
                {
                    "kind": kind.value,
                    "key": one.key,
                    "version": one.version,
                    "languages": " ".join(languages),
                    "kind_order": KIND_ORDER.index(kind),
                    "number": body.number if isinstance(body, Work) else row.place,
                    "name": part_name(body, one.key, languages),
                    "room": room,
                    # An approval by a clock that was set back since lies ahead of now.
                    "counted_at": max(at, approved_at.get(one.key, at)),
                }
            )
            states = {
                language: [
                    text_state(text, language, origins[one.key], approved.get(one.key, ()))
                    for text in texts
                ]
                for language in languages
            }
            for language, of_language in states.items():
                counts = {state.value: of_language.count(state) for state in TextState}
                named = {"kind": kind.value, "key": one.key, "language": language, "room": room}
                cells.append({**named, **counts})
            kept += _segments(kind, one.key, texts, origins[one.key])
        connection = session.connection()
        for table, values in (
            (TranslatedPart, parts),
            (TranslationCell, cells),
            (TranslationSegment, kept),
        ):
            if values:
                connection.execute(insert(table), values)

    def _new_origins(
        self,
        session: Session,
        one: _Behind,
        languages: Sequence[str],
        known: Mapping[WordingKey, WordingOrigin],
    ) -> dict[WordingKey, WordingOrigin]:
        """Read the versions that were not counted, and return the origins of wordings that came in with them."""
        query = (
            select(Revision.version, Revision.body)
            .where(
                Revision.kind == one.kind.value,
                Revision.key == one.key,
                Revision.version >= one.counted,
                Revision.version <= one.version,
            )
            .order_by(Revision.version)
        )
        before: list[TranslatedText] = []
        found: dict[WordingKey, WordingOrigin] = {}
        for version, text in session.execute(query):
            body = None if text is None else _decoded(one.kind, one.key, text)
            after = translated_texts(body, languages)
            if version > one.counted:
                found |= new_origins(before, after, version, {**known, **found})
            before = after
        return found


def part_name(body: Body | None, key: str, languages: Sequence[str]) -> str:
    """Return the name of a part for staff: its title, term or name, else its key."""
    for field in ("title", "term", "name"):
        text = getattr(body, field, None)
        if text:
            return worded(text, languages)[0] or key
    return key


def _locked(kind: PartKind, keys: Sequence[str]) -> Select[Draft]:
    """Return the query of these drafts that lets no other transaction count them until this one ends."""
    query = select(Draft).where(Draft.kind == kind.value, Draft.key.in_(keys))
    return query.order_by(Draft.key).with_for_update()


def _behind(stamp: str) -> Any:
    part = TranslatedPart
    approved_since = (
        select(ApprovedWording.key)
        .where(
            ApprovedWording.kind == Draft.kind,
            ApprovedWording.key == Draft.key,
            ApprovedWording.approved_at > part.counted_at,
        )
        .exists()
    )
    return (
        select(Draft.kind, Draft.key, Draft.version, func.coalesce(part.version, 0))
        .outerjoin(part, (part.kind == Draft.kind) & (part.key == Draft.key))
        .where(
            Draft.kind.in_([kind.value for kind in KIND_ORDER]),
            or_(
                part.key.is_(None),
                part.version != Draft.version,
                part.languages != stamp,
                approved_since,
            ),
        )
    )


def _next(session: Session, stamp: str, most: int) -> list[_Behind]:
    query = _behind(stamp).limit(most)
    return [_Behind(PartKind(kind), *rest) for kind, *rest in session.execute(query)]


def _gone(session: Session) -> list[tuple[str, str]]:
    """Return the counted parts that are not in the drafts any more."""
    part = TranslatedPart
    there = select(Draft.key).where(Draft.kind == part.kind, Draft.key == part.key).exists()
    query = select(part.kind, part.key).where(~there).limit(BATCH)
    return [(kind, key) for kind, key in session.execute(query)]


def _forget(session: Session, parts: Iterable[tuple[str, str]]) -> None:
    named = list(parts)
    for table in (TranslatedPart, TranslationCell, TranslationSegment):
        session.execute(
            delete(table).where(tuple_(table.kind, table.key).in_(named)),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()


def _approved(session: Session, kind: PartKind, keys: Sequence[str]) -> dict[str, set[UnitKey]]:
    """Return what of these parts is approved as it is in the drafts."""
    table = ApprovedWording
    query = select(table.key, table.path, table.language).where(
        table.kind == kind.value, table.key.in_(keys), table.stands
    )
    found: dict[str, set[UnitKey]] = {}
    for key, path, language in session.execute(query):
        found.setdefault(key, set()).add((path, language))
    return found


def _approved_at(session: Session, kind: PartKind, keys: Sequence[str]) -> dict[str, dt.datetime]:
    """Return when anything of these parts was last approved."""
    table = ApprovedWording
    query = select(table.key, func.max(table.approved_at).label("last")).where(
        table.kind == kind.value, table.key.in_(keys)
    )
    return {row.key: row.last for row in session.execute(query.group_by(table.key))}


def _segments(
    kind: PartKind,
    key: str,
    texts: Sequence[TranslatedText],
    origins: Mapping[WordingKey, WordingOrigin],
) -> list[dict[str, Any]]:
    """Return the sentences that memory keeps: not those of a machine, nor of what is stale."""
    found = []
    for text in texts:
        kept = {
            language: wording.text
            for language, wording in text.wordings.items()
            if text_state(text, language, origins) in _REMEMBERED
        }
        if len(kept) < 2:
            continue
        found += [
            {
                "kind": kind.value,
                "key": key,
                "path": text.path,
                "place": one.place,
                "language": one.language,
                "text": one.text,
                "text_hash": sentence_hash(one.text),
                "length": len(one.text),
            }
            for one in segments(kept)
        ]
    return found


def sentence_hash(text: str) -> str:
    """Return the hash by which memory finds a sentence again, whatever its capitals."""
    return text_hash(text.casefold())


def _decoded(kind: PartKind, key: str, text: str) -> Any:
    """Return a body, None for one of newer software or one that does not fit: it has no texts that can be counted."""
    try:
        return decode_stored(kind, key, text)
    except (DocumentVersionError, ValidationError):
        return None
