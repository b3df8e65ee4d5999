"""Stores bins: one statement a batch, which leaves existing rows unchanged.

A duplicate of a bin meets its own key (device, epoch, sequence) and the database drops it. The whole batch is one JSON
parameter: every further statement would pass the interpreter's lock to and fro, and that, not the database, limits the
rate (docs/decisions/0004). Only a batch with duplicates needs a second one: it keeps the bins whose key is taken by
other counts, in a table of their own, because a second machine counts under one identity (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from contract.acknowledgements import message_digest
from contract.messages import Bin
from tour_server.crowd.minutes import MAX_CLOCK_AHEAD_SECONDS
from tour_server.crowd.tables import FootfallBin
from tour_server.ingest.message_handler import ReceivedMessage

_TABLE: Table = FootfallBin.metadata.tables[FootfallBin.__tablename__]
_FIELDS = [name for name in Bin.__struct_fields__ if name not in ("v", "zones")]
_KEY = ("device", "epoch", "sequence")
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
# What the digest of a bin covers (contract.acknowledgements): everything but its time, which a kiosk corrects later.
_COUNTED = [name for name in _NAMES if name not in (*_KEY, "start", "clock_trusted", "received_at")]
_SQLITE_DIFFERING = text(
    f"INSERT INTO footfall_differing ({_COLUMNS}, digest) SELECT "  # noqa: S608
    + ", ".join(f"json_extract(value, '$.{name}')" for name in (*_NAMES, "digest"))
    + " FROM json_each(:rows) WHERE EXISTS (SELECT 1 FROM footfall AS f WHERE "
    + " AND ".join(f"f.\"{name}\" = json_extract(value, '$.{name}')" for name in _KEY)
    + " AND ("
    + " OR ".join(f"f.\"{name}\" IS NOT json_extract(value, '$.{name}')" for name in _COUNTED)
    + ")) ON CONFLICT DO NOTHING RETURNING device"
)
_POSTGRESQL_DIFFERING = text(
    f"INSERT INTO footfall_differing ({_COLUMNS}, digest) SELECT {_COLUMNS}, digest"  # noqa: S608
    f" FROM json_to_recordset(CAST(:rows AS json)) AS row({_TYPED_COLUMNS}, digest VARCHAR(32))"
    " WHERE EXISTS (SELECT 1 FROM footfall AS f WHERE "
    + " AND ".join(f'f."{name}" = row."{name}"' for name in _KEY)
    + " AND ("
    + " OR ".join(f'f."{name}" IS DISTINCT FROM row."{name}"' for name in _COUNTED)
    + ")) ON CONFLICT DO NOTHING RETURNING device"
)

OnDiffering = Callable[[Session, set[str]], None]


def store_bins(
    session: Session,
    received: list[ReceivedMessage],
    on_differing: OnDiffering = lambda _session, _devices: None,
) -> int:
    """Insert bins; see tour_server.ingest.message_handler.MessageHandler. Returns how many were new.

    `on_differing` is called with the devices of bins whose key other counts had already.
    """
    rows = []
    for one in received:
        counted = one.message
        if not isinstance(counted, Bin):
            raise TypeError(f"{type(counted).__name__} is not a Bin")
        if counted.clock_trusted and counted.start > one.at + MAX_CLOCK_AHEAD_SECONDS:
            # It can't have begun yet: the kiosk's clock is wrong. The minute is placed as one without a clock.
            counted = msgspec.structs.replace(counted, clock_trusted=False)
        zones = None if counted.zones is None else msgspec.json.encode(counted.zones).decode()
        rows.append(_Row(*_values_of(counted), one.device, zones, one.at))
    dialect = session.get_bind().dialect.name
    done = session.execute(
        _SQLITE if dialect == "sqlite" else _POSTGRESQL,
        {"rows": msgspec.json.encode(rows).decode()},
    )
    new = int(done.rowcount)  # type: ignore[attr-defined]
    return (
        new if new == len(rows) else new + _store_differing(session, received, rows, on_differing)
    )


def _store_differing(
    session: Session,
    received: list[ReceivedMessage],
    rows: list[Any],
    on_differing: OnDiffering,
) -> int:
    """Keep the bins that differ from what their key has already. Returns how many were new."""
    with_digests = [
        {**asdict(row), "digest": message_digest(one.message)}
        for one, row in zip(received, rows, strict=True)
        if isinstance(one.message, Bin)
    ]
    dialect = session.get_bind().dialect.name
    devices = session.scalars(
        _SQLITE_DIFFERING if dialect == "sqlite" else _POSTGRESQL_DIFFERING,
        {"rows": msgspec.json.encode(with_digests).decode()},
    ).all()
    if devices:
        on_differing(session, set(devices))
    return len(devices)
