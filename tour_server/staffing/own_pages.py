"""A colleague's own shifts, as published: a page and a calendar, for whoever has the secret of their link.

Note: no sign-in and no cookie. The page shows one colleague's shifts and nobody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.asked_language import asked_language
from tour_server.own_address import own_address
from tour_server.staffing.calendar_file import calendar
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.planned_shift import Colleague, PlannedShift, monday_of
from tour_server.staffing.rosters import Rosters
from web.translations import choose_language, day_in_words
from web.translations import gettext as _

BEHIND, AHEAD = dt.timedelta(weeks=4), dt.timedelta(weeks=26)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class OwnRosterPages:
    """The pages under `/roster/SECRET`."""

    def __init__(
        self,
        colleagues: Colleagues,
        rosters: Rosters,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
        today: Callable[[], dt.date],
        public_url: str,
    ) -> None:
        """`now` returns the time in UTC, `today` the day at the museum. `public_url`: empty where nobody said."""
        self._public_url = public_url
        self._colleagues, self._rosters, self._museum = colleagues, rosters, museum
        self._now, self._today = now, today

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("own_roster", __name__, template_folder="templates")
        pages.before_request(lambda: choose_language(asked_language()))
        pages.context_processor(lambda: {"day_in_words": day_in_words})
        pages.add_url_rule("/roster/<secret>", "page", self.page)
        pages.add_url_rule("/roster/<secret>/shifts.ics", "calendar", self.calendar)
        return pages

    def page(self, secret: str) -> ResponseReturnValue:
        """Show a colleague's shifts from this week on."""
        found = self._colleagues.by_link(secret)
        if found is None:
            return _not_in_use()
        shifts = self._shifts(found, monday_of(self._today()))
        weeks = [
            (monday, list(group))
            for monday, group in groupby(shifts, key=lambda one: monday_of(one.day))
        ]
        page = render_template(
            "staffing/own.html",
            weeks=weeks,
            name=found.name,
            house=self._house(),
            secret=secret,
            subscription=self._to_subscribe(url_for(".calendar", secret=secret)),
            today=self._today(),
        )
        return page, PRIVATE

    def _to_subscribe(self, path: str) -> str:
        """Returns an address as calendar programs take it to fetch it again and again."""
        root = own_address(self._public_url)
        return "webcal:" + root.partition(":")[2] + path

    def calendar(self, secret: str) -> ResponseReturnValue:
        """Answer with a colleague's shifts as a calendar."""
        found = self._colleagues.by_link(secret)
        if found is None:
            return _not_in_use()
        museum = self._museum()
        zone = "UTC" if museum is None else museum.site.time_zone
        shifts = self._shifts(found, self._today() - BEHIND)
        text = calendar(self._house(), shifts, zone, self._now(), _("Break"))
        headers = {**PRIVATE, "Content-Disposition": "attachment; filename=shifts.ics"}
        return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)

    def _shifts(self, found: Colleague, first: dt.date) -> list[PlannedShift]:
        last = self._today() + AHEAD
        return self._rosters.shifts(first, last, published=True, colleague=found.key)

    def _house(self) -> str:
        museum = self._museum()
        return "Zaalgids" if museum is None else next(iter(museum.site.name.values()), "Zaalgids")


def _not_in_use() -> ResponseReturnValue:
    """Answer the same for a link that was replaced and for one that never existed."""
    page = render_template(
        "trouble.html",
        code=404,
        what=_("This link is not in use"),
        works=_("Your shifts are where they were."),
        todo=_("Ask for a new link at the museum: whoever makes the roster can give you one."),
        typed=[],
        desk=False,
    )
    return page, 404, PRIVATE
