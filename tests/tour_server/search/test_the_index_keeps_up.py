"""The index has what the drafts have, whoever changes them and whatever happens to its file: on both databases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from contract.museum import Museum
from tests.desk import ClockTwin
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.search.catching_up import IN_A_REQUEST, CatchingUp
from tour_server.search.index_file import IndexFile
from tour_server.search.index_writer import IndexWriter
from tour_server.search.tables import StaleIndexRow


class Search:
    """An index over a database, as a server that was started anew has it."""

    def __init__(self, database: Database, file: Path, *, approval_needed: bool = True) -> None:
        self.index = IndexFile(file)
        self.release: tuple[int, Museum | None] = (0, None)
        writer = IndexWriter(
            self.index,
            OutgoingNames(database),
            lambda _file, _crop: True,
            approval_needed=approval_needed,
        )
        self.catching_up = CatchingUp(database, self.index, writer, lambda: self.release)

    def state(self) -> dict[str, tuple[int, int]]:
        """Read what changed. Returns the version of each work, and how many of its texts wait."""
        while self.catching_up.look():
            pass
        with self.index.reading() as db:
            rows = db.execute("SELECT key, version, waiting FROM part WHERE kind = 'work'")
            return {key: (version, waiting) for key, version, waiting in rows}


@pytest.fixture
def drafts(database: Database) -> Drafts:
    made = Drafts(database, ClockTwin())
    made.load(tiny_museum(), "import")
    return made


def test_every_way_of_changing_drafts_is_seen(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    search = Search(database, tmp_path / "index.db")
    assert search.state() == {"lijn": (1, 5), "ring": (1, 4), "knoop": (1, 3)}
    ring = drafts.get(PartKind.WORK, "ring")
    drafts.put(PartKind.WORK, "ring", replace(ring.body, number=9), 1, "Noor")
    drafts.approve(
        PartKind.WORK,
        "lijn",
        list(approval_units(drafts.get(PartKind.WORK, "lijn").body))[:2],
        1,
        "Noor",
    )
    knoop = drafts.get(PartKind.WORK, "knoop").body
    with drafts.in_bulk("Noor") as write:
        write.remove(PartKind.WORK, ["knoop"])
        write.write(PartKind.WORK, {"nieuw": replace(knoop, key="nieuw", number=4)})
    assert search.state() == {"lijn": (1, 3), "ring": (2, 4), "nieuw": (1, 3)}
    drafts.undo(PartKind.WORK, "ring", 1, 2, "Noor")
    assert search.state()["ring"] == (3, 4)


def test_what_changed_while_no_server_ran_is_seen_at_the_start(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    before = Search(database, tmp_path / "index.db")
    before.state()
    before.index.close()
    lijn = drafts.get(PartKind.WORK, "lijn")
    drafts.put(PartKind.WORK, "lijn", replace(lijn.body, number=7), 1, "Noor")
    with database.writing() as session:
        for row in session.scalars(select(StaleIndexRow)):
            session.delete(row)  # a restored back-up has none
    assert Search(database, tmp_path / "index.db").state()["lijn"][0] == 2


def test_another_setting_makes_every_work_be_read_again(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    Search(database, tmp_path / "index.db").state()
    other = Search(database, tmp_path / "index.db", approval_needed=False)
    assert other.state()["lijn"] == (1, 2), "only narration is approved then"


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_file_that_is_no_index_is_made_anew(
    database: Database, drafts: Drafts, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "index.db").write_bytes(content)
    assert len(Search(database, tmp_path / "index.db").state()) == 3


def test_an_index_of_another_format_is_made_anew(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    file = tmp_path / "index.db"
    first = Search(database, file)
    first.state()
    first.index.close()
    with sqlite3.connect(file) as other:
        other.execute("UPDATE note SET value = '0' WHERE name = 'format'")
        other.execute("DELETE FROM part")
    other.close()
    assert len(Search(database, file).state()) == 3


def test_a_page_reads_some_and_says_how_many_are_left(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    body = drafts.get(PartKind.WORK, "knoop").body
    works = {f"w{n}": replace(body, key=f"w{n}", number=n + 10) for n in range(250)}
    with drafts.in_bulk("Noor") as write:
        write.write(PartKind.WORK, works)
    search = Search(database, tmp_path / "index.db")
    left = search.catching_up.look()
    assert 0 < left <= 260 - IN_A_REQUEST
    assert search.catching_up.look() < left
    assert len(search.state()) == 253


def test_the_thread_reads_the_rest_and_forgets_what_it_read(
    database: Database, drafts: Drafts, tmp_path: Path
) -> None:
    search = Search(database, tmp_path / "index.db")
    assert search.catching_up.rebuild(lambda _left: None) == 9
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaleIndexRow)) == 0
    assert search.state()["lijn"] == (1, 5)
