"""A spreadsheet is brought in at the desk: its columns, what it would do, choices, apply, undo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from tests.desk import Browser, Desk, fields_of, picture
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

SHEET = (
    "Nummer;Titel;Kunstenaar;Zaal;Foto;Opmerking\r\n"
    "A-1;Werk lijn, verbeterd;Onbekend;hal;nieuw.png;x\r\n"
    "A-2;Een brief;Jan;Nieuwe zaal;weg.png;y\r\n"
)
COLUMNS = {
    "field-0": "inventory",
    "field-1": "title",
    "language-1": "nl",
    "field-2": "maker",
    "language-2": "nl",
    "field-3": "room",
    "field-4": "picture",
    "field-5": "",
}


@pytest.fixture
def noor(desk: Desk) -> Iterator[Browser]:
    """An author's browser, while the server does its jobs."""
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    noor = desk.colleague("Noor", Role.AUTHOR)
    typed = noor.fill_in("/desk/works/lijn") | {"inventory": "a-1"}
    assert noor.post("/desk/works/lijn", typed).status_code == 302
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").version == part.version + 1
    with desk.parts.running():
        yield noor


def upload(noor: Browser, text: str = SHEET, **more: object) -> str:
    """Bring a spreadsheet in with a picture. Returns the address of its page."""
    noor.get("/desk/imports")
    files = [(io.BytesIO(text.encode()), "lijst.csv"), (io.BytesIO(picture(9)), "nieuw.png")]
    answer = noor.post("/desk/imports", {"files": files, **more})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def settled(noor: Browser, address: str) -> TestResponse:
    """Return an import's page when the job has ended."""
    until(lambda: noor.get(f"{address}/progress.json").json["ended"])  # type: ignore[index]
    return noor.client.get(address, follow_redirects=True)


def read(noor: Browser, text: str = SHEET) -> tuple[str, TestResponse]:
    """Bring a spreadsheet in and say what its columns hold. Returns the address and the page of the dry run."""
    address = upload(noor, text)
    page = settled(noor, address)
    assert "What the columns" in page.text
    assert "Werk lijn, verbeterd" in page.text, "the first values are shown"
    noor.get(f"{address}/columns")
    assert noor.post(f"{address}/columns", COLUMNS).status_code == 302
    return address, settled(noor, address)


def choices(page: TestResponse) -> dict[str, Any]:
    """Return what the form of a dry run sends when nothing was chosen."""
    rows = html.fromstring(page.text).xpath("//input[@name='row']/@value")
    return {**fields_of(page.text), "row": rows}


def test_from_a_spreadsheet_to_the_museum_and_back(desk: Desk, noor: Browser) -> None:
    before = desk.parts.drafts.museum()
    address, page = read(noor)
    assert desk.parts.drafts.museum() == before, "a dry run changes nothing"
    assert "row 2" in page.text
    assert "there is no picture weg.png" in page.text
    assert "Nieuwe zaal" in page.text
    noor.get(address)
    typed = choices(page)
    conflict = next(name for name in typed if "choice" in name)
    assert typed[conflict] == "mine"
    typed[conflict] = "theirs"
    assert noor.post(f"{address}/apply", typed).status_code == 302
    page = settled(noor, address)
    assert "Undo this import" in page.text
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert work.title["nl"] == "Werk lijn, verbeterd"
    assert work.title["en"] == "Work lijn"
    assert work.maker == {"nl": "Onbekend"}
    assert len(work.media) == 2
    letter = desk.parts.drafts.get(PartKind.WORK, "a-2").body
    assert (letter.room, letter.inventory) == ("nieuwe-zaal", "A-2")
    assert "Een brief" in noor.get("/desk/works?q=A-2").text
    noor.get(address)
    noor.post(f"{address}/undo")
    settled(noor, address)
    assert desk.parts.drafts.museum() == before


def test_columns_are_said_once(noor: Browser) -> None:
    read(noor)
    address = upload(noor, SHEET.replace("Een brief", "Nog een brief"))
    page = settled(noor, address)
    assert "was read before" in page.text
    selected = html.fromstring(page.text).xpath("//select[@id='field-0']/option[@selected]/@value")
    assert selected == ["inventory"]


