"""Any museum that is loaded into the drafts is read back unchanged, on SQLite and on PostgreSQL."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Museum, Source, Stop
from tests.desk import ClockTwin
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.block_form import read_sources, sources_text
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.catalogue.work_form import WorkForm
from tour_server.database import Database

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=60
)
texts_by_language = st.dictionaries(
    st.sampled_from(["nl", "en", "ar", "ja", "pt-BR"]), texts, max_size=4
)


@st.composite
def museums(draw: st.DrawFn) -> Museum:
    museum = tiny_museum()
    works = [
        replace(
            work,
            title=draw(texts_by_language),
            materials=draw(texts_by_language),
            blocks=[
                block(f"{work.key}-{n}", draw(st.sampled_from(["nl", "ja"])), draw(texts))
                for n in range(draw(st.integers(0, 2)))
            ],
        )
        for work in museum.works
    ]
    stops = [Stop(work.key, draw(st.floats(0, 1))) for work in draw(st.permutations(works))]
    return replace(museum, works=works, tours=[replace(museum.tours[0], stops=stops)])


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(one=museums(), other=museums())
def test_a_loaded_museum_is_read_back_and_loading_it_again_changes_nothing(
    one: Museum, other: Museum
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'drafts.db'}")
        database.migrate()
        drafts = Drafts(database, ClockTwin())
        for museum in (one, other, one):
            drafts.load(museum, "import", with_approvals=True)
            assert drafts.museum() == museum
            assert drafts.load(museum, "import") == 0
        database.close()


@settings(max_examples=60, deadline=None)
@given(museum=museums())
def test_a_form_that_is_sent_untouched_gives_the_same_work(museum: Museum) -> None:
    snapshot = CatalogueSnapshot(museum.site, museum.rooms, museum.themes, museum.works)
    form = WorkForm(snapshot, "Noor")
    for work in museum.works:
        read, errors = form.read(work, form.values(work))
        assert read == work or "title.nl" in errors


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            Source,
            st.text("ab |x", min_size=3, max_size=12).filter(
                lambda s: len(s.split()) and len(" ".join(s.split())) > 3
            ),
            st.none() | st.text("p7/", min_size=1, max_size=5),
        ),
        max_size=3,
    )
)
def test_sources_typed_as_they_are_shown_are_the_same_sources(sources: list[Source]) -> None:
    plain = [replace(one, citation=" ".join(one.citation.split())) for one in sources]
    errors: dict[str, str] = {}
    assert read_sources("sources", [], {"sources": sources_text(plain)}, errors) == plain


@pytest.mark.both_kinds
def test_on_both_databases(database: Database) -> None:
    drafts = Drafts(database, ClockTwin())
    assert drafts.empty()
    drafts.load(tiny_museum(), "import", with_approvals=True)
    assert drafts.museum() == tiny_museum()
    part = drafts.get(PartKind.WORK, "ring")
    drafts.remove(PartKind.WORK, "ring", part.version, "Noor")
    assert [work.key for work in take_snapshot(drafts).works] == ["lijn", "knoop"]
    drafts.undo(PartKind.WORK, "ring", 1, 0, "Noor")
    assert drafts.museum() == tiny_museum()
    assert [one.version for one in drafts.history(PartKind.WORK, "ring")] == [3, 2, 1]


def test_changes_by_another_process_are_read(tmp_path: Path) -> None:
    """Parts are cached; those that the command line changed meanwhile are read again."""
    database = Database(f"sqlite:///{tmp_path / 'drafts.db'}")
    database.migrate()
    try:
        here, there = Drafts(database, ClockTwin()), Drafts(database, ClockTwin())
        museum = tiny_museum()
        here.load(museum, "import")
        before = here.all(PartKind.WORK)
        changed = replace(museum.works[1], title={"nl": "Een ander"})
        there.put(PartKind.WORK, changed.key, changed, before[1].version, "Noor")
        there.remove(PartKind.WORK, museum.works[2].key, before[2].version, "Noor")
        assert [part.body for part in here.all(PartKind.WORK)] == [museum.works[0], changed]
        assert here.all(PartKind.WORK)[0] is before[0]
        assert [one.work for one in here.references()] == [museum.works[0].key, changed.key]
        there.load(replace(museum, works=museum.works[::-1]), "import")
        assert [part.key for part in here.all(PartKind.WORK)] == [w.key for w in museum.works[::-1]]
        assert here.museum() == there.museum()
    finally:
        database.close()
