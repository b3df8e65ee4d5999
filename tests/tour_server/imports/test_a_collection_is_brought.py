"""A collection in an exchange format comes in as a spreadsheet does: at the desk and by the command, as a proposal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html
from werkzeug.test import TestResponse

from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role
from zaalgids.commands.command_line import zaalgids

MADE = Path(__file__).parent / "formats" / "made"
FILES = {
    "iiif_3_manifest.json": "IIIF Presentation",
    "lido_of_an_aggregator.xml": "LIDO",
    "linked_art_whole.json": "Linked Art",
    "tourml_of_tap.xml": "TourML",
}


@pytest.fixture
def noor(desk: Desk) -> Iterator[Browser]:
    """An author's browser, while the server does its jobs."""
    noor = desk.colleague("Noor", Role.AUTHOR)
    with desk.parts.running():
        yield noor


def bring(noor: Browser, name: str, content: bytes) -> tuple[str, TestResponse]:
    """Bring a file in. Returns the import's address and its page when it was read."""
    noor.get("/desk/imports")
    answer = noor.post("/desk/imports", {"files": [(io.BytesIO(content), name)]})
    assert answer.status_code == 302, answer.text
    address = answer.headers["Location"]
    until(lambda: noor.get(f"{address}/progress.json").json["ended"])  # type: ignore[index]
    return address, noor.client.get(address, follow_redirects=True)


@pytest.mark.parametrize(("name", "kind"), FILES.items())
def test_it_is_proposed_with_what_is_not_understood(
    desk: Desk, noor: Browser, name: str, kind: str
) -> None:
    before = desk.parts.drafts.all(PartKind.WORK)
    _, page = bring(noor, name, (MADE / name).read_bytes())
    assert f"It was read as {kind}." in page.text
    assert html.fromstring(page.text).xpath("//input[@name='row']")
    assert desk.parts.drafts.all(PartKind.WORK) == before


def test_it_is_applied_and_undone(desk: Desk, noor: Browser) -> None:
    name = "lido_of_an_aggregator.xml"
    before = {part.key for part in desk.parts.drafts.all(PartKind.WORK)}
    address, _ = bring(noor, name, (MADE / name).read_bytes())
    noor.get(address)
    noor.post(f"{address}/apply")
    until(lambda: noor.get(f"{address}/progress.json").json["ended"])  # type: ignore[index]
    added = {part.key for part in desk.parts.drafts.all(PartKind.WORK)} - before
    assert added
    noor.get(address)
    noor.post(f"{address}/undo")
    until(lambda: noor.get(f"{address}/progress.json").json["ended"])  # type: ignore[index]
    assert {part.key for part in desk.parts.drafts.all(PartKind.WORK)} == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.json", b'{"type": "weather"}', "page.json is no IIIF manifest or collection"),
        ("list.xml", b"<list/>", "list.xml is no IIIF manifest or collection"),
        ("torn.xml", b"<lido:lido xmlns:lido='http://www.lido-schema.org'>", "torn.xml"),
        ("torn.json", b'{"@context": ', "torn.json"),
    ],
)
def test_what_it_is_not_is_said(noor: Browser, name: str, content: bytes, said: str) -> None:
    _, page = bring(noor, name, content)
    assert said in page.text


def test_by_the_command(tmp_path: Path) -> None:
    command = ["museum", "import", str(MADE / "lido_of_an_aggregator.xml")]
    into = ["--into", str(tmp_path / "server")]
    result = CliRunner().invoke(zaalgids, [*command, *into, "--yes", "--partial"])
    assert result.exit_code == 0, result.output
    again = CliRunner().invoke(zaalgids, [*command, *into, "--partial"])
    assert again.exit_code == 0, again.output
    assert "1 left alone." in again.output
