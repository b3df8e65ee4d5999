"""The export of footfall: a page that asks for dates, and the file, CSV or Parquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from contract.museum import Museum, Site
from tour_server.crowd.export import (
    DatesError,
    ExportRow,
    as_csv,
    day_tables,
    requested_days,
)
from tour_server.crowd.parquet import NoParquetError, as_parquet, can_write
from tour_server.database import Database
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from web.translations import gettext as _


class ExportPages:
    """The pages of the export, under the address of the rooms' pages."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now`: in UTC."""
        self._database, self._museum, self._now = database, museum, now

    def add_to(self, blueprint: Blueprint) -> None:
        """Add `take-away`, `footfall.csv` and `footfall.parquet`."""
        add, take_out = blueprint.add_url_rule, allowed(Permission.ROOMS)
        add("/take-away", "export_form", allowed(Permission.READ)(self.form))
        add("/footfall.csv", "footfall_csv", take_out(self.csv))
        add("/footfall.parquet", "footfall_parquet", take_out(self.parquet))

    def form(self) -> ResponseReturnValue:
        """Show the form that asks for dates."""
        return self._form()

    def csv(self) -> ResponseReturnValue:
        """Answer with the requested days as CSV, or with the form and what is wrong with the dates."""
        try:
            tables, name = self._requested()
        except DatesError as error:
            return self._form(str(error), 400)
        return _file(as_csv(tables), "text/csv", f"{name}.csv")

    def parquet(self) -> ResponseReturnValue:
        """Answer with the requested days as Parquet, or with the form and what is wrong."""
        try:
            tables, name = self._requested()
            body = as_parquet(tables)
        except DatesError as error:
            return self._form(str(error), 400)
        except NoParquetError as error:
            return self._form(str(error), 501)
        return _file(iter([body]), "application/vnd.apache.parquet", f"{name}.parquet")

    def _form(self, problem: str = "", status: int = 200) -> ResponseReturnValue:
        first, last = requested_days("", "", self._today(self._site()))
        page = render_template(
            "crowd/export.html",
            problem=problem,
            first=request.args.get("from") or first.isoformat(),
            last=request.args.get("to") or last.isoformat(),
            latest=last.isoformat(),
            parquet=can_write(),
        )
        return page, status

    def _requested(self) -> tuple[Iterator[list[ExportRow]], str]:
        """Return the tables of the requested days, and the file's name without its ending.

        Raises DatesError.
        """
        site = self._site()
        first, last = requested_days(
            request.args.get("from", ""), request.args.get("to", ""), self._today(site)
        )
        tables = day_tables(self._database, first, last, site.time_zone)
        return tables, f"footfall-{first}-{last}"

    def _site(self) -> Site:
        museum = self._museum()
        if museum is None:
            abort(404, _("There is no museum yet. Import one first."))
        return museum.site

    def _today(self, site: Site) -> dt.date:
        return self._now().astimezone(ZoneInfo(site.time_zone)).date()


def _file(body: Iterator[str] | Iterator[bytes], mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
