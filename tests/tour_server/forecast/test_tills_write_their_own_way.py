"""Tables as tills and offices write them: totals, returns, several dates, names of months, quantities with decimals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from contract.museum import Museum
from tests.tiny_museum import tiny_museum
from tour_server.forecast.count_table import CountTable, read_counts
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.imported_hours import closed_share, hours_of
from tour_server.imports.sheet_table import SheetError

TODAY = dt.date(2026, 3, 2)


def read(folder: Path, text: str, encoding: str = "utf-8-sig") -> CountTable:
    path = folder / "till.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return read_counts(path, {"hal": "hal"}, TODAY, ZoneInfo("Europe/Amsterdam"))


def counts(table: CountTable) -> list[tuple[str, int, float]]:
    return [(f"{row.day}", row.hour, row.people) for row in table.rows]


@pytest.mark.parametrize(
    ("text", "hour", "people"),
    [
        (
            "Bonnr;Besteldatum;Bezoekdatum;Tijdslot;Artikel;Aantal;Bedrag\n"
            "81;01-02-2026;13-02-2026;10:00 - 10:30;Volwassene;2;35,00\n",
            10,
            2,
        ),
        ("Order number,Date,Total (€),Quantity\n99812,2026-02-13,35.00,2\n", WHOLE_DAY, 2),
        ("Datum;Artikel;Totaal\nvr 13 feb. 2026;Dag;312\n", WHOLE_DAY, 312),
        ("Datum;Ticketanzahl;Preis\n13. Februar 2026;2,000;14,00\n", WHOLE_DAY, 2),
        ("Datum;Aantal\n13-02-2026 10:05:33;2\n", 10, 2),
        ("Datum;Aantal\n2026-02-13 00:00:00;2\n", WHOLE_DAY, 2),
        ("Export date;2026-02-20\n\nDate;Hour;Visitors\n13-feb-26;11u;7\n", 11, 7),
        ("Date,Admissions\n20260213,7\n", WHOLE_DAY, 7),
        ("Datum;Uur;Bezoekers\n13-02-2026;11;1.204,5\n", 11, 1204.5),
        ('Date,Visitors\n2026-02-13,"1,204.50"\n', WHOLE_DAY, 1204.5),
        ("time,count\n2026-02-12T23:30:00Z,7\n", 0, 7),
        ("time,count\n2026-02-13T02:30:00+01:00,7\n", 2, 7),
        ("Fecha;Hora;Entradas\n13 de febrero de 2026;11;7\n", 11, 7),
    ],
)
def test_columns_and_dates_are_found(tmp_path: Path, text: str, hour: int, people: float) -> None:
    assert counts(read(tmp_path, text)) == [("2026-02-13", hour, people)]


def test_totals_are_left_out_and_returns_taken_off(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Datum;Tijd;Omschrijving;Aantal\n13-02-2026;10:05;Totaalkaart;4\n13-02-2026;10:40;Retour;-1\n"
        "Subtotaal 13-02-2026;;;3\n14-02-2026;11:02;Kind;2\n14-02-2026;;Online;6\nTotaal;;;11\n;;Totaal;11\n",
    )
    assert counts(table) == [("2026-02-13", 10, 3), ("2026-02-14", 11, 8)]
    assert (table.totals, table.returns, table.spread, table.unread) == (3, 1, 6, 0)


def test_a_day_to_come_and_a_mistyped_number_are_said(tmp_path: Path) -> None:
    days = [TODAY - dt.timedelta(days=back) for back in range(1, 40)]
    rows = "".join(f"{day:%d-%m-%Y};{80 + day.day}\n" for day in days)
    table = read(tmp_path, f"Datum;Bezoekers\n{rows}02-03-2026;5\n01-03-2062;5\n01-03-2025;99999\n")
    assert table.unread == 2
    assert all("is not over yet" in problem for problem in table.problems)
    assert [(one.row.people, one.usual) for one in table.odd] == [(99999, 99.5)]
    with pytest.raises(SheetError, match="not over yet"):
        read(tmp_path, "Datum;Bezoekers\n01-03-2062;5\n")


def test_money_is_never_taken_for_people(tmp_path: Path) -> None:
    for heading in ("Datum;Tijd;Bedrag", "Date;Ticket number;Total price", "Datum;Omzet;Totaal €"):
        with pytest.raises(SheetError, match="a column of dates and one of counts"):
            read(tmp_path, f"{heading}\n13-02-2026;1005;35,00\n")


def test_an_hour_without_a_sale_had_nobody_and_one_without_a_count_is_a_gap(tmp_path: Path) -> None:
    museum: Museum = tiny_museum()
    sales = read(tmp_path, "Datum;Tijd;Aantal\n13-02-2026;11:05;2\n13-02-2026;8:50;2\n")
    hours = hours_of(sales, museum)
    assert sales.sales
    opened = {hour: people for (_series, _day, hour), (people, _share) in hours.items()}
    assert opened[11] == 2
    assert opened[14] == 0
    assert closed_share(museum, sales) == 0.5
    table = read(tmp_path, "Datum;Uur;Aantal\n13-02-2026;11;2\n")
    assert not table.sales
    assert len(hours_of(table, museum)) == 1


def test_a_day_below_zero_is_no_day_without_visitors(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Datum;Bezoekers\n13-02-2026;300\n14-02-2026;-400\n15-02-2026;1e12\n29-02-2026;3\n29-02-2024;310\n",
    )
    assert counts(table) == [("2024-02-29", WHOLE_DAY, 310), ("2026-02-13", WHOLE_DAY, 300)]
    assert table.unread == 3
    assert table.problems[-1].startswith("2026-02-14: -400 in all")
    sales = read(
        tmp_path,
        "Datum;Tijd;Aantal\n13-02-2026;10:05;3\n13-02-2026;11:07;-1\n14-02-2026;10:05;-9\n",
    )
    assert counts(sales) == [("2026-02-13", 10, 3), ("2026-02-13", 11, 0)]
    with pytest.raises(SheetError, match="-3 in all is no count"):
        read(tmp_path, "Datum;Bezoekers\n13-02-2026;-3\n")


def test_a_day_that_stands_twice_is_said_and_a_list_of_sales_is_not(tmp_path: Path) -> None:
    days = "".join(f"{day:02d}-02-2026;300\n" for day in range(1, 21))
    table = read(tmp_path, f"Datum;Bezoekers\n{days}13-02-2026;310\n")
    assert [(f"{one.day}", one.people) for one in table.repeated] == [("2026-02-13", 610)]
    assert read(tmp_path, f"Datum;Bezoekers\n{days}{days}").repeated == []


def test_the_hour_that_comes_twice_is_one_and_the_day_that_lacks_one_is_read(
    tmp_path: Path,
) -> None:
    table = read(
        tmp_path,
        "time,count\n2025-10-26T02:30:00+02:00,5\n2025-10-26T02:30:00+01:00,6\n2025-03-30T03:30:00+02:00,7\n",
    )
    assert counts(table) == [("2025-03-30", 3, 7), ("2025-10-26", 2, 11)]


def test_each_sheet_is_read_and_what_two_have_counts_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Info"
    book.active.append(["Made by the till"])
    for title, rows in (
        ("2024", [(dt.date(2024, 2, 29), 12), (dt.date(2025, 1, 1), 1)]),
        ("2025", [(dt.date(2025, 1, 1), 1), (dt.date(2025, 2, 13), 13), ("31-02-2025", 9)]),
    ):
        sheet = book.create_sheet(title)
        sheet.append(["Datum", "Bezoekers"])
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "till.xlsx")
    table = read_counts(tmp_path / "till.xlsx", {}, TODAY)
    assert counts(table) == [
        ("2024-02-29", WHOLE_DAY, 12),
        ("2025-01-01", WHOLE_DAY, 1),
        ("2025-02-13", WHOLE_DAY, 13),
    ]
    assert table.left_out == [
        "Sheet “Info” has no dates with counts, and is left out.",
        "1 day of sheet “2025” is left out: “2024” has it too.",
    ]
    assert table.problems == ["2025: Row 4: “31-02-2025” is no date"]
