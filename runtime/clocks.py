"""The clock that a composition root hands to its parts; tests hand in their own."""

from __future__ import annotations

import datetime as dt


def utc_now() -> dt.datetime:
    """Returns the time in UTC."""
    return dt.datetime.now(dt.UTC)
