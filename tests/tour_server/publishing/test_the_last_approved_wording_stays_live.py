"""Where words need approval, visitors keep the wording that was approved last until the new one is approved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Authorship, Museum, Theme, Work
from contract.offer_terms import LastMinutes
from tests.approving import approve_everything, approve_part
from tests.desk import Desk
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.approval_units import block_unit
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role

NEW = "Een andere tekst."


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose museum publishes only approved words; everything is approved and published."""
    shutil.copytree(prepared, tmp_path / "strict")
    opened = Desk(tmp_path / "strict", needs_approval=True)
    approve_everything(opened.parts.drafts)
    opened.parts.publisher.publish("Noor")
    yield opened
    opened.close()


def live(desk: Desk) -> Museum:
    """Publish the drafts, and return what visitors get."""
    desk.parts.publisher.publish("Piet")
    museum = desk.parts.releases.museum()
    assert museum is not None
    return museum


def change(desk: Desk, kind: PartKind, key: str, **fields: Any) -> None:
    part = desk.parts.drafts.get(kind, key)
    desk.parts.drafts.put(kind, key, replace(part.body, **fields), part.version, "Bram")


def change_block(desk: Desk, **fields: Any) -> None:
    work: Work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    change(
        desk,
        PartKind.WORK,
        "lijn",
        blocks=[replace(work.blocks[0], **fields), *work.blocks[1:]],
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"text": NEW},
        {"text": "Volg de lijn met uw ogen!"},
        {"language": "en"},
        {"authorship": Authorship.MODEL},
        {"written_by": "Prof. Beroemd"},
        {"theme": "other"},
        {"layer": 2},
        {"sources": []},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_corrected_text_stays_as_it_was_until_it_is_approved(
    strict: Desk, fields: dict[str, Any]
) -> None:
    drafts = strict.parts.drafts
    drafts.put(PartKind.THEME, "other", Theme("other", {"nl": "Anders"}), 0, "Bram")
    approve_part(drafts, PartKind.THEME, "other")
    before = live(strict).work("lijn").blocks
    change_block(strict, **fields)
    assert drafts.get(PartKind.WORK, "lijn").body.blocks[0].approved_by is None
    assert live(strict).work("lijn").blocks == before
    if fields.get("sources") == []:
        return  # nothing is said without a source
    approve_part(drafts, PartKind.WORK, "lijn")
    after = live(strict).work("lijn").blocks[0]
    assert {name: getattr(after, name) for name in fields} == fields


LABELS = [
    (PartKind.SITE, "huis", "name", lambda museum: museum.site.name),
    (PartKind.ROOM, "hal", "name", lambda museum: museum.rooms[0].name),
    (PartKind.THEME, "making", "name", lambda museum: museum.themes[0].name),
    (PartKind.WORK, "lijn", "title", lambda museum: museum.work("lijn").title),
    (PartKind.TOUR, "kort", "title", lambda museum: museum.tours[0].title),
    (PartKind.TOUR, "kort", "summary", lambda museum: museum.tours[0].summary),
    (PartKind.OFFER, "thee", "title", lambda museum: museum.offers[0].title),
    (PartKind.OFFER, "thee", "text", lambda museum: museum.offers[0].text),
]


@pytest.mark.parametrize(
    ("kind", "key", "field", "read"), LABELS, ids=[f"{one[1]}-{one[2]}" for one in LABELS]
)
def test_so_does_a_label(strict: Desk, kind: PartKind, key: str, field: str, read: Any) -> None:
    before = live(strict)
    change(strict, kind, key, **{field: {"nl": NEW}})
    waiting = live(strict)
    assert read(waiting)["nl"] == read(before)["nl"]
    approve_part(strict.parts.drafts, kind, key)
    assert read(live(strict))["nl"] == NEW


def test_a_new_language_of_a_label_waits_and_the_others_stay(strict: Desk) -> None:
    change(strict, PartKind.ROOM, "zolder", name={"nl": "Zolder", "en": "Attic"})
    assert live(strict).room("zolder").name == {"nl": "Zolder"}
    approve_part(strict.parts.drafts, PartKind.ROOM, "zolder")
    assert live(strict).room("zolder").name == {"nl": "Zolder", "en": "Attic"}


def test_alt_texts_and_reasons_of_special_days_are_words_and_numbers_and_hours_are_facts(
    strict: Desk,
) -> None:
    work: Work = strict.parts.drafts.get(PartKind.WORK, "lijn").body
    (medium,) = work.media
    change(strict, PartKind.WORK, "lijn", number=77, media=[replace(medium, alt={"nl": "fout"})])
    got = live(strict).work("lijn")
    assert (got.number, got.media[0].alt) == (77, {"nl": "lijnen"})


def test_a_condition_of_an_offer_needs_approval_too(strict: Desk) -> None:
    change(strict, PartKind.OFFER, "thee", condition=LastMinutes(10))
    (offer,) = live(strict).offers
    assert (offer.condition, offer.approved_by) == (LastMinutes(60), "editor")
    approve_part(strict.parts.drafts, PartKind.OFFER, "thee")
    assert live(strict).offers[0].condition == LastMinutes(10)


