"""Staff change many works at once: what it does, what it leaves alone and names, and its one undo."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace
from sqlalchemy import select

from contract.museum import Work
from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import ApprovedWording
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(prepared, tmp_path / "strict")
    desk = Desk(tmp_path / "strict", needs_approval=True, four_eyes=True)
    yield desk
    desk.close()


def work(desk: Desk, key: str) -> Work:
    body: Work = desk.parts.drafts.get(PartKind.WORK, key).body
    return body


def ask(browser: Browser, action: str, query: str = "scope=all", **typed: str) -> str:
    """Choose works in the list, answer what is asked, and return the address of the change."""
    address = f"/desk/search/works/{action}"
    page = html.fromstring(browser.get(f"{address}?{query}").text)
    form = page.xpath("//form[@class='narrow']")[0]
    given: dict[str, Any] = {}
    for name, value in form.form_values():
        given.setdefault(name, []).append(value)
    answer = browser.post(address, {**given, **{f"set-{name}": v for name, v in typed.items()}})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def wordings(desk: Desk) -> list[tuple[Any, ...]]:
    table = ApprovedWording
    with desk.parts.database.reading() as session:
        rows = session.execute(
            select(table.path, table.language, table.content, table.approved_by, table.stands)
        )
        return sorted(tuple(row) for row in rows)


def test_the_room_is_set_and_one_undo_brings_it_back(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    before = {key: work(desk, key) for key in ("lijn", "ring", "knoop")}
    change = ask(noor, "room", room="zolder")
    assert {work(desk, key).room for key in before} == {"zolder"}
    page = noor.get(change).text
    assert "2 of 3 works changed." in page
    assert "there was nothing to change" in page, "the work that was there already is named"
    noor.post(f"{change}/undo")
    assert {key: work(desk, key) for key in before} == before
    assert "Undone by Noor" in noor.get(change).text
    noor.post(f"{change}/undo")
    assert {key: work(desk, key) for key in before} == before, "an undo is done once"
    history = [one.kind for one in desk.parts.events.page(EventFilter(), None, 10)]
    assert history.count("works-changed") == history.count("works-change-undone") == 1


def test_only_the_ticked_works_get_other_rights(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    ask(noor, "rights", "work=lijn&work=ring", licence="CC-BY-4.0", holder="Het museum")
    assert work(desk, "lijn").media[0].rights.licence == "CC-BY-4.0"
    assert work(desk, "ring").media[0].rights.holder == "Het museum"
    assert work(desk, "knoop").media[0].rights.licence == "CC0-1.0"


def test_what_a_tour_needs_is_not_removed_and_named(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    tour = desk.parts.drafts.get(PartKind.TOUR, "kort")
    shorter = replace(tour.body, stops=tour.body.stops[:1])
    desk.parts.drafts.put(PartKind.TOUR, "kort", shorter, tour.version, "Noor")
    before = work(desk, "ring")
    change = ask(noor, "remove")
    assert [part.key for part in desk.parts.drafts.all(PartKind.WORK)] == ["lijn"]
    assert "a tour, a link or an offer needs it" in noor.get(change).text
    noor.post(f"{change}/undo")
    assert work(desk, "ring") == before


def test_texts_are_approved_but_for_ones_own_and_the_undo_takes_back_just_those(
    strict: Desk,
) -> None:
    eva = strict.colleague("Eva", Role.EDITOR)
    part = strict.parts.drafts.get(PartKind.WORK, "lijn")
    mine = replace(part.body, title={"nl": "Van Eva", "en": "Work lijn"})
    strict.parts.drafts.put(PartKind.WORK, "lijn", mine, part.version, "Eva")
    before = wordings(strict)
    change = ask(eva, "approve")
    page = eva.get(change).text
    assert "3 of 3 works changed. 11 texts approved." in page
    assert "1 text of yours waits for a colleague" in page
    approved = strict.parts.drafts.approved(PartKind.WORK, "lijn")
    assert ("work/lijn/title", "nl") not in approved
    assert approved["work/lijn/title", "en"].approved_by == "Eva"
    assert work(strict, "lijn").blocks[0].approved_by == "Eva"
    eva.post(f"{change}/undo")
    assert wordings(strict) == before
    assert work(strict, "lijn").blocks[0].approved_by is None


def test_what_a_colleague_changed_since_is_kept_by_the_undo(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    change = ask(noor, "room", room="zolder")
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    named = replace(part.body, title={"nl": "Anders"})
    desk.parts.drafts.put(PartKind.WORK, "ring", named, part.version, "Bram")
    noor.post(f"{change}/undo")
    assert work(desk, "ring").room == "zolder"
    assert work(desk, "lijn").room == "hal"
    assert "a colleague changed it since" in noor.get(change).text


def test_removed_works_come_back_with_their_approvals(strict: Desk) -> None:
    eva = strict.colleague("Eva", Role.EDITOR)
    tour = strict.parts.drafts.get(PartKind.TOUR, "kort")
    strict.parts.drafts.remove(PartKind.TOUR, "kort", tour.version, "Eva")
    ask(eva, "approve")
    before, body = wordings(strict), work(strict, "lijn")
    change = ask(eva, "remove")
    assert strict.parts.drafts.all(PartKind.WORK) == []
    eva.post(f"{change}/undo")
    assert (wordings(strict), work(strict, "lijn")) == (before, body)


def test_nothing_is_changed_that_was_not_seen(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.get("/desk/search/works/room?scope=all&room=hal")
    asked = {"scope": "all", "room": "hal", "set-room": "zolder"}
    assert noor.post("/desk/search/works/room", {**asked, "count": "1"}).status_code == 409
    assert noor.post("/desk/search/works/room", {**asked, "set-room": ""}).status_code == 422
    assert (
        noor.post("/desk/search/works/room", {"count": "0", "set-room": "hal"}).status_code == 422
    )
    assert noor.get("/desk/search/works/nonsense").status_code == 404
    assert noor.get("/desk/search/changes/99").status_code == 404
    assert work(desk, "lijn").room == "hal"


def test_a_role_that_may_not_change_works_does_not(desk: Desk) -> None:
    author, publisher = desk.colleague("Bram", Role.AUTHOR), desk.colleague("Pia", Role.PUBLISHER)
    given = {"scope": "all", "count": "3", "set-room": "zolder"}
    author.get("/desk/works")
    publisher.get("/desk/works")
    assert author.post("/desk/search/works/approve", given).status_code == 403
    assert "Approve texts" not in author.get("/desk/works").text
    assert publisher.post("/desk/search/works/room", given).status_code == 403
    assert work(desk, "lijn").room == "hal"


def test_chosen_works_are_a_spreadsheet_with_the_columns_of_the_template(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    ticked = noor.get("/desk/search/works/export.csv?work=ring&work=gone").data.decode("utf-8-sig")
    rows = [line.split(";") for line in ticked.splitlines()]
    assert [row[0] for row in rows] == ["Key", "ring"]
    answer = noor.get("/desk/search/works/export.xlsx?scope=all&room=zolder")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert ">knoop<" in sheet
    assert ">ring<" not in sheet
    assert noor.get("/desk/search/works/export.pdf?scope=all").status_code == 404
    assert noor.get("/desk/search/works/export.csv").location == "/desk/works"


def test_more_works_than_a_page_can_wait_for_are_changed_by_a_job(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    body = work(desk, "knoop")
    works = {f"w{n}": replace(body, key=f"w{n}", number=n + 10) for n in range(600)}
    with desk.parts.drafts.in_bulk("Noor") as write:
        for half in (0, 300):
            some = [f"w{n}" for n in range(half, half + 300)]
            write.write(PartKind.WORK, {key: works[key] for key in some})
    while "still being read" in noor.get("/desk/works").text:
        pass
    change = ask(noor, "room", room="hal")
    assert work(desk, "w599").room == "zolder"
    assert "Changing 0 of" in noor.get(change).text
    with desk.parts.running():
        until(lambda: work(desk, "w599").room == "hal")
        until(lambda: "601 of 603 works changed." in noor.get(change).text)
        noor.post(f"{change}/undo")
        until(lambda: "Undone by" in noor.get(change).text)
    assert work(desk, "w0").room == "zolder"
