"""The desk's page Events: who did what, when, filtered, and as a CSV file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.events.event_log import EventFilter, EventLog
from tour_server.recorder import EventKind
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from web.translations import gettext as _

PAGE_LENGTH = 50  # events
COLUMNS = ("number", "at", "kind", "who", "subject", "detail")


class EventPages:
    """The page Events and its export. The filters stand in the address: who, what, from, to (days in UTC)."""

    def __init__(self, log: EventLog, kinds: Mapping[str, EventKind]) -> None:
        """`kinds` by name; may still grow."""
        self._log, self._kinds = log, kinds

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "events", __name__, template_folder="templates", url_prefix="/desk/events"
        )
        administrators = allowed(Permission.ADMINISTER)
        pages.add_url_rule("", "page", administrators(self.page))
        pages.add_url_rule("/events.csv", "export", administrators(self.export))
        return pages

    def page(self) -> ResponseReturnValue:
        """Show events, the newest first."""
        wanted = self._filter()
        before = request.args.get("before", type=stored_integer)
        events = self._log.page(wanted, before, PAGE_LENGTH + 1)
        asked: dict[str, Any] = {
            name: request.args.get(name, "") for name in ("who", "what", "from", "to")
        }
        older = None
        if len(events) > PAGE_LENGTH:
            events = events[:PAGE_LENGTH]
            older = url_for("events.page", **asked, before=events[-1].number)
        return render_template(
            "events/events.html",
            events=events,
            kinds=sorted(self._kinds.values(), key=lambda kind: kind.name),
            described={kind.name: _(kind.description) for kind in self._kinds.values()},
            names=self._log.names(),
            asked=asked,
            filtered=any(asked.values()),
            older=older,
            export=url_for("events.export", **asked),
        )

    def export(self) -> ResponseReturnValue:
        """Send the events as CSV (RFC 4180)."""
        return Response(
            self._lines(self._filter()),
            mimetype="text/csv",
            headers={"Content-Disposition": "attachment; filename=events.csv"},
        )

    def _lines(self, wanted: EventFilter) -> Iterator[str]:
        yield _csv_line(COLUMNS)
        for one in self._log.export(wanted):
            at = one.at.isoformat(timespec="seconds")
            yield _csv_line((str(one.number), at, one.kind, one.who, one.subject, one.detail))

    def _filter(self) -> EventFilter:
        last = _day(request.args.get("to", ""))
        return EventFilter(
            who=request.args.get("who", ""),
            kind=request.args.get("what", ""),
            begin=_day(request.args.get("from", "")),
            end=None if last is None else last + dt.timedelta(days=1),
        )


def _day(text: str) -> dt.datetime | None:
    """Returns the beginning of a day like 2026-03-02 in UTC, None for anything else."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)
    except ValueError:
        return None


def _csv_line(cells: tuple[str, ...]) -> str:
    """Returns a line of CSV. Note: a spreadsheet takes a cell that begins with = + - @ for a formula."""
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in cells)
    return line.getvalue()
