"""The page Publish says which kiosk has the newest release, by its hash, and what keeps the others from it."""

from __future__ import annotations

from msgspec.structs import replace

from contract.messages import Health, Presence
from tests.desk import Desk
from tests.tour_server.fleet.conftest import WELL
from tour_server.ingest.message_handler import ReceivedMessage

LOST = "b" * 64


def heard(desk: Desk, device: str, message: Health | Presence, seconds_ago: float = 10.0) -> None:
    kind = "health" if isinstance(message, Health) else "presence"
    with desk.parts.database.writing() as session:
        at = desk.clock.at.timestamp() - seconds_ago
        handler = desk.parts.assembly.context.message_handlers[kind]
        handler(session, [ReceivedMessage(device, message, at)])


def row_of(page: str, kiosk: str) -> str:
    return page.split(f"<td>{kiosk}")[1].split("</tr>")[0]


def test_each_kiosk_by_its_hash(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    ours = desk.parts.releases.newest_hash()
    assert ours is not None
    well = replace(WELL, release=1, room="hal", trouble=[])
    for name, health, ago in (
        ("has-it", replace(well, release_hash=ours), 10.0),
        ("lost-one", replace(well, release_hash=LOST), 10.0),
        ("old-software", replace(well, release_hash=None), 10.0),
        ("empty", replace(well, release=None, trouble=["The disk is full."]), 10.0),
        ("silent", replace(well, release=None, release_hash=None), 3 * 3600.0),
    ):
        heard(desk, name, Presence(online=True), ago)
        heard(desk, name, health, ago)
    page = desk.colleague("Noor").get("/desk/publish").text
    assert f"1 of 5 kiosks have it ({ours[:8]})." in page
    assert "has it" in row_of(page, "has-it")
    assert "Hal" in row_of(page, "has-it")
    assert "does not have it yet" in row_of(page, "lost-one")
    assert "bbbbbbbb" in row_of(page, "lost-one")
    assert "a back-up was restored" in row_of(page, "lost-one")
    assert "its software is too old to say" in row_of(page, "old-software")
    assert "The disk is full." in row_of(page, "empty")
    assert "last seen: 3 hours ago" in row_of(page, "silent")


def test_before_the_first_release_no_kiosk_lacks_it(desk: Desk) -> None:
    assert 'id="kiosks"' not in desk.colleague("Noor").get("/desk/publish").text
