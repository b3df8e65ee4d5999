"""Five years of a till's sales are taken in and back again, on both databases; what they replaced is there again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from contract.museum import Hours
from tests.postgres import Postgres
from tests.tiny_museum import tiny_museum
from tour_server.database import Database
from tour_server.forecast.count_imports import CountImports
from tour_server.forecast.count_table import read_counts
from tour_server.forecast.history import read_history
from tour_server.forecast.tables import VisitorHourRow

TODAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.long


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.long])]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without a row."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'server.db'}")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        made = Database(postgres.url(f"t{secrets.token_hex(6)}"))
    made.migrate()
    yield made
    made.close()


def sales(days: int) -> tuple[str, int]:
    """Return a till's export and how many tickets it has: a row a sale, three of a time in the busiest hour."""
    lines, tickets = ["Bonnr;Datum;Tijd;Artikel;Aantal;Bedrag"], 0
    for back in range(days, 0, -1):
        day = TODAY - dt.timedelta(days=back)
        if day.weekday() == 0:
            continue
        for sale in range(24):
            moment, bought = f"{10 + sale % 6}:{7 + sale:02d}", 1 + sale % 3
            tickets += bought
            lines.append(f"{len(lines)};{day:%d-%m-%Y};{moment};Kaart;{bought};{12.5 * sale:.2f}")
    lines += ["0;31-02-2026;10:05;Kaart;2;1", "0;13-02-2026;10:05;Kaart;veel;1", "Totaal;;;;9;1"]
    return "\r\n".join(lines), tickets


def test_nothing_is_lost_on_the_way_in_and_out(database: Database, tmp_path: Path) -> None:
    days = 200 if database.url.startswith("sqlite") else 1500
    path, museum = tmp_path / "kassa.csv", tiny_museum()
    text, tickets = sales(days)
    path.write_text(text, encoding="utf-8-sig", newline="")
    table = read_counts(path, {}, TODAY)
    assert (table.unread, table.totals, table.returns) == (2, 1, 0)
    imports = CountImports(database, lambda: NOW)
    number = imports.add(path.name, table, "Dirk")
    assert imports.proposal(table)[0].people == tickets
    assert imports.apply(number, museum) is not None
    assert counted(database) == tickets
    with database.reading() as session:
        history = read_history(session, museum, [], TODAY)
    assert history is not None
    assert (history.panel.values[0, -1, 10:16] > 0).all()

    path.write_text("Datum;Uur;Aantal\n13-02-2026;11;70\n13-02-1999;11;1\n", encoding="utf-8")
    again = imports.add("mended.csv", read_counts(path, {}, TODAY), "Dirk")
    imports.apply(again, museum)
    assert counted(database) > tickets
    imports.take_back(again, museum)
    assert counted(database) == tickets
    imports.take_back(number, museum)
    assert counted(database) == 0


def test_what_is_taken_back_leaves_nothing_where_the_hours_have_changed_since(
    database: Database, tmp_path: Path
) -> None:
    path, museum = tmp_path / "kassa.csv", tiny_museum()
    path.write_text("Datum;Tijd;Aantal\n12-02-2026;11:07;3\n13-02-2026;11:07;2\n", encoding="utf-8")
    imports = CountImports(database, lambda: NOW)
    number = imports.add(path.name, read_counts(path, {}, TODAY), "Dirk")
    imports.apply(number, museum)
    assert len(hours(database)) > 2, "hours without a sale are hours of nobody"
    opening = [Hours(dt.time(13), dt.time(15))] * 7
    later = replace(museum, site=replace(museum.site, opening=opening))
    imports.take_back(number, later)
    assert hours(database) == []


def hours(database: Database) -> list[int]:
    """Return the hours that are counted."""
    with database.reading() as session:
        return list(session.scalars(select(VisitorHourRow.hour)))


def counted(database: Database) -> float:
    """Return how many people are counted in all."""
    with database.reading() as session:
        return float(session.scalar(select(func.sum(VisitorHourRow.people))) or 0)
