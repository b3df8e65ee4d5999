"""A database of each earlier revision, with rows in every table, is brought up to date and read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.frozen import readers
from tests.frozen.comparing import assert_holds
from tests.frozen.databases import DIALECTS, HERE, frozen_revisions, load
from tour_server.database import Database

PASSWORD = "four quiet rooms"
LISTED_AT = 1_772_447_430.0  # half a minute after the kiosks were last heard
ROLES_OF = {
    "editor": ["author"],
    "curator": ["editor", "publisher"],
    "manager": ["administrator"],
    "technician": ["technician"],
}
LAST_WITHOUT_ZONES, LAST_WITHOUT_WALL_SCREENS, LAST_WITHOUT_JOBS = "0001", "0002", "0003"


@pytest.fixture(
    params=[
        pytest.param(
            (revision, dialect),
            marks=[pytest.mark.postgresql] if dialect == "postgresql" else [],
            id=f"{revision}-{dialect}",
        )
        for revision in frozen_revisions()
        for dialect in DIALECTS
    ]
)
def upgraded(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Database, dict[str, Any]]]:
    """A database of an earlier revision after its upgrade, and what must be in it: the rows of v1, and newer ones."""
    revision, dialect = request.param
    dump = frozen_revisions()[revision] / f"{dialect}-{revision}.sql"
    url = load(dump, dialect, tmp_path, lambda: request.getfixturevalue("postgres"))
    expected: dict[str, Any] = {}
    for version in ("v1", "v2"):
        file = HERE / version / "databases" / "expected.json"
        expected |= json.loads(file.read_text(encoding="utf-8"))
    if revision <= LAST_WITHOUT_ZONES:
        for row in expected["footfall"]:
            row["zones"] = None
    if revision <= LAST_WITHOUT_WALL_SCREENS:
        expected["wall_screens"] = []
    if revision <= LAST_WITHOUT_JOBS:
        expected["events"] = expected["jobs"] = []
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
    assert_holds(expected["events"], readers.read_events(database))
    assert_holds(expected["jobs"], readers.read_jobs(database))


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
