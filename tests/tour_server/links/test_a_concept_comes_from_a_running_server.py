"""A concept is fetched from a real server, by the fetch that guards the house, and matched, decided and exported."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desk import Browser, Desk
from tests.tour_server.outbound.hostile_server import (
    Answer,
    HostileServer,
    certificate,
    plain,
    serving,
)
from tour_server.catalogue.parts import PartKind
from tour_server.links.name_book import MatchState, NameBook
from tour_server.outbound.outbound_address import OutboundAddress
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings

HOUSE = "vocab.getty.edu"
CONCEPT = f"http://{HOUSE}/aat/300900001"
CORE = "http://www.w3.org/2004/02/skos/core"
TRIPLES = f"""\
<{CONCEPT}> <{CORE}#prefLabel> "drypoint"@en .
<{CONCEPT}> <{CORE}#altLabel> "droge naald"@nl .
<{CONCEPT}> <{CORE}#scopeNote> "A note that these tests wrote."@en .
""".encode()


class FetchToPort(OutboundFetch):
    """Everything of the fetch is real but the last step: the socket is opened to a port of this machine."""

    def __init__(self, port: int, tls: ssl.SSLContext) -> None:
        super().__init__(OutboundSettings(), resolve=lambda *_: ["8.8.8.8"], tls=tls)
        self._port = port

    def _open_socket(
        self, here: OutboundAddress, addresses: Sequence[str], deadline: float
    ) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), 10)


@contextmanager
def asking(
    prepared: Path, folder: Path, answer: Answer
) -> Iterator[tuple[Desk, Browser, HostileServer]]:
    """A desk at which Noor has asked a house for a concept, which gives this answer."""
    shutil.copytree(prepared, folder / "server")
    server_tls, client_tls = certificate(folder, HOUSE)
    with serving(answer, server_tls) as house:
        desk = Desk(folder / "server", {OutboundFetch: FetchToPort(house.port, client_tls)})
        try:
            part = desk.parts.drafts.get(PartKind.WORK, "lijn")
            body = replace(part.body, materials={"nl": "droge naald"})
            desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
            noor = desk.colleague("Noor")
            noor.get("/desk/related/names")
            noor.post("/desk/related/names/address", {"address": "aat:300900001"})
            yield desk, noor, house
        finally:
            desk.close()


@pytest.mark.parametrize("kind", ["application/n-triples", "text/plain;charset=utf-8"])
def test_a_concept_comes_from_a_running_server(prepared: Path, tmp_path: Path, kind: str) -> None:
    with asking(prepared, tmp_path, plain(TRIPLES, kind=kind)) as (desk, noor, house):
        assert house.requests[0].startswith(b"GET /aat/300900001.nt HTTP/1.1")
        page = noor.get("/desk/related/names").text
        assert "1 match is proposed." in page
        assert "A note that these tests wrote." in page
        sent = {"of": "term", "name": "droge naald", "uri": CONCEPT, "relation": "exactMatch"}
        noor.post("/desk/related/names", sent)
        assert f"<{CORE}#exactMatch> <{CONCEPT}> ." in noor.get("/desk/related/names.nt").text
        assert desk.parts.assembly.context.get(NameBook).counts()[MatchState.ACCEPTED] == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (plain(b"<html></html>", kind="text/html"), "a web page and not a concept"),
        (plain(b"gone", status="404 Not Found"), "There is nothing at"),
        (plain(b"", "Location: https://10.0.0.1/x", status="302 Found"), "10.0.0.1"),
    ],
    ids=["web page", "gone", "leads inside"],
)
def test_what_is_no_concept_is_said_at_the_desk(
    prepared: Path, tmp_path: Path, answer: Answer, said: str
) -> None:
    with asking(prepared, tmp_path, answer) as (desk, noor, house):
        assert said in noor.get("/desk/related/names").text
        assert not any(desk.parts.assembly.context.get(NameBook).counts().values())
        assert len(house.requests) == 1, "nothing inside the house was asked"
