"""The people in a room now, from what its kiosks counted. Pure: minutes and the time are arguments.

In minus out since the last closing time, with the people in view as the minimum, and its uncertainty (estimate.py).

Note: a room whose kiosk is blind or silent is "not known" (None): neither empty nor unchanged. When the kiosk sees
again, the unseen time makes the number less certain.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Site
from contract.opening import day_bounds, hours_on
from tour_server.crowd.estimate import Estimate
from tour_server.crowd.minutes import MINUTE_SECONDS, CountedMinute
from web.translations import gettext as _
from web.translations import ngettext

SILENT_SECONDS = (
    240.0  # from a minute's start: the minute itself, and three minutes for the next one to arrive
)
LOOK_BACK_DAYS = 14
GROWTH_MINUTES = 15  # long enough that one group through the door is no trend
JITTER_SECONDS = 5.0  # between two minutes of a kiosk; a longer gap is a missing minute
MAX_ROOM_CROSSINGS = 10_000  # in a minute, in one direction; more machines than doors would count
PRIOR_MINUTES = 10.0  # a kiosk that has seen little is taken to count one crossing in this time


class OccupancyPoint(Struct, frozen=True, gc=False):
    """A room in the minute that began at `at` (Unix seconds); None where no kiosk observed it."""

    at: float
    people: int | None
    low: int | None = None
    high: int | None = None


class Occupancy(Struct, frozen=True):
    """A room now. `people` is None when it is not known; `why` then says so in a plain sentence.

    `low` to `high`: the truth lies between them nine times in ten. `growth_per_minute`: people, over the last quarter
    of an hour; None where it is not known or may be chance. `history`: minute by minute, oldest first.
    """

    room: str
    people: int | None
    low: int | None
    high: int | None
    why: str
    growth_per_minute: float | None
    history: list[OccupancyPoint]


def last_closing(site: Site, now: dt.datetime) -> dt.datetime:
    """Return the last closing time up to `now`, in UTC: everybody has left then.

    Returns the last local midnight when there was no closing within LOOK_BACK_DAYS. Raises ValueError for a naive time.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    for days in range(LOOK_BACK_DAYS):
        date = today - dt.timedelta(days=days)
        hours = hours_on(site, date)
        if hours is not None:
            closed = day_bounds(hours, date, tz)[1]
            if closed <= now:
                return closed
    return dt.datetime.combine(today, dt.time(), tz).astimezone(dt.UTC)


class OccupancyEstimator:
    """Estimates every room again and again; a room without new minutes is not computed again. Not thread-safe."""

    def __init__(self) -> None:
        self._computed: dict[str, tuple[list[CountedMinute], float, list[OccupancyPoint]]] = {}

    def at(
        self,
        rooms: Iterable[str],
        minutes: Sequence[CountedMinute],
        now: float,
        blind_kiosks: Mapping[str, str] = MappingProxyType({}),
        biases: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Occupancy]:
        """Return each room's occupancy at `now` (Unix seconds).

        `minutes`: those since the last closing, oldest first. `blind_kiosks`: kiosk -> why it can't see, as it
        reported. `biases`: room -> counting bias (balance.py).
        """
        newest = {minute.device: minute for minute in minutes}
        by_room: dict[str, list[CountedMinute]] = {room: [] for room in rooms}
        for minute in minutes:
            if minute.room in by_room and minute.start <= now:
                by_room[minute.room].append(minute)
        self._computed = {
            room: (here, biases.get(room, 0.0), self._history(room, here, biases.get(room, 0.0)))
            for room, here in by_room.items()
        }
        return [
            _occupancy(room, here, history, list(newest.values()), now, blind_kiosks)
            for room, (here, _bias, history) in self._computed.items()
        ]

    def _history(
        self, room: str, minutes: list[CountedMinute], bias: float
    ) -> list[OccupancyPoint]:
        before = self._computed.get(room)
        if before is not None and before[1] == bias and before[0] == minutes:
            return before[2]
        return occupancy_history(minutes, bias)


def occupancy(
    rooms: Iterable[str], minutes: Sequence[CountedMinute], now: float
) -> list[Occupancy]:
    """Estimate every room once. See `OccupancyEstimator.at`."""
    return OccupancyEstimator().at(rooms, minutes, now)


