"""Reads counts from a table that a museum has: ticket sales or counts by hour or day, as CSV, XLSX or ODS.

Columns are found by their headings, in the languages of the desk and its neighbours, and else by what stands in them.
Several rows of one hour are added up: of ticket sales each row is a sale, and one below zero is a return.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from tour_server.forecast.count_columns import LOOKED_AT, guessed_columns, named_columns
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.sheet_reader import MOST_PROBLEMS, CountKey, SheetReader
from tour_server.imports.sheet_table import SheetError, SheetRow
from tour_server.imports.spreadsheet import open_table
from web.translations import gettext as _
from web.translations import ngettext

HEADING_ROWS = 20
TIMES_USUAL = 25  # of its series' middle count, beyond which a count is to be looked at
LEAST_ODD = 100


class CountRow(Struct, frozen=True):
    """The people of a series in an hour, or with WHOLE_DAY in a day."""

    series: str
    day: dt.date
    hour: int
    people: float


class OddCount(Struct, frozen=True):
    """A count that is far beyond the others of its series, whose middle is `usual`."""

    row: CountRow
    usual: float


class CountTable(Struct, frozen=True):
    """What was read. `columns`: what each column was taken for. `problems`: of rows that can't be read, the first.

    `totals`, `returns`: rows of totals, which are left out, and below zero, which are taken off. `spread`: people
    without an hour, who are shared out over the hours of their day. `odd`: the first counts that are to be looked at.
    `sales`: rows have minutes, so each is a sale, and an hour without a row one in which nothing was sold.
    `left_out`: sentences on sheets that are not read, or not all of their days. `repeated`: the first counts that are
    added up of several rows, in a file in which hardly any are.
    """

    rows: list[CountRow]
    columns: dict[str, str]
    problems: list[str]
    unread: int
    day_first: bool
    ambiguous: bool
    totals: int = 0
    returns: int = 0
    spread: float = 0.0
    odd: list[OddCount] = []
    sales: bool = False
    left_out: list[str] = []
    repeated: list[CountRow] = []


def read_counts(
    path: Path,
    rooms: Mapping[str, str],
    today: dt.date | None = None,
    zone: dt.tzinfo | None = None,
) -> CountTable:
    """Returns the counts of a table. `rooms`: names and keys of rooms, folded, each with its key.

    `today`: rows from it on are no counts yet. `zone`: by whose clock moments count that state their own distance from
    UTC. Of several sheets each is read; of a day that two have, the first of them counts. Raises SheetError.
    """
    table = open_table(path)
    several = len(table.sheets) > 1
    found: list[_FoundSheet] = []
    notes: list[str] = []
    for name in table.sheets or [""]:
        rows = list(table.rows(name))
        at, columns = _columns(rows)
        if "people" in columns and {"day", "time"} & columns.keys():
            heading = [] if at < 0 else rows[at].cells
            said = name if several else ""
            reader = SheetReader(columns, rooms, rows[at + 1 :], today, zone, said)
            found.append(_FoundSheet(name, reader, _titles(columns, heading)))
        elif rows:
            notes.append(_("Sheet “{name}” has no dates with counts, and is left out.", name=name))
    if not found:
        raise SheetError(
            _(
                "{name} needs a column of dates and one of counts. Give them headings like Date and Visitors.",
                name=path.name,
            )
        )
    people, left_out = _together(found)
    readers = [one.reader for one in found]
    problems = [problem for one in readers for problem in one.problems][:MOST_PROBLEMS]
    if not people:
        problem = _("No row of {name} has a date and a count.", name=path.name)
        raise SheetError(" ".join([problem, *problems[:1]]))
    repeated = [
        CountRow(*key, people[key]) for one in readers for key in one.repeated if key in people
    ]
    spread = _spread_out(people)
    counted = [CountRow(*key, max(0.0, round(total, 3))) for key, total in sorted(people.items())]
    return CountTable(
        counted,
        found[0].titles,
        problems,
        sum(one.unread for one in readers),
        readers[0].day_first,
        any(one.ambiguous for one in readers),
        sum(one.totals for one in readers),
        sum(one.returns for one in readers),
        spread,
        _odd(counted),
        all(one.sales for one in readers if one.people),
        [*notes, *left_out] if several else [],
        repeated[:MOST_PROBLEMS],
    )


class _FoundSheet(Struct, frozen=True):
    """A sheet with counts. `titles`: what each column was taken for."""

    name: str
    reader: SheetReader
    titles: dict[str, str]


def _columns(rows: Sequence[SheetRow]) -> tuple[int, dict[str, int]]:
    """Return in which row the headings stand, -1 without any, and what each column holds."""
    heads = [(at, named_columns(rows, at)) for at in range(min(HEADING_ROWS, len(rows)))]
    named = [one for one in heads if one[1]]
    at, columns = next((one for one in named if "people" in one[1]), (named or [(-1, {})])[0])
    return at, columns or guessed_columns(rows[at + 1 : at + 1 + LOOKED_AT])


def _together(sheets: Sequence[_FoundSheet]) -> tuple[dict[CountKey, float], list[str]]:
    """Return the people of all sheets, and sentences on what was left out, because an earlier sheet has it."""
    people: dict[CountKey, float] = {}
    taken: dict[tuple[str, dt.date], str] = {}
    said = []
    for one in sheets:
        before = taken.copy()
        twice = {key[:2] for key in one.reader.people} & before.keys()
        for key, total in one.reader.people.items():
            if key[:2] not in before:
                people[key] = total
                taken[key[:2]] = one.name
        if twice:
            said.append(
                ngettext(
                    "{number} day of sheet “{name}” is left out: “{other}” has it too.",
                    "{number} days of sheet “{name}” are left out: “{other}” has them too.",
                    len({day for _series, day in twice}),
                    name=one.name,
                    other=before[min(twice)],
                )
            )
    return people, said


def _spread_out(people: dict[CountKey, float]) -> float:
    """Share people without an hour out over the hours of their day that were counted. Returns how many these are."""
    hours: dict[tuple[str, dt.date], list[CountKey]] = defaultdict(list)
    for key in people:
        if key[2] != WHOLE_DAY:
            hours[key[:2]].append(key)
    spread = 0.0
    for key in [key for key in people if key[2] == WHOLE_DAY and key[:2] in hours]:
        more, own = people.pop(key), hours[key[:2]]
        whole = sum(max(0.0, people[one]) for one in own)
        for one in own:
            share = max(0.0, people[one]) / whole if whole > 0 else 1 / len(own)
            people[one] += more * share
        spread += more
    return spread


def _odd(rows: Sequence[CountRow]) -> list[OddCount]:
    """Return the largest counts that are far beyond the others of the same series, hours and whole days apart."""
    kinds: dict[tuple[str, bool], list[CountRow]] = defaultdict(list)
    for row in rows:
        kinds[row.series, row.hour == WHOLE_DAY].append(row)
    found = []
    for alike in kinds.values():
        counted = [row.people for row in alike if row.people > 0]
        usual = float(np.median(counted)) if counted else 0.0
        most = max(TIMES_USUAL * usual, LEAST_ODD)
        found += [OddCount(row, usual) for row in alike if row.people > most]
    return sorted(found, key=lambda one: -one.row.people)[:MOST_PROBLEMS]


def _titles(columns: Mapping[str, int], heading: Sequence[str]) -> dict[str, str]:
    return {
        kind: heading[column] if column < len(heading) else _column_letter(column)
        for kind, column in columns.items()
    }


def _column_letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else f"{column + 1}"
