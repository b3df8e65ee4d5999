"""The board of a week: a row for each colleague, a column for each day, and how each need is met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tour_server.staffing.fairness import SharedShiftKind, counted_from, shared_counts, week_counts
from tour_server.staffing.last_change import LastChange, value_of
from tour_server.staffing.moves import Consequences, consequences, with_cell
from tour_server.staffing.needs import Band, DayArrivals
from tour_server.staffing.planned_shift import Cell, Colleague, PlannedShift, by_cell, clock
from tour_server.staffing.week_check import Shortage, duration, shortages, week_issues
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import planned_as
from tour_server.staffing.wishes import hours_in_words, unkept_wishes
from web.translations import day_in_words, mark
from web.translations import gettext as _

HOURS = 24
NOT_KNOWN = mark(
    "Nothing was counted or forecast yet, so each rule about arrivals asks for its people once."
)


class BoardCell(Struct, frozen=True):
    """A colleague's day. `absence`: the kind, "" when they are there; `wrong`: sentences about this day.

    `is_off`: staff have said that they are off. `wishes`: by the hour, but those of every day; `unkept`: sentences
    about wishes that the shift goes against.
    """

    name: str
    shift: PlannedShift | None
    absence: str
    wrong: tuple[str, ...]
    is_off: bool = False
    wishes: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()


class BoardRow(Struct, frozen=True):
    """A colleague's week. `hours`: what is worked of the contract, in words; `wrong`: about the whole week.

    `wishes`: by the hour, those of every day.
    """

    colleague: Colleague
    cells: tuple[BoardCell, ...]
    hours: str
    wrong: tuple[str, ...]
    wishes: tuple[str, ...] = ()


class SharedCell(Struct, frozen=True):
    """How many shifts of a kind a colleague worked in the last weeks, the share of their contract, and this week's."""

    worked: int
    share: float
    this_week: int


class SharedRow(Struct, frozen=True):
    """A colleague's counts, a cell for each kind that is shown; None where they can't work it."""

    name: str
    cells: tuple[SharedCell | None, ...]


class SharedTable(Struct, frozen=True):
    """What is shared evenly: only kinds that somebody can work. `since`: the first day that counts."""

    kinds: tuple[SharedShiftKind, ...]
    rows: tuple[SharedRow, ...]
    since: dt.date


class NeedCell(Struct, frozen=True):
    """How a day's need of a skill is met: the most that are needed at a time, with its band, and what lacks."""

    low: int
    middle: int
    high: int
    lacks: tuple[Shortage, ...]


class NeedRow(Struct, frozen=True):
    """A skill's needs by day."""

    skill: str
    cells: tuple[NeedCell, ...]


class ExpectedCell(Struct, frozen=True):
    """The arrivals that a day is staffed for. `low` and `high` are None where no band is known."""

    middle: int
    low: int | None = None
    high: int | None = None


class WeekBoard(Struct, frozen=True):
    """The board. `short_by_breaks`: where too few are left while others have a break.

    `expected`: a cell for each day, None where nothing is known; `rests_on`: what they rest on, in sentences.
    `is_empty`: nobody is in the week yet. `pinned`, `days_off`: shifts and days off that staff put there by hand.
    `unkept`: wishes that a shift goes against, in sentences.
    """

    days: tuple[dt.date, ...]
    rows: tuple[BoardRow, ...]
    needs: tuple[NeedRow, ...]
    wrong: int
    lacking: int
    short_by_breaks: tuple[Shortage, ...]
    pinned: int
    expected: tuple[ExpectedCell | None, ...] = ()
    rests_on: tuple[str, ...] = ()
    is_empty: bool = False
    days_off: int = 0
    unkept: tuple[str, ...] = ()


class CellOption(Struct, frozen=True):
    """A shift that could stand in a cell, and what it would do. `value` is what the form sends."""

    value: str
    label: str
    is_now: bool
    brings: Consequences


def board_of(facts: WeekFacts, shifts: Sequence[PlannedShift], band: Band) -> WeekBoard:
    """Returns the board of a week."""
    issues, lacks = week_issues(facts, shifts), shortages(facts, shifts, band)
    at, unkept = by_cell(shifts), unkept_wishes(facts, shifts)
    rows = []
    for colleague in facts.colleagues:
        own = [one for one in issues if one.colleague == colleague.key]
        worked = sum(one.work_minutes for one in shifts if one.colleague == colleague.key)
        hours = _(
            "{worked} of {week}", worked=duration(worked), week=duration(colleague.week_minutes)
        )
        cells = tuple(
            BoardCell(
                f"{colleague.key}.{day}",
                at.get((colleague.key, day)),
                str(colleague.absence(day) or ""),
                tuple(one.sentence for one in own if one.day == day),
                (colleague.key, day) in facts.days_off,
                tuple(
                    hours_in_words(one)
                    for one in colleague.wishes_on(day)
                    if not one.is_of_every_day
                ),
                tuple(
                    one.sentence
                    for one in unkept
                    if (one.colleague, one.day) == (colleague.key, day)
                ),
            )
            for day in facts.days
        )
        rest = tuple(one.sentence for one in own if one.day not in facts.days)
        wishes = tuple(hours_in_words(one) for one in colleague.wishes if one.is_of_every_day)
        rows.append(BoardRow(colleague, cells, hours, rest, wishes))
    return WeekBoard(
        tuple(facts.days),
        tuple(rows),
        tuple(_need_row(facts, skill, lacks) for skill in facts.skills),
        len(issues),
        len(lacks),
        tuple(shortages(facts, shifts, band, breaks=True)),
        sum(one.pinned for one in shifts),
        tuple(map(_expected, map(facts.expected.get, facts.days))),
        rests_on(facts, facts.days),
        not shifts,
        len(facts.days_off),
        tuple(one.sentence for one in unkept),
    )


