"""What the server holds of a colleague is handed out; when somebody has left, the name is taken off all of it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import String, select

from tests.desk import Desk
from tour_server.catalogue.approved_wordings import approved_contents
from tour_server.catalogue.outgoing_names import AUTHOR, OutgoingNames
from tour_server.catalogue.parts import PartKind
from tour_server.database import Base
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role
from tour_server.staff.person_data import PersonData, document_columns, name_columns


def write(desk: Desk, name: str) -> None:
    """Let a colleague change a work, so that the name stands in the drafts and their history."""
    browser = desk.colleague(name, Role.AUTHOR)
    typed = browser.fill_in("/desk/works/lijn")
    typed["inventory"] = "N-1"
    author = next(field for field in typed if field.endswith("written_by"))
    typed[author] = name
    assert browser.post("/desk/works/lijn", typed).status_code == 302


def everything(desk: Desk) -> str:
    """Return all text in the database."""
    found: list[str] = []
    with desk.parts.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    found += [str(value) for value in session.scalars(select(column))]
    return "\n".join(found)


def test_people_take_out_what_is_kept_of_them(desk: Desk) -> None:
    write(desk, "Anneloes de Wit")
    browser = desk.signed_in("Anneloes de Wit")
    answer = browser.get("/desk/my-data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.text)
    assert (told["v"], told["name"]) == (1, "Anneloes de Wit")
    assert {"staff", "staff_sign_in", "draft", "revision", "event"} <= set(told["held"])
    (draft,) = told["held"]["draft"]
    assert (draft["key"], draft["changed_by"]) == ("lijn", "Anneloes de Wit")
    assert draft["within"][0]["written_by"] == "Anneloes de Wit"
    assert "argon2" not in answer.text
    assert "hash" not in answer.text


def test_others_see_it_only_as_administrators(desk: Desk) -> None:
    write(desk, "Anneloes")
    assert (
        desk.colleague("Bram", Role.PUBLISHER).get("/desk/people/Anneloes/data.json").status_code
        == 403
    )
    noor = desk.colleague("Noor")
    assert noor.get("/desk/people/Anneloes/data.json").status_code == 200
    assert noor.get("/desk/people/Niemand/data.json").status_code == 404


def test_a_removed_colleagues_name_is_taken_off_everything(desk: Desk) -> None:
    write(desk, "Anneloes")
    noor = desk.colleague("Noor")
    noor.get("/desk/people/Anneloes/remove")
    answer = noor.post("/desk/people/Anneloes/remove", {"name-too": "yes"})
    assert answer.status_code == 302, answer.text
    assert "Anneloes" not in everything(desk)
    work = desk.parts.drafts.get(PartKind.WORK, "lijn")
    assert work.changed_by == "former colleague 1"
    assert any(block.written_by == "former colleague 1" for block in work.body.blocks)
    (part,) = [one for one in desk.parts.drafts.all(PartKind.WORK) if one.key == "lijn"]
    assert part.changed_by == "former colleague 1", "what is kept in memory is read anew"
    outgoing = OutgoingNames(desk.parts.database).read().museum(desk.parts.drafts.museum())
    (lijn,) = [one for one in outgoing.works if one.key == "lijn"]
    assert any(block.written_by == AUTHOR for block in lijn.blocks)
    assert "former colleague" not in str(outgoing)
    told = [one.subject for one in desk.parts.events.export(EventFilter(kind="name-taken-off"))]
    assert told == ["former colleague 1"]


def test_the_name_of_one_who_left_long_ago_is_taken_off(desk: Desk) -> None:
    for name in ("Anneloes", "Zoë-Lou"):
        write(desk, name)
        desk.parts.accounts.remove(name)
    noor = desk.colleague("Noor")
    page = noor.get("/desk/people").text
    assert "The names of 2 people without an account" in page
    held = noor.get("/desk/people/former", query_string={"name": "Zoë-Lou"})
    assert held.status_code == 200
    noor.post("/desk/people/former", {"name": "Zoë-Lou"})
    assert "Lou" not in everything(desk)
    noor.get("/desk/people/former", query_string={"name": "Anneloes"})
    noor.post("/desk/people/former", {"name": "Anneloes"})
    assert "Anneloes" not in everything(desk)
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").changed_by == "former colleague 1"
    assert noor.get("/desk/people/former", query_string={"name": "Noor"}).status_code == 404


def test_what_was_approved_stays_approved(desk: Desk) -> None:
    write(desk, "Anneloes")
    curator = desk.colleague("Bo", Role.EDITOR)
    page = curator.fill_in("/desk/works/lijn")
    assert curator.post("/desk/works/lijn", {**page, "action": "approve"}).status_code == 302
    with desk.parts.database.reading() as session:
        before = [one.stands for one in approved_contents(session).values()]
    for name in ("Anneloes", "Bo"):
        desk.parts.accounts.remove(name)
        PersonData(desk.parts.database, desk.parts.events).take_off(name, "Noor")
    with desk.parts.database.reading() as session:
        after = approved_contents(session)
    assert [one.stands for one in after.values()] == before
    names = {one.approved_by for one in after.values()}
    assert "former colleague 2" in names
    assert "Bo" not in names


def test_somebody_with_an_account_keeps_the_name(desk: Desk) -> None:
    desk.colleague("Noor")
    with pytest.raises(ValueError, match="has an account"):
        PersonData(desk.parts.database, desk.parts.events).take_off("Noor", "Noor")


def test_every_column_that_names_somebody_is_known() -> None:
    names = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in name_columns(table)
    }
    assert {
        "staff.name",
        "event.who",
        "revision.changed_by",
        "approved_wording.approved_by",
    } <= names
    documents = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in document_columns(table)
    }
    assert {
        "draft.body",
        "revision.body",
        "approved_wording.content",
        "import_part.document",
    } <= documents