def test_an_undo_brings_no_approval_back(strict: Desk) -> None:
    drafts = strict.parts.drafts
    approved = drafts.get(PartKind.WORK, "lijn")
    change_block(strict, text=NEW)
    approve_part(drafts, PartKind.WORK, "lijn")
    assert live(strict).work("lijn").blocks[0].text == NEW
    version = drafts.get(PartKind.WORK, "lijn").version
    undone = drafts.undo(PartKind.WORK, "lijn", approved.version, version, "Bram")
    assert undone.body.blocks[0].text == approved.body.blocks[0].text
    assert undone.body.blocks[0].approved_by is None
    assert live(strict).work("lijn").blocks[0].text == NEW, "the newest approved wording"


def test_a_text_that_is_changed_and_changed_back_waits_but_stays_live(strict: Desk) -> None:
    before = strict.parts.drafts.get(PartKind.WORK, "lijn").body
    change_block(strict, text=NEW)
    change_block(strict, text=before.blocks[0].text)
    browser = strict.colleague("Noor", Role.EDITOR)
    assert "Changed since it was approved" in browser.get("/desk/works/lijn").text
    assert live(strict).work("lijn").blocks[0].text == before.blocks[0].text


def test_an_import_brings_no_approval_along(strict: Desk) -> None:
    drafts = strict.parts.drafts
    museum = drafts.museum()
    works = [
        replace(
            work,
            title={"nl": NEW},
            blocks=[replace(one, text=NEW, approved_by="Noor") for one in work.blocks],
        )
        for work in museum.works
    ]
    before = live(strict).works
    drafts.load(replace(museum, works=works), "import")
    assert all(one.approved_by is None for work in drafts.museum().works for one in work.blocks)
    assert [(one.title["nl"], one.blocks) for one in live(strict).works] == [
        (one.title["nl"], one.blocks) for one in before
    ]


def test_what_is_removed_goes_and_comes_back_without_its_approval(strict: Desk) -> None:
    drafts = strict.parts.drafts
    work: Work = drafts.get(PartKind.WORK, "lijn").body
    change(strict, PartKind.WORK, "lijn", blocks=work.blocks[1:])
    assert [one.key for one in live(strict).work("lijn").blocks] == ["lijn-en-1"]
    change(strict, PartKind.WORK, "lijn", blocks=work.blocks)
    assert [one.key for one in live(strict).work("lijn").blocks] == ["lijn-en-1"]


def test_what_is_removed_by_mistake_and_put_back_before_a_publish_stays_live(strict: Desk) -> None:
    work: Work = strict.parts.drafts.get(PartKind.WORK, "lijn").body
    change(strict, PartKind.WORK, "lijn", blocks=[])
    change(strict, PartKind.WORK, "lijn", blocks=work.blocks)
    assert len(live(strict).work("lijn").blocks) == 2


def test_a_block_that_moves_to_another_work_waits_there(strict: Desk) -> None:
    work: Work = strict.parts.drafts.get(PartKind.WORK, "lijn").body
    change(strict, PartKind.WORK, "lijn", blocks=work.blocks[1:])
    change(strict, PartKind.WORK, "knoop", blocks=work.blocks[:1])
    museum = live(strict)
    assert [one.key for one in museum.work("lijn").blocks] == ["lijn-en-1"]
    assert museum.work("knoop").blocks == []


def test_a_new_work_waits_for_its_title_with_its_stops_and_its_room_s_name_for_all_in_it(
    strict: Desk,
) -> None:
    drafts = strict.parts.drafts
    work: Work = drafts.get(PartKind.WORK, "lijn").body
    new = replace(work, key="nieuw", number=9, blocks=[], title={"nl": "Nieuw"})
    drafts.put(PartKind.WORK, "nieuw", new, 0, "Bram")
    tour = drafts.get(PartKind.TOUR, "kort").body
    stop = replace(tour.stops[0], work="nieuw")
    change(strict, PartKind.TOUR, "kort", stops=[*tour.stops, stop])
    room = drafts.get(PartKind.ROOM, "zolder").body
    drafts.put(PartKind.ROOM, "kelder", replace(room, key="kelder"), 0, "Bram")
    change(strict, PartKind.WORK, "knoop", room="kelder")
    museum = live(strict)
    assert [one.key for one in museum.works] == ["lijn", "ring"]
    assert [one.work for one in museum.tours[0].stops] == ["lijn", "ring"]
    page = strict.colleague("Noor", Role.EDITOR).get("/desk/publish").text
    assert "3 parts stay out of the release." in page
    assert '">Nieuw</a>: its title is not approved in any language' in page
    approve_part(drafts, PartKind.ROOM, "kelder")
    approve_part(drafts, PartKind.WORK, "nieuw")
    museum = live(strict)
    assert {one.key for one in museum.works} == {"lijn", "ring", "knoop", "nieuw"}
    assert [one.work for one in museum.tours[0].stops] == ["lijn", "ring", "knoop", "nieuw"]