def shared_table(facts: WeekFacts, shifts: Sequence[PlannedShift]) -> SharedTable:
    """Returns what colleagues worked of weekends, evenings, nights and public holidays, in the order of the board."""
    counts, now = shared_counts(facts), week_counts(facts, shifts)
    kinds = tuple(kind for kind in SharedShiftKind if any(kind in own for own in counts.values()))
    rows = []
    for colleague in facts.colleagues:
        own = counts[colleague.key]
        cells = (
            SharedCell(own[kind].worked, own[kind].share, now.get((colleague.key, kind), 0))
            if kind in own
            else None
            for kind in kinds
        )
        rows.append(SharedRow(colleague.name, tuple(cells)))
    return SharedTable(kinds, tuple(rows), counted_from(facts.monday))


def _expected(arrivals: DayArrivals | None) -> ExpectedCell | None:
    if arrivals is None:
        return None
    if arrivals.of_day is None:
        return ExpectedCell(round(sum(arrivals.middle[:HOURS])))
    low, middle, high = map(round, arrivals.of_day)
    return ExpectedCell(middle, low, high)


def rests_on(facts: WeekFacts, days: Iterable[dt.date]) -> tuple[str, ...]:
    """Returns what the arrivals of these days rest on, in sentences; with their days where they differ."""
    of: dict[str, list[str]] = {}
    for day in days:
        arrivals = facts.expected.get(day)
        if arrivals is None and not any(
            max(facts.need(day, skill, Band.HIGH)) for skill in facts.skills
        ):
            continue  # a day on which the house is closed
        words = NOT_KNOWN if arrivals is None else arrivals.rests_on
        of.setdefault(words, []).append(day_in_words(day, "EEE"))
    if len(of) == 1:
        return tuple(_(one) for one in of)
    return tuple(f"{', '.join(names)}: {_(words)}" for words, names in of.items())


def changes_of(
    facts: WeekFacts, shifts: Sequence[PlannedShift], published: Sequence[PlannedShift]
) -> list[str]:
    """Returns what differs from what colleagues were shown, a sentence for each day of a colleague."""
    now, shown = by_cell(shifts), by_cell(published)
    return [
        _(
            "{name}, {day}: {now} (shown: {before})",
            name=colleague.name,
            day=day_in_words(day, "EEEE"),
            now=in_words(now.get((colleague.key, day))),
            before=in_words(shown.get((colleague.key, day))),
        )
        for day in facts.days
        for colleague in facts.colleagues
        if _seen(now.get((colleague.key, day))) != _seen(shown.get((colleague.key, day)))
    ]


def sentences_of(facts: WeekFacts, change: LastChange) -> list[str]:
    """Returns what a change did, a sentence for each cell; none where a colleague has gone meanwhile."""
    names = {one.key: one.name for one in facts.colleagues}
    if not {one.cell[0] for one in change.cells} <= names.keys():
        return []
    return [
        _(
            "{name}, {day}: {now} (before: {before})",
            name=names[one.cell[0]],
            day=day_in_words(one.cell[1], "EEEE"),
            now=in_words(one.after),
            before=in_words(one.before),
        )
        for one in change.cells
    ]


def _seen(shift: PlannedShift | None) -> tuple[int, int, str] | None:
    return None if shift is None else (shift.begins, shift.ends, shift.skill)


def in_words(shift: PlannedShift | None) -> str:
    """Returns what stands in a cell, in words."""
    if shift is None:
        return _("off")
    return f"{clock(shift.begins)}–{clock(shift.ends)} {shift.skill}"


def _need_row(facts: WeekFacts, skill: str, lacks: Sequence[Shortage]) -> NeedRow:
    cells = []
    for day in facts.days:
        low, middle, high = (max(facts.need(day, skill, band)) for band in Band)
        here = tuple(one for one in lacks if (one.day, one.skill) == (day, skill))
        cells.append(NeedCell(low, middle, high, here))
    return NeedRow(skill, tuple(cells))


def options_of(
    facts: WeekFacts, shifts: Sequence[PlannedShift], band: Band, cell: Cell
) -> list[CellOption]:
    """Returns what could stand in a cell: a day off first, then each shift in each skill that the colleague has."""
    colleague = next(one for one in facts.colleagues if one.key == cell[0])
    now = by_cell(shifts).get(cell)
    found = [_option(facts, shifts, band, cell, None, "", _("Off"), now is None)]
    for kind in facts.kinds:
        for skill in facts.skills:
            if kind.skill in ("", skill) and skill in colleague.skills:
                is_now = now is not None and (now.kind, now.skill) == (kind.number, skill)
                label = f"{kind.name}, {clock(kind.begins)}–{clock(kind.ends)}, {skill}"
                shift = planned_as(*cell, kind, skill)
                found.append(
                    _option(facts, shifts, band, cell, shift, value_of(shift), label, is_now)
                )
    return found


def _option(
    facts: WeekFacts,
    shifts: Sequence[PlannedShift],
    band: Band,
    cell: Cell,
    shift: PlannedShift | None,
    value: str,
    label: str,
    is_now: bool,
) -> CellOption:
    after = with_cell(shifts, cell, shift)
    return CellOption(value, label, is_now, consequences(facts, shifts, after, band))
