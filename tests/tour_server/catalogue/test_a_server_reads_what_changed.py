"""What the drafts have cached is what the database has, whoever changed it, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import event, update

from tests.desk import ClockTwin
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import Draft
from tour_server.database import Database


@pytest.fixture
def drafts(database: Database) -> Drafts:
    drafts = Drafts(database, ClockTwin())
    drafts.load(tiny_museum(), "import")
    drafts.museum()
    return drafts


def keys(drafts: Drafts) -> list[str]:
    return [part.key for part in drafts.all(PartKind.WORK)]


@pytest.mark.both_kinds
def test_a_colleague_changes_removes_and_adds_at_another_server(
    drafts: Drafts, database: Database
) -> None:
    other, before = Drafts(database, ClockTwin()), drafts.museum()
    part = other.get(PartKind.WORK, "lijn")
    other.put(PartKind.WORK, "lijn", replace(part.body, inventory="7"), part.version, "Ben")
    assert drafts.get(PartKind.WORK, "lijn").body in drafts.museum().works
    assert before.work("lijn").inventory == ""
    gone = other.get(PartKind.WORK, "ring")
    other.remove(PartKind.WORK, "ring", gone.version, "Ben")
    assert keys(drafts) == ["lijn", "knoop"]
    other.put(PartKind.WORK, "ring", gone.body, 0, "Ben")
    assert keys(drafts) == ["lijn", "knoop", "ring"]


@pytest.mark.both_kinds
def test_a_part_changes_its_place_alone(drafts: Drafts, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Draft).where(Draft.key == "lijn").values(place=1_000))
    assert keys(drafts)[-1] == "lijn"


@pytest.mark.both_kinds
def test_while_nothing_changes_no_part_is_read(drafts: Drafts, database: Database) -> None:
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    assert drafts.museum() is drafts.museum()
    assert asked
    assert not [one for one in asked if "draft.body" in one]


@pytest.mark.both_kinds
def test_a_change_that_was_taken_back_is_none(drafts: Drafts, database: Database) -> None:
    before = drafts.museum()
    with database.engine.begin() as connection:
        connection.execute(update(Draft).where(Draft.key == "lijn").values(place=1_000))
        connection.rollback()
    assert drafts.museum() is before


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
@pytest.mark.both_kinds
def test_the_transaction_that_began_first_ends_last(drafts: Drafts, database: Database) -> None:
    with database.writing() as slow:
        slow.execute(update(Draft).where(Draft.key == "lijn").values(place=1_000))
        with database.writing() as quick:
            quick.execute(update(Draft).where(Draft.key == "ring").values(place=2_000))
        assert keys(drafts) == ["lijn", "knoop", "ring"]
    assert keys(drafts) == ["knoop", "lijn", "ring"]


def test_another_file_takes_the_databases_name(tmp_path: Path) -> None:
    file = tmp_path / "drafts.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    drafts = Drafts(database, ClockTwin())
    drafts.load(tiny_museum(), "import")
    database.close()
    shutil.copy(file, tmp_path / "kept.db")
    part = drafts.get(PartKind.WORK, "lijn")
    drafts.put(PartKind.WORK, "lijn", replace(part.body, inventory="7"), part.version, "Ben")
    assert drafts.museum().work("lijn").inventory == "7"
    database.close()
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    (tmp_path / "kept.db").replace(file)
    assert drafts.museum().work("lijn").inventory == ""
    database.close()
