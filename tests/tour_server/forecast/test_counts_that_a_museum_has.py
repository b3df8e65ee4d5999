"""Ticket sales and counts come in as a table, as a proposal; what can't be read is said by row."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from tests.desk import Desk
from tests.tour_server.forecast.counted_desk import TODAY
from tour_server.forecast.count_table import read_counts
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.tables import VisitorHourRow
from tour_server.imports.sheet_table import SheetError
from tour_server.staff.permissions import Role

ROOMS = {"hal": "hal", "grote zaal": "groot"}


def table(folder: Path, text: str):
    path = folder / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return read_counts(path, ROOMS)


def test_ticket_sales_are_added_up_by_hour(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "Tijdstip;Kaarten;Zaal\n13-02-2026 10:05;2;\n13-02-2026 10:40;3;\n14-02-2026 11:00;1;Grote Zaal\n",
    )
    assert [(row.series, row.day.day, row.hour, row.people) for row in read.rows] == [
        ("house", 13, 10, 5),
        ("room/groot", 14, 11, 1),
    ]
    assert not read.ambiguous


@pytest.mark.parametrize(
    ("text", "day", "hour", "people"),
    [
        ("Date,Visitors\n2026-02-13,312\n", "2026-02-13", WHOLE_DAY, 312),
        ("Date,Hour,Visitors\n02/13/2026,3,12\n", "2026-02-13", 3, 12),
        ("Datum,Uur,Aantal\n13.02.2026,14:00,1.204\n", "2026-02-13", 14, 1204),
        ("Date,Time,Count\n2026-02-13,2:30 pm,7\n", "2026-02-13", WHOLE_DAY, 7),
        ("Week,Jour,Entrées\n7,13/02/2026,40\n", "2026-02-13", WHOLE_DAY, 40),
        ("13/02/2026,x,40\n14/02/2026,y,41\n", "2026-02-13", WHOLE_DAY, 40),
    ],
)
def test_columns_are_found(tmp_path: Path, text: str, day: str, hour: int, people: float) -> None:
    if "Time" in text:
        hour = 14
    first = table(tmp_path, text).rows[0]
    assert (f"{first.day}", first.hour, first.people) == (day, hour, people)


def test_what_cannot_be_read_is_said_by_row(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "Date,Hour,Visitors,Room\n2026-02-13,10,5,\n2026-02-30,10,5,\n2026-02-13,25,5,\n"
        "2026-02-13,11,many,\n2026-02-13,12,5,Cellar\n,13,5,\n2026-02-13,14,,\n",
    )
    assert len(read.rows) == 1
    assert read.unread == 5
    assert [problem[:5] for problem in read.problems] == [
        "Row 3",
        "Row 4",
        "Row 5",
        "Row 6",
        "Row 7",
    ]
    with pytest.raises(SheetError, match="a column of dates and one of counts"):
        table(tmp_path, "Name,Colour\nA,red\n")
    with pytest.raises(SheetError, match="No row"):
        table(tmp_path, "Date,Visitors\n2026-02-30,12\n")
    assert table(tmp_path, "Date,Visitors\n03/02/2026,12\n").ambiguous


def sheet() -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.append(["Date", "Visitors"])
    for back in range(1, 15):
        book.active.append([TODAY - dt.timedelta(days=back), 100 + back])
    body = io.BytesIO()
    book.save(body)
    body.seek(0)
    return body


def hours(desk: Desk) -> int:
    with desk.parts.database.reading() as session:
        return session.query(VisitorHourRow).count()


def test_a_spreadsheet_is_a_proposal_until_somebody_takes_it_in(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/counts")
    sent = dirk.post("/desk/tomorrow/counts", {"file": (sheet(), "tickets.xlsx")})
    assert sent.status_code == 302, sent.text
    page = dirk.get(sent.location)
    assert "waits for a decision" in page.text
    assert "14" in page.text
    assert hours(desk) == 0
    assert dirk.post(f"{sent.location}/apply").status_code == 302
    assert hours(desk) == 14
    assert dirk.post(f"{sent.location}/apply").status_code == 409, "it was decided upon"
    assert dirk.post(f"{sent.location}/back").status_code == 302
    assert hours(desk) == 0
    dirk.post(f"{sent.location}/discard")
    assert dirk.get(sent.location).status_code == 404


def people(desk: Desk) -> dict[dt.date, float]:
    with desk.parts.database.reading() as session:
        return {row.day: row.people for row in session.query(VisitorHourRow)}


@pytest.mark.long
def test_counts_that_another_file_replaced_are_there_again_when_it_is_taken_back(
    desk: Desk,
) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/counts")
    first = dirk.post("/desk/tomorrow/counts", {"file": (sheet(), "tickets.xlsx")}).location
    dirk.post(f"{first}/apply")
    before = people(desk)
    day = max(before)
    other = io.BytesIO(f"Date;Visitors\n{day};7\n{day - dt.timedelta(days=40)};8\n".encode())
    second = dirk.post("/desk/tomorrow/counts", {"file": (other, "mended.csv")}).location
    dirk.post(f"{second}/apply")
    assert people(desk)[day] == 7
    assert len(people(desk)) == 15
    dirk.post(f"{second}/back")
    assert people(desk) == before


def test_a_file_that_is_no_table_is_said(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/counts")
    for content in (b"", b"\x89PNG\r\n\x1a\n", b"Name,Colour\nA,red\n"):
        answer = dirk.post("/desk/tomorrow/counts", {"file": (io.BytesIO(content), "x.csv")})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    noor = desk.colleague("Noor", Role.AUTHOR)
    noor.get("/desk/tomorrow/counts")
    assert noor.post("/desk/tomorrow/counts").status_code == 403
