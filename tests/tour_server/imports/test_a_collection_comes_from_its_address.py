"""At the desk a collection is fetched from its web address, looked at, applied, and fetched again later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Browser, Desk, picture
from tests.tour_server.imports.formats.test_a_collection_is_fetched_from_its_address import (
    Site,
    fetch_from,
    manifest,
)
from tests.tour_server.imports.test_importing_at_the_desk import choices, settled
from tests.tour_server.outbound.hostile_server import HostileServer, serving
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.staff.permissions import Role


@pytest.fixture
def site() -> Site:
    """What another museum's web server has."""
    return Site()


@pytest.fixture
def server(site: Site) -> Iterator[HostileServer]:
    """That web server."""
    with serving(site) as server:
        yield server


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, server: HostileServer) -> Iterator[Desk]:
    """A desk that may fetch from it."""
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server", instead={OutboundFetch: fetch_from(server)})
    yield opened
    opened.close()


@pytest.fixture
def noor(desk: Desk) -> Iterator[Browser]:
    """An author's browser, while the server does its jobs."""
    noor = desk.colleague("Noor", Role.AUTHOR)
    with desk.parts.running():
        yield noor


def test_a_collection_comes_with_its_pictures_and_comes_again(
    desk: Desk, noor: Browser, site: Site, server: HostileServer
) -> None:
    at = f"http://museum.example:{server.port}"
    refers = [{"id": f"{at}/{name}.json", "type": "Manifest"} for name in ("a", "b")]
    collection = {"id": f"{at}/all.json", "type": "Collection", "label": {"nl": ["Alles"]}}
    site.documents = {
        "/all.json": {**collection, "items": refers},
        "/a.json": manifest(at, "a"),
        "/b.json": manifest(at, "b"),
        "/a.png": picture(3),
        "/b.png": picture(4),
    }
    noor.get("/desk/imports")
    answer = noor.post("/desk/imports/address", {"address": f" {at}/all.json "})
    address = answer.headers["Location"]
    page = settled(noor, address)
    assert "It was read as IIIF" in page.text
    noor.get(address)
    noor.post(f"{address}/apply", choices(page))
    settled(noor, address)
    works = {
        part.body.title["nl"]: part.body
        for part in desk.parts.drafts.all(PartKind.WORK)
        if part.body.title.get("nl", "").startswith("Werk ")
    }
    assert {"Werk a", "Werk b"} <= set(works)
    assert len(works["Werk a"].media) == 1
    fetched = desk.parts.data / "imports"
    until(lambda: not any(fetched.iterdir()), what="what was fetched goes away")

    site.documents["/a.json"] = {**manifest(at, "a"), "label": {"nl": ["Werk a, schoongemaakt"]}}
    del site.documents["/b.png"]
    page = noor.get(address)
    assert "Fetch it again" in page.text
    again = noor.post(f"{address}/again").headers["Location"]
    assert again != address
    page = settled(noor, again)
    assert "Werk a, schoongemaakt" in page.text
    named = noor.get(f"{again}?show=problems").text
    assert "There is nothing at" in named, "the picture that is gone is named"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ftp://museum.example/all.json", "https"),
        ("museum.example", "https"),
        ("http://noor:geheim@museum.example/", "name or a password"),
        ("http://a b/", "space"),
        ("", "https"),
    ],
)
def test_what_is_no_address_is_said_at_the_form(noor: Browser, typed: str, said: str) -> None:
    noor.get("/desk/imports")
    answer = noor.post("/desk/imports/address", {"address": typed})
    assert answer.status_code == 400
    assert said in answer.text
    assert "/desk/imports/1" not in answer.text, "nothing was begun"


def test_what_cannot_be_fetched_is_said_on_its_page(noor: Browser, server: HostileServer) -> None:
    at = f"http://museum.example:{server.port}"
    noor.get("/desk/imports")
    address = noor.post("/desk/imports/address", {"address": f"{at}/weg.json"}).headers["Location"]
    page = settled(noor, address)
    assert "There is nothing at" in page.text
    assert "Fetch it again" in page.text