def test_all_theirs_all_mine_and_a_room_that_is_meant(desk: Desk, noor: Browser) -> None:
    address, page = read(noor)
    noor.post(f"{address}/choices", action="all-theirs")
    assert 'value="theirs" checked' in " ".join(noor.get(address).text.split())
    noor.post(f"{address}/choices", action="all-mine")
    assert 'value="theirs" checked' not in " ".join(noor.get(address).text.split())
    typed = choices(page)
    room = next(name for name in typed if name.endswith("-instead"))
    assert noor.post(f"{address}/apply", typed | {room: "zolder"}).status_code == 302
    settled(noor, address)
    assert desk.parts.drafts.get(PartKind.WORK, "a-2").body.room == "zolder"
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"] == "Werk lijn"
    assert len(desk.parts.drafts.all(PartKind.ROOM)) == 2


def test_a_row_that_is_not_wanted_stays_away(desk: Desk, noor: Browser) -> None:
    address, page = read(noor)
    typed = choices(page)
    ticks = [name for name in typed if name.endswith("-take") and "may" not in name]
    assert len(ticks) == 2
    for tick in ticks:
        del typed[tick]
    noor.post(f"{address}/apply", typed)
    settled(noor, address)
    assert {part.key for part in desk.parts.drafts.all(PartKind.WORK)} == {"lijn", "ring", "knoop"}


def test_a_proposal_is_thrown_away(desk: Desk, noor: Browser) -> None:
    before = desk.parts.drafts.museum()
    address, _page = read(noor)
    noor.get(address)
    assert noor.post(f"{address}/discard").status_code == 302
    assert noor.get(address).status_code == 404
    assert desk.parts.drafts.museum() == before
    assert not any((desk.parts.data / "imports").iterdir())


@pytest.mark.parametrize("name", ["lijst.docx", "../../lijst", "lijst.csv.exe"])
def test_what_is_no_spreadsheet_is_refused_in_words(noor: Browser, name: str) -> None:
    noor.get("/desk/imports")
    noor.post("/desk/imports", {"files": [(io.BytesIO(b"x"), name)]})
    assert "Choose one spreadsheet" in noor.get("/desk/imports").text


def test_a_file_that_is_no_text_is_named(noor: Browser) -> None:
    noor.get("/desk/imports")
    files = [(io.BytesIO("Titel\nÉté\n".encode("cp1252")), "lijst.csv")]
    address = noor.post("/desk/imports", {"files": files}).headers["Location"]
    page = settled(noor, address)
    assert "line 2 is not in UTF-8" in page.text
    assert "can&#39;t be read as a CSV" in page.text


def test_who_may_not_write_reads_it_only(desk: Desk, noor: Browser) -> None:
    address, _page = read(noor)
    wim = desk.colleague("Wim", Role.PUBLISHER)
    page = wim.get(address)
    assert page.status_code == 200
    assert "Apply this import" not in page.text
    assert wim.post(f"{address}/apply").status_code == 403


def test_an_empty_desk_says_how_to_begin(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    try:
        noor = desk.colleague("Noor", Role.EDITOR)
        for address in ("/desk", "/desk/works", "/desk/museum"):
            page = noor.get(address).text
            for words in ("Import a spreadsheet", "Add a work", "Look at the demo museum"):
                assert words in page, address
            assert "zaalgids museum" not in page
        assert noor.post("/desk/imports/begin").headers["Location"] == "/desk/works/new"
        assert noor.get("/desk/works/new").status_code == 200
        assert "Import a spreadsheet" in noor.get("/desk/works").text, "there is no work yet"
    finally:
        desk.close()


@pytest.mark.long
def test_the_demo_museum_is_looked_at(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    try:
        noor = desk.colleague("Noor", Role.EDITOR)
        with desk.parts.running():
            noor.get("/desk")
            address = noor.post("/desk/imports/demo").headers["Location"]
            until(lambda: noor.get(f"{address}/progress.json").json["ended"], seconds=100)  # type: ignore[index]
            assert desk.parts.drafts.empty()
            noor.get(address)
            noor.post(f"{address}/apply")
            settled(noor, address)
            assert len(desk.parts.drafts.museum().works) >= 22
            noor.get(address)
            noor.post(f"{address}/undo")
            settled(noor, address)
        assert desk.parts.drafts.empty()
    finally:
        desk.close()
