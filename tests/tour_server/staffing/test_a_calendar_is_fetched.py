"""A colleague's shifts as a calendar: times in UTC over a change of the clock, long and odd words."""

from __future__ import annotations

import datetime as dt

from tests.tour_server.staffing.weeks import DAY, shift
from tour_server.staffing.calendar_file import LINE_OCTETS, calendar

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


def lines(*shifts_of: int, name: str = "Huis") -> list[str]:
    shifts = [shift("a", day, DAY, break_begins=780) for day in shifts_of]
    text = calendar(name, shifts, "Europe/Amsterdam", NOW, "Break")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= LINE_OCTETS for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_times_follow_the_clock_of_the_museum() -> None:
    starts = [one for one in lines(26, 27, 28) if one.startswith("DTSTART")]
    assert starts == [
        "DTSTART:20260328T083000Z",
        "DTSTART:20260329T073000Z",
        "DTSTART:20260330T073000Z",
    ]


def test_a_break_is_told_and_each_day_has_its_own_name() -> None:
    found = lines(0, 1)
    assert found.count("DESCRIPTION:Break 13:00–13:30") == 2
    assert {"UID:20260302-a@zaalgids", "UID:20260303-a@zaalgids"} <= set(found)


def test_odd_and_long_names() -> None:
    name = "Huis; van, \\Kunst\n" + "é漢" * 60
    (summary,) = (one for one in lines(0, name=name) if one.startswith("SUMMARY"))
    assert summary.startswith("SUMMARY:guard\\, Huis\\; van\\, \\\\Kunst\\né漢")
    assert summary.endswith("é漢")
