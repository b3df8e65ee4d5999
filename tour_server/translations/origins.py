"""The origins of wordings in the database. Every function works in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tour_server.catalogue.parts import PartKind
from tour_server.translations.tables import TranslationOrigin
from tour_server.translations.translated_texts import WordingKey, WordingOrigin


def origins_of(
    session: Session, kind: PartKind, keys: Collection[str]
) -> dict[str, dict[WordingKey, WordingOrigin]]:
    """Return the origins of the wordings of a batch of parts, by the part's key."""
    table = TranslationOrigin
    query = select(table).where(table.kind == kind.value, table.key.in_(list(keys)))
    found: dict[str, dict[WordingKey, WordingOrigin]] = {key: {} for key in keys}
    for row in session.scalars(query):
        origin = WordingOrigin(row.source_language, row.source_hash, row.version, row.confirmed_by)
        found[row.key][row.path, row.language, row.text_hash] = origin
    session.expunge_all()
    return found


def add_origins(
    session: Session,
    kind: PartKind,
    found: Iterable[tuple[str, Mapping[WordingKey, WordingOrigin]]],
    at: dt.datetime,
) -> None:
    """Add origins of wordings that have none."""
    rows = [
        {
            "kind": kind.value,
            "key": key,
            "path": path,
            "language": language,
            "text_hash": text_hash,
            "source_language": origin.source_language,
            "source_hash": origin.source_hash,
            "version": origin.version,
            "confirmed_by": origin.confirmed_by,
            "at": at,
        }
        for key, origins in found
        for (path, language, text_hash), origin in origins.items()
    ]
    if rows:
        session.connection().execute(insert(TranslationOrigin), rows)


def set_origins(
    session: Session,
    kind: PartKind,
    key: str,
    origins: Mapping[WordingKey, WordingOrigin],
    at: dt.datetime,
) -> None:
    """Set the origins of wordings of a part, in the place of what they were."""
    table = TranslationOrigin
    for path, language, text_hash in origins:
        session.execute(
            delete(table).where(
                table.kind == kind.value,
                table.key == key,
                table.path == path,
                table.language == language,
                table.text_hash == text_hash,
            ),
            execution_options={"synchronize_session": False},
        )
    add_origins(session, kind, [(key, origins)], at)
