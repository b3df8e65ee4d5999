"""An edit conflict: nothing is lost, nobody is overwritten unseen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.desk import Desk, fields_of
from tour_server.catalogue.drafts import ConflictError
from tour_server.catalogue.editing import merge
from tour_server.catalogue.parts import Kind
from tour_server.staff.accounts import Role


def test_both_change_the_same_field_and_both_texts_are_on_the_page(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.EDITOR)
    mine = noor.fill_in("/desk/works/lijn")
    theirs = bram.fill_in("/desk/works/lijn")
    assert bram.post("/desk/works/lijn", theirs, **{"title.nl": "Van Bram"}).status_code == 302

    answer = noor.post("/desk/works/lijn", mine, **{"title.nl": "Van Noor"})
    assert answer.status_code == 409
    assert "Bram saved this while you were working on it" in answer.text
    assert ">\nVan Noor</textarea>" in answer.text
    assert "Saved meanwhile: <q>Van Bram</q>" in answer.text
    assert desk.parts.drafts.get(Kind.WORK, "lijn").body.title["nl"] == "Van Bram"


def test_after_looking_saving_again_is_enough(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.EDITOR)
    mine = noor.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", bram.fill_in("/desk/works/lijn"), **{"title.nl": "Van Bram"})
    page = noor.post("/desk/works/lijn", mine, **{"title.nl": "Van Noor"})
    again = fields_of(page.text)
    assert noor.post("/desk/works/lijn", again).status_code == 302
    work = desk.parts.drafts.get(Kind.WORK, "lijn")
    assert work.body.title["nl"] == "Van Noor"
    assert [one.changed_by for one in desk.parts.drafts.history(Kind.WORK, "lijn")] == [
        "Noor",
        "Bram",
        "import",
    ]


def test_changes_to_different_fields_are_both_kept_without_a_word(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.EDITOR)
    mine = noor.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", bram.fill_in("/desk/works/lijn"), **{"title.nl": "Van Bram"})
    assert noor.post("/desk/works/lijn", mine, **{"title.en": "By Noor"}).status_code == 302
    assert desk.parts.drafts.get(Kind.WORK, "lijn").body.title == {
        "nl": "Van Bram",
        "en": "By Noor",
    }


def test_words_for_a_block_that_a_colleague_removed_are_given_back(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.EDITOR)
    mine = noor.fill_in("/desk/works/lijn")
    theirs = bram.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", theirs, action="without-block:lijn-nl-1")
    answer = noor.post("/desk/works/lijn", mine, **{"block.lijn-nl-1.text": "Mijn mooiste zin."})
    assert answer.status_code == 409
    assert "Mijn mooiste zin." in answer.text


def test_removing_what_somebody_just_changed_is_refused(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.EDITOR)
    mine = noor.fill_in("/desk/tours/kort")
    bram.post("/desk/tours/kort", bram.fill_in("/desk/tours/kort"), **{"title.nl": "Korter"})
    answer = noor.post("/desk/tours/kort", mine, action="remove")
    assert answer.status_code == 409
    assert desk.parts.drafts.get(Kind.TOUR, "kort").body.title["nl"] == "Korter"


def test_the_store_itself_refuses_an_old_version(desk: Desk) -> None:
    part = desk.parts.drafts.get(Kind.WORK, "lijn")
    changed = replace(part.body, number=7)
    desk.parts.drafts.put(Kind.WORK, "lijn", changed, part.version, "Noor")
    with pytest.raises(ConflictError, match="Noor saved this"):
        desk.parts.drafts.put(Kind.WORK, "lijn", part.body, part.version, "Bram")


def test_merging_three_states_field_by_field() -> None:
    before = {"a": "1", "b": "1", "c": "1", "d": "1", "gone": "1", "left": "1"}
    typed = {"a": "1", "b": "2", "c": "2", "d": "2", "gone": "2", "left": "1", "new": "x"}
    theirs = {"a": "3", "b": "1", "c": "3", "d": "2"}
    merged, clashes, orphans = merge(before, typed, theirs)
    assert merged == {"a": "3", "b": "2", "c": "2", "d": "2", "new": "x"}
    assert clashes == {"c": "3"}
    assert orphans == {"gone": "2"}
