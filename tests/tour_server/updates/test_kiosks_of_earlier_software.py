"""Kiosks one version back send what is frozen of them: the server says what they can't, and waits for none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.messages import FROM_DEVICE, decode
from contract.software import SoftwareStep
from contract.topics import parse
from tests.desk import Desk
from tests.tour_server.updates.conftest import PAGE, SoftwareHouse
from tour_server.ingest.message_handler import ReceivedMessage

FROZEN = Path(__file__).resolve().parents[2] / "frozen"
HEALTH = sorted(
    file
    for version in ("v1", "v2", "v3")
    for file in (FROZEN / version / "messages").rglob("*health*.json")
)


def arrives(desk: Desk, file: Path, name: str) -> None:
    """Store a frozen message as if the kiosk of this name had sent it now."""
    kept = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
    kind = parse(msgspec.json.decode(kept["topic"], type=str)).kind
    message = decode(bytes(kept["body"]), FROM_DEVICE[kind])
    handler = desk.parts.assembly.context.message_handlers[kind]
    with desk.parts.database.writing() as session:
        handler(session, [ReceivedMessage(name, message, desk.clock().timestamp())])


def test_there_are_frozen_messages_of_each_version() -> None:
    assert {file.relative_to(FROZEN).parts[0] for file in HEALTH} >= {"v2", "v3"}


@pytest.mark.parametrize("file", HEALTH, ids=lambda one: str(one.relative_to(FROZEN)))
def test_no_stage_waits_for_it(house: SoftwareHouse, file: Path) -> None:
    heard = house.heard

    def hears(name: str, **said: Any) -> None:
        if name == "old-kiosk":
            arrives(house.desk, file, name)
        else:
            heard(name, **said)

    house.heard = hears  # type: ignore[method-assign, assignment]
    house.registry.add("old-kiosk", "Ada")
    house.names.append("old-kiosk")
    hears("old-kiosk")
    house.registry.add("kiosk-1", "Ada")
    house.names.append("kiosk-1")
    house.rollouts.start(house.add(), "Tess")
    heard("kiosk-1")
    house.at(21)
    for days, hour in ((0, 22), (1, 9), (0, 21), (1, 9), (0, 21)):
        if "kiosk-1" in house.told():
            house.says("kiosk-1", SoftwareStep.GOOD)
        house.at(hour, days=days)
    page = house.technician().get(PAGE).text
    assert "1.4.0 is in force" in page
    assert "can’t be updated from here" in page.replace("Can’t", "can’t")
    assert house.told() == []
    assert "old-kiosk" in house.technician().get("/desk/kiosks").text
