"""Tables as tills and offices write them: totals, returns, several dates, names of months, quantities with decimals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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
    return read_counts(path, {"hal": "hal"}, TODAY)


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
