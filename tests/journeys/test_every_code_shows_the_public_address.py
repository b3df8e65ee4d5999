"""`public_url` is the address that every code, link and line shows which leads a person to the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.museum import Level
from device.guide.choices import Choices
from device.guide.handover import handover
from tests.desk import Desk, prepare
from tour_server.app import Server
from tour_server.settings import ServerSettings

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = "https://guide.example.org"
# Who makes an address of the one that a request came by, and why. Anything else would print an inner address.
OF_THE_REQUEST = {
    "tour_server/own_address.py": "only without public_url",
    "tour_server/claims/device_pages.py": "tells a kiosk the address by which it reached its door",
    "tour_server/checks/pages.py": "leads whoever asked for the list back to the desk",
    "tour_server/request_limits.py": "compares where a form came from",
    "tour_server/staff/send_again.py": "compares where a form came from",
    "device/screen/door.py": "refuses names that are not the kiosk's",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    prepare(tmp_path / "server")
    desk = Desk(tmp_path / "server", public_url=f"{PUBLIC}/")
    yield desk
    desk.close()


def test_a_kiosks_code_a_wall_screen_and_the_command_line(desk: Desk, tmp_path: Path) -> None:
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    choices = Choices("nl", Level.CHILD)
    code = handover(release.phones_at, "nl", choices, ["nl", "en"], [], None)
    assert code.startswith(f"{PUBLIC}/visit#")

    noor = desk.colleague("Noor")
    noor.get("/desk/walls")
    page = noor.post("/desk/walls", name="Staff room").text
    assert re.findall(r"https?://[^/\"<\s]+/wall/", page) == [f"{PUBLIC}/wall/"]

    server = Server(ServerSettings(data=str(tmp_path / "other"), port=0, public_url=f"{PUBLIC}/"))
    try:
        assert server.public_url == PUBLIC  # `zaalgids server` prints it with /visit and /desk
    finally:
        server.stop()


def test_no_page_of_a_visitor_names_a_server(desk: Desk) -> None:
    """Their addresses begin with a slash, so that they hold whichever way the page was reached."""
    desk.parts.publisher.publish("Noor")
    inner = desk.app.test_client()
    for address in ("/visit", "/visit/plan", "/visit/work/1", "/visit/manifest.webmanifest"):
        text = inner.get(address, base_url="http://10.0.0.7:8080").text
        assert "10.0.0.7" not in text, address


def test_no_other_code_makes_an_address_of_the_request(desk: Desk) -> None:
    made = re.compile(r"url_root|host_url|base_url\b|_external|request\.host\b|request\.url\b")
    found = {
        file.relative_to(ROOT).as_posix()
        for package in ("tour_server", "device", "web")
        for file in (ROOT / package).rglob("*")
        if file.suffix in (".py", ".html")
        and made.search(file.read_text(encoding="utf-8").replace("_base_url", ""))
    }
    assert found == set(OF_THE_REQUEST)
