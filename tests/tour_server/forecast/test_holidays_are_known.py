"""Public holidays come from a country or region, and counts tell whose they follow; calendars bring school holidays."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.tour_server.forecast.drawn_counts import MONDAY, drawn_panel
from tour_server.forecast.day_marks import NEAR_DAYS, DayMarks, marked_steps
from tour_server.forecast.holiday_calendar import (
    UnknownHolidaysError,
    followed_place,
    public_holidays,
)
from tour_server.forecast.panel import Cadence, Panel
from tour_server.forecast.school_calendar import CalendarError, read_school_holidays


def test_holidays_of_a_country_and_of_a_region() -> None:
    assert dt.date(2026, 4, 27) in public_holidays("NL", [2026])
    assert dt.date(2026, 6, 4) in public_holidays("DE-BY", [2026])
    assert dt.date(2026, 6, 4) not in public_holidays("DE", [2026])
    assert public_holidays("", [2026]) == {}
    for place in ("Atlantis", "NL-XX"):
        with pytest.raises(UnknownHolidaysError, match="No holidays are known"):
            public_holidays(place, [2026])


@pytest.mark.long
def test_counts_tell_whose_holidays_they_follow() -> None:
    panel = drawn_panel(900, cadence=Cadence.DAILY)
    values = panel.values.copy()
    for day in public_holidays("NZ-AUK", range(2024, 2027)):
        step = panel.step(day)
        if 0 <= step < panel.steps:
            values[:, step] *= 0.3
    assert followed_place(Panel(panel.names, MONDAY, panel.cadence, values)).startswith("NZ")
    assert followed_place(panel) == ""
    assert followed_place(panel.until(200)) == "", "less than a year tells nothing"


def test_the_same_holiday_of_the_year_before_is_found() -> None:
    panel = drawn_panel(800, 1, cadence=Cadence.DAILY)
    marks = DayMarks(
        {dt.date(2024, 3, 31): "Easter", dt.date(2025, 4, 20): "Easter"},
        frozenset({dt.date(2024, 1, 3)}),
    )
    marked = marked_steps(panel, marks, panel.steps)
    first, second = panel.step(dt.date(2024, 3, 31)), panel.step(dt.date(2025, 4, 20))
    assert (marked.same_before[first], marked.same_before[second]) == (-1, first)
    assert (marked.before[first - 2], marked.after[first + 3]) == (2, 3)
    assert marked.before[first - 20] == NEAR_DAYS + 1
    assert marked.school.sum() == 1


def calendar(*lines: str) -> bytes:
    body = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""))
    return body.encode()


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT")


def test_a_calendar_brings_school_holidays() -> None:
    found = read_school_holidays(
        calendar(
            *event("DTSTART;VALUE=DATE:20261017", "DTEND;VALUE=DATE:20261026", "SUMMARY:Herfst"),
            *event("DTSTART:20260425T000000", "DTEND:20260503T235900", "SUMMARY:Mei"),
            *event("DTSTART;VALUE=DATE:20260601", "SUMMARY:Eén dag"),
            *event("DTSTART;VALUE=DATE:20260701", "DURATION:P7D"),
            *event("SUMMARY:Zonder dag"),
            *event("DTSTART;VALUE=DATE:20260801", "DTEND;VALUE=DATE:20280801"),
        )
    )
    assert found.left_out == 2
    assert [(one.name, f"{one.first}", f"{one.last}") for one in found.days] == [
        ("Mei", "2026-04-25", "2026-05-03"),
        ("Eén dag", "2026-06-01", "2026-06-01"),
        ("", "2026-07-01", "2026-07-07"),
        ("Herfst", "2026-10-17", "2026-10-25"),
    ]


def test_holidays_repeat_but_on_days_taken_out_or_moved() -> None:
    content = calendar(
        *event(
            "DTSTART;VALUE=DATE:20241223",
            "DTEND;VALUE=DATE:20250106",
            "RRULE:FREQ=YEARLY;UNTIL=20271231T000000Z",
            "EXDATE;VALUE=DATE:20251223",
            "SUMMARY:Kerst",
        ),
        *event("RECURRENCE-ID;VALUE=DATE:20261223", "DTSTART;VALUE=DATE:20261219", "SUMMARY:Vroeg"),
        "BEGIN:VEVENT",
        "UID:2",
        "DTSTART;VALUE=DATE:20240229",
        "RRULE:FREQ=YEARLY",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:3",
        "DTSTART;VALUE=DATE:20260601",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "STATUS:CANCELLED",
        "END:VEVENT",
    )
    found = read_school_holidays(content, dt.date(2028, 12, 31)).days
    assert [(one.name, f"{one.first}", f"{one.last}") for one in found] == [
        ("", "2024-02-29", "2024-02-29"),
        ("Kerst", "2024-12-23", "2025-01-05"),
        ("Vroeg", "2026-12-19", "2026-12-19"),
        ("Kerst", "2027-12-23", "2028-01-05"),
        ("", "2028-02-29", "2028-02-29"),
    ]
    endless = calendar(*event("DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY"))
    with pytest.raises(CalendarError, match="more than 1000 holidays"):
        read_school_holidays(endless)
    assert len(read_school_holidays(endless, dt.date(2026, 6, 9)).days) == 9
    never = calendar(
        *event("DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    )
    assert len(read_school_holidays(never, dt.date(2028, 1, 1)).days) == 1


def test_midnight_is_that_of_the_museum_on_both_sides_of_summer_time() -> None:
    for begins, ends, first, last in (
        ("20261016T220000Z", "20261025T230000Z", "2026-10-17", "2026-10-25"),
        ("20260327T230000Z", "20260405T220000Z", "2026-03-28", "2026-04-05"),
    ):
        content = calendar(*event(f"DTSTART:{begins}", f"DTEND:{ends}"))
        (found,) = read_school_holidays(content, zone=ZoneInfo("Europe/Amsterdam")).days
        assert (f"{found.first}", f"{found.last}") == (first, last)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"BEGIN:VEVENT", calendar(), calendar(*event("DTSTART:never"))],
)
def test_what_is_no_calendar_is_said(content: bytes) -> None:
    with pytest.raises(CalendarError):
        read_school_holidays(content)
