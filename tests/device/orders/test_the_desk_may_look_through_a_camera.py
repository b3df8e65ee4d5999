"""A kiosk opens a look for the desk, or refuses it in a sentence, and then opens no port."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.signed_notices import unsealed
from device.camera.settings import VirtualDoorway
from device.camera_setup.settings import SetupPageSettings
from device.desk_link import invited_look
from device.orders.orders import OrderNotDoneError
from device.settings import CameraSettings, KioskSettings
from device.uplink.boot import SystemClock
from device.wiring import KioskWiring
from tests.device.camera_setup.conftest import Host, Look

KEY = b"k" * 32
CAMERA = CameraSettings(source=VirtualDoorway())


def nothing(*_: object) -> None:
    """Does nothing."""


def wiring_of(settings: KioskSettings, folder: Path) -> KioskWiring:
    none: Callable[..., None] = nothing
    return KioskWiring(
        settings,
        None,
        folder,
        SystemClock(),
        show=none,
        event=none,
        released=none,
        health=none,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (
            KioskSettings(cameras=(CAMERA,), camera_setup=SetupPageSettings(from_desk=False)),
            "Its settings let nobody at the desk look through its cameras.",
        ),
        (KioskSettings(), "It has no camera."),
        (KioskSettings(cameras=(CAMERA,)), "It can't open a session of camera set-up."),
    ],
)
def test_it_refuses_in_words(settings: KioskSettings, why: str, tmp_path: Path) -> None:
    with pytest.raises(OrderNotDoneError, match=why):
        invited_look(wiring_of(settings, tmp_path), KEY)


def test_it_opens_its_port_and_sends_the_code_encrypted(tmp_path: Path) -> None:
    look = Look(tmp_path / "aim", None, SetupPageSettings(host="127.0.0.1", port=0))
    wiring = wiring_of(KioskSettings(cameras=(CAMERA,)), tmp_path)
    try:
        wiring.provide(look.setup)
        invitation = invited_look(wiring, KEY)
        code = unsealed(KEY, invitation.code)
        assert code not in invitation.code
        look.address = invitation.addresses[0]
        assert look.type_code(code)[0] == 303
        assert look.type_code(code)[0] == 403  # it was good once
    finally:
        look.stop()
    assert isinstance(look.host, Host)
    with pytest.raises(OSError, match="refused"):
        look.type_code(code)
