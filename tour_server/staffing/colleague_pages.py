"""The desk's pages of colleagues in the roster: what each can and may work, absences, their link, their removal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.own_address import own_address
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.staffing.colleagues import Colleagues, StaffingError
from tour_server.staffing.events import COLLEAGUE_REMOVED
from tour_server.staffing.planned_shift import Absence, AbsenceKind, Colleague, clock
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.tables import NAME_CHARACTERS
from tour_server.staffing.typed import (
    EVERY_DAY,
    ONE_DAY,
    WEEKDAYS,
    day_or_none,
    typed_day,
    typed_hours,
    typed_number,
    typed_skill,
    typed_text,
    typed_times,
    typed_wish,
)
from tour_server.staffing.wishes import A_MONDAY, days_in_words, every, hours_in_words
from web.translations import day_in_words, mark
from web.translations import gettext as _

NEW = "new"
WEEK_MINUTES = 60 * 60
ABSENCE_NAMES = {
    AbsenceKind.AWAY: mark("away"),
    AbsenceKind.ILL: mark("ill"),
    AbsenceKind.WISH: mark("would rather be off"),
}
USUAL_HOURS = (8 * 60, 18 * 60)
NOBODY = Colleague("", "", (), 32 * 60, 4 * 60, 5, (USUAL_HOURS,) * 7)
FAR_BEHIND, FAR_AHEAD = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class ColleaguePages:
    """The list of colleagues, and the page of each."""

    def __init__(
        self, colleagues: Colleagues, rosters: Rosters, recorder: Recorder, public_url: str
    ) -> None:
        """`public_url`: where colleagues reach the server; "" takes the address of the desk's own request."""
        self._colleagues, self._rosters = colleagues, rosters
        self._recorder, self._public_url = recorder, public_url

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages."""
        roster, add = allowed(Permission.ROSTER), pages.add_url_rule
        add("/roster/colleagues", "colleagues", roster(self.everyone))
        add("/roster/colleagues/<key>", "colleague", roster(self.colleague))
        add("/roster/colleagues/<key>", "save", roster(self.save), methods=["POST"])
        add("/roster/colleagues/<key>/data.json", "data_of", roster(self.data_of))
        for name, view in (
            ("absent", self.add_absence),
            ("present", self.remove_absence),
            ("wish", self.add_wish),
            ("unwish", self.remove_wish),
            ("link", self.new_link),
            ("remove", self.remove),
        ):
            address = f"/roster/colleagues/<key>/{name}"
            add(address, f"colleague_{name}", roster(view), methods=["POST"])

    def everyone(self) -> ResponseReturnValue:
        """List the colleagues."""
        return render_template("staffing/colleagues.html", everyone=self._colleagues.everyone())

    def colleague(self, key: str) -> ResponseReturnValue:
        """Show a colleague, or the form of a new one."""
        return self._page(self._find(key))

    def save(self, key: str) -> ResponseReturnValue:
        """Add or change a colleague."""
        before = self._find(key)
        try:
            saved = self._colleagues.save(_typed(before.key, request.form))
        except StaffingError as error:
            return self._page(before, problem=str(error), form=request.form), 422
        except KeyError:  # removed at this moment
            abort(404)
        return redirect(url_for("staffing.colleague", key=saved), 303)

    def add_absence(self, key: str) -> ResponseReturnValue:
        """Note days on which a colleague is not there."""
        found = self._find(key)
        try:
            first = typed_day(request.form, "first", _("First day"))
            last = day_or_none(request.form.get("last", "").strip()) or first
            if last < first:
                raise StaffingError(_("The last day is before the first."))
            kind = request.form.get("kind", "")
            if kind not in set(AbsenceKind):
                raise StaffingError(_("Choose why."))
            self._colleagues.add_absence(key, Absence(first, last, AbsenceKind(kind)))
        except StaffingError as error:
            return self._page(found, problem=str(error), absent=request.form), 422
        except KeyError:
            abort(404)
        return redirect(url_for("staffing.colleague", key=key), 303)

    def remove_absence(self, key: str) -> ResponseReturnValue:
        """Take an absence back."""
        first, last = (day_or_none(request.form.get(one, "")) for one in ("first", "last"))
        kind = request.form.get("kind", "")
        if first is not None and last is not None and kind in set(AbsenceKind):
            self._colleagues.remove_absence(key, Absence(first, last, AbsenceKind(kind)))
        return redirect(url_for("staffing.colleague", key=key), 303)

    def add_wish(self, key: str) -> ResponseReturnValue:
        """Note hours in which a colleague would rather work, or rather not."""
        found = self._find(key)
        try:
            self._colleagues.add_wish(key, typed_wish(request.form))
        except StaffingError as error:
            return self._page(found, problem=str(error), wished=request.form), 422
        except KeyError:
            abort(404)
        return redirect(url_for("staffing.colleague", key=key, _anchor="wishes"), 303)

    def remove_wish(self, key: str) -> ResponseReturnValue:
        """Take a wish back."""
        number = request.form.get("number", "")
        if any(str(one.number) == number for one in self._find(key).wishes):
            self._colleagues.remove_wish(key, int(number))
        return redirect(url_for("staffing.colleague", key=key, _anchor="wishes"), 303)

    def new_link(self, key: str) -> ResponseReturnValue:
        """Make a colleague's own link, and show it this once."""
        found = self._find(key)
        try:
            secret = self._colleagues.new_link(key)
        except KeyError:
            abort(404)
        root = own_address(self._public_url)
        return self._page(found, link=root + url_for("own_roster.page", secret=secret))

    def remove(self, key: str) -> ResponseReturnValue:
        """Remove a colleague, with all that is kept of them."""
        if self._find(key).key and request.form.get("sure") == "1":
            self._colleagues.remove(key)
            self._recorder.record(COLLEAGUE_REMOVED, person().name)
            return redirect(url_for("staffing.colleagues"), 303)
        return redirect(url_for("staffing.colleague", key=key), 303)

    def data_of(self, key: str) -> ResponseReturnValue:
        """Answer with all that is kept of a colleague, as a file for them."""
        found = self._find(key)
        if not found.key:
            abort(404)
        kept = {
            which: self._rosters.shifts(
                FAR_BEHIND, FAR_AHEAD, published=published, colleague=found.key
            )
            for which, published in (("draft", False), ("published", True))
        }
        document = msgspec.json.encode({"v": 1, "colleague": found, "shifts": kept})
        return Response(
            msgspec.json.format(document),
            mimetype="application/json",
            headers={"Content-Disposition": "attachment; filename=roster-data.json"},
        )

    def _find(self, key: str) -> Colleague:
        if key == NEW:
            return NOBODY
        try:
            return self._colleagues.find(key)
        except KeyError:
            abort(404)

    def _page(
        self,
        found: Colleague,
        *,
        form: Mapping[str, str] | None = None,
        absent: Mapping[str, str] | None = None,
        wished: Mapping[str, str] | None = None,
        **said: str,
    ) -> str:
        return render_template(
            "staffing/colleague.html",
            colleague=found,
            form=_fields(found) if form is None else form,
            weekdays=weekdays(),
            kinds=ABSENCE_NAMES,
            absent={} if absent is None else absent,
            wished={} if wished is None else wished,
            wish_choices=_wish_choices(),
            wish_days=days_in_words,
            hours_in_words=hours_in_words,
            **said,
        )


