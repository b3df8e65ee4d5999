"""Sums of what kiosks played, from the table of playback counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import func, select

from tour_server.database import Database
from tour_server.usage.tables import PlaybackCountsRecord as Counts

LEAST_SHOWN = 5
"""A smaller count may be about one person, so it is not shown."""
STEP = 5  # what is shown is rounded to multiples of this
FEWEST_FOR_SHARE = 20  # tellings; of fewer a share would say how many exactly


class Period(Struct, frozen=True):
    """The days from `first` to `last`, both included, in the museum's time zone."""

    first: dt.date
    last: dt.date
    zone: dt.tzinfo

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def seconds(self) -> tuple[float, float]:
        """Its begin and its end, in Unix seconds; the end does not belong to it."""
        begin = dt.datetime.combine(self.first, dt.time(), self.zone)
        end = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), self.zone)
        return begin.timestamp(), end.timestamp()


class Tally(Struct, frozen=True):
    """How often a work was told, heard to its end, stopped by a visitor, and asked for without being told."""

    told: int = 0
    finished: int = 0
    stopped: int = 0
    refused: int = 0


def rounded(count: int) -> int | None:
    """Return a count as it is shown: 0, or the nearest multiple of five; None where it is from 1 to 4."""
    if 0 < count < LEAST_SHOWN:
        return None
    return STEP * ((count + STEP // 2) // STEP)


class ShownTally(Struct, frozen=True):
    """A tally as it is shown. A count is None where it is not 0 and too small to be shown."""

    told: int | None
    finished: int | None
    stopped: int | None
    refused: int | None

    def share(self, part: int | None) -> int | None:
        """Return the share of the tellings in per cent; None where they are too few to say it."""
        if self.told is None or self.told < FEWEST_FOR_SHARE:
            return None
        return min(100, round(100 * (part or 0) / self.told))


def shown(tally: Tally) -> ShownTally:
    """Return a tally as it is shown."""
    return ShownTally(*(rounded(getattr(tally, name)) for name in Tally.__struct_fields__))


def total(tallies: Iterable[ShownTally]) -> ShownTally:
    """Return the sum of what is shown, and of that alone: it says nothing more of what is not shown."""
    found = list(tallies)

    def summed(name: str) -> int | None:
        counts = [getattr(one, name) for one in found]
        known = sum(count or 0 for count in counts)
        return None if not known and None in counts else known

    return ShownTally(*(summed(name) for name in Tally.__struct_fields__))


class Tallies:
    """Reads the sums. Safe to call from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_work(self, period: Period) -> dict[str, dict[str, Tally]]:
        """Return for each work that a kiosk was asked for its tally in each language."""
        sums = [func.sum(one) for one in (Counts.told, Counts.finished, Counts.stopped)]
        begin, end = period.seconds
        query = (
            select(Counts.work, Counts.language, *sums, func.sum(Counts.refused))
            .where(Counts.hour >= begin, Counts.hour < end)
            .group_by(Counts.work, Counts.language)
        )
        found: dict[str, dict[str, Tally]] = {}
        with self._database.reading() as session:
            for work, language, *numbers in session.execute(query):
                found.setdefault(work, {})[language] = Tally(*(int(one) for one in numbers))
        return found

    def told_by_hour(self, period: Period, work: str | None = None) -> Counter[dt.datetime]:
        """Return how many tellings began in each hour, local time, of one work or of all."""
        begin, end = period.seconds
        query = (
            select(Counts.hour, func.sum(Counts.told))
            .where(Counts.hour >= begin, Counts.hour < end)
            .group_by(Counts.hour)
        )
        if work is not None:
            query = query.where(Counts.work == work)
        with self._database.reading() as session:
            return Counter(
                {
                    dt.datetime.fromtimestamp(hour, period.zone): int(told)
                    for hour, told in session.execute(query)
                }
            )
