"""Texts without approval are published after a confirmation, or never when the museum's settings say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Link, Museum, Relation
from tests.desk import Browser, Desk, fields_of
from tests.tiny_museum import block, tiny_museum
from tests.waiting import until
from tour_server.catalogue.approval import (
    fingerprint,
    new_unapproved_blocks,
)
from tour_server.catalogue.approval_units import approval_units, block_unit
from tour_server.catalogue.parts import PartKind, split_museum
from tour_server.publishing.release import CantPublishError
from tour_server.staff.permissions import Role


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose museum publishes only approved texts."""
    shutil.copytree(prepared, tmp_path / "strict")
    opened = Desk(tmp_path / "strict", needs_approval=True)
    yield opened
    opened.close()


def approve(browser: Browser, work: str, key: str) -> None:
    address = f"/desk/works/{work}"
    assert (
        browser.post(address, browser.fill_in(address), action=f"approve:{key}").status_code == 302
    )


def published(desk: Desk) -> set[str]:
    museum = desk.parts.releases.museum()
    return set() if museum is None else {one.key for work in museum.works for one in work.blocks}


def release(desk: Desk) -> Museum:
    museum = desk.parts.releases.museum()
    assert museum is not None
    return museum


def labels_alone(desk: Desk) -> None:
    """Approve every text of the drafts that is no narration."""
    drafts = desk.parts.drafts
    for kind, key, body in split_museum(drafts.museum()):
        units = [unit for unit in approval_units(body) if "/block/" not in unit[0]]
        if units:
            drafts.approve(kind, key, units, drafts.get(kind, key).version, "Noor")


def wait_for_it(desk: Desk) -> None:
    until(
        lambda: desk.parts.publisher.job and desk.parts.publisher.job.ended, 30, "a publish's end"
    )


@pytest.fixture
def running(desk: Desk) -> Iterator[Desk]:
    """The desk with its jobs running."""
    with desk.parts.running():
        yield desk


def test_the_first_request_lists_the_works_and_publishes_nothing(running: Desk) -> None:
    curator = running.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    curator.get("/desk/publish")
    answer = curator.post("/desk/publish", note="Zomer <1>")
    assert answer.status_code == 409
    assert "Nobody has approved these words." in answer.text
    assert '<a href="/desk/works/lijn">Werk lijn</a>: 2 blocks' in answer.text
    assert '<a href="/desk/works/ring">Werk ring</a>: 1 block<' in answer.text
    assert running.parts.publisher.job is None
    form = fields_of(answer.text)
    assert form["note"] == "Zomer <1>", "what was typed is kept"
    assert curator.post("/desk/publish", form).location == "/desk/publish/progress"
    wait_for_it(running)
    assert published(running) == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    assert running.parts.releases.listed()[0].note == "Zomer <1>"


def test_the_confirmation_applies_only_to_the_texts_that_were_shown(running: Desk) -> None:
    curator, editor = (
        running.colleague("Noor", Role.EDITOR, Role.PUBLISHER),
        running.colleague("Bram", Role.AUTHOR),
    )
    curator.get("/desk/publish")
    form = fields_of(curator.post("/desk/publish").text)
    fields = editor.fill_in("/desk/works/lijn")
    editor.post("/desk/works/lijn", fields, **{"block.lijn-nl-1.text": "Iets heel anders."})
    assert curator.post("/desk/publish", form).status_code == 409
    assert running.parts.publisher.job is None


def test_published_texts_need_no_second_confirmation(running: Desk) -> None:
    curator = running.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    curator.get("/desk/publish")
    curator.publish()
    wait_for_it(running)
    fields = curator.fill_in("/desk/works/lijn")
    curator.post("/desk/works/lijn", fields, **{"title.nl": "Een andere titel"})
    assert curator.post("/desk/publish").status_code == 302
    wait_for_it(running)
    fields = curator.fill_in("/desk/works/ring")
    curator.post("/desk/works/ring", fields, **{"block.ring-nl-1.text": "Een ring is rond."})
    answer = curator.post("/desk/publish")
    assert answer.status_code == 409
    asked = answer.text[answer.text.index('id="agree"') :]
    assert "Werk ring" in asked[: asked.index("</form>")]
    assert "Werk lijn" not in asked[: asked.index("</form>")]