def _wish_choices() -> list[tuple[str, str]]:
    return [
        (EVERY_DAY, _("every day")),
        *((one, every(int(one))) for one in WEEKDAYS),
        (ONE_DAY, _("one day")),
    ]


def weekdays() -> list[str]:
    """Returns the names of the weekdays in the language of the page, Monday first."""
    return [day_in_words(A_MONDAY + dt.timedelta(days=number), "EEEE") for number in range(7)]


def _fields(found: Colleague) -> dict[str, str]:
    fields = {
        "name": found.name,
        "skills": ", ".join(found.skills),
        "week_hours": f"{found.week_minutes / 60:g}",
        "flex_hours": f"{found.flex_minutes / 60:g}",
        "most_days": str(found.most_days_in_a_row),
    }
    for number, hours in enumerate(found.hours):
        fields[f"from{number}"] = "" if hours is None else clock(hours[0])
        fields[f"to{number}"] = "" if hours is None else clock(hours[1])
    return fields


def _typed(key: str, form: Mapping[str, str]) -> Colleague:
    skills = [
        typed_skill({"skill": one}, _("What they can do"))
        for one in form.get("skills", "").split(",")
        if one.strip()
    ]
    if not skills:
        raise StaffingError(_("Write what they can do, such as: guard, desk."))
    hours: list[tuple[int, int] | None] = []
    for number, weekday in enumerate(weekdays()):
        if not (form.get(f"from{number}", "").strip() or form.get(f"to{number}", "").strip()):
            hours.append(None)
            continue
        hours.append(typed_times(form, (f"from{number}", f"to{number}"), weekday))
    return Colleague(
        key,
        typed_text(form, "name", _("Name"), NAME_CHARACTERS),
        tuple(dict.fromkeys(skills)),
        typed_hours(form, "week_hours", _("Hours a week"), WEEK_MINUTES),
        typed_hours(form, "flex_hours", _("How far a week may differ"), WEEK_MINUTES),
        typed_number(form, "most_days", _("Days in a row"), 1, 7),
        tuple(hours),
    )
