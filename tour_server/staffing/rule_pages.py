"""The desk's page of the museum's rules of staffing: who is needed when, kinds of shifts, booked tours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.staffing.colleagues import StaffingError
from tour_server.staffing.events import STAFFING_RULES_CHANGED
from tour_server.staffing.house_rules import HouseRules
from tour_server.staffing.law import LawLimits
from tour_server.staffing.needs import BookedTour, NeedKind, StaffingRule
from tour_server.staffing.planned_shift import ShiftKind
from tour_server.staffing.tables import (
    NAME_CHARACTERS,
    BookedTourRow,
    ShiftKindRow,
    StaffingRuleRow,
)
from tour_server.staffing.typed import (
    typed_day,
    typed_number,
    typed_skill,
    typed_span,
    typed_text,
)
from tour_server.staffing.week_check import duration
from web.translations import gettext as _
from web.translations import mark

RULE_SENTENCES = {
    NeedKind.ROOM: mark("{people} × {skill} in {room}, while it is open"),
    NeedKind.ARRIVALS: mark("{people} × {skill} for every {per} arrivals an hour"),
    NeedKind.TOUR: mark("{people} × {skill} for each booked group"),
    NeedKind.OPEN: mark("{people} × {skill} while the house is open"),
}
NEED_NAMES = {
    NeedKind.ROOM: mark("in each room that is open"),
    NeedKind.ARRIVALS: mark("for so many arrivals an hour"),
    NeedKind.TOUR: mark("for each booked group"),
    NeedKind.OPEN: mark("while the house is open"),
}
TOUR_DAYS = dt.timedelta(days=366)
TABLES: dict[str, type[ShiftKindRow | StaffingRuleRow | BookedTourRow]] = {
    "kind": ShiftKindRow,
    "rule": StaffingRuleRow,
    "tour": BookedTourRow,
}
LARGEST_NUMBER = 2**31 - 1  # that a column takes


class RulePages:
    """The page of rules and its forms."""

    def __init__(
        self,
        rules: HouseRules,
        museum: Callable[[], Museum | None],
        recorder: Recorder,
        limits: LawLimits,
        today: Callable[[], dt.date],
    ) -> None:
        self._rules, self._museum, self._recorder = rules, museum, recorder
        self._limits, self._today = limits, today

    def add_to(self, pages: Blueprint) -> None:
        """Add the page and its forms."""
        roster, add = allowed(Permission.ROSTER), pages.add_url_rule
        add("/roster/rules", "rules", roster(self.rules))
        add("/roster/rules/rule", "add_rule", roster(self.add_rule), methods=["POST"])
        add("/roster/rules/kind", "add_kind", roster(self.add_kind), methods=["POST"])
        add("/roster/rules/tour", "add_tour", roster(self.add_tour), methods=["POST"])
        add("/roster/rules/remove", "remove_rule", roster(self.remove), methods=["POST"])

    def rules(self) -> ResponseReturnValue:
        """Show the rules, the kinds of shifts and the booked tours."""
        return self._page()

    def add_rule(self) -> ResponseReturnValue:
        """Add a rule."""
        form, rooms = request.form, self._rooms()

        def add() -> None:
            kind = form.get("need", "")
            if kind not in set(NeedKind):
                raise StaffingError(_("Choose what makes people needed."))
            if form.get("room", "") not in {"", *rooms}:
                raise StaffingError(_("Choose a room of the museum."))
            by_arrivals, of_room = kind == NeedKind.ARRIVALS, kind == NeedKind.ROOM
            self._rules.add_rule(
                StaffingRule(
                    0,
                    NeedKind(kind),
                    typed_skill(form, _("Who")),
                    typed_number(form, "people", _("How many"), 1, 99),
                    typed_number(form, "per", _("Arrivals an hour"), 1, 9_999)
                    if by_arrivals
                    else 0,
                    form.get("room", "") if of_room else "",
                    typed_number(form, "early", _("Minutes before"), 0, 240),
                    typed_number(form, "late", _("Minutes after"), 0, 240),
                )
            )

        return self._done(add, "rule")

    def add_kind(self) -> ResponseReturnValue:
        """Add a kind of shift."""
        form = request.form

        def add() -> None:
            begins, ends = typed_span(form, _("Shift"))
            pause = typed_number(form, "break", _("Break"), 0, 240)
            if pause >= ends - begins:
                raise StaffingError(_("The break is longer than the shift."))
            self._rules.add_kind(
                ShiftKind(
                    0,
                    typed_text(form, "name", _("Name"), NAME_CHARACTERS),
                    begins,
                    ends,
                    pause,
                    typed_skill(form, _("Who"), may_be_empty=True),
                )
            )

        return self._done(add, "kind")

    def add_tour(self) -> ResponseReturnValue:
        """Add a booked tour."""
        form = request.form

        def add() -> None:
            day = typed_day(form, "day", _("Day"))
            if day < self._today():
                raise StaffingError(_("That day is over."))
            begins, ends = typed_span(form, _("Tour"))
            groups = typed_number(form, "groups", _("Groups"), 1, 99)
            self._rules.add_tour(BookedTour(0, day, begins, ends, groups))

        return self._done(add, "tour")

    def remove(self) -> ResponseReturnValue:
        """Remove a rule, a kind of shift or a tour."""
        what, number = request.form.get("what", ""), request.form.get("number", "")
        if what not in TABLES or not (number.isascii() and number.isdigit()):
            abort(404)
        if len(number) <= len(str(LARGEST_NUMBER)) and int(number) <= LARGEST_NUMBER:
            self._rules.remove(TABLES[what], int(number))
            self._recorder.record(STAFFING_RULES_CHANGED, person().name, what)
        return redirect(url_for("staffing.rules"), 303)

    def _done(self, add: Callable[[], None], what: str) -> ResponseReturnValue:
        try:
            add()
        except StaffingError as error:
            return self._page(problem=str(error), about=what), 422
        self._recorder.record(STAFFING_RULES_CHANGED, person().name, what)
        return redirect(url_for("staffing.rules", _anchor=what), 303)

    def _rooms(self) -> dict[str, str]:
        museum = self._museum()
        if museum is None:
            return {}
        return {room.key: next(iter(room.name.values()), room.key) for room in museum.rooms}

    def _sentence(self, rule: StaffingRule) -> str:
        """Returns a rule in words."""
        room = self._rooms().get(rule.room, rule.room) if rule.room else _("each room")
        words = _(
            RULE_SENTENCES[rule.kind],
            people=rule.people,
            skill=rule.skill,
            per=rule.per,
            room=room,
        )
        if rule.early_minutes:
            words += _(", from {number} minutes before", number=rule.early_minutes)
        if rule.late_minutes:
            words += _(", until {number} minutes after", number=rule.late_minutes)
        return words

    def _against_law(self, kind: ShiftKind) -> str:
        """Returns why no computation uses a kind of shift, an empty string where it may."""
        most = self._limits.longest(kind.begins, kind.ends)
        if kind.work_minutes > most:
            return _(
                "{work} of work, and the law allows {limit}: no computation uses it.",
                work=duration(kind.work_minutes),
                limit=duration(most),
            )
        least = self._limits.needed_break(kind.work_minutes)
        if kind.break_minutes < least:
            return _(
                "The law asks for a break of {limit} in it: no computation uses it.",
                limit=duration(least),
            )
        return ""

    def _page(self, **said: str) -> str:
        today = self._today()
        rules = self._rules.rules()
        return render_template(
            "staffing/rules.html",
            rules=rules,
            sentence_of=self._sentence,
            needs=NEED_NAMES,
            kinds=self._rules.kinds(),
            against_law=self._against_law,
            tours=self._rules.tours(today, today + TOUR_DAYS),
            skills=sorted({rule.skill for rule in rules}),
            rooms=self._rooms(),
            limits=self._limits,
            typed=request.form,
            **said,
        )