def test_a_text_that_says_it_has_another_author_is_asked_for_again(running: Desk) -> None:
    editor = running.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    editor.get("/desk/publish")
    editor.publish()
    wait_for_it(running)
    fields = editor.fill_in("/desk/works/ring")
    editor.post("/desk/works/ring", fields, **{"block.ring-nl-1.hand": "model"})
    answer = editor.post("/desk/publish")
    assert answer.status_code == 409
    assert '<a href="/desk/works/ring">Werk ring</a>: 1 block<' in answer.text


def test_approved_texts_are_published_at_the_first_request(running: Desk) -> None:
    curator = running.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    for work, key in (("lijn", "lijn-nl-1"), ("lijn", "lijn-en-1"), ("ring", "ring-nl-1")):
        approve(curator, work, key)
    assert curator.post("/desk/publish").status_code == 302
    wait_for_it(running)
    assert len(published(running)) == 3


def test_where_approval_is_required_other_texts_are_left_out_and_reported(strict: Desk) -> None:
    editor = strict.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    labels_alone(strict)
    approve(editor, "lijn", "lijn-en-1")
    page = editor.get("/desk/publish").text
    assert "2 texts wait for approval. Visitors keep the wording that was approved last." in page
    assert '<a href="/desk/works/lijn#approval">Werk lijn</a>: 1 not approved yet<' in page
    strict.parts.publisher.publish("Noor")
    assert published(strict) == {"lijn-en-1"}
    assert "Visitors have everything" in editor.get("/desk/publish").text
    approve(editor, "ring", "ring-nl-1")
    assert "<ins>Een ring heeft geen begin.</ins>" in editor.get("/desk/publish").text
    strict.parts.publisher.publish("Noor")
    assert published(strict) == {"lijn-en-1", "ring-nl-1"}


def test_without_a_name_that_is_approved_nothing_is_published(strict: Desk) -> None:
    with pytest.raises(CantPublishError, match="name of the museum is not approved"):
        strict.parts.publisher.publish("Noor")
    page = strict.colleague("Noor").get("/desk/publish").text
    assert "The name of the museum is not approved in any language." in page


def test_an_earlier_release_is_published_again_without_its_unapproved_texts(strict: Desk) -> None:
    labels_alone(strict)
    before = strict.parts.drafts.museum()
    strict.parts.publisher.publish("Noor", museum=before)
    assert published(strict) == set()


def test_a_link_waits_for_approval_and_is_left_out_when_it_has_no_text(strict: Desk) -> None:
    drafts = strict.parts.drafts
    labels_alone(strict)
    blocks = [block(f"samen-{n}", "nl", "Beide zijn één lijn.") for n in range(2)]
    link = Link("samen", ["lijn", "ring"], Relation.MOTIF, blocks)
    part = drafts.put(PartKind.LINK, "samen", link, 0, "Noor")
    part = drafts.approve(PartKind.LINK, "samen", [("link/samen/works", "")], part.version, "Noor")
    strict.parts.publisher.publish("Noor")
    assert release(strict).links == []
    drafts.approve(PartKind.LINK, "samen", [block_unit(link, "samen-0")], part.version, "Noor")
    strict.parts.publisher.publish("Noor")
    assert [one.key for one in release(strict).links[0].blocks] == ["samen-0"]


def test_the_confirmation_depends_on_the_texts() -> None:
    museum = tiny_museum()
    blocks = new_unapproved_blocks(museum, None)
    assert fingerprint(blocks) == fingerprint(new_unapproved_blocks(museum, None))
    other = [replace(blocks[0], block=replace(blocks[0].block, text="Anders.")), *blocks[1:]]
    assert fingerprint(other) != fingerprint(blocks)
    assert new_unapproved_blocks(museum, museum) == []
