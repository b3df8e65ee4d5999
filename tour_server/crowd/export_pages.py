"""Taking the footfall away: a page that asks for dates, and the file, CSV or Parquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from contract.museum import Museum, Site
from tour_server.crowd.export import (
    DatesError,
    Row,
    as_csv,
    day_begins,
    day_table,
    days_asked,
)
from tour_server.crowd.minutes import minutes_between
from tour_server.crowd.parquet import NoParquetError, as_parquet, can_write
from tour_server.database import Database
from tour_server.staff.session import signed_in

ONE_DAY = dt.timedelta(days=1)


def add_export(
    blueprint: Blueprint,
    database: Database,
    museum: Callable[[], Museum | None],
    now: Callable[[], dt.datetime],
) -> None:
    """`take-away`, `footfall.csv` and `footfall.parquet` under the blueprint's address."""

    def site() -> Site:
        house = museum()
        if house is None:
            abort(404, "There is no museum yet. Import one first.")
        return house.site

    def today(house: Site) -> dt.date:
        return now().astimezone(ZoneInfo(house.time_zone)).date()

    def form(problem: str = "", status: int = 200) -> ResponseReturnValue:
        first, last = days_asked("", "", today(site()))
        page = render_template(
            "crowd/take_away.html",
            problem=problem,
            first=request.args.get("from") or first.isoformat(),
            last=request.args.get("to") or last.isoformat(),
            latest=last.isoformat(),
            parquet=can_write(),
        )
        return page, status

    def asked() -> tuple[Iterator[list[Row]], str]:
        """The tables of the days that are asked for, and a name for the file. Raises DatesError."""
        house = site()
        first, last = days_asked(
            request.args.get("from", ""), request.args.get("to", ""), today(house)
        )
        return tables(database, first, last, house.time_zone), f"footfall-{first}-{last}"

    @blueprint.get("/take-away")
    @signed_in
    def take_away() -> ResponseReturnValue:
        return form()

    @blueprint.get("/footfall.csv")
    @signed_in
    def footfall_csv() -> ResponseReturnValue:
        try:
            tables, name = asked()
        except DatesError as error:
            return form(str(error), 400)
        return _file(as_csv(tables), "text/csv", f"{name}.csv")

    @blueprint.get("/footfall.parquet")
    @signed_in
    def footfall_parquet() -> ResponseReturnValue:
        try:
            tables, name = asked()
            body = as_parquet(tables)
        except DatesError as error:
            return form(str(error), 400)
        except NoParquetError as error:
            return form(str(error), 501)
        return _file(iter([body]), "application/vnd.apache.parquet", f"{name}.parquet")


def tables(database: Database, first: dt.date, last: dt.date, zone: str) -> Iterator[list[Row]]:
    """A day at a time, so that a year of many kiosks is never in memory at once."""
    day = first
    while day <= last:
        with database.reading() as session:
            minutes = minutes_between(
                session, day_begins(day, zone), day_begins(day + ONE_DAY, zone)
            )
        yield day_table(day, minutes, zone)
        day += ONE_DAY


def _file(body: Iterator[str] | Iterator[bytes], kind: str, name: str) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
