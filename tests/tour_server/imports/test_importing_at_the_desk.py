"""A spreadsheet is brought in at the desk: its columns, what it would do, choices, apply, undo."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

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
    assert "row 3, Foto: there is no file weg.png" in page.text
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
    assert "Nog een brief" in page.text
    assert "This is what the import would do" in page.text, "nobody is asked again"
    page = noor.get(f"{address}/columns")
    assert "was read before" in page.text
    selected = html.fromstring(page.text).xpath("//select[@id='field-0']/option[@selected]/@value")
    assert selected == ["inventory"]


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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


def bring(noor: Browser, *files: tuple[str, bytes]) -> tuple[str, TestResponse]:
    """Bring files in. Returns the address and the page when they were read."""
    address = send(noor, *files).headers["Location"]
    return address, settled(noor, address)


def send(noor: Browser, *files: tuple[str, bytes]) -> TestResponse:
    """Send files as the form does, from memory: the client of the tests leaves its temporary files open."""
    noor.get("/desk/imports")
    sent = [("files", FileStorage(io.BytesIO(content), name)) for name, content in files]
    fields = MultiDict[str, Any]([("csrf_token", noor.token), *sent])
    boundary, body = encode_multipart(fields)
    kind = f'multipart/form-data; boundary="{boundary}"'
    with noor.client.post("/desk/imports", data=body, content_type=kind) as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lijst.csv", bytes(range(256)), "is no spreadsheet"),
        ("lijst.xlsx", b"PK\x03\x04 and no more", "lijst.xlsx is damaged"),
        ("lijst.xls.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as XLSX"),
        ("lijst.csv", b"", "is empty"),
    ],
)
def test_what_can_not_be_read_is_named(noor: Browser, name: str, content: bytes, said: str) -> None:
    _address, page = bring(noor, (name, content))
    assert said in page.text
    assert "Throw this import away" in page.text


def test_a_csv_of_another_encoding_says_how_it_is_read(noor: Browser) -> None:
    text = "Inventarisnummer;Titel (fr);Jaar\r\nA-1;Été à la mer;1890\r\n"
    _address, page = bring(noor, ("lijst.csv", text.encode("cp1252")))
    assert "Été à la mer" in page.text
    assert "Windows-1252, columns divided by semicolon, headings in row 1" in page.text


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_zip_of_a_workbook_and_pictures(desk: Desk, noor: Browser) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Collection of the museum"])
    book.active.append(["Inventarisnummer", "Titel (nl)", "Zaal", "Afbeelding"])
    book.active.append(["Z-1", "De zee", "hal", "zee.png"])
    book.active.append(["Z-2", "De golf", "hal", "weg.png"])
    book.active.title = "Collectie"
    written = io.BytesIO()
    book.save(written)
    files = {
        "lijst.xlsx": written.getvalue(),
        "__MACOSX/._lijst.xlsx": b"x",
        "foto's/zee.png": picture(3),
        "foto's/los.png": picture(4),
        "../buiten.png": picture(5),
    }
    address, page = bring(noor, ("alles.zip", zipped(**files)))
    assert "sheet Collectie, headings in row 2" in page.text
    assert "1 picture is named in no row" in page.text
    assert "los.png" in page.text
    assert "left out: ../buiten.png" in page.text
    assert "row 4, Afbeelding: there is no file weg.png" in page.text
    noor.get(address)
    noor.post(f"{address}/apply", choices(page))
    settled(noor, address)
    assert len(desk.parts.drafts.get(PartKind.WORK, "z-1").body.media) == 1
    uploads = desk.parts.data / "imports"  # they go after the import is done
    until(lambda: not any(uploads.iterdir()), 20, "what was unpacked goes away")


@pytest.mark.long
def test_pictures_alone_are_works(desk: Desk, noor: Browser) -> None:
    address, page = bring(noor, ("De zee.png", picture(3)), ("kapot.png", b"no picture"))
    assert "kapot.png: " in page.text
    noor.get(address)
    noor.post(f"{address}/apply", choices(page))
    settled(noor, address)
    work = desk.parts.drafts.get(PartKind.WORK, "de-zee").body
    assert (work.title, len(work.media)) == ({"und": "De zee"}, 1)
    assert "kapot" not in {part.key for part in desk.parts.drafts.all(PartKind.WORK)}


def test_the_museum_goes_out_as_one_file_and_comes_back(desk: Desk, noor: Browser) -> None:
    assert "/desk/imports/museum.zip" in noor.get("/desk/imports").text
    with noor.client.get("/desk/imports/museum.zip") as answer:
        taken = answer.get_data()
    names = zipfile.ZipFile(io.BytesIO(taken)).namelist()
    assert names[0] == "museum.toml"
    assert any(name.startswith("pictures/") for name in names)
    assert not any((desk.parts.data / "imports").iterdir()), "nothing stays where it was made"
    _address, page = bring(noor, ("museum.zip", taken))
    assert "The museum has all of it already; nothing would change." in page.text


@pytest.mark.long
def test_a_museum_in_a_zip_is_an_import_as_any(desk: Desk, noor: Browser) -> None:
    with noor.client.get("/desk/imports/museum.zip") as answer:
        taken = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    files = {f"mijn museum/{name}": taken.read(name) for name in taken.namelist()}
    work = "mijn museum/works/lijn.toml"
    files[work] = files[work].replace(b'nl = "Werk lijn"', b'nl = "Een lijn"')
    address, page = bring(noor, ("ander museum.zip", zipped(**files)))
    assert "Een lijn" in page.text
    noor.get(address)
    noor.post(f"{address}/choices", {**choices(page), "action": "all-theirs"})
    noor.post(f"{address}/apply")
    settled(noor, address)
    after = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert after.title["nl"] == "Een lijn"
    assert {block.written_by for block in after.blocks} == {"Noor"}, "a role took no name's place"

    without = {name: content for name, content in files.items() if "/pictures/" not in name}
    _address, page = bring(noor, ("zonder.zip", zipped(**without)))
    assert "there is no pictures/lijn.png" in page.text


def test_a_museum_that_would_leave_its_folder_is_refused_in_words(noor: Browser) -> None:
    files = {"museum/museum.toml": b"v = 1", "museum/works/../../../a.toml": b"x"}
    _address, page = bring(noor, ("museum.zip", zipped(**files)))
    assert "would leave its folder" in page.text


def test_another_sheet_of_a_workbook_is_chosen(desk: Desk, noor: Browser) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Bruiklenen"
    book.active.append(["Inventarisnummer", "Titel (nl)", "Zaal", "Jaar"])
    book.active.append(["B-1", "Geleend", "hal", "1900"])
    own = book.create_sheet("Eigen")
    own.append(["Nummer van ons", "Titel (nl)"])
    own.append(["E-1", "Van onszelf"])
    written = io.BytesIO()
    book.save(written)
    address, page = bring(noor, ("lijst.xlsx", written.getvalue()))
    assert "Geleend" in page.text
    page = noor.get(f"{address}/columns")
    assert html.fromstring(page.text).xpath("//select[@id='sheet']/option/text()") == [
        "Bruiklenen",
        "Eigen",
    ]
    assert noor.post(f"{address}/sheet", sheet="Geen").status_code == 404
    assert noor.post(f"{address}/sheet", sheet="Eigen").status_code == 302
    page = settled(noor, address)
    assert "Van onszelf" in page.text
    assert "sheet Eigen" in page.text
    assert "Geleend" not in page.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_comes_back_and_changes_nothing(desk: Desk, noor: Browser, kind: str) -> None:
    listed = noor.get("/desk/imports").text
    assert f"/desk/imports/template.{kind}" in listed
    template = noor.get(f"/desk/imports/template.{kind}").data
    address, page = bring(noor, (f"works.{kind}", template))
    assert "The museum has all of it already; nothing would change." in page.text
    versions = {part.key: part.version for part in desk.parts.drafts.all(PartKind.WORK)}
    noor.get(address)
    noor.post(f"{address}/apply")
    settled(noor, address)
    assert versions == {part.key: part.version for part in desk.parts.drafts.all(PartKind.WORK)}


def test_what_was_typed_wrongly_about_columns_stays_typed(noor: Browser) -> None:
    address = upload(noor)
    settled(noor, address)
    noor.get(f"{address}/columns")
    answer = noor.post(f"{address}/columns", COLUMNS | {"language-1": "Klingonese"})
    assert answer.status_code == 400
    assert "Titel: “Klingonese” is no language" in answer.text
    typed = html.fromstring(answer.text).xpath(
        "//select[@id='language-1']/option[@selected]/@value"
    )
    assert typed == ["Klingonese"]
    twice = noor.post(f"{address}/columns", COLUMNS | {"field-2": "inventory"})
    assert "The columns Nummer and Kunstenaar hold the same." in twice.text


def test_an_import_may_be_larger_than_other_uploads(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server", upload_bytes=1_000_000, import_mb=3)
    try:
        noor = desk.colleague("Noor", Role.EDITOR)
        with desk.parts.running():
            sheet, large = b"Inv;Titel (nl)\nA1;De zee\n", bytes(2_500_000)
            _address, page = bring(noor, ("lijst.csv", sheet), ("groot.png", large))
            assert "De zee" in page.text
        answer = send(noor, ("groot.png", bytes(3_500_000)))
        assert answer.status_code == 413
        assert "3 MB fit in one upload" in answer.text
    finally:
        desk.close()


@pytest.mark.long
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
