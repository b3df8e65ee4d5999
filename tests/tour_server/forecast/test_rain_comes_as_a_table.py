"""A museum feeds its weather as a table: millimetres of past days, and of days to come."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from tests.desk import Desk
from tour_server.forecast.known_days import KnownDays, KnownKind
from tour_server.forecast.rain_table import RainTable, read_rain
from tour_server.imports.sheet_table import SheetError
from tour_server.staff.permissions import Role


def read(folder: Path, text: str) -> RainTable:
    path = folder / "rain.csv"
    path.write_text(text, encoding="utf-8")
    return read_rain(path)


@pytest.mark.parametrize(
    "text",
    [
        "Datum;Neerslag (mm)\n13-02-2026;4,5\n14-02-2026;0\n",
        "date,temperature,precipitation\n2026-02-13,7.1,4.5\n2026-02-14,8,0.0\n",
        "# of the station\nSTN,YYYYMMDD,mm\n260,20260213,4.5\n260,20260214,0\n",
    ],
)
def test_dates_and_millimetres_are_found(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert [(one.first.day, one.millimetres) for one in table.days] == [(13, 4.5), (14, 0.0)]
    assert all(one.kind is KnownKind.RAIN and one.first == one.last for one in table.days)


def test_a_decimal_comma_in_each_row_divides_no_columns(tmp_path: Path) -> None:
    rows = "".join(f"{day:02}-02-2026;{day},5\n" for day in range(1, 29))
    table = read(tmp_path, f"Datum;Neerslag in mm\n{rows}")
    assert [(one.first.day, one.millimetres) for one in table.days][:2] == [(1, 1.5), (2, 2.5)]
    assert len(table.days) == 28


def test_units_may_stand_below_the_headings(tmp_path: Path) -> None:
    table = read(tmp_path, "Date;Precipitation\n;mm\n2026-02-13;4.5\n")
    assert [(one.first.day, one.millimetres) for one in table.days] == [(13, 4.5)]


def test_what_is_no_rain_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, "Date,mm\n2026-02-13,4\n2026-02-30,4\n2026-02-14,-1\n2026-02-15,\n")
    assert (len(table.days), table.unread) == (1, 2)
    assert table.problems[0].startswith("Row 3")
    twice = read(tmp_path, "Date;mm\n2026-02-13;4,5\n2026-02-13;6,0\n29-02-2024;0,2\n")
    assert [(f"{one.first}", one.millimetres) for one in twice.days] == [
        ("2024-02-29", 0.2),
        ("2026-02-13", 6.0),
    ]
    assert twice.repeated == 1
    with pytest.raises(SheetError, match="one of rain"):
        read(tmp_path, "Date,Visitors\n2026-02-13,4\n")
    with pytest.raises(SheetError, match="no rain in millimetres"):
        read(tmp_path, "Date,mm\n2026-02-13,much\n")


@pytest.mark.long
def test_a_table_of_rain_takes_the_place_of_what_was_known_of_its_days(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/known")
    for fell in (4, 6):
        body = io.BytesIO(f"Date,mm\n2026-02-13,{fell}\n2026-03-04,9\n2026-02-31,1\n".encode())
        sent = dirk.post("/desk/tomorrow/known/rain", {"table": (body, "rain.csv")})
        assert sent.status_code == 302
    page = dirk.get("/desk/tomorrow/known").text
    assert "The rain of 2 days is kept. 1 row can&#39;t be read. Row 4" in page
    assert "9 mm" in page, "of a day to come it stands in the table"
    assert "The rain of 1 past day is kept" in page
    known = desk.parts.assembly.context.get(KnownDays).all()
    assert [(one.first, one.millimetres) for one in known] == [
        (dt.date(2026, 2, 13), 6.0),
        (dt.date(2026, 3, 4), 9.0),
    ]
    refused = dirk.post(
        "/desk/tomorrow/known/rain", {"table": (io.BytesIO(b"Date,Name\n1,2\n"), "x.csv")}
    )
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
