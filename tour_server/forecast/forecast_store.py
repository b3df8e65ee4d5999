"""Keeps forecasts, what came of them, and the models that were chosen."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.chosen_models import JUDGED_LEADS, ChosenModels
from tour_server.forecast.effects import DayEffects
from tour_server.forecast.tables import ForecastModelRow, VisitorForecastRow
from tour_server.forecast.tree_model import TreeModel
from tour_server.inserting import insert_into

NEWEST = 0
BATCH = 500
KEPT_DAYS = 371  # of days that are over: the 52 weeks of rosters as shipped, and this one

_Hours = tuple[tuple[float, float, float] | None, ...]


class KeptModels(Struct, frozen=True):
    """What is stored of a choice, beside the trees. `by_day`: series of which no hour was ever counted."""

    chosen: ChosenModels
    effects: DayEffects = DayEffects()
    place: str = ""
    by_day: list[str] = []


class KeptForecast(Struct, frozen=True):
    """A forecast of a day as it was kept. `counted`: what came of it, None where that is not known."""

    day: dt.date
    made_at: dt.datetime
    forecast: DayForecast
    counted: float | None


class ForecastStore:
    """Reads and writes the tables of forecasts. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now

    def keep_models(self, models: KeptModels, trees: TreeModel | None) -> None:
        """Store what was chosen, in the place of what was chosen before."""
        packed = b"" if trees is None else gzip.compress(msgspec.json.encode(trees), 6)
        with self._database.writing() as session:
            session.merge(
                ForecastModelRow(
                    number=1,
                    chosen_at=self._now(),
                    document=msgspec.json.encode(models).decode(),
                    trees=packed,
                )
            )

    def models(self) -> tuple[KeptModels, dt.datetime] | None:
        """Returns what was chosen last and when; None before the first time, or where other software chose it."""
        with self._database.reading() as session:
            row = session.get(ForecastModelRow, 1)
        if row is None:
            return None
        try:
            return msgspec.json.decode(row.document, type=KeptModels), row.chosen_at
        except msgspec.ValidationError:
            return None  # of another version; the next choice writes it anew

    def trees(self) -> TreeModel | None:
        """Returns the trees that were chosen last; None where there are none."""
        with self._database.reading() as session:
            packed = session.scalar(
                select(ForecastModelRow.trees).where(ForecastModelRow.number == 1)
            )
        return msgspec.json.decode(gzip.decompress(packed), type=TreeModel) if packed else None

    def keep(self, first: dt.date, made: Sequence[DayForecast]) -> None:
        """Store the forecasts of the days from `first` on, which has lead 1, in the place of the newest.

        The newest of days that are over stay: the roster of this week was planned for them.
        """
        at = self._now()
        rows = []
        for one in made:
            values = {
                "series": one.series,
                "day": first + dt.timedelta(days=one.lead - 1),
                "lead": NEWEST,
                "made_at": at,
                "model": one.model,
                "low": one.low,
                "middle": one.middle,
                "high": one.high,
                "hours": msgspec.json.encode(one.hours).decode(),
                "counted": None,
            }
            rows.append(values)
            if one.lead in JUDGED_LEADS:
                rows.append({**values, "lead": one.lead})
        with self._database.writing() as session:
            of = VisitorForecastRow
            gone = (of.day >= first) | (of.day < first - dt.timedelta(days=KEPT_DAYS))
            session.execute(delete(of).where(of.lead == NEWEST, gone))
            for begin in range(0, len(rows), BATCH):
                adding = insert_into(session, VisitorForecastRow).values(
                    rows[begin : begin + BATCH]
                )
                changed = {name: adding.excluded[name] for name in rows[0] if name != "counted"}
                key = ["series", "day", "lead"]
                session.execute(adding.on_conflict_do_update(index_elements=key, set_=changed))

    def note_outcome(self, session: Session, series: str, day: dt.date, counted: float) -> None:
        """Store what was counted on a day beside what was forecast for it."""
        session.execute(
            update(VisitorForecastRow)
            .where(VisitorForecastRow.series == series, VisitorForecastRow.day == day)
            .values(counted=counted)
        )

    def open_days(
        self, session: Session, first: dt.date, before: dt.date
    ) -> list[tuple[str, dt.date]]:
        """Returns series and days from `first` to the one before `before` that were forecast and have no outcome."""
        of = VisitorForecastRow
        found = session.execute(
            select(of.series, of.day)
            .where(of.day >= first, of.day < before, of.counted.is_(None), of.lead != NEWEST)
            .distinct()
        )
        return [(series, day) for series, day in found]

    def newest(
        self, first: dt.date, last: dt.date, series: str | None = None
    ) -> list[KeptForecast]:
        """Returns the newest forecasts of the days from `first` to `last`, by day and series."""
        of = VisitorForecastRow
        query = select(of).where(of.lead == NEWEST, of.day >= first, of.day <= last)
        if series is not None:
            query = query.where(of.series == series)
        with self._database.reading() as session:
            return [_kept(row) for row in session.scalars(query.order_by(of.day, of.series))]

    def judged(self, series: str, lead: int, since: dt.date) -> list[KeptForecast]:
        """Returns the forecasts of a lead whose outcome is known, the newest day first."""
        of = VisitorForecastRow
        query = (
            select(of)
            .where(of.series == series, of.lead == lead, of.day >= since, of.counted.is_not(None))
            .order_by(of.day.desc())
        )
        with self._database.reading() as session:
            return [_kept(row) for row in session.scalars(query)]

    def made_at(self) -> dt.datetime | None:
        """Returns when the newest forecasts were made; None before the first."""
        of = VisitorForecastRow
        with self._database.reading() as session:
            newest = session.scalar(select(func.max(of.made_at)).where(of.lead == NEWEST))
        if newest is None:
            return None
        moment: dt.datetime = newest if newest.tzinfo else newest.replace(tzinfo=dt.UTC)
        return moment


def _kept(row: VisitorForecastRow) -> KeptForecast:
    hours = msgspec.json.decode(row.hours, type=_Hours)
    forecast = DayForecast(row.series, row.lead, row.model, row.low, row.middle, row.high, hours)
    return KeptForecast(row.day, row.made_at, forecast, row.counted)
