"""A database of each earlier revision, with rows in every table, is brought up to date and read."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.frozen import readers
from tests.frozen.comparing import assert_holds
from tests.postgres import Postgres
from tour_server.database import Database

HERE = Path(__file__).parent
REVISIONS = {"v1": ("0001", "0002", "0003")}
PASSWORD = "four quiet rooms"
LISTED_AT = 1_772_447_430.0  # half a minute after the kiosks were last heard
ROLES_OF = {
    "editor": ["author"],
    "curator": ["editor", "publisher"],
    "manager": ["administrator"],
    "technician": ["technician"],
}
LAST_WITHOUT_ZONES, LAST_WITHOUT_WALL_SCREENS = "0001", "0002"


def load(dump: Path, dialect: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Load the SQL statements of a dump into a new database and return its address."""
    statements = dump.read_text(encoding="utf-8")
    if dialect == "sqlite":
        path = folder / "one.db"
        with sqlite3.connect(path) as connection:
            connection.executescript(statements)
        connection.close()
        return f"sqlite:///{path}"
    server: Postgres = request.getfixturevalue("postgres")
    url = server.url(f"t{secrets.token_hex(6)}")
    with psycopg.connect(url) as other:
        other.execute(statements.encode())
    return url


@pytest.fixture(
    params=[
        pytest.param(
            (version, revision, dialect),
            marks=[pytest.mark.postgresql] if dialect == "postgresql" else [],
            id=f"{version}-{revision}-{dialect}",
        )
        for version, revisions in REVISIONS.items()
        for revision in revisions
        for dialect in ("sqlite", "postgresql")
    ]
)
def upgraded(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Database, dict[str, Any]]]:
    """A database of an earlier revision after its upgrade, and what must be in it."""
    version, revision, dialect = request.param
    folder = HERE / version / "databases"
    url = load(folder / f"{dialect}-{revision}.sql", dialect, tmp_path, request)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    if revision <= LAST_WITHOUT_ZONES:
        for row in expected["footfall"]:
            row["zones"] = None
    if revision <= LAST_WITHOUT_WALL_SCREENS:
        expected["wall_screens"] = []
    database = Database(url)
    database.migrate()
    yield database, expected
    database.close()


def test_every_row_is_read(upgraded: tuple[Database, dict[str, Any]], tmp_path: Path) -> None:
    database, expected = upgraded
    for table in readers.TABLES:
        assert_holds(expected[table], readers.read_rows(database, table))
    assert_holds(expected["drafts"], readers.read_drafts(database))
    for part, changes in expected["history"].items():
        assert_holds(changes, readers.read_history(database, *part.split("/")))
    assert_holds(expected["releases"], readers.read_releases(database, tmp_path))
    assert_holds(expected["minutes"], readers.read_minutes(database))
    assert_holds(expected["kiosk_list"], readers.read_kiosk_list(database, LISTED_AT, 2))
    for one in expected["accounts"]:
        one["roles"] = ROLES_OF[one.pop("role")]
    by_name = sorted(readers.read_accounts(database, PASSWORD), key=lambda one: one["name"])
    assert_holds(sorted(expected["accounts"], key=lambda one: one["name"]), by_name)
    screens = [
        {name: value for name, value in one.items() if name != "secret"}
        for one in expected["wall_screens"]
    ]
    assert_holds(screens, readers.read_wall_screens(database))


def test_it_goes_on_from_there(upgraded: tuple[Database, dict[str, Any]]) -> None:
    database, expected = upgraded
    readers.add_dead_letter(database)
    numbers = [row["id"] for row in readers.read_rows(database, "dead_letters")]
    assert numbers == [1, 2, 3, 4]
    for screen in expected["wall_screens"]:
        assert readers.wall_screen_of(database, screen["secret"]) == screen["name"]
    for kind, drafts in expected["drafts"].items():
        for part in drafts:
            version = readers.put_draft_again(database, kind, part["key"])
            assert version == part["version"], f"{kind}/{part['key']} is written differently"


def test_a_wrong_password_opens_no_account(upgraded: tuple[Database, dict[str, Any]]) -> None:
    database, _ = upgraded
    found = readers.read_accounts(database, "four loud rooms")
    assert [one["password"] for one in found] == [None] * 4
