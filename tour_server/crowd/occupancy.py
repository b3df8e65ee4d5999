"""People in a room now, from what its kiosks counted. Pure: minutes and the time come in as arguments.

In minus out since the last closing time, with the people in view as the least there can be, and how sure that is
(see estimate.py). The one thing a newcomer would get wrong: a room whose kiosk is blind or silent is "not known"
(None), neither empty nor as it was; and when it sees again, what passed meanwhile makes the number less sure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Site
from contract.opening import hours_on
from tour_server.crowd.estimate import Estimate
from tour_server.crowd.minutes import MINUTE, CountedMinute

SILENT_SECONDS = 240.0  # from a minute's start: its end, and three minutes for the next to come
LOOK_BACK_DAYS = 14
RISE_MINUTES = 15  # long enough that one group through the door is no trend
JITTER_SECONDS = 5.0  # between two minutes of a kiosk; more is a minute that is missing
USUAL_MINUTES = 10.0  # before a kiosk has seen much, it is taken to see one crossing in so many


class Point(Struct, frozen=True, gc=False):
    """A room in one minute that began at `at` (Unix seconds); people None where nobody observed it."""

    at: float
    people: int | None
    low: int | None = None
    high: int | None = None


class Occupancy(Struct, frozen=True):
    """A room now. `people` None: not known, and `why` says it in a plain sentence.

    `low` to `high`: where the truth lies, nine times in ten. `rise`: more people a minute, over the last quarter
    of an hour; None where that is not known or may be chance. `course`: minute by minute, oldest first.
    """

    room: str
    people: int | None
    low: int | None
    high: int | None
    why: str
    rise: float | None
    course: list[Point]


def last_closing(site: Site, now: dt.datetime) -> dt.datetime:
    """The last closing time up to `now`, when everybody has left; midnight of a day long ago if there was none.

    Raises ValueError for a time that says no zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    for days in range(LOOK_BACK_DAYS):
        date = today - dt.timedelta(days=days)
        hours = hours_on(site, date)
        if hours is not None:
            closed = dt.datetime.combine(date, hours.closes, zone).astimezone(dt.UTC)
            if closed <= now:
                return closed
    # A house that is closed for weeks: count from last midnight.
    return dt.datetime.combine(today, dt.time(), zone).astimezone(dt.UTC)


class Occupancies:
    """Every room's occupancy, asked again and again: a room of which nothing new was heard costs nothing.

    Not for several threads.
    """

    def __init__(self) -> None:
        self._drawn: dict[str, tuple[list[CountedMinute], float, list[Point]]] = {}

    def at(
        self,
        rooms: Iterable[str],
        minutes: Sequence[CountedMinute],
        now: float,
        blind_because: Mapping[str, str] = MappingProxyType({}),
        leans: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Occupancy]:
        """Each room at `now` (Unix seconds), from the minutes since the last closing, oldest first.

        `blind_because`: kiosk -> why it sees nothing, as far as it has said so. `leans`: room -> how its counters
        lean, see balance.py.
        """
        newest = {minute.device: minute for minute in minutes}
        by_room: dict[str, list[CountedMinute]] = {room: [] for room in rooms}
        for minute in minutes:
            if minute.room in by_room and minute.start <= now:
                by_room[minute.room].append(minute)
        drawn = {
            room: (here, leans.get(room, 0.0), self._course(room, here, leans.get(room, 0.0)))
            for room, here in by_room.items()
        }
        self._drawn = drawn
        return [
            _now(room, here, course, list(newest.values()), now, blind_because)
            for room, (here, _lean, course) in drawn.items()
        ]

    def _course(self, room: str, minutes: list[CountedMinute], lean: float) -> list[Point]:
        before = self._drawn.get(room)
        if before is not None and before[1] == lean and before[0] == minutes:
            return before[2]
        return course(minutes, lean)


def occupancy(
    rooms: Iterable[str], minutes: Sequence[CountedMinute], now: float
) -> list[Occupancy]:
    """The same, asked once."""
    return Occupancies().at(rooms, minutes, now)


def _now(
    room: str,
    minutes: list[CountedMinute],
    points: list[Point],
    newest: list[CountedMinute],
    now: float,
    blind_because: Mapping[str, str],
) -> Occupancy:
    why = _why_not_known([minute for minute in newest if minute.room == room], now, blind_because)
    last = next((point for point in reversed(points) if point.people is not None), None)
    if why or last is None:
        return Occupancy(room, None, None, None, why, None, points)
    return Occupancy(room, last.people, last.low, last.high, why, _rise(minutes, now), points)


