"""Sums of what kiosks counted, by room and hour. An hour that a kiosk of the room did not see is a gap, never a zero.

A kiosk belongs to a room from its first minute there to its last, and for three silent days more. An hour is known when
each of them saw nine tenths of what was open of it; what it missed then is added in proportion.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.crowd.bounds import believed
from tour_server.crowd.minutes import CountedMinute, minutes_between
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database
from tour_server.forecast.open_hours import HOUR_SECONDS, HOURS, open_shares
from tour_server.forecast.tables import VisitorForecastRow, VisitorHourRow

KIOSKS, IMPORTED = "kiosks", "import"
HOUSE = "house"
ROOM_PREFIX = "room/"
LEAST_SEEN = 0.9
LEAST_OPEN = (
    0.25  # of an hour; of a shorter piece too few come to tell how many a whole hour brings
)
LATE_DAYS = 8  # a kiosk that was without network for a week sends what it kept
SILENT_SECONDS = (
    3 * 86_400.0
)  # after which a kiosk that is not heard is taken to be gone from the room
FIRST_DAYS = 2 * 366  # that are read the first time
OUTCOME_DAYS = 371  # that a night looks back at for what came of forecasts: files come late
REOPENED_DAYS = 364  # a week less, for what was opened while the server was off
BATCH = 2000

KioskSpans = Mapping[tuple[str, str], tuple[float, float]]
"""(room, device) -> when it was first and last heard there, in Unix seconds."""


def series_of(room: str) -> str:
    """Returns the name of a room's series."""
    return ROOM_PREFIX + room


def entrance_of(museum: Museum) -> str:
    """Returns the key of the room whose entries are the house's: the entrance, or the first; "" without rooms."""
    return museum.site.entrance or (museum.rooms[0].key if museum.rooms else "")


def store_hours(
    database: Database,
    museum: Museum,
    now: dt.datetime,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> int:
    """Store the hours of the days that are over and may have changed. Returns how many hours are known of them."""
    zone = ZoneInfo(museum.site.time_zone)
    today = now.astimezone(zone).date()
    with database.reading() as session:
        newest = session.scalar(
            select(func.max(VisitorHourRow.day)).where(VisitorHourRow.source == KIOSKS)
        )
        begins = session.scalar(
            select(func.min(FootfallBin.start)).where(FootfallBin.clock_trusted)
        )
        if begins is None:
            return 0
        first = today - dt.timedelta(days=FIRST_DAYS if newest is None else LATE_DAYS)
        if newest is not None:
            first = min(first, newest)
        first = max(first, dt.datetime.fromtimestamp(begins, zone).date())
        spans = kiosk_spans(session, _midnight(first, zone) - SILENT_SECONDS)
    days = [first + dt.timedelta(days=one) for one in range((today - first).days)]
    known = 0
    for done, day in enumerate(days):
        progress(done, len(days))
        known += _store_day(database, museum, day, zone, spans)
    return known


def was_counted_before(database: Database, moment: dt.datetime) -> bool:
    """Returns whether something was counted before a moment, by kiosks or in a table that was brought in."""
    of = FootfallBin
    with database.reading() as session:
        if session.scalar(select(VisitorHourRow.day).limit(1)) is not None:
            return True
        early = select(of.start).where(of.clock_trusted, of.start < moment.timestamp()).limit(1)
        return session.scalar(early) is not None


def kiosk_spans(session: Session, since: float) -> KioskSpans:
    """Returns when each kiosk was first and last heard in each room since a moment."""
    of = FootfallBin
    found = session.execute(
        select(of.room, of.device, func.min(of.start), func.max(of.start))
        .where(of.clock_trusted, of.start >= since, of.room.is_not(None), believed())
        .group_by(of.room, of.device)
    ).all()
    return {(room or "", device): (first, last) for room, device, first, last in found}


def _store_day(
    database: Database, museum: Museum, day: dt.date, zone: ZoneInfo, spans: KioskSpans
) -> int:
    begin, end = _midnight(day, zone), _midnight(day + dt.timedelta(days=1), zone)
    with database.reading() as session:
        minutes = minutes_between(session, begin, end)
    if not minutes:
        return 0  # nothing was counted, or the museum has forgotten the minutes; their sums stay
    rows = hours_of_day(museum, day, minutes, spans)
    now = {(row.series, row.hour): row.people for row in rows}
    of = VisitorHourRow
    with database.writing() as session:
        asked = select(of.series, of.hour, of.people).where(of.day == day, of.source == KIOSKS)
        before = {(series, hour): people for series, hour, people in session.execute(asked)}
        reopen_outcomes(session, {(one[0], day) for one, _ in before.items() ^ now.items()}, day)
        session.execute(
            delete(VisitorHourRow).where(VisitorHourRow.day == day, VisitorHourRow.source == KIOSKS)
        )
        session.add_all(rows)
        return len(rows)


def hours_of_day(
    museum: Museum, day: dt.date, minutes: list[CountedMinute], spans: KioskSpans
) -> list[VisitorHourRow]:
    """Returns the hours of a day that are known, of every room that has kiosks."""
    zone = ZoneInfo(museum.site.time_zone)
    seen: dict[tuple[str, str, int], float] = defaultdict(float)
    entered: dict[tuple[str, int], int] = defaultdict(int)
    for minute in minutes:
        if minute.room is None or minute.entered is None:
            continue
        hour = dt.datetime.fromtimestamp(minute.start, zone).hour
        seen[minute.room, minute.device, hour] += minute.observed_seconds
        entered[minute.room, hour] += minute.entered
    rows = []
    for room in museum.rooms:
        shares = open_shares(museum, room, day)
        for hour in range(HOURS):
            if shares[hour] < LEAST_OPEN:
                continue
            begin = dt.datetime.combine(day, dt.time(hour), zone).timestamp()
            kiosks = [
                device
                for (of, device), (first, last) in spans.items()
                if of == room.key
                and first < begin + HOUR_SECONDS
                and last + SILENT_SECONDS >= begin
            ]
            wanted = float(shares[hour]) * HOUR_SECONDS
            least = min((seen[room.key, one, hour] for one in kiosks), default=0.0)
            if least < LEAST_SEEN * wanted:
                continue
            people = entered[room.key, hour] * max(1.0, wanted / least)
            rows.append(
                VisitorHourRow(
                    series=series_of(room.key),
                    day=day,
                    hour=hour,
                    source=KIOSKS,
                    people=round(people, 3),
                    open_share=round(float(shares[hour]), 4),
                )
            )
    return rows


def reopen_outcomes(
    session: Session, changed: Iterable[tuple[str, dt.date]], since: dt.date
) -> None:
    """Take off what came of forecasts of these series and days, from `since` on: their counts have changed.

    The next night notes it anew. The house's goes with each: it may be counted at its entrance.
    """
    days = {(series, day) for one, day in changed if day >= since for series in (one, HOUSE)}
    of = VisitorForecastRow.__table__.c
    opening = (
        update(VisitorForecastRow.__table__)  # type: ignore[arg-type]
        .where(
            of.series == bindparam("of_series"),
            of.day == bindparam("of_day"),
            of.counted.is_not(None),
        )
        .values(counted=None)
    )
    keys = [{"of_series": series, "of_day": day} for series, day in sorted(days)]
    for begin in range(0, len(keys), BATCH):
        session.connection().execute(opening, keys[begin : begin + BATCH])


def _midnight(day: dt.date, zone: ZoneInfo) -> float:
    return dt.datetime.combine(day, dt.time(), zone).timestamp()
