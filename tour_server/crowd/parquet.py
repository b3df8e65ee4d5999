"""Writes the exported table as Parquet, for notebooks and databases.

The writer (pyarrow) is an optional extra of 40 MB. Where it is not installed, NoParquetError says so; there is no
silent fallback to another format.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib.util import find_spec

from tour_server.crowd.export import ExportRow
from web.translations import gettext as _


class NoParquetError(RuntimeError):
    """The extra `parquet` is not installed. The message is a sentence for staff."""


def can_write() -> bool:
    """Returns whether the extra `parquet` is installed."""
    return find_spec("pyarrow") is not None


def as_parquet(tables: Iterable[list[ExportRow]]) -> bytes:
    """Return one file with all days. A withheld count is null, and its column in_withheld or out_withheld is true.

    `hour` is the hour's start in UTC, and null in the row of a whole day. Raises NoParquetError.
    """
    if not can_write():
        raise NoParquetError(
            _(
                "This server can't write Parquet: the extra is not installed. Take the CSV, or ask your technician"
                " for `pip install zaalgids[parquet]`."
            )
        )
    import pyarrow as pa
    import pyarrow.parquet

    rows = [row for table in tables for row in table]
    columns = {
        "date": pa.array([row.date for row in rows], pa.date32()),
        "hour": pa.array([row.hour for row in rows], pa.timestamp("s", tz="UTC")),
        "room": pa.array([row.room for row in rows], pa.string()),
        "in": pa.array([row.entered for row in rows], pa.int32()),
        "out": pa.array([row.left for row in rows], pa.int32()),
        "in_withheld": pa.array([row.entered is None for row in rows], pa.bool_()),
        "out_withheld": pa.array([row.left is None for row in rows], pa.bool_()),
        "observed_minutes": pa.array([row.observed_minutes for row in rows], pa.int32()),
    }
    written = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), written)
    return written.getvalue()
