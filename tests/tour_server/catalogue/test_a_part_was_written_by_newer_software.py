"""The server went back to older software: what the newer one wrote is named, kept and never changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from contract import museum_versions
from contract.museum import Work
from runtime.document_version import DocumentVersionError, DocumentVersions
from tests.desk import Desk
from tests.tiny_museum import tiny_museum
from tests.waiting import until
from tour_server.catalogue import parts
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import Draft, Revision

NEWER = museum_versions.VERSIONS[Work].current + 1
SAID = f"This work is of version {NEWER}, written by newer software; this software reads 1 to {NEWER - 1}."


def newer_body(desk: Desk, kind: PartKind, key: str) -> str:
    """Save a part as newer software would, in a shape that this one can't know. Returns its text."""
    with desk.parts.database.writing() as session:
        draft = session.get_one(Draft, (kind.value, key))
        body: dict[str, Any] = {"v": NEWER} | json.loads(draft.body)
        body["name of the work"] = body.pop("title", "")
        draft.body, draft.version = json.dumps(body), draft.version + 1
        session.add(
            Revision(
                kind=kind.value,
                key=key,
                version=draft.version,
                body=draft.body,
                changed_at=draft.changed_at,
                changed_by="Bram",
            )
        )
        return draft.body


def stored(desk: Desk, kind: PartKind, key: str) -> str:
    with desk.parts.database.reading() as session:
        return session.get_one(Draft, (kind.value, key)).body


def test_the_desk_names_it_and_goes_on_with_the_others(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    body = newer_body(desk, PartKind.WORK, "lijn")
    for address in ("/desk", "/desk/works", "/desk/works/ring"):
        page = noor.get(address)
        assert page.status_code == 200
        assert (
            f"The work “lijn” is kept as it is, and can&#39;t be read or changed here. {SAID}"
            in page.text
        )
    form = noor.fill_in("/desk/works/ring")
    assert noor.post("/desk/works/ring", form, **{"title.nl": "Ring!"}).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "ring").body.title["nl"] == "Ring!"
    assert stored(desk, PartKind.WORK, "lijn") == body


@pytest.mark.parametrize("address", ["/desk/works/lijn", "/desk/publish"])
def test_a_page_that_needs_it_says_why_it_can_not_be_shown(desk: Desk, address: str) -> None:
    noor = desk.colleague("Noor")
    newer_body(desk, PartKind.WORK, "lijn")
    page = noor.get(address)
    assert page.status_code == 503
    assert "Newer software wrote this" in page.text
    assert SAID in page.text


def test_nothing_writes_over_it(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    form = noor.fill_in("/desk/works/lijn")
    drafts = desk.parts.drafts
    part = drafts.get(PartKind.WORK, "lijn")
    body = newer_body(desk, PartKind.WORK, "lijn")
    now = part.version + 1

    answer = noor.post("/desk/works/lijn", form, **{"title.nl": "Weg ermee"})
    assert answer.status_code == 503
    assert "Weg ermee" in answer.text, "what was typed is on the page, to be copied"
    assert noor.post("/desk/works/lijn", form, action="remove").status_code == 503
    works = [replace(work, number=work.number + 9) for work in tiny_museum().works]
    for change in (
        lambda: drafts.put(PartKind.WORK, "lijn", part.body, now, "Noor"),
        lambda: drafts.remove(PartKind.WORK, "lijn", now, "Noor"),
        lambda: drafts.undo(PartKind.WORK, "lijn", part.version, now, "Noor"),
        lambda: drafts.load(replace(tiny_museum(), works=works), "import"),
        lambda: drafts.load(replace(tiny_museum(), works=[]), "import"),
        lambda: drafts.museum(),
    ):
        with pytest.raises(DocumentVersionError, match="The work “lijn” is kept as it is"):
            change()
    assert stored(desk, PartKind.WORK, "lijn") == body
    assert drafts.get(PartKind.WORK, "ring").body.number == 2, (
        "an import that is refused changes nothing"
    )


def test_a_room_that_it_may_hang_in_is_not_removed(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    room = desk.parts.drafts.all(PartKind.ROOM)[0]
    form = noor.fill_in(f"/desk/plan/rooms/{room.key}")
    newer_body(desk, PartKind.WORK, "lijn")
    answer = noor.post(f"/desk/plan/rooms/{room.key}", form, action="remove")
    assert answer.status_code == 503
    assert SAID in answer.text
    assert room in desk.parts.drafts.all(PartKind.ROOM)


def test_its_history_shows_it_and_brings_back_what_can_be_read(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    drafts = desk.parts.drafts
    part = drafts.get(PartKind.WORK, "ring")
    newer_body(desk, PartKind.WORK, "ring")
    page = noor.get("/desk/works/ring/history")
    assert page.status_code == 200
    assert SAID in page.text
    newest, first = drafts.history(PartKind.WORK, "ring")
    assert newest.body is None
    assert "kept as it is" in newest.unreadable
    assert first.body == part.body
    assert noor.post("/desk/works/ring/history", to="1", version="2").status_code == 503


def ended(desk: Desk) -> bool:
    job = desk.parts.publisher.job
    return job is not None and job.ended


def test_a_publish_is_refused_in_words(desk: Desk) -> None:
    newer_body(desk, PartKind.WORK, "lijn")
    noor = desk.colleague("Noor")
    with desk.parts.running():
        assert desk.parts.publisher.ask("Noor")
        until(lambda: ended(desk), what="the end of the publish")
    job = desk.parts.publisher.job
    assert job is not None
    assert job.number is None
    assert SAID in job.problems[0]
    assert SAID in noor.get("/desk/publish/progress").text


def with_a_level_up(plain: dict[str, Any]) -> dict[str, Any]:
    """From a made-up version of a work before NEWER to NEWER: the number has become 1,000 higher."""
    return plain | {"number": plain["number"] + 1000}


def test_older_states_are_brought_along_shown_and_brought_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = desk.parts.drafts
    before = drafts.get(PartKind.WORK, "lijn")
    upgrades = [museum_versions.more_levels, with_a_level_up]
    monkeypatch.setitem(museum_versions.VERSIONS, Work, DocumentVersions("work", upgrades))
    monkeypatch.setattr(parts, "first_version", lambda bodies: NEWER)
    drafts = Drafts(desk.parts.database, desk.clock)
    work = drafts.get(PartKind.WORK, "lijn")
    assert work.body.number == before.body.number + 1000
    assert [part.body.number for part in drafts.all(PartKind.WORK)] == [1001, 1002, 1003]

    unchanged = drafts.put(PartKind.WORK, "lijn", work.body, work.version, "Noor")
    assert unchanged.version == before.version, "brought along is not changed"
    assert drafts.load(drafts.museum(), "import") == 0

    titled = replace(work.body, title={"nl": "Anders"})
    now = drafts.put(PartKind.WORK, "lijn", titled, work.version, "Noor")
    assert json.loads(stored(desk, PartKind.WORK, "lijn"))["v"] == NEWER
    newest, first = drafts.history(PartKind.WORK, "lijn")
    assert newest.body == titled
    assert first.body == work.body
    drafts.undo(PartKind.WORK, "lijn", first.version, now.version, "Noor")
    assert drafts.get(PartKind.WORK, "lijn").body == work.body
    with desk.parts.database.reading() as session:
        bodies = session.scalars(
            select(Revision.body).where(Revision.key == "lijn").order_by(Revision.version)
        ).all()
    assert [json.loads(body or "{}").get("v", 1) for body in bodies] == [1, NEWER, NEWER]
