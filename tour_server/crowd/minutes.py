"""The minutes that count for today, each with its place in time.

The one thing a newcomer would get wrong: `start` is worth nothing where `clock_trusted` is false. Such a minute is
placed by the kiosk's monotonic clock: exactly, when the same boot has a trusted minute; else by the quickest
arrival of that boot, since a bin leaves when its minute is over (start ≈ received − 60 s, never later).
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import and_, not_, or_, select
from sqlalchemy.orm import Session

from tour_server.crowd.tables import FootfallBin

MINUTE = 60.0
AHEAD_SECONDS = 120.0  # a trusted clock may still be a little ahead of ours


class CountedMinute(Struct, frozen=True, gc=False):
    """One minute of one kiosk; `start` in Unix seconds. The counts are None where nothing was observed."""

    device: str
    room: str | None
    start: float
    entered: int | None
    left: int | None
    in_view_mean: float | None

    @property
    def seen(self) -> bool:
        """Whether the kiosk had evidence in this minute."""
        return self.entered is not None


def minutes_since(session: Session, since: float, now: float) -> list[CountedMinute]:
    """Every minute that began after `since`, oldest first; both in Unix seconds."""
    of = FootfallBin
    rows = session.execute(
        select(
            of.device,
            of.boot,
            of.monotonic,
            of.start,
            of.clock_trusted,
            of.room,
            of.entered,
            of.left,
            of.in_view_mean,
            of.received_at,
        ).where(
            or_(
                and_(of.clock_trusted, of.start >= since, of.start <= now + AHEAD_SECONDS),
                and_(not_(of.clock_trusted), of.received_at >= since),
            )
        )
    ).all()
    exact: dict[tuple[str, str], float] = {}
    quickest: dict[tuple[str, str], float] = {}
    for row in rows:
        boot = (row.device, row.boot)
        if row.clock_trusted:
            exact[boot] = row.start - row.monotonic
        else:
            arrival = row.received_at - MINUTE - row.monotonic
            quickest[boot] = min(quickest.get(boot, arrival), arrival)
    found = []
    for row in rows:
        boot = (row.device, row.boot)
        offset = exact.get(boot, quickest.get(boot, 0.0))
        start = row.start if row.clock_trusted else offset + row.monotonic
        if start >= since:
            found.append(
                CountedMinute(row.device, row.room, start, row.entered, row.left, row.in_view_mean)
            )
    found.sort(key=lambda minute: minute.start)
    return found
