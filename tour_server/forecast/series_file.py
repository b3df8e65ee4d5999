"""Reads counts from a CSV file `time,count[,series]` into a panel, and finds out how often was counted."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import numpy as np

from tour_server.forecast.panel import Cadence, Panel

ONLY_SERIES = "all"
MAX_STEPS = 60 * 366  # sixty years of days; a date beyond it is a mistake in a file
DAYS_OF_A_MONTH = 28


class SeriesError(ValueError):
    """A file holds no series, in a sentence that says where."""


def read_series(path: Path) -> Panel:
    """Returns the counts of a file. What is missing, or has no count, is a gap. Raises SeriesError.

    Columns may be divided by semicolons; then a comma in a count is a decimal one.
    Counts within one hour, day or month are added up, but of an hour that the clock shows twice the mean is taken.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            counts = _read(file, path.name)
    except UnicodeDecodeError as error:
        raise SeriesError(f"{path.name} is not UTF-8.") from error
    except csv.Error as error:
        raise SeriesError(f"{path.name} is no CSV file: {error}.") from error
    return panel_of(counts, path.name)


def panel_of(counts: dict[str, dict[dt.datetime, list[float]]], name: str) -> Panel:
    """Returns the panel of the counts of each series by moment. Raises SeriesError."""
    moments = sorted({moment for series in counts.values() for moment in series})
    if not moments:
        raise SeriesError(f"{name} holds no counts.")
    cadence = _cadence(moments, name)
    first, last = moments[0].date(), moments[-1].date()
    if cadence is Cadence.MONTHLY:
        first = first.replace(day=1)
    grid = Panel(tuple(sorted(counts)), first, cadence, np.empty((0, 0, 0), np.float32))
    steps = grid.step(last) + 1
    if steps > MAX_STEPS:
        raise SeriesError(f"{name} reaches from {first} to {last}; one of its dates is a mistake.")
    values = np.full((len(counts), steps, cadence.slots), np.nan, np.float32)
    for row, series in enumerate(grid.names):
        for moment, found in counts[series].items():
            step = grid.step(moment.date())
            slot = moment.hour if cadence is Cadence.HOURLY else 0
            count = sum(found) / len(found)
            before = values[row, step, slot]
            values[row, step, slot] = count if math.isnan(before) else before + count
    return Panel(grid.names, first, cadence, values)


def _read(file: TextIO, name: str) -> dict[str, dict[dt.datetime, list[float]]]:
    first = file.readline()
    semicolons = ";" in first and "," not in first
    reader = csv.reader(itertools.chain([first], file), delimiter=";" if semicolons else ",")
    heading = [cell.strip().lower() for cell in next(reader, [])]
    if "time" not in heading or "count" not in heading:
        raise SeriesError(f"{name} needs the columns time and count; series may stand beside them.")
    at, of = heading.index("time"), heading.index("count")
    named = heading.index("series") if "series" in heading else None
    counts: dict[str, dict[dt.datetime, list[float]]] = {}
    moments: dict[str, dt.datetime] = {}
    for row in reader:
        if not row:
            continue
        where = f"{name}, line {reader.line_num}"
        if len(row) <= max(at, of, named or 0):
            raise SeriesError(f"{where}: a cell is missing.")
        time, cell = row[at], row[of].strip()
        moment = moments.get(time)
        if moment is None:
            moment = moments[time] = _moment(time, where)
        series = ONLY_SERIES if named is None else row[named].strip()
        by_moment = counts.setdefault(series, {})
        if cell.lower() in ("", "nan", "na", "null", "none"):
            continue
        count = _count(cell, where, decimal_commas=semicolons)
        by_moment.setdefault(moment, []).append(count)
    return counts


def _moment(text: str, where: str) -> dt.datetime:
    text = text.strip()
    if len(text) == len("2024-03"):
        text += "-01"
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)  # the museum's own clock
    except ValueError as error:
        raise SeriesError(f"{where}: {text!r} is no time; write 2024-03-15T14:00.") from error


def _count(text: str, where: str, *, decimal_commas: bool) -> float:
    try:
        count = float(text.replace(",", ".") if decimal_commas else text)
    except ValueError as error:
        raise SeriesError(f"{where}: {text!r} is no count.") from error
    if not 0 <= count < 1e9:
        raise SeriesError(f"{where}: {text!r} is no count of people.")
    return count


def _cadence(moments: Iterable[dt.datetime], name: str) -> Cadence:
    listed = list(moments)
    if any(moment.time() != dt.time() for moment in listed):
        return Cadence.HOURLY
    days = sorted({moment.date() for moment in listed})
    gaps = sorted((after - before).days for before, after in itertools.pairwise(days))
    if not gaps:
        raise SeriesError(f"{name} holds one day; a forecast needs several.")
    middle = gaps[len(gaps) // 2]
    if middle == 1:
        return Cadence.DAILY
    if middle >= DAYS_OF_A_MONTH and all(moment.day == listed[0].day for moment in listed):
        return Cadence.MONTHLY
    raise SeriesError(f"{name} is neither by the hour, nor by the day, nor by the month.")
