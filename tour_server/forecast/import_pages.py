"""The desk's pages for counts that a museum has: a file becomes a proposal, which a person applies or discards."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from contract.museum_folder import MuseumError
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.catalogue.parts import NoMuseumError
from tour_server.forecast.count_cells import folded
from tour_server.forecast.count_imports import CountImports, CountImportState
from tour_server.forecast.count_table import read_counts
from tour_server.forecast.events import COUNTS_IMPORTED
from tour_server.forecast.hour_counts import series_of
from tour_server.forecast.imported_hours import closed_share
from tour_server.forecast.known_pages import ENDINGS, Forecasting
from tour_server.forecast.words import day_words, series_names, short_day_words
from tour_server.imports.uploads import file_name
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import mark

UPLOAD_ENDPOINT = "forecast.upload_counts"
STATE_WORDS = {
    CountImportState.PROPOSED: mark("waits for a decision"),
    CountImportState.APPLIED: mark("taken in"),
    CountImportState.TAKEN_BACK: mark("taken back"),
}


class CountImportPages:
    """The pages."""

    def __init__(
        self,
        imports: CountImports,
        museum: CurrentMuseum,
        forecasting: Forecasting,
        recorder: Recorder,
        upload_bytes: int,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._imports, self._museum, self._forecasting = imports, museum, forecasting
        self._recorder, self._upload_bytes, self._now = recorder, upload_bytes, now

    def add_to(self, pages: Blueprint) -> None:
        """Add the addresses to the blueprint of forecasts."""
        read, rooms = allowed(Permission.READ), allowed(Permission.ROOMS)
        add, post = pages.add_url_rule, ["POST"]
        add("/counts", "counts", read(self.list_page))
        add("/counts", "upload_counts", rooms(self.upload), methods=post)
        add("/counts/<int(max=2147483647):number>", "count_import", read(self.page))
        add(
            "/counts/<int(max=2147483647):number>/apply",
            "apply_counts",
            rooms(self.apply),
            methods=post,
        )
        add(
            "/counts/<int(max=2147483647):number>/back",
            "take_back_counts",
            rooms(self.take_back),
            methods=post,
        )
        add(
            "/counts/<int(max=2147483647):number>/discard",
            "discard_counts",
            rooms(self.discard),
            methods=post,
        )

    def list_page(self) -> ResponseReturnValue:
        """Show the files that came in, and the form to bring one in."""
        return self._list()

    def upload(self) -> ResponseReturnValue:
        """Read a file and show what it would do."""
        museum = self._known_museum()
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._list(_("Choose a file."), 422)
        name = file_name(given.filename)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            given.save(path)
            given.close()
            try:
                zone = ZoneInfo(museum.site.time_zone)
                table = read_counts(path, _rooms_by_name(museum), self._today(museum), zone)
            except MuseumError as error:
                return self._list(" ".join(error.problems), 422)
        number = self._imports.add(name, table, person().name)
        return redirect(url_for("forecast.count_import", number=number))

    def page(self, number: int) -> ResponseReturnValue:
        """Show what a file brings."""
        found = self._imports.get(number)
        if found is None:
            abort(404)
        one, table = found
        return render_template(
            "forecast/count_import.html",
            one=one,
            table=table,
            proposal=self._imports.proposal(table),
            names=series_names(self._known_museum()),
            closed_share=closed_share(self._known_museum(), table),
            day_words=day_words,
            short_day_words=short_day_words,
            state_words=STATE_WORDS,
            states=CountImportState,
        )

    def apply(self, number: int) -> ResponseReturnValue:
        """Take the counts in."""
        one = self._imports.apply(number, self._known_museum())
        if one is None:
            abort(409, _("This file was decided upon already."))
        self._recorder.record(COUNTS_IMPORTED, person().name, one.name, f"{one.rows}")
        self._forecasting.ask(person().name, choose=True)
        flash(_("The counts are taken in. The models are being chosen with them."))
        return redirect(url_for("forecast.count_import", number=number))

    def take_back(self, number: int) -> ResponseReturnValue:
        """Take the counts out again."""
        one = self._imports.take_back(number, self._known_museum())
        if one is None:
            abort(409, _("This file was decided upon already."))
        self._recorder.record(COUNTS_IMPORTED, person().name, one.name, "taken back")
        self._forecasting.ask(person().name, choose=True)
        flash(_("The counts are taken back."))
        return redirect(url_for("forecast.count_import", number=number))

    def discard(self, number: int) -> ResponseReturnValue:
        """Forget a file whose counts are not in."""
        self._imports.discard(number)
        return redirect(url_for("forecast.counts"))

    def _list(self, problem: str = "", status: int = 200) -> ResponseReturnValue:
        page = render_template(
            "forecast/counts.html",
            problem=problem,
            imports=self._imports.listed(),
            endings=ENDINGS,
            upload_bytes=self._upload_bytes,
            state_words=STATE_WORDS,
        )
        return page, status

    def _today(self, museum: Museum) -> dt.date:
        return self._now().astimezone(ZoneInfo(museum.site.time_zone)).date()

    def _known_museum(self) -> Museum:
        museum = self._museum()
        if museum is None:
            raise NoMuseumError("there is no museum yet")
        return museum


def _rooms_by_name(museum: Museum) -> dict[str, str]:
    """Return names and keys of rooms, folded, each with the key."""
    names = series_names(museum)
    found = {folded(room.key): room.key for room in museum.rooms}
    for room in museum.rooms:
        found[folded(names[series_of(room.key)])] = room.key
        for name in room.name.values():
            found.setdefault(folded(name), room.key)
    return found
