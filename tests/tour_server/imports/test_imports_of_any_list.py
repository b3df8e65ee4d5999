"""Whatever lists are imported, and whatever staff write between them: their words stay, and twice is once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.museum import Source
from contract.museum_check import check
from tests.tour_server.imports.importer import Importer
from tour_server.database import Database
from tour_server.imports.part_fields import body_of, fields_of
from tour_server.imports.records import Record, RecordBlock

pytestmark = pytest.mark.long

WORDS = st.sampled_from(["De brief", "Het licht", "線", "Ø", "a/b~c", " spatie "])
TEXTS = st.fixed_dictionaries({}, optional={"nl": WORDS, "en": WORDS})
SOME_TEXT = st.fixed_dictionaries({"nl": WORDS}, optional={"en": WORDS})
BLOCKS = st.lists(
    st.builds(
        RecordBlock,
        WORDS,
        st.sampled_from(["nl", "en"]),
        sources=st.just([Source("Een boek")]),
    ),
    max_size=3,
)


@st.composite
def lists(draw: st.DrawFn) -> list[Record]:
    """A list of works, each with an inventory number of its own."""
    numbers = draw(st.lists(st.integers(1, 6), unique=True, min_size=1, max_size=5))
    return [
        Record(
            f"row {place}",
            inventory=f"INV {number}",
            number=draw(st.none() | st.integers(1, 5)),
            title=draw(TEXTS),
            maker=draw(TEXTS),
            room=draw(st.sampled_from(["", "Hal", "Zolder"])),
            blocks=draw(BLOCKS),
        )
        for place, number in enumerate(numbers, start=2)
    ]


EDITS = st.dictionaries(
    st.integers(1, 6),
    st.tuples(st.sampled_from(["title", "maker"]), SOME_TEXT),
    max_size=3,
)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, never touched."""
    file = tmp_path_factory.mktemp("migrated") / "zaalgids.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@contextmanager
def importing(migrated: Path) -> Iterator[Importer]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "zaalgids.db"
        shutil.copyfile(migrated, file)
        database = Database(f"sqlite:///{file}")
        try:
            yield Importer(database, Path(folder))
        finally:
            database.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=lists(), second=lists(), edits=EDITS)
def test_staff_lose_nothing_and_twice_is_once(
    migrated: Path,
    first: list[Record],
    second: list[Record],
    edits: dict[int, tuple[str, dict[str, str]]],
) -> None:
    with importing(migrated) as importer:
        importer.take(first)
        assert check(importer.drafts.museum()) == []
        edited = {}
        for number, (field, text) in edits.items():
            key = f"inv-{number}"
            if key in importer.works():
                was = getattr(importer.work(key), field)
                importer.edit(key, **{field: text})
                written = {tag: words for tag, words in text.items() if was.get(tag) != words}
                edited[key] = (field, written)
        before = importer.drafts.museum()
        importer.take(second)
        after = importer.works()
        assert check(importer.drafts.museum()) == []
        assert {work.key for work in before.works} <= set(after), "nothing is removed unasked"
        for key, (field, text) in edited.items():
            assert getattr(after[key], field).items() >= text.items(), "staff's words stay"
        for work in before.works:
            said = next((one for one in second if one.inventory == work.inventory), None)
            if said is None:
                assert after[work.key] == work, "what the list does not name stays"
        versions = importer.versions()
        importer.take(second)
        assert importer.versions() == versions, "the same list again changes nothing"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=lists(), second=lists())
def test_undo_makes_the_museum_what_it_was(
    migrated: Path, first: list[Record], second: list[Record]
) -> None:
    with importing(migrated) as importer:
        importer.take(first)
        before = importer.drafts.museum()
        importer.undo(importer.take(second))
        assert importer.drafts.museum() == before


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=lists())
def test_a_proposal_is_the_same_each_time(migrated: Path, records: list[Record]) -> None:
    with importing(migrated) as importer:
        assert importer.parts(importer.propose(records)) == importer.parts(
            importer.propose(records)
        )
        importer.take(records)
        for work in importer.works().values():
            assert body_of(fields_of(work), type(work)) == work
