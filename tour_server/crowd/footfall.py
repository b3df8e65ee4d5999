"""Storing bins: one statement a batch, nothing changed that is there.

A second delivery of a bin meets its own key (device, epoch, sequence) and is dropped by the database itself. The
whole batch goes in as one JSON parameter: every further statement would hand the interpreter's lock to and fro,
and that, not the database, is what limits the rate.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.orm import Session

from contract.messages import Bin
from tour_server.broker.arrival import Arrival


class _Row(Struct, gc=False):
    """The columns of the table, in its order."""

    device: str
    epoch: str
    sequence: int
    boot: str
    monotonic: float
    start: float
    clock_trusted: bool
    room: str | None
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None
    in_view_max: int | None
    zones: str | None
    received_at: float


_TYPES = {
    "device": "text",
    "epoch": "text",
    "sequence": "bigint",
    "boot": "text",
    "monotonic": "double precision",
    "start": "double precision",
    "clock_trusted": "boolean",
    "room": "text",
    "observed_seconds": "double precision",
    "entered": "integer",
    "left": "integer",
    "in_view_mean": "double precision",
    "in_view_max": "integer",
    "zones": "text",
    "received_at": "double precision",
}
_COLUMNS = ", ".join(f'"{name}"' for name in _Row.__struct_fields__)
# Names of our own columns alone are put into these, never a value.
_SQLITE = text(
    f"INSERT INTO footfall ({_COLUMNS}) SELECT "  # noqa: S608
    + ", ".join(f"json_extract(value, '$.{name}')" for name in _Row.__struct_fields__)
    + " FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING"
)
_POSTGRESQL = text(
    f"INSERT INTO footfall ({_COLUMNS}) SELECT {_COLUMNS} FROM json_to_recordset(CAST(:rows AS json)) AS row("  # noqa: S608
    + ", ".join(f'"{name}" {_TYPES[name]}' for name in _Row.__struct_fields__)
    + ") ON CONFLICT DO NOTHING"
)


def keep_footfall(session: Session, arrivals: list[Arrival]) -> int:
    """Stores bins; see tour_server.broker.arrival.Keeper."""
    rows = []
    for arrival in arrivals:
        found = arrival.message
        if not isinstance(found, Bin):
            raise TypeError(f"{type(found).__name__} is no bin")
        rows.append(
            _Row(
                arrival.device,
                found.epoch,
                found.sequence,
                found.boot,
                found.monotonic,
                found.start,
                found.clock_trusted,
                found.room,
                found.observed_seconds,
                found.entered,
                found.left,
                found.in_view_mean,
                found.in_view_max,
                None if found.zones is None else msgspec.json.encode(found.zones).decode(),
                arrival.at,
            )
        )
    dialect = session.get_bind().dialect.name
    done = session.execute(
        _SQLITE if dialect == "sqlite" else _POSTGRESQL,
        {"rows": msgspec.json.encode(rows).decode()},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
