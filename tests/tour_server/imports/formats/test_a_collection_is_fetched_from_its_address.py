"""From an address, again and again: what a document refers to is fetched through the one way out, and limited by it."""

from __future__ import annotations

import ipaddress
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from contract.museum_folder import MuseumError
from tests.tour_server.outbound.hostile_server import HostileServer, plain, serving
from tour_server.imports.formats.from_address import WithPictures, source_at
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings


class Site:
    """A web server of documents by path."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}

    def __call__(self, connection: socket.socket, head: bytes) -> None:
        path = head.split()[1].decode()
        if path not in self.documents:
            plain(b"", status="404 Not Found")(connection, head)
        elif isinstance(found := self.documents[path], bytes):
            plain(found, kind="image/png")(connection, head)
        else:
            plain(json.dumps(found).encode())(connection, head)


def fetch_from(server: HostileServer) -> OutboundFetch:
    """Return what fetches from this server, whatever host is named."""
    return OutboundFetch(
        OutboundSettings(outbound_http=True),
        resolve=lambda host, port: ["127.0.0.1"],
        also=[(ipaddress.ip_network("127.0.0.1/32"), server.port)],
    )


def manifest(at: str, name: str) -> dict[str, Any]:
    """Return a manifest with one picture."""
    body = {"id": f"{at}/{name}.png", "type": "Image"}
    painting = {"type": "Annotation", "motivation": "painting", "body": body}
    page = {"type": "AnnotationPage", "items": [painting]}
    canvas = {"type": "Canvas", "items": [page]}
    label = {"nl": [f"Werk {name}"]}
    return {"id": f"{at}/{name}.json", "type": "Manifest", "label": label, "items": [canvas]}


def test_a_collection_its_manifests_and_pictures_are_fetched(tmp_path: Path) -> None:
    site = Site()
    with serving(site) as server:
        at = f"http://museum.example:{server.port}"
        inner = {"id": f"{at}/inner.json", "type": "Collection"}
        refers = [{"id": f"{at}/{name}.json", "type": "Manifest"} for name in ("a", "weg", "b")]
        loop = {"id": f"{at}/all.json", "type": "Collection"}
        inside = {"id": "http://10.0.0.1/x.json", "type": "Manifest"}
        site.documents = {
            "/all.json": {**loop, "items": [*refers[:2], inner, inside]},
            "/inner.json": {**inner, "items": [refers[2], loop]},
            "/a.json": manifest(at, "a"),
            "/b.json": manifest(at, "b"),
            "/a.png": b"png",
        }
        source = source_at(f"{at}/all.json", fetch_from(server), tmp_path, "nl")
        found = list(WithPictures(source, fetch_from(server), tmp_path / "pictures").records())
        assert [one.identifier for one in found] == [
            f"{at}/a.json",
            f"{at}/weg.json",
            f"{at}/b.json",
            "http://10.0.0.1/x.json",
        ]
        assert found[0].title == {"nl": "Werk a"}
        assert found[0].pictures[0].path is not None
        assert found[0].pictures[0].path.read_bytes() == b"png"
        assert "nothing at" in found[1].problems[0]
        assert "nothing at" in found[2].problems[0]  # its picture
        assert found[2].pictures[0].address == f"{at}/b.png"
        assert found[3].problems
        asked = len(server.requests)
        again = list(WithPictures(source, fetch_from(server), tmp_path / "pictures").records())
        assert [one.identifier for one in again] == [one.identifier for one in found]
        pictures = [one for one in server.requests[asked:] if b".png" in one.splitlines()[0]]
        assert [one.split()[1] for one in pictures] == [b"/b.png"]  # a's is there already


def test_the_pictures_of_linked_art_are_two_documents_away(tmp_path: Path) -> None:
    site = Site()
    with serving(site) as server:
        at = f"http://museum.example:{server.port}"
        site.documents = {
            "/1": {
                "id": f"{at}/1",
                "type": "HumanMadeObject",
                "_label": "Werk",
                "shows": [{"id": f"{at}/2", "type": "VisualItem"}],
            },
            "/2": {"digitally_shown_by": [{"id": f"{at}/3", "type": "DigitalObject"}]},
            "/3": {"access_point": [{"id": f"{at}/iiif/X/full/max/0/default.jpg"}]},
        }
        (record,) = source_at(f"{at}/1", fetch_from(server), tmp_path).records()
        assert record.pictures[0].address == f"{at}/iiif/X/full/max/0/default.jpg"
        assert record.pictures[0].name == "X"
        del site.documents["/3"]
        (record,) = source_at(f"{at}/1", fetch_from(server), tmp_path / "later").records()
        assert record.pictures == []
        assert "nothing at" in record.problems[0]


def test_what_is_no_collection_is_said(tmp_path: Path) -> None:
    site = Site()
    with serving(site) as server:
        at = f"http://museum.example:{server.port}"
        site.documents = {"/x": {"a": 1}, "/y": b"png"}
        for path, said in (("/x", "is no IIIF"), ("/y", "image/png"), ("/z", "nothing at")):
            with pytest.raises(MuseumError, match=said):
                source_at(f"{at}{path}", fetch_from(server), tmp_path)
