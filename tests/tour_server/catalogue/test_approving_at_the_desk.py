"""An editor approves words at the desk, as they saw them: one text, a whole page, and with four eyes not their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Work
from tests.approving import approve_part
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

LIJN = "/desk/works/lijn"
NEW = "Een andere tekst."


def opened(prepared: Path, data: Path, **settings: bool) -> Iterator[Desk]:
    shutil.copytree(prepared, data)
    desk = Desk(data, **settings)
    yield desk
    desk.close()


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(prepared, tmp_path / "strict", needs_approval=True)


@pytest.fixture
def four_eyes(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(prepared, tmp_path / "eyes", needs_approval=True, four_eyes=True)


def standing(desk: Desk, kind: PartKind = PartKind.WORK, key: str = "lijn") -> set[str]:
    approved = desk.parts.drafts.approved(kind, key).items()
    return {f"{path}@{language}".rstrip("@") for (path, language), one in approved if one.stands}


def test_a_text_is_approved_in_one_language_and_the_rest_of_the_page_at_once(strict: Desk) -> None:
    editor = strict.colleague("Noor", Role.EDITOR)
    page = editor.get(LIJN).text
    assert "5 texts here are not approved." in page
    assert "Title, Nederlands" in page
    editor.post(LIJN, editor.fill_in(LIJN), action="approve:work/lijn/title@nl")
    assert standing(strict) == {"work/lijn/title@nl"}
    editor.post(LIJN, editor.fill_in(LIJN), action="approve:")
    page = editor.get(LIJN).text
    assert "4 texts approved." in page
    assert "Everything here is approved." in page
    assert len(standing(strict)) == 5


def test_what_changed_since_is_shown_beside_what_visitors_keep(strict: Desk) -> None:
    approve_part(strict.parts.drafts, PartKind.WORK, "lijn")
    author = strict.colleague("Bram", Role.AUTHOR)
    changed = {"title.nl": "Werk Lijn!", "block.lijn-nl-1.text": "Volg de draad met uw ogen."}
    author.post(LIJN, author.fill_in(LIJN) | changed)
    page = author.get(LIJN).text
    assert "2 texts here are not approved." in page
    assert page.count("Changed since it was approved: visitors keep the wording of") == 2
    assert "<del>lijn </del><ins>draad </ins>" in page
    assert "Approve" not in page.replace("Approved by", ""), "an author does not approve"
    assert "2 not approved" in author.get("/desk/works").text
    assert LIJN in author.get("/desk/works?state=unapproved").text
    assert "2 texts" in author.get("/desk").text or "texts</a>" in author.get("/desk").text


def test_without_the_setting_nothing_about_labels_is_on_the_page(desk: Desk) -> None:
    page = desk.colleague("Noor").get(LIJN).text
    assert "texts here are not approved" not in page
    assert "Approve all of this page" not in page
    assert page.count("Not approved yet.") == 2, "narration says it, as it always did"


def test_an_editor_approves_the_name_of_a_room_that_others_change(strict: Desk) -> None:
    editor = strict.colleague("Noor", Role.EDITOR)
    page = editor.get("/desk/plan/rooms/hal").text
    assert "You can read this, not change it." in page
    version = strict.parts.drafts.get(PartKind.ROOM, "hal").version
    answer = editor.post("/desk/plan/rooms/hal/approve", version=str(version), action="approve:")
    assert answer.status_code == 302
    assert standing(strict, PartKind.ROOM, "hal") == {"room/hal/name@nl", "room/hal/name@en"}
    unknown = {"version": str(version), "action": "approve:room/hal/name@fr"}
    assert editor.post("/desk/plan/rooms/hal/approve", unknown).status_code == 404


@pytest.mark.parametrize("action", ["approve:lijn-nl-1", "approve:"])
def test_words_that_a_colleague_changed_meanwhile_are_not_approved_unseen(
    strict: Desk, action: str
) -> None:
    editor = strict.colleague("Noor", Role.EDITOR)
    author = strict.colleague("Bram", Role.AUTHOR)
    seen = editor.fill_in(LIJN)
    author.post(LIJN, author.fill_in(LIJN), **{"block.lijn-nl-1.text": NEW})
    editor.post(LIJN, seen, action=action)
    page = editor.get(LIJN).text
    assert "A colleague changed some of these words meanwhile. Look at them first." in page
    assert "work/lijn/block/lijn-nl-1/text" not in standing(strict)
    editor.post(LIJN, editor.fill_in(LIJN), action=action)
    assert "work/lijn/block/lijn-nl-1/text" in standing(strict)


def test_what_an_editor_types_and_approves_in_one_go_is_approved_as_typed(strict: Desk) -> None:
    editor = strict.colleague("Noor", Role.EDITOR)
    typed = editor.fill_in(LIJN) | {"block.lijn-nl-1.text": NEW}
    editor.post(LIJN, typed, action="approve:lijn-nl-1")
    block = strict.parts.drafts.get(PartKind.WORK, "lijn").body.blocks[0]
    assert (block.text, block.approved_by) == (NEW, "Noor")


def test_with_four_eyes_nobody_approves_what_they_changed_last(four_eyes: Desk) -> None:
    noor = four_eyes.colleague("Noor", Role.EDITOR)
    typed = noor.fill_in(LIJN) | {"block.lijn-nl-1.text": NEW, "title.nl": "Nieuw"}
    noor.post(LIJN, typed, action="approve:")
    page = noor.get(LIJN).text
    assert "You changed some of these words last, so a colleague approves them." in page
    assert standing(four_eyes) == {
        "work/lijn/title@en",
        f"work/lijn/media/{picture_of(four_eyes)}/alt@nl",
        "work/lijn/block/lijn-en-1/text",
    }
    noor.post(LIJN, noor.fill_in(LIJN), action="approve:lijn-nl-1")
    assert "work/lijn/block/lijn-nl-1/text" not in standing(four_eyes)
    bram = four_eyes.colleague("Bram", Role.EDITOR)
    bram.post(LIJN, bram.fill_in(LIJN), action="approve:")
    assert len(standing(four_eyes)) == 5


def test_with_four_eyes_an_undo_is_a_change_of_whoever_undid(four_eyes: Desk) -> None:
    drafts = four_eyes.parts.drafts
    before = drafts.get(PartKind.WORK, "lijn")
    noor, bram = four_eyes.colleague("Noor", Role.EDITOR), four_eyes.colleague("Bram", Role.EDITOR)
    noor.post(LIJN, noor.fill_in(LIJN), **{"block.lijn-nl-1.text": NEW})
    drafts.undo(PartKind.WORK, "lijn", before.version, before.version + 1, "Bram")
    bram.post(LIJN, bram.fill_in(LIJN), action="approve:lijn-nl-1")
    assert not standing(four_eyes)
    noor.post(LIJN, noor.fill_in(LIJN), action="approve:lijn-nl-1")
    assert standing(four_eyes) == {"work/lijn/block/lijn-nl-1/text"}


def test_without_four_eyes_they_do(strict: Desk) -> None:
    noor = strict.colleague("Noor", Role.EDITOR)
    noor.post(
        LIJN, noor.fill_in(LIJN), **{"block.lijn-nl-1.text": NEW, "action": "approve:lijn-nl-1"}
    )
    assert standing(strict) == {"work/lijn/block/lijn-nl-1/text"}


def test_nothing_that_is_saved_carries_an_approval_of_its_own(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    blocks = [replace(one, approved_by="Noor") for one in part.body.blocks]
    saved = desk.parts.drafts.put(
        PartKind.WORK, "lijn", replace(part.body, blocks=blocks), part.version, "Bram"
    )
    assert saved == part
    new = replace(part.body, key="nieuw", blocks=[replace(blocks[0], key="nieuw-1")])
    assert (
        desk.parts.drafts.put(PartKind.WORK, "nieuw", new, 0, "Bram").body.blocks[0].approved_by
        is None
    )


def picture_of(desk: Desk) -> str:
    work: Work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    return work.media[0].file
