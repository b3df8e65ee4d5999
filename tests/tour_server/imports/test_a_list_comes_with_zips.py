"""A spreadsheet comes with zips of pictures; what is missing is added to the proposal; a corrected list comes alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from tests.desk import Browser, Desk, picture
from tests.waiting import until
from tour_server.catalogue.parts import PartKind

ROWS = (
    "Inventarisnummer;Titel (nl);Zaal;Foto;Tekst (nl);Bron\r\n"
    "A-1;Ring;Tuinzaal;ring.png;De ring is rond.;Het ringenboek\r\n"
    "A-2;Knoop;Tuinzaal;Müller knoop.png;De knoop zit vast.;\r\n"
)


def zipped(**files: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return body.getvalue()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "server")
    yield opened
    opened.close()


@pytest.fixture
def noor(empty_desk: Desk) -> Iterator[Browser]:
    """A browser at an empty desk, while the server does its jobs."""
    with empty_desk.parts.running():
        yield empty_desk.colleague("Noor")


def sent(**files: bytes | str) -> dict[str, object]:
    contents = [(name.replace("__", "."), body) for name, body in files.items()]
    return {
        "files": [
            (io.BytesIO(body.encode() if isinstance(body, str) else body), name)
            for name, body in contents
        ]
    }


def bring(noor: Browser, address: str = "/desk/imports", **files: bytes | str) -> TestResponse:
    """Send files and return the page of the import when it has been read."""
    noor.get("/desk/imports")
    answer = noor.post(address, sent(**files))
    assert answer.status_code == 302, answer.text
    at = answer.headers["Location"]
    if at == "/desk/imports":
        return noor.get(at)
    until(lambda: noor.get(f"{at}/progress.json").json["ended"])  # type: ignore[index]
    page = noor.client.get(at, follow_redirects=True)
    assert "What the columns" not in page.text, "every heading is known"
    return page


def words_of(page: TestResponse) -> str:
    return " ".join(" ".join(html.fromstring(page.text).find(".//main").itertext()).split())


def problems(noor: Browser, number: int) -> str:
    """Return the page of the rows in which something can't be read."""
    return noor.get(f"/desk/imports/{number}?show=problems").text


def apply(noor: Browser, desk: Desk, number: int) -> None:
    noor.get(f"/desk/imports/{number}")
    assert noor.post(f"/desk/imports/{number}/apply").status_code == 302
    until(lambda: noor.get(f"/desk/imports/{number}/progress.json").json["ended"])  # type: ignore[index]
    assert "Applied by Noor" in noor.get(f"/desk/imports/{number}").text


def test_a_spreadsheet_and_a_zip_of_pictures(noor: Browser, empty_desk: Desk) -> None:
    photographs = zipped(**{"Foto's/ring.png": picture(1), "lijst.csv": b"Titel\r\nAnders\r\n"})
    page = bring(noor, werken__csv=ROWS, fotos__zip=photographs)
    assert "there is no file ring.png" not in page.text
    assert "there is no file Müller knoop.png" in page.text
    assert "Other spreadsheets were passed over: lijst.csv" in page.text
    assert "rows 3: " not in page.text
    assert "row 3: the text has no source, so it was left out." in page.text
    words = words_of(page)
    assert "text (Nederlands, adults) De ring is rond." in words
    assert "picture ring.png added" in words
    assert "opening hours every day 00:00–23:59" in words

    noor.get("/desk/imports/1")
    refused = bring(noor, "/desk/imports/1/files", notities__csv="Titel\r\nx\r\n")
    assert "Choose pictures, or zips of pictures." in refused.text
    page = bring(
        noor, "/desk/imports/1/files", meer__zip=zipped(**{"Müller knoop.png": picture(2)})
    )
    assert "there is no file" not in page.text
    apply(noor, empty_desk, 1)
    works = {one.key: one.body for one in empty_desk.parts.drafts.all(PartKind.WORK)}
    assert [len(one.media) for one in works.values()] == [1, 1]
    rooms = empty_desk.parts.drafts.all(PartKind.ROOM)
    assert [one.body.name for one in rooms] == [{"nl": "Tuinzaal"}], "in the list's only language"
    site = empty_desk.parts.drafts.all(PartKind.SITE)[0].body
    assert site.name == {"nl": "Werken"}


def test_a_corrected_list_comes_without_its_pictures(noor: Browser, empty_desk: Desk) -> None:
    bring(noor, werken__csv=ROWS, fotos__zip=zipped(**{"ring.png": picture(1)}))
    apply(noor, empty_desk, 1)
    bring(noor, werken__csv=ROWS.replace("is rond", "is heel rond"))
    assert "there is no file ring.png" not in problems(noor, 2), "the work has it already"
    assert "there is no file Müller knoop.png" in problems(noor, 2)
    bring(noor, werken__csv=ROWS.replace("ring.png", "ring-nieuw.png"))
    assert "there is no file ring-nieuw.png" in problems(noor, 3), "another one is asked for"


def test_pictures_and_zips_of_pictures_alone(noor: Browser) -> None:
    page = bring(noor, los__png=picture(3), fotos__zip=zipped(**{"a/ring.png": picture(1)}))
    words = words_of(page)
    assert "los.png los new" in words
    assert "fotos/a/ring.png ring new" in words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(**{"ring.png": picture(1)})[:-40], "fotos.zip"),
        (zipped(**{"brief.docx": b"no picture"}), "fotos.zip holds no picture"),
    ],
)
def test_a_zip_that_can_not_be_used_is_named(noor: Browser, content: bytes, said: str) -> None:
    page = bring(noor, werken__csv=ROWS, fotos__zip=content)
    assert said in words_of(page)
