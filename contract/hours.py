"""The hours of a day: of the museum, of a special day, of a room."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Hours(Struct, frozen=True):
    """From `opens` to `closes`, local time, the same day."""

    opens: dt.time
    closes: dt.time
