"""Reads the minutes of a period, each with the time at which it began.

Note: `start` is meaningless where `clock_trusted` is false. Such a minute is placed by the kiosk's monotonic clock.
Where the same boot has any trusted minute, the place is exact. Otherwise it follows from the quickest arrival of that
boot: a bin is sent when its minute is over, so its start is at most 60 s before its arrival. A minute that can't be
true is left out (tour_server.crowd.bounds).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from tour_server.crowd.bounds import believed
from tour_server.crowd.tables import FootfallBin

MINUTE_SECONDS = 60.0
DAY_SECONDS = 86_400.0
MAX_CLOCK_AHEAD_SECONDS = 120.0  # a kiosk's trusted clock may be this much ahead of the server's

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
    def observed(self) -> bool:
        """Whether the kiosk could see in this minute."""
        return self.entered is not None


def minutes_since(session: Session, since: float, now: float) -> list[CountedMinute]:
    """Return every minute that began at `since` or later, oldest first; both in Unix seconds."""
    return minutes_between(session, since, now + MAX_CLOCK_AHEAD_SECONDS)


def minutes_between(session: Session, since: float, until: float) -> list[CountedMinute]:
    """Return every minute that began at `since` or later and before `until`, oldest first; Unix seconds."""
    of = FootfallBin
    trusted = session.execute(
        select(*_COLUMNS).where(of.clock_trusted, of.start >= since, of.start < until, believed())
    ).all()
    found = [_minute(row, row.start) for row in trusted]
    # A minute can't arrive before it began, so earlier arrivals need not be read.
    untrusted = session.execute(
        select(*_COLUMNS).where(not_(of.clock_trusted), of.received_at >= since, believed())
    ).all()
    if untrusted:
        boot_times = _boot_times_by_quickest_arrival(untrusted)
        boot_times |= _exact_boot_times(session, untrusted, since)
        for row in untrusted:
            start = boot_times[row.device, row.boot] + row.monotonic
            if since <= start < until:
                found.append(_minute(row, start))
    found.sort(key=lambda minute: minute.start)
    return found


def _boot_times_by_quickest_arrival(rows: Sequence[Any]) -> dict[tuple[str, str], float]:
    """Estimate when each boot's monotonic clock was 0. Returns (device, boot) -> Unix seconds."""
    found: dict[tuple[str, str], float] = {}
    for row in rows:
        boot = (row.device, row.boot)
        boot_time = row.received_at - MINUTE_SECONDS - row.monotonic
        found[boot] = min(found.get(boot, boot_time), boot_time)
    return found


def _exact_boot_times(
    session: Session, rows: Sequence[Any], since: float
) -> dict[tuple[str, str], float]:
    """Return (device, boot) -> Unix seconds at which its monotonic clock was 0, from trusted minutes.

    For the index's sake only minutes from a day before `since` to a day after the rows' last arrival are read.
    """
    of = FootfallBin
    found = session.execute(
        select(of.device, of.boot, func.max(of.start - of.monotonic))
        .where(
            of.clock_trusted,
            of.start >= since - DAY_SECONDS,
            of.start < max(row.received_at for row in rows) + DAY_SECONDS,
            of.boot.in_({row.boot for row in rows}),
            believed(),
        )
        .group_by(of.device, of.boot)
    ).all()
    return {(device, boot): boot_time for device, boot, boot_time in found}


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
