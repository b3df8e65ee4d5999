"""Whether as many went out of a room as came in, day after day; and by how much its counters lean if they do not.

By closing time everybody has left, so over whole days in and out must be equal. Where they are not, one side is missed
or invented more often than the other, every hour of every day: an error that grows all day long and that no reset at
night takes away. What it was over the last days is allowed for in today's number (see estimate.py).

The one thing a newcomer would get wrong: a day on which a kiosk was blind or off for a while is no evidence. Whoever
left meanwhile would look like a lean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Site
from contract.opening import hours_on
from tour_server.crowd.estimate import FALSE, MISSED
from tour_server.crowd.minutes import MINUTE
from tour_server.crowd.tables import FootfallBin

DAYS = 7  # open days; enough people to tell a lean from chance, few enough that a line drawn anew is soon believed
LOOK_BACK_DAYS = 21
LATE_SECONDS = (
    900.0  # a kiosk may be switched on so long after opening, and off so long before closing
)
WATCHED = 0.98  # of a day's minutes, or it is no evidence
MOST = 0.25  # beyond it something is wrong that no allowance mends
WORTH_A_LOOK = 0.1


class OpenDay(Struct, frozen=True):
    """One day of the museum, from the closing before it to its own; all in Unix seconds."""

    begins: float
    opens: float
    closes: float


class Balance(Struct, frozen=True):
    """A room's counts over whole days."""

    entered: int
    left: int
    days: int

    @property
    def lean(self) -> float:
        """(in − out) / (in + out), drawn to 0 as far as it may be chance; −MOST to MOST.

        The net of k crossings errs by √((MISSED + FALSE) k); what is left of a lean l with variance v is l·l²/(l² + v).
        """
        crossings = self.entered + self.left
        if not crossings or self.entered == self.left:
            return 0.0
        lean = (self.entered - self.left) / crossings
        kept = lean**3 / (lean**2 + (MISSED + FALSE) / crossings)
        return max(-MOST, min(MOST, kept))

    @property
    def words(self) -> str:
        """A sentence for staff where somebody should look; else nothing."""
        if abs(self.lean) < WORTH_A_LOOK:
            return ""
        more, fewer = ("came in", "went out") if self.lean > 0 else ("went out", "came in")
        return (
            f"Over {self.days} whole days {abs(self.entered - self.left)} more {more} than {fewer}."
            " Look at the lines of its kiosks, and for a door that has none."
        )


def open_days(site: Site, now: dt.datetime) -> list[OpenDay]:
    """The last DAYS that are over at `now` (with its zone), the newest first."""
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    hours: list[tuple[float, float]] = []
    for back in range(LOOK_BACK_DAYS):
        date = today - dt.timedelta(days=back)
        open_from = hours_on(site, date)
        if open_from is not None:
            opens = dt.datetime.combine(date, open_from.opens, zone).timestamp()
            closes = dt.datetime.combine(date, open_from.closes, zone).timestamp()
            if closes <= now.timestamp():
                hours.append((opens, closes))
    days = [OpenDay(before[1], *day) for day, before in pairwise(hours)]
    return days[:DAYS]


def balances(session: Session, days: Sequence[OpenDay]) -> dict[str, Balance]:
    """Room -> its balance over those of the days on which all its kiosks saw from opening to closing."""
    found: dict[str, Balance] = {}
    for day in days:
        for room, (entered, left) in _whole(session, day).items():
            so_far = found.get(room, Balance(0, 0, 0))
            found[room] = Balance(so_far.entered + entered, so_far.left + left, so_far.days + 1)
    return found


def _whole(session: Session, day: OpenDay) -> dict[str, tuple[int, int]]:
    of = FootfallBin
    kiosks = session.execute(
        select(
            of.room,
            func.sum(of.entered),
            func.sum(of.left),
            func.sum(of.observed_seconds),
            func.min(of.start),
            func.max(of.start),
        )
        .where(of.clock_trusted, of.start >= day.begins, of.start < day.closes)
        .group_by(of.room, of.device)
    ).all()
    rooms: dict[str, tuple[int, int]] = {}
    partly = set()
    for room, entered, left, observed, first, last in kiosks:
        if room is None:
            continue
        counted = rooms.get(room, (0, 0))
        rooms[room] = (counted[0] + int(entered or 0), counted[1] + int(left or 0))
        late = first > day.opens + LATE_SECONDS or last + MINUTE < day.closes - LATE_SECONDS
        if late or observed < WATCHED * (last + MINUTE - first):
            partly.add(room)
    return {room: counts for room, counts in rooms.items() if room not in partly}
