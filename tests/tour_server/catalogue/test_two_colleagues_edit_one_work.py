"""Two colleagues edit one work: no text is lost or overwritten without being shown."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Work
from tests.desk import Desk, fields_of
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import SAVE_ATTEMPTS, merge, save
from tour_server.catalogue.form_state import FormState
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.catalogue.work_form import WorkForm
from tour_server.staff.permissions import Role


def test_both_change_the_same_field_and_both_texts_are_on_the_page(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/works/lijn")
    theirs = bram.fill_in("/desk/works/lijn")
    assert bram.post("/desk/works/lijn", theirs, **{"title.nl": "Van Bram"}).status_code == 302

    answer = noor.post("/desk/works/lijn", mine, **{"title.nl": "Van Noor"})
    assert answer.status_code == 409
    assert "Bram saved this while you were working on it" in answer.text
    assert ">\nVan Noor</textarea>" in answer.text
    assert "Saved meanwhile: <q>Van Bram</q>" in answer.text
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"] == "Van Bram"


def test_saving_again_after_a_conflict_keeps_the_own_text(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", bram.fill_in("/desk/works/lijn"), **{"title.nl": "Van Bram"})
    page = noor.post("/desk/works/lijn", mine, **{"title.nl": "Van Noor"})
    again = fields_of(page.text)
    assert noor.post("/desk/works/lijn", again).status_code == 302
    work = desk.parts.drafts.get(PartKind.WORK, "lijn")
    assert work.body.title["nl"] == "Van Noor"
    assert [one.changed_by for one in desk.parts.drafts.history(PartKind.WORK, "lijn")] == [
        "Noor",
        "Bram",
        "import",
    ]


def test_changes_to_different_fields_are_merged_without_a_question(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", bram.fill_in("/desk/works/lijn"), **{"title.nl": "Van Bram"})
    assert noor.post("/desk/works/lijn", mine, **{"title.en": "By Noor"}).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title == {
        "nl": "Van Bram",
        "en": "By Noor",
    }


def test_text_typed_in_a_block_that_a_colleague_removed_is_shown(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/works/lijn")
    theirs = bram.fill_in("/desk/works/lijn")
    bram.post("/desk/works/lijn", theirs, action="without-block:lijn-nl-1")
    answer = noor.post("/desk/works/lijn", mine, **{"block.lijn-nl-1.text": "Mijn mooiste zin."})
    assert answer.status_code == 409
    assert "Mijn mooiste zin." in answer.text


def test_removing_a_part_that_a_colleague_just_changed_is_refused(desk: Desk) -> None:
    noor, bram = desk.colleague("Noor"), desk.colleague("Bram", Role.AUTHOR)
    mine = noor.fill_in("/desk/tours/kort")
    bram.post("/desk/tours/kort", bram.fill_in("/desk/tours/kort"), **{"title.nl": "Korter"})
    answer = noor.post("/desk/tours/kort", mine, action="remove")
    assert answer.status_code == 409
    assert desk.parts.drafts.get(PartKind.TOUR, "kort").body.title["nl"] == "Korter"


def test_the_store_itself_refuses_an_old_version(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    changed = replace(part.body, number=7)
    desk.parts.drafts.put(PartKind.WORK, "lijn", changed, part.version, "Noor")
    with pytest.raises(ConflictError, match="Noor saved this"):
        desk.parts.drafts.put(PartKind.WORK, "lijn", part.body, part.version, "Bram")


def test_merging_three_states_field_by_field() -> None:
    before = {"a": "1", "b": "1", "c": "1", "d": "1", "gone": "1", "left": "1"}
    typed = {"a": "1", "b": "2", "c": "2", "d": "2", "gone": "2", "left": "1", "new": "x"}
    theirs = {"a": "3", "b": "1", "c": "3", "d": "2"}
    merged, clashes, orphans = merge(before, typed, theirs)
    assert merged == {"a": "3", "b": "2", "c": "2", "d": "2", "new": "x"}
    assert clashes == {"c": "3"}
    assert orphans == {"gone": "2"}


class AlwaysFirst:
    """Drafts in which a colleague saves just before every save, as often as `times` says."""

    def __init__(self, drafts: Drafts, times: int) -> None:
        self.left = times
        self._drafts = drafts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._drafts, name)

    def put(self, kind: PartKind, key: str, body: Work, version: int, by: str) -> Part:
        if self.left:
            self.left -= 1
            theirs = replace(self._drafts.get(kind, key).body, number=50 + self.left)
            self._drafts.put(kind, key, theirs, version, "Bram")
        return self._drafts.put(kind, key, body, version, by)


def save_title(desk: Desk, colleague_saves: int) -> Part | FormState:
    drafts = desk.parts.drafts
    snapshot, part = take_snapshot(drafts), drafts.get(PartKind.WORK, "lijn")
    form = WorkForm(snapshot, "Noor")
    typed = {**form.values(part.body), "title.nl": "Nieuw"}
    busy: Any = AlwaysFirst(drafts, colleague_saves)
    return save(busy, PartKind.WORK, "lijn", form, part.version, typed, "Noor")


def test_a_save_that_meets_another_save_is_tried_again(desk: Desk) -> None:
    saved = save_title(desk, SAVE_ATTEMPTS - 1)
    assert isinstance(saved, Part)
    assert (saved.body.title["nl"], saved.body.number) == ("Nieuw", 50)


def test_a_save_ends_when_colleagues_are_always_first(desk: Desk) -> None:
    with pytest.raises(ConflictError):
        save_title(desk, 10 * SAVE_ATTEMPTS)
