"""The desk has moved the server of a claimed kiosk: every part of it that asks the door asks the new one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from flask import request

from contract.claims import STATE_PATH
from device.claim.claimed_part import ClaimedPart
from device.claim.device_key import own_key_pair
from device.desk_settings.kept_settings import KeptSettings, write_kept
from device.kiosk import Kiosk
from device.kiosk_run import with_identity
from device.settings import KioskSettings
from device.updates.bundle_door import BundleDoor
from device.updates.software_updates import SoftwareUpdates
from runtime.private_files import private_folder
from tests.device.claim.test_a_claimed_kiosk_stays_one import Member
from tests.tour_server.claims.conftest import ClaimDesk
from tests.tour_server.claims.doors import open_door
from tests.waiting import until
from tour_server.claims.door_pages import DoorPages


@pytest.mark.parametrize("how", ["it follows the broker", "the desk says it"])
def test_releases_certificate_and_software_come_from_the_new_door(
    claims: ClaimDesk, tmp_path: Path, how: str
) -> None:
    asked: set[str] = set()

    def note(doors: DoorPages) -> None:
        doors.app.before_request(lambda: asked.add(request.path))

    with open_door(claims) as old:
        member = Member(claims, old)
        port = old.port if how == "it follows the broker" else 0
    identity = member.store.read()
    assert identity is not None
    identity = msgspec.structs.replace(identity, trusted_root="")  # so that it asks for one
    if how == "it follows the broker":  # the claim was at another host, the port is the same
        identity = msgspec.structs.replace(
            identity, content=f"https://127.0.0.2:{port}", broker="mqtts://127.0.0.2:9"
        )
        member.store.write(identity)
    data = tmp_path / "data"
    private_folder(data)
    own = msgspec.convert(
        {
            "data": str(data),
            "claimed": True,
            "claim": {"state_seconds": 0.2, "files": []},
            "bundle_seconds": 1.0,
            "own_speech_megabytes": 0,
            "screen": {"port": 0},
            "aim": {"port": 0, "host": "127.0.0.1"},
        },
        KioskSettings,
    )
    settings = with_identity(own, identity, member.store)
    part = ClaimedPart(identity, member.store, own_key_pair(member.store.folder), lambda: None)
    with open_door(claims, port, note) as new:
        proved = {"broker": "mqtts://127.0.0.1:9"}
        if how == "the desk says it":
            proved["door"] = new.address
        write_kept(data, KeptSettings(proved=proved, wanted=proved, heard=True))
        kiosk = Kiosk(settings, claimed=part)
        kiosk.start()
        try:
            releases = "/bundles/"
            until(lambda: any(path.startswith(releases) for path in asked), 60, lambda: str(asked))
            until(lambda: STATE_PATH in asked, 60, lambda: str(asked))
            door = kiosk._wiring.require(SoftwareUpdates)._parts.door
            assert isinstance(door, BundleDoor)
            assert door._address == new.address
        finally:
            kiosk.stop()
