"""Stores counts that kiosks send once an hour, each once, by its key."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from contract.acknowledgements import message_digest
from contract.messages import OfferCounts, PlaybackCounts
from tour_server.database import Base
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.inserting import insert_new

HourCounts = PlaybackCounts | OfferCounts


class CountTables(Struct, frozen=True):
    """Where a kind of counts is stored: `stored` by (device, epoch, sequence), `differing` by their digest, too."""

    kind: type[HourCounts]
    stored: type[Base]
    differing: type[Base]


def store_keyed_counts(
    session: Session, received: list[ReceivedMessage], tables: CountTables
) -> int:
    """Insert counts; a duplicate meets its own key and changes nothing. See MessageHandler.

    Counts whose key other counts had already are kept in a table of their own. Returns how many were new. Raises
    TypeError for a message of another kind.
    """
    messages: list[HourCounts] = []
    rows: list[dict[str, Any]] = []
    for one in received:
        if not isinstance(one.message, tables.kind):
            raise TypeError(f"{type(one.message).__name__} is not {tables.kind.__name__}")
        counts = asdict(one.message)
        del counts["v"]
        messages.append(one.message)
        rows.append({"device": one.device, **counts})
    new = insert_new(session, tables.stored, rows)
    return new if new == len(rows) else new + _store_differing(session, messages, rows, tables)


def _store_differing(
    session: Session,
    messages: list[HourCounts],
    rows: list[dict[str, Any]],
    tables: CountTables,
) -> int:
    """Keep the counts that differ from what their key has already. Returns how many were new."""
    columns = tables.stored.__table__.columns
    key = tuple_(columns.device, columns.epoch, columns.sequence)
    wanted = [(row["device"], row["epoch"], row["sequence"]) for row in rows]
    found = session.execute(select(*columns).where(key.in_(wanted))).mappings()
    stored = {(one["device"], one["epoch"], one["sequence"]): one for one in found}
    differing = [
        {**row, "digest": message_digest(message)}
        for message, row, of in zip(messages, rows, wanted, strict=True)
        if any(stored[of][name] != value for name, value in row.items())
    ]
    return insert_new(session, tables.differing, differing) if differing else 0