def _why_not_known(
    kiosks: list[CountedMinute], now: float, blind_because: Mapping[str, str]
) -> str:
    """Empty when every kiosk that counts here has been heard lately and sees."""
    if not kiosks:
        return "No kiosk has counted here since the last closing time."
    for kiosk in sorted(kiosks, key=lambda minute: minute.device):
        silent = now - kiosk.start
        if silent > SILENT_SECONDS:
            minutes = round((silent - MINUTE) / 60)
            return f"Kiosk {kiosk.device} has sent nothing for {minutes} minutes."
        if not kiosk.seen:
            because = blind_because.get(kiosk.device)
            if because:
                return f"Kiosk {kiosk.device} sees nothing: {because}."
            return f"Kiosk {kiosk.device} sees nothing. Look whether its camera is covered or dark."
    return ""


def _rise(minutes: list[CountedMinute], now: float) -> float | None:
    """People more, a minute; None when the crossings of so many minutes may give it by chance.

    The net of k crossings that come and go as they like is 0 ± √k.
    """
    # A minute that began so long ago has ended within the last RISE_MINUTES.
    lately = [minute for minute in minutes if minute.start >= now - (RISE_MINUTES + 1) * MINUTE]
    entered = sum(minute.entered or 0 for minute in lately)
    left = sum(minute.left or 0 for minute in lately)
    if entered - left <= math.sqrt(entered + left):
        return None
    # Over the whole quarter, even where less of it is known: one group at opening is no rush.
    return (entered - left) / RISE_MINUTES


def course(minutes: list[CountedMinute], lean: float = 0.0) -> list[Point]:
    """One room, minute by minute, from minutes of its kiosks, oldest first.

    A minute that nobody observed is a gap; what was counted before carries over it.
    """
    if not minutes:
        return []
    by_minute: dict[int, list[CountedMinute]] = {}
    for minute in minutes:
        by_minute.setdefault(math.floor(minute.start / MINUTE), []).append(minute)
    kiosks = [_Kiosk(of) for of in _by_device(minutes).values()]
    points: list[Point] = []
    estimate = Estimate()
    for number in range(min(by_minute), max(by_minute) + 1):
        seen = [minute for minute in by_minute.get(number, []) if minute.seen]
        # Which way they went nobody knows: as many in as out.
        unseen = sum(kiosk.usual * kiosk.unseen.get(number, 0.0) for kiosk in kiosks) / 2
        estimate.minute(
            sum(minute.entered or 0 for minute in seen),
            sum(minute.left or 0 for minute in seen),
            # Two kiosks may have the same people in view, so the larger view counts, not the sum.
            math.floor(max((minute.in_view_mean or 0.0 for minute in seen), default=0.0) + 0.5),
            unseen,
            unseen,
            lean,
        )
        at = number * MINUTE
        points.append(Point(at, *estimate.numbers()) if seen else Point(at, None))
    return points


class _Kiosk:
    """What one kiosk usually counts in a minute, and how much time passed that it did not see."""

    def __init__(self, minutes: list[CountedMinute]) -> None:
        watched = USUAL_MINUTES + sum(minute.observed_seconds for minute in minutes) / MINUTE
        crossings = sum((minute.entered or 0) + (minute.left or 0) for minute in minutes)
        self.usual = (1.0 + crossings) / watched
        self.unseen: dict[int, float] = {}  # minute's number -> minutes that passed unseen until it
        before = minutes[0].start
        for minute in minutes:
            number = math.floor(minute.start / MINUTE)
            # By the distance from one to the next, not by numbers: a kiosk's minutes begin when they like.
            gap = minute.start - before - MINUTE
            missing = (gap if gap > JITTER_SECONDS else 0.0) + MINUTE - minute.observed_seconds
            self.unseen[number] = self.unseen.get(number, 0.0) + max(0.0, missing) / MINUTE
            before = minute.start


def _by_device(minutes: list[CountedMinute]) -> dict[str, list[CountedMinute]]:
    found: dict[str, list[CountedMinute]] = {}
    for minute in minutes:
        found.setdefault(minute.device, []).append(minute)
    return found