def test_a_theme_that_is_removed_stays_for_the_narration_that_is_approved_on_it(
    strict: Desk,
) -> None:
    drafts = strict.parts.drafts
    drafts.put(PartKind.THEME, "other", Theme("other", {"nl": "Anders"}), 0, "Bram")
    approve_part(drafts, PartKind.THEME, "other")
    for key in ("lijn", "ring"):
        blocks = [replace(one, theme="other") for one in drafts.get(PartKind.WORK, key).body.blocks]
        change(strict, PartKind.WORK, key, blocks=blocks)
    theme = drafts.get(PartKind.THEME, "making")
    drafts.remove(PartKind.THEME, "making", theme.version, "Bram")
    for _ in range(2):
        museum = live(strict)
        assert {one.theme for one in museum.work("lijn").blocks} == {"making"}
        assert {one.key: one.name["nl"] for one in museum.themes} == {
            "other": "Anders",
            "making": "Het maken",
        }
    approve_everything(drafts)
    assert [one.key for one in live(strict).themes] == ["other"]


def test_going_back_to_a_release_that_was_approved_gives_its_words(strict: Desk) -> None:
    before = strict.parts.releases.museum()
    change_block(strict, text=NEW)
    approve_part(strict.parts.drafts, PartKind.WORK, "lijn")
    assert live(strict).work("lijn").blocks[0].text == NEW
    with strict.parts.running():
        browser = strict.colleague("Piet", Role.PUBLISHER)
        browser.get("/desk/publish")
        assert browser.post("/desk/publish/again/1").status_code == 302
        from tests.waiting import until

        until(lambda: strict.parts.releases.newest_number() >= 3)
    assert strict.parts.releases.museum() == before


def test_a_museum_that_begins_to_ask_for_approval_keeps_what_it_shows(
    prepared: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    lenient = Desk(tmp_path / "server")
    lenient.parts.publisher.publish("Noor")
    before = lenient.parts.releases.museum()
    change_block(lenient, text=NEW)
    lenient.close()
    strict = Desk(tmp_path / "server", needs_approval=True)
    try:
        assert live(strict) == before
        lijn = strict.colleague("Anna", Role.EDITOR).get("/desk/works/lijn").text
        assert "Changed since it was approved: visitors keep the wording of" in lijn
        assert "Visitors had it when approval became needed" in lijn
        change(strict, PartKind.WORK, "ring", title={"nl": NEW, "en": "Work ring"})
        assert live(strict) == before
        assert [one[0] for one in adopted(strict)] == ["words-adopted"]
    finally:
        strict.close()


def test_words_published_while_no_approval_was_needed_count_when_it_is_needed_again(
    strict: Desk,
) -> None:
    data = strict.parts.data
    strict.close()
    lenient = Desk(data)
    change_block(lenient, text=NEW)
    before = live(lenient)
    assert before.work("lijn").blocks[0].text == NEW
    lenient.close()
    again = Desk(data, needs_approval=True)
    try:
        assert live(again) == before
        assert len(adopted(again)) == 1
        live(again)
        assert len(adopted(again)) == 1
    finally:
        again.close()


def adopted(desk: Desk) -> list[tuple[str, str]]:

    events = desk.parts.events.export(EventFilter())
    return [(one.kind, one.subject) for one in events if one.kind == "words-adopted"]


def test_an_offer_that_is_not_approved_is_in_no_release_with_or_without_the_setting(
    desk: Desk,
) -> None:
    drafts = desk.parts.drafts
    desk.parts.publisher.publish("Noor")
    offer = drafts.get(PartKind.OFFER, "thee").body
    drafts.put(PartKind.OFFER, "koffie", replace(offer, key="koffie"), 0, "Bram")
    change(desk, PartKind.OFFER, "thee", title={"nl": "Geheim"})
    (live_offer,) = live(desk).offers
    assert (live_offer.key, live_offer.title["nl"]) == ("thee", "Thee")


def test_a_museum_without_themes_publishes_what_is_approved(strict: Desk) -> None:
    drafts = strict.parts.drafts
    museum = tiny_museum()
    works = [
        replace(work, blocks=[replace(block(f"b-{work.key}", "nl", "Tekst."), theme="about")])
        for work in museum.works
    ]
    kept = {work.key: work.media for work in drafts.museum().works}
    works = [replace(work, media=kept[work.key]) for work in works]
    drafts.load(replace(museum, themes=[], works=works), "import")
    approve_everything(drafts)
    got = live(strict)
    assert got.themes == []
    assert [one.key for work in got.works for one in work.blocks] == ["b-lijn", "b-ring", "b-knoop"]
    assert block_unit(works[0], "b-lijn") == ("work/lijn/block/b-lijn/text", "")
