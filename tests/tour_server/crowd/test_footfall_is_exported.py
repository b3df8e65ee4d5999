"""Exports: whole days that are over, the same for any dates; CSV and Parquet; impossible dates."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from tour_server.crowd import parquet
from tour_server.crowd.export import DatesError, day_table, requested_days
from tour_server.crowd.minutes import CountedMinute

YESTERDAY = -24 * 60  # minutes before the test's noon


@pytest.fixture
def busy(page):
    """Yesterday: a busy hour, a quiet one, an ordinary one; another room with a single visitor."""
    page.count(YESTERDAY - 60, entered=40, left=10, room="tile-room")
    page.count(YESTERDAY, entered=2, left=12, room="tile-room")
    page.count(YESTERDAY + 60, entered=20, left=30, room="tile-room")
    page.count(YESTERDAY, device="stairs", entered=1, left=0, room="curves")
    return page


def rows(answer):
    assert answer.status_code == 200, answer.text
    return [tuple(row.values()) for row in csv.DictReader(io.StringIO(answer.text))]


def test_a_day_with_what_is_withheld(busy):
    answer = busy.client.get("/desk/rooms/footfall.csv?from=2026-07-14&to=2026-07-14")
    assert answer.mimetype == "text/csv"
    assert "footfall-2026-07-14-2026-07-14.csv" in answer.headers["Content-Disposition"]
    assert rows(answer) == [
        ("2026-07-14", "14:00+0200", "curves", "withheld", "0", "1"),
        ("2026-07-14", "day", "curves", "withheld", "0", "1"),
        ("2026-07-14", "13:00+0200", "tile-room", "40", "10", "1"),
        ("2026-07-14", "14:00+0200", "tile-room", "withheld", "12", "1"),
        ("2026-07-14", "15:00+0200", "tile-room", "withheld", "30", "1"),
        ("2026-07-14", "day", "tile-room", "62", "52", "3"),
    ]


def test_two_files_together_reveal_no_more_than_one(busy):
    """A day is the same in every export, so there is nothing to subtract."""
    long = busy.client.get("/desk/rooms/footfall.csv?from=2026-06-20&to=2026-07-14")
    short = busy.client.get("/desk/rooms/footfall.csv?from=2026-07-14&to=2026-07-14")
    assert rows(long) == rows(short)
    busy.count(-2, entered=7, left=0, room="tile-room")  # today goes on
    again = busy.client.get("/desk/rooms/footfall.csv?from=2026-07-14&to=2026-07-14")
    assert rows(again) == rows(short)
    assert not any("2026-07-15" in row for row in rows(busy.client.get("/desk/rooms/footfall.csv")))


def test_parquet_has_the_same_rows(busy):
    pyarrow_parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `parquet`")
    answer = busy.client.get("/desk/rooms/footfall.parquet?from=2026-07-14&to=2026-07-14")
    assert answer.status_code == 200
    table = pyarrow_parquet.read_table(io.BytesIO(answer.data)).to_pylist()
    assert [(row["room"], row["in"], row["in_withheld"], row["out"]) for row in table] == [
        ("curves", None, True, 0),
        ("curves", None, True, 0),
        ("tile-room", 40, False, 10),
        ("tile-room", None, True, 12),
        ("tile-room", None, True, 30),
        ("tile-room", 62, False, 52),
    ]
    assert table[2]["hour"] == dt.datetime(2026, 7, 14, 11, tzinfo=dt.UTC)
    assert table[-1]["hour"] is None
    assert table[-1]["date"] == dt.date(2026, 7, 14)


def test_parquet_where_its_extra_is_not_installed(busy, monkeypatch):
    monkeypatch.setattr(parquet, "find_spec", lambda _name: None)
    page = busy.client.get("/desk/rooms/take-away").text
    assert "Take Parquet" not in page
    assert "Take CSV" in page
    answer = busy.client.get("/desk/rooms/footfall.parquet")
    assert answer.status_code == 501
    assert "pip install zaalgids[parquet]" in answer.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("from=2026-13-01&to=2026-07-01", "“2026-13-01” is no date. Write it like 2026-07-15."),
        ("from=<b>&to=2026-07-01", "“&lt;b&gt;” is no date."),
        ("from=2026-07-10&to=2026-07-01", "The first day, 2026-07-10, is after the last"),
        ("from=2026-07-01&to=2026-07-15", "2026-07-15 is not over yet."),
        ("from=2026-07-01&to=2030-01-01", "choose 2026-07-14 or earlier"),
        ("from=2024-07-01&to=2026-07-01", "366 at most fit into one file"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_dates_that_make_no_sense(page, kind, asked, words):
    answer = page.client.get(f"/desk/rooms/footfall.{kind}?{asked}")
    assert answer.status_code == 400
    assert words in answer.text
    assert 'name="from"' in answer.text, "the form is shown again"
    assert "no-store" not in answer.headers.get("Content-Disposition", "")


def test_the_last_month_unless_asked_otherwise():
    today = dt.date(2026, 7, 15)
    assert requested_days("", " ", today) == (dt.date(2026, 6, 14), dt.date(2026, 7, 14))
    assert requested_days("", "2026-01-31", today)[0] == dt.date(2026, 1, 1)
    with pytest.raises(DatesError):
        requested_days("2026-07-15", "", today)


def test_the_night_on_which_the_clocks_go_back_has_an_hour_twice():
    """02:30 comes at +0200 and again at +0100: two rows, and neither is lost in the other."""
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC).timestamp()
    minutes = [
        CountedMinute("door", "hall", first, 60.0, 7, 5, 0.0),
        CountedMinute("door", "hall", first + 3600, 60.0, 9, 6, 0.0),
        CountedMinute("door", "hall", first + 7200, 0.0, None, None, None),
    ]
    table = day_table(dt.date(2026, 10, 25), minutes, "Europe/Amsterdam")
    assert [(f"{row.hour:%H:%M%z}", row.entered) for row in table[:-1]] == [
        ("02:00+0200", 7),
        ("02:00+0100", 9),
    ]
    assert (table[-1].hour, table[-1].entered, table[-1].observed_minutes) == (None, 16, 2)