def occupancy_history(minutes: list[CountedMinute], bias: float = 0.0) -> list[OccupancyPoint]:
    """Estimate one room minute by minute. `minutes`: of all its kiosks, oldest first.

    A minute that no kiosk observed is a gap; the estimate continues after it.
    """
    if not minutes:
        return []
    by_number: dict[int, list[CountedMinute]] = {}
    for minute in minutes:
        by_number.setdefault(math.floor(minute.start / MINUTE_SECONDS), []).append(minute)
    kiosks = [_KioskHistory(of) for of in _by_device(minutes).values()]
    points: list[OccupancyPoint] = []
    estimate = Estimate()
    for number in range(min(by_number), max(by_number) + 1):
        observed = [minute for minute in by_number.get(number, []) if minute.observed]
        # The direction of unseen crossings is not known: half of them in, half of them out.
        unseen = sum(
            kiosk.crossings_per_minute * kiosk.unseen_minutes.get(number, 0.0) for kiosk in kiosks
        )
        estimate.add_minute(
            min(MAX_ROOM_CROSSINGS, sum(minute.entered or 0 for minute in observed)),
            min(MAX_ROOM_CROSSINGS, sum(minute.left or 0 for minute in observed)),
            # Two kiosks may have the same people in view, so the larger view counts, not the sum.
            math.floor(max((minute.in_view_mean or 0.0 for minute in observed), default=0.0) + 0.5),
            unseen / 2,
            unseen / 2,
            bias,
        )
        at = number * MINUTE_SECONDS
        if observed:
            points.append(OccupancyPoint(at, *estimate.median_and_range()))
        else:
            points.append(OccupancyPoint(at, None))
    return points


def _occupancy(
    room: str,
    minutes: list[CountedMinute],
    history: list[OccupancyPoint],
    newest: list[CountedMinute],
    now: float,
    blind_kiosks: Mapping[str, str],
) -> Occupancy:
    why = _why_not_known([minute for minute in newest if minute.room == room], now, blind_kiosks)
    last = next((point for point in reversed(history) if point.people is not None), None)
    if why or last is None:
        return Occupancy(room, None, None, None, why, None, history)
    growth = _growth_per_minute(minutes, now)
    return Occupancy(room, last.people, last.low, last.high, why, growth, history)


def _why_not_known(newest: list[CountedMinute], now: float, blind_kiosks: Mapping[str, str]) -> str:
    """Return why a room is not known, from the newest minute of each of its kiosks; "" when it is."""
    if not newest:
        return _("No kiosk has counted here since the last closing time.")
    for minute in sorted(newest, key=lambda minute: minute.device):
        silent_seconds = now - minute.start
        if silent_seconds > SILENT_SECONDS:
            minutes = round((silent_seconds - MINUTE_SECONDS) / 60)
            return ngettext(
                "Kiosk {kiosk} has sent nothing for {number} minute.",
                "Kiosk {kiosk} has sent nothing for {number} minutes.",
                minutes,
                kiosk=minute.device,
            )
        if not minute.observed:
            because = blind_kiosks.get(minute.device)
            if because:
                return _("Kiosk {kiosk} sees nothing: {why}.", kiosk=minute.device, why=because)
            return _(
                "Kiosk {kiosk} sees nothing. Look whether its camera is covered or dark.",
                kiosk=minute.device,
            )
    return ""


def _growth_per_minute(minutes: list[CountedMinute], now: float) -> float | None:
    """Return the net inflow of the last quarter of an hour; None when it may be chance.

    The net of k crossings in random directions is 0 ± √k.
    """
    # A minute that began this long ago has ended within the last GROWTH_MINUTES.
    since = now - (GROWTH_MINUTES + 1) * MINUTE_SECONDS
    recent = [minute for minute in minutes if minute.start >= since]
    entered = sum(minute.entered or 0 for minute in recent)
    left = sum(minute.left or 0 for minute in recent)
    if entered - left <= math.sqrt(entered + left):
        return None
    # Over the whole quarter, even where less of it is known: one group at opening is no rush.
    return (entered - left) / GROWTH_MINUTES


class _KioskHistory:
    """One kiosk's usual rate of crossings, and the time that it did not see."""

    def __init__(self, minutes: list[CountedMinute]) -> None:
        observed_minutes = sum(minute.observed_seconds for minute in minutes) / MINUTE_SECONDS
        crossings = sum((minute.entered or 0) + (minute.left or 0) for minute in minutes)
        self.crossings_per_minute = (1.0 + crossings) / (PRIOR_MINUTES + observed_minutes)
        self.unseen_minutes: dict[
            int, float
        ] = {}  # number of a minute -> minutes unseen before its end
        before = minutes[0].start
        for minute in minutes:
            number = math.floor(minute.start / MINUTE_SECONDS)
            # By the time between two starts, not by numbers: a kiosk's minutes begin at any second.
            gap = minute.start - before - MINUTE_SECONDS
            missing = gap if gap > JITTER_SECONDS else 0.0
            unseen = max(0.0, missing + MINUTE_SECONDS - minute.observed_seconds) / MINUTE_SECONDS
            self.unseen_minutes[number] = self.unseen_minutes.get(number, 0.0) + unseen
            before = minute.start


def _by_device(minutes: list[CountedMinute]) -> dict[str, list[CountedMinute]]:
    found: dict[str, list[CountedMinute]] = {}
    for minute in minutes:
        found.setdefault(minute.device, []).append(minute)
    return found
