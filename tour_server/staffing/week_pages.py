"""The desk's page of one week's roster: computed, changed by hand with checks at once, published, taken out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Mapping, Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.staffing.breaks import with_breaks
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.day_needs_table import need_stretches
from tour_server.staffing.events import ROSTER_PUBLISHED
from tour_server.staffing.fairness import EVENING_AFTER, SharedShiftKind
from tour_server.staffing.jobs import RosterJobs
from tour_server.staffing.last_change import (
    change_between,
    forget_change,
    keep_change,
    kept_change,
    value_of,
)
from tour_server.staffing.moves import consequences, dragged, with_cell
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import (
    Absence,
    AbsenceKind,
    Cell,
    PlannedShift,
    by_cell,
    clock,
    monday_of,
)
from tour_server.staffing.roster_weeks import RosterWeeks
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.solving.is_installed import SOLVER_MISSING, solver_is_installed
from tour_server.staffing.typed import day_or_none
from tour_server.staffing.week_board import (
    board_of,
    changes_of,
    in_words,
    options_of,
    rests_on,
    sentences_of,
    shared_table,
)
from tour_server.staffing.week_check import shortages
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import WeekProblem, planned_as
from web.translations import day_in_words, mark, ngettext
from web.translations import gettext as _

BAND_NAMES = {
    Band.LOW: mark("a quiet week"),
    Band.MIDDLE: mark("what is expected"),
    Band.HIGH: mark("a busy week"),
}
SHARED_NAMES = {
    SharedShiftKind.WEEKEND: mark("Days of weekends"),
    SharedShiftKind.EVENING: mark("Evenings"),
    SharedShiftKind.NIGHT: mark("Nights"),
    SharedShiftKind.HOLIDAY: mark("Public holidays"),
}
MOST_ILL = dt.timedelta(days=366)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


class WeekPages:
    """The page of a week and what its forms ask for."""

    def __init__(
        self,
        weeks: RosterWeeks,
        rosters: Rosters,
        colleagues: Colleagues,
        jobs: RosterJobs,
        recorder: Recorder,
    ) -> None:
        self._weeks, self._rosters, self._colleagues = weeks, rosters, colleagues
        self._jobs, self._recorder = jobs, recorder

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages."""
        roster = allowed(Permission.ROSTER)
        add = pages.add_url_rule
        add("/roster", "page", roster(self.this_week))
        add("/roster/week/<monday>", "week", roster(self.week))
        add("/roster/week/<monday>/csv", "csv", roster(self.as_csv))
        add("/roster/week/<monday>/day/<day>", "day", roster(self.day))
        add("/roster/week/<monday>/state", "state", roster(self.state))
        add("/roster/week/<monday>/would", "would", roster(self.would))
        add("/roster/week/<monday>/why", "why", roster(self.why))
        for name, view in (
            ("compute", self.compute),
            ("put", self.put),
            ("drag", self.drag),
            ("undo", self.undo),
            ("as-shown", self.as_shown),
            ("let-go", self.let_go),
            ("ill", self.ill),
            ("band", self.set_band),
            ("publish", self.publish),
        ):
            endpoint = name.replace("-", "_")
            add(f"/roster/week/<monday>/{name}", endpoint, roster(view), methods=["POST"])

    def this_week(self) -> ResponseReturnValue:
        """Lead to the week it is."""
        return redirect(url_for("staffing.week", monday=monday_of(self._weeks.today())))

    def week(self, monday: str) -> ResponseReturnValue:
        """Show a week; with `cell` in the address, what else could stand there and what each would do."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        state = self._rosters.state(day)
        published = self._rosters.shifts(facts.monday, facts.days[-1], published=True)
        changes = changes_of(facts, shifts, published)
        cell = _cell(facts, request.args.get("cell", ""))
        job = self._jobs.newest()
        change = kept_change(session, day, shifts)
        return render_template(
            "staffing/week.html",
            board=board_of(facts, shifts, state.band),
            undoable=[] if change is None else sentences_of(facts, change),
            value_of=value_of,
            monday=day,
            today=self._weeks.today(),
            most_ill=MOST_ILL,
            states_hours=self._weeks.states_hours(),
            earlier=day - dt.timedelta(weeks=1),
            later=day + dt.timedelta(weeks=1),
            state=state,
            bands=BAND_NAMES,
            changes=changes,
            shared=shared_table(facts, shifts),
            shared_names=SHARED_NAMES,
            evening_after=EVENING_AFTER,
            is_over=facts.days[-1] < self._weeks.today(),
            cell=cell,
            options=None if cell is None else options_of(facts, shifts, state.band, cell),
            computing=job is not None and not job.ended,
            failed=self._jobs.problem_of(day),
            missing="" if solver_is_installed() else SOLVER_MISSING,
        )

    def day(self, monday: str, day: str) -> ResponseReturnValue:
        """Show one day: who is there from when to when, and what is needed in each stretch."""
        first, wanted = _monday(monday), day_or_none(day)
        facts, shifts = self._week(first)
        if wanted not in facts.days:
            abort(404)
        names = {one.key: one.name for one in facts.colleagues}
        today = [one for one in shifts if one.day == wanted]
        today.sort(key=lambda one: (one.begins, names[one.colleague].casefold()))
        return render_template(
            "staffing/day.html",
            monday=first,
            day=wanted,
            skills=facts.skills,
            stretches=need_stretches(facts, shifts, wanted),
            band=self._rosters.state(first).band.value,
            shifts=[(names[one.colleague], one) for one in today],
            rests_on=rests_on(facts, [wanted]),
        )

    def compute(self, monday: str) -> ResponseReturnValue:
        """Ask for the roster of the week."""
        day = _monday(monday)
        self._choose_band(day)
        self._ask(day, least_change=request.form.get("least") == "1")
        return _back(day)

    def put(self, monday: str) -> ResponseReturnValue:
        """Put a shift into a cell, or empty it."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        cell = _cell(facts, request.form.get("cell", ""))
        if cell is None:
            abort(404)
        if (meanwhile := _meanwhile(facts, shifts, {cell: request.form.get("was")})) is not None:
            flash(meanwhile)
            return redirect(url_for("staffing.week", monday=day, cell=f"{cell[0]}.{cell[1]}"), 303)
        chosen = _chosen(facts, cell, request.form.get("shift", ""))
        after = with_cell(shifts, cell, chosen)
        if chosen is not None or cell in by_cell(shifts):
            keep_change(session, change_between(day, [cell], shifts, after))
        self._save(facts, shifts, after, by_hand=[cell])
        return _back(day, f"cell-{cell[0]}-{cell[1]}")

    def drag(self, monday: str) -> ResponseReturnValue:
        """Move a shift from a cell to another one, as somebody dragged it."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        source, target = (_cell(facts, request.form.get(one, "")) for one in ("source", "target"))
        if source is None or target is None:
            abort(404)
        was = {source: request.form.get("source_was"), target: request.form.get("target_was")}
        if (meanwhile := _meanwhile(facts, shifts, was)) is not None:
            return jsonify(words=meanwhile), 409
        after = dragged(shifts, source, target)
        keep_change(session, change_between(day, [source, target], shifts, after))
        self._save(facts, shifts, after, by_hand=[source])
        return _back(day)

    def undo(self, monday: str) -> ResponseReturnValue:
        """Undo what was put or dragged last in this browser."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        change = kept_change(session, day, shifts)
        if change is None:
            flash(_("What you changed last was changed again since. Nothing was undone."))
            return _back(day)
        self._save(facts, shifts, change.undone(shifts))
        forget_change(session)
        return _back(day)

    def as_shown(self, monday: str) -> ResponseReturnValue:
        """Make the draft of a week again what colleagues see."""
        day = _monday(monday)
        if self._rosters.state(day).published_at is None:
            abort(404)
        self._rosters.put_back(day)
        return _back(day)

    def would(self, monday: str) -> ResponseReturnValue:
        """Answer with what a drag would do, in sentences, before it is let go."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        source, target = (_cell(facts, request.args.get(one, "")) for one in ("source", "target"))
        if source is None or target is None:
            abort(404)
        band = self._rosters.state(day).band
        found = consequences(facts, shifts, dragged(shifts, source, target), band)
        fine = _("No rule is broken.")
        return jsonify(worse=found.worse, better=found.better, words=" ".join(found.worse) or fine)

    def let_go(self, monday: str) -> ResponseReturnValue:
        """Let a computation move again what was put there by hand."""
        day = _monday(monday)
        self._rosters.let_go(day)
        return _back(day)

    def ill(self, monday: str) -> ResponseReturnValue:
        """Note that a colleague is ill on a day or until another one, and ask for the roster that changes least."""
        day = _monday(monday)
        facts, _shifts = self._week(day)
        cell = _cell(facts, request.form.get("cell", ""))
        if cell is None:
            abort(404)
        until = day_or_none(request.form.get("until", "")) or cell[1]
        last = min(max(until, cell[1]), cell[1] + MOST_ILL)
        self._colleagues.add_absence(cell[0], Absence(cell[1], last, AbsenceKind.ILL))
        freed = self._rosters.shifts(cell[1], last, colleague=cell[0])
        for one in freed:
            self._rosters.take_off(one.colleague, one.day)
        if later := sorted({monday_of(one.day) for one in freed} - {day}):
            names = ", ".join(day_in_words(one, "d MMMM") for one in later)
            flash(
                ngettext(
                    "Shifts of a later week were taken off, too. Compute that of {weeks} as well.",
                    "Shifts of {number} later weeks were taken off, too. Compute those of {weeks} as well.",
                    len(later),
                    weeks=names,
                )
            )
        if self._jobs.is_computing(day):
            flash(_("Noted. The roster that is being computed takes it in."))
        else:
            self._ask(day, least_change=True)
        return _back(day)

    def _ask(self, monday: dt.date, *, least_change: bool) -> None:
        """Ask for a computation, or say that another one runs."""
        if not self._jobs.ask(monday, person().name, least_change=least_change):
            flash(_("Another roster is being computed. Ask for this one when that is there."))

    def set_band(self, monday: str) -> ResponseReturnValue:
        """Choose which figures of the forecast the week is staffed for."""
        day = _monday(monday)
        self._choose_band(day)
        return _back(day)

    def _choose_band(self, monday: dt.date) -> None:
        if request.form.get("band") in set(Band):
            self._rosters.set_band(monday, Band(request.form["band"]))

    def publish(self, monday: str) -> ResponseReturnValue:
        """Show the week to colleagues."""
        day = _monday(monday)
        self._rosters.publish(day)
        self._recorder.record(ROSTER_PUBLISHED, person().name, day.isoformat())
        return _back(day)

    def state(self, monday: str) -> ResponseReturnValue:
        """Answer whether a computation runs, for the page that waits for it."""
        _monday(monday)
        job = self._jobs.newest()
        return jsonify(ended=job is None or job.ended)

    def why(self, monday: str) -> ResponseReturnValue:
        """Explain why a need can't be met, by the rules that clash."""
        day = _monday(monday)
        if not solver_is_installed():
            return render_template("staffing/why.html", monday=day, sentences=(SOLVER_MISSING,))
        from tour_server.staffing.clashes import why_short

        facts, shifts = self._week(day)
        band = self._rosters.state(day).band
        wanted = request.args.get("of", "")
        lack = next(
            (
                one
                for one in shortages(facts, shifts, band)
                if f"{one.day}.{one.first}.{one.skill}" == wanted
            ),
            None,
        )
        if lack is None:
            return _back(day)
        today = self._weeks.today()
        if lack.day < today:
            over = (lack.sentence(), _("That day is over."))
            return render_template("staffing/why.html", monday=day, sentences=over)
        pinned = [one for one in shifts if one.pinned or one.day < today]
        week = WeekProblem(facts, band, pinned, begins=today)
        reason = why_short(week, shifts, lack)
        return render_template(
            "staffing/why.html", monday=day, sentences=reason.sentences, clash=reason.names_rules
        )

    def as_csv(self, monday: str) -> ResponseReturnValue:
        """Answer with the week as CSV."""
        day = _monday(monday)
        facts, shifts = self._week(day)
        names = {one.key: one.name for one in facts.colleagues}
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(
            ("day", "colleague", "begins", "ends", "break_begins", "break_minutes", "skill")
        )
        for one in sorted(shifts, key=lambda each: (each.day, each.begins, names[each.colleague])):
            pause = "" if one.break_begins is None else clock(one.break_begins)
            cells = (
                *(one.day.isoformat(), names[one.colleague], clock(one.begins), clock(one.ends)),
                *(pause, str(one.break_minutes), one.skill),
            )
            writer.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
        name = f"attachment; filename=roster-{day}.csv"
        return Response(text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": name})

    def _week(self, monday: dt.date) -> tuple[WeekFacts, list[PlannedShift]]:
        facts = self._weeks.facts(monday)
        here = {one.key for one in facts.colleagues}
        shifts = self._rosters.shifts(monday, facts.days[-1])
        return facts, [one for one in shifts if one.colleague in here]

    def _save(
        self,
        facts: WeekFacts,
        before: Sequence[PlannedShift],
        after: Sequence[PlannedShift],
        by_hand: Collection[Cell] = (),
    ) -> None:
        """Write what changed. Where a cell of `by_hand` is empty after it, the colleague is off by hand."""
        placed = with_breaks(facts, after, self._rosters.state(facts.monday).band)
        old, new = by_cell(before), by_cell(placed)
        for cell in old.keys() - new.keys():
            self._rosters.take_off(*cell)
        for cell, one in new.items():
            if old.get(cell) != one:
                self._rosters.put(one)
        for cell in set(by_hand) - new.keys():
            self._rosters.give_off(*cell)


def _monday(text: str) -> dt.date:
    """Returns the Monday of the address, or aborts with 404."""
    day = day_or_none(text)
    if day is None or day.weekday():
        abort(404)
    return day


def _cell(facts: WeekFacts, text: str) -> Cell | None:
    """Returns the cell `KEY.DAY` where it is one of the week, otherwise None."""
    key, _dot, day_text = text.partition(".")
    day = day_or_none(day_text)
    if day not in facts.days or key not in {one.key for one in facts.colleagues}:
        return None
    return key, day


def _chosen(facts: WeekFacts, cell: Cell, text: str) -> PlannedShift | None:
    """Returns the shift `KIND.SKILL` for a cell, None for a day off. Aborts with 404 on what is neither."""
    if not text:
        return None
    number, _dot, skill = text.partition(".")
    kind = next((one for one in facts.kinds if str(one.number) == number), None)
    if kind is None or skill not in facts.skills or kind.skill not in ("", skill):
        abort(404)
    return planned_as(*cell, kind, skill)


def _meanwhile(
    facts: WeekFacts, shifts: Sequence[PlannedShift], seen: Mapping[Cell, str | None]
) -> str | None:
    """Returns a sentence where a cell no longer holds what the person saw in it, None where each does.

    `seen`: None of a cell of which the form did not say.
    """
    at = by_cell(shifts)
    names = {one.key: one.name for one in facts.colleagues}
    for cell, was in seen.items():
        if was is not None and was != value_of(at.get(cell)):
            return _(
                "{name}, {day}: {now}. Somebody changed this after you opened the page. Your change was not made.",
                name=names[cell[0]],
                day=day_in_words(cell[1], "EEEE"),
                now=in_words(at.get(cell)),
            )
    return None


def _back(monday: dt.date, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("staffing.week", monday=monday, _anchor=anchor), 303)
