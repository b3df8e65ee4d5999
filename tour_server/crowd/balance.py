"""Estimates a room's counting bias: over a full day, entries must equal exits.

By closing time everybody has left. Where in and out differ over whole days, the counters miss or invent one direction
more often, every hour of every day. That error grows all day and no reset at night removes it. The bias of the last
days corrects today's number (estimate.py).

Note: a day on which a kiosk was blind or off for a while is not used. People who left meanwhile would look like a bias.
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
from contract.opening import day_bounds, hours_on
from tour_server.crowd.bounds import believed
from tour_server.crowd.estimate import INVENTED, MISSED
from tour_server.crowd.minutes import MINUTE_SECONDS
from tour_server.crowd.tables import FootfallBin
from web.translations import gettext as _

# A week has enough people to tell a bias from chance, and a line that was redrawn takes effect within days. With 9 % of
# the outs and 1 % of the ins missed, a week brings an afternoon's error below 10 of 300 visitors (docs/decisions/0007).
MAX_DAYS = 7
LOOK_BACK_DAYS = 21
MAX_LATE_SECONDS = (
    900.0  # a kiosk may start this late after opening, and stop this early before closing
)
MIN_OBSERVED_SHARE = 0.98  # of a day's seconds; with less the day is not used
MAX_BIAS = 0.25  # beyond it something is wrong that no correction mends
ADVISE_FROM_BIAS = 0.1


class OpenDay(Struct, frozen=True):
    """One day of the museum, from the closing before it (`begins`) to its own; all in Unix seconds."""

    begins: float
    opens: float
    closes: float


class Balance(Struct, frozen=True):
    """A room's counts over whole days."""

    entered: int
    left: int
    days: int

    @property
    def bias(self) -> float:
        """(in − out) / (in + out), reduced as far as it may be chance; −MAX_BIAS to MAX_BIAS.

        The net of k crossings errs by √((MISSED + INVENTED) k); a bias b of variance v is reduced to b·b²/(b² + v).
        """
        crossings = self.entered + self.left
        if not crossings or self.entered == self.left:
            return 0.0
        counted = (self.entered - self.left) / crossings
        reduced = counted**3 / (counted**2 + (MISSED + INVENTED) / crossings)
        return max(-MAX_BIAS, min(MAX_BIAS, reduced))

    @property
    def advice(self) -> str:
        """A sentence for staff where the bias is large; else ""."""
        if abs(self.bias) < ADVISE_FROM_BIAS:
            return ""
        difference = abs(self.entered - self.left)
        if self.bias > 0:
            return _(
                "Over {days} whole days {difference} more came in than went out."
                " Look at the lines of its kiosks, and for a door that has none.",
                days=self.days,
                difference=difference,
            )
        return _(
            "Over {days} whole days {difference} more went out than came in."
            " Look at the lines of its kiosks, and for a door that has none.",
            days=self.days,
            difference=difference,
        )


def open_days(site: Site, now: dt.datetime) -> list[OpenDay]:
    """Return the last MAX_DAYS that are over at `now` (aware), the newest first."""
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    hours: list[tuple[float, float]] = []
    for back in range(LOOK_BACK_DAYS):
        date = today - dt.timedelta(days=back)
        open_from = hours_on(site, date)
        if open_from is not None:
            opens, closes = day_bounds(open_from, date, tz)
            if closes <= now:
                hours.append((opens.timestamp(), closes.timestamp()))
    days = [OpenDay(before[1], *day) for day, before in pairwise(hours)]
    return days[:MAX_DAYS]


def balances(session: Session, days: Sequence[OpenDay]) -> dict[str, Balance]:
    """Return room -> its balance over the days on which all its kiosks saw from opening to closing."""
    found: dict[str, Balance] = {}
    for day in days:
        for room, (entered, left) in _fully_observed(session, day).items():
            so_far = found.get(room, Balance(0, 0, 0))
            found[room] = Balance(so_far.entered + entered, so_far.left + left, so_far.days + 1)
    return found


def _fully_observed(session: Session, day: OpenDay) -> dict[str, tuple[int, int]]:
    """Return room -> (in, out) of the day, without the rooms of which a kiosk missed a part of it."""
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
        .where(of.clock_trusted, of.start >= day.begins, of.start < day.closes, believed())
        .group_by(of.room, of.device)
    ).all()
    rooms: dict[str, tuple[int, int]] = {}
    partly_observed = set()
    for room, entered, left, observed_seconds, first, last in kiosks:
        if room is None:
            continue
        counted = rooms.get(room, (0, 0))
        rooms[room] = (counted[0] + int(entered or 0), counted[1] + int(left or 0))
        end = last + MINUTE_SECONDS
        late = first > day.opens + MAX_LATE_SECONDS or end < day.closes - MAX_LATE_SECONDS
        if late or observed_seconds < MIN_OBSERVED_SHARE * (end - first):
            partly_observed.add(room)
    return {room: counts for room, counts in rooms.items() if room not in partly_observed}
