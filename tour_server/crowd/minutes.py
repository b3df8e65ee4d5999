"""The minutes of a stretch of time, each with its place in it.

The one thing a newcomer would get wrong: `start` is worth nothing where `clock_trusted` is false. Such a minute is
placed by the kiosk's monotonic clock: exactly, when the same boot has a trusted minute, whenever that was; else by
the quickest arrival of that boot, since a bin leaves when its minute is over (start ≈ received − 60 s, never later).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from tour_server.crowd.tables import FootfallBin

MINUTE = 60.0
DAY = 86_400.0
AHEAD_SECONDS = 120.0  # a trusted clock may still be a little ahead of ours

_COLUMNS = (
    FootfallBin.device,
    FootfallBin.boot,
    FootfallBin.monotonic,
    FootfallBin.start,
    FootfallBin.received_at,
    FootfallBin.room,
    FootfallBin.observed_seconds,
    FootfallBin.entered,
    FootfallBin.left,
    FootfallBin.in_view_mean,
)


class CountedMinute(Struct, frozen=True, gc=False):
    """One minute of one kiosk; `start` in Unix seconds. The counts are None where nothing was observed."""

    device: str
    room: str | None
    start: float
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None

    @property
    def seen(self) -> bool:
        """Whether the kiosk had evidence in this minute."""
        return self.entered is not None


def minutes_since(session: Session, since: float, now: float) -> list[CountedMinute]:
    """Every minute that began after `since`, oldest first; both in Unix seconds."""
    return minutes_between(session, since, now + AHEAD_SECONDS)


def minutes_between(session: Session, since: float, until: float) -> list[CountedMinute]:
    """Every minute that began at `since` or later and before `until`, oldest first; Unix seconds."""
    of = FootfallBin
    trusted = session.execute(
        select(*_COLUMNS).where(of.clock_trusted, of.start >= since, of.start < until)
    ).all()
    found = [_minute(row, row.start) for row in trusted]
    # A minute can't arrive before it began: those that came earlier need not be read.
    placed_elsewhere = session.execute(
        select(*_COLUMNS).where(not_(of.clock_trusted), of.received_at >= since)
    ).all()
    if placed_elsewhere:
        exact = _exact_offsets(session, placed_elsewhere, since)
        quickest: dict[tuple[str, str], float] = {}
        for row in placed_elsewhere:
            boot = (row.device, row.boot)
            arrival = row.received_at - MINUTE - row.monotonic
            quickest[boot] = min(quickest.get(boot, arrival), arrival)
        for row in placed_elsewhere:
            boot = (row.device, row.boot)
            start = exact.get(boot, quickest[boot]) + row.monotonic
            if since <= start < until:
                found.append(_minute(row, start))
    found.sort(key=lambda minute: minute.start)
    return found


def _exact_offsets(
    session: Session, rows: Sequence[Any], since: float
) -> dict[tuple[str, str], float]:
    """(device, boot) -> Unix seconds at which its monotonic clock was 0, where a trusted minute tells.

    It is looked for from a day before `since` to a day after the last of the rows came, for the index's sake.
    """
    of = FootfallBin
    found = session.execute(
        select(of.device, of.boot, func.max(of.start - of.monotonic))
        .where(
            of.clock_trusted,
            of.start >= since - DAY,
            of.start < max(row.received_at for row in rows) + DAY,
            of.boot.in_({row.boot for row in rows}),
        )
        .group_by(of.device, of.boot)
    ).all()
    return {(device, boot): offset for device, boot, offset in found}


def _minute(row: Any, start: float) -> CountedMinute:
    return CountedMinute(
        row.device,
        row.room,
        start,
        row.observed_seconds,
        row.entered,
        row.left,
        row.in_view_mean,
    )
