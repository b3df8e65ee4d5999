"""Stores bins: one statement a batch, which leaves existing rows unchanged.

A duplicate of a bin meets its own key (device, epoch, sequence) and the database drops it. The whole batch is one JSON
parameter: every further statement would pass the interpreter's lock to and fro, and that, not the database, limits the
rate (docs/decisions/0004).
"""

from __future__ import annotations

from operator import attrgetter

import msgspec
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from contract.messages import Bin
from tour_server.crowd.tables import FootfallBin
from tour_server.ingest.message_handler import ReceivedMessage

_TABLE: Table = FootfallBin.metadata.tables[FootfallBin.__tablename__]
_FIELDS = [name for name in Bin.__struct_fields__ if name not in ("v", "zones")]
_values_of = attrgetter(*_FIELDS)
_NAMES = [*_FIELDS, "device", "zones", "received_at"]
_Row = msgspec.defstruct("_Row", _NAMES, gc=False)  # a struct is encoded faster than a dictionary
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_COLUMNS = ", ".join(f'"{name}"' for name in _NAMES)
_TYPED_COLUMNS = ", ".join(
    f'"{name}" {_TABLE.columns[name].type.compile(_DIALECT)}' for name in _NAMES
)
# Only the names of our own columns are formatted into these statements, never a value.
_SQLITE = text(
    f"INSERT INTO footfall ({_COLUMNS}) SELECT "  # noqa: S608
    + ", ".join(f"json_extract(value, '$.{name}')" for name in _NAMES)
    + " FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING"
)
_POSTGRESQL = text(
    f"INSERT INTO footfall ({_COLUMNS}) SELECT {_COLUMNS}"  # noqa: S608
    f" FROM json_to_recordset(CAST(:rows AS json)) AS row({_TYPED_COLUMNS}) ON CONFLICT DO NOTHING"
)


def store_bins(session: Session, received: list[ReceivedMessage]) -> int:
    """Insert bins; see tour_server.ingest.message_handler.MessageHandler. Returns how many were new."""
    rows = []
    for one in received:
        counted = one.message
        if not isinstance(counted, Bin):
            raise TypeError(f"{type(counted).__name__} is not a Bin")
        zones = None if counted.zones is None else msgspec.json.encode(counted.zones).decode()
        rows.append(_Row(*_values_of(counted), one.device, zones, one.at))
    dialect = session.get_bind().dialect.name
    done = session.execute(
        _SQLITE if dialect == "sqlite" else _POSTGRESQL,
        {"rows": msgspec.json.encode(rows).decode()},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
