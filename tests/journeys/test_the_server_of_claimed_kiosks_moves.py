"""A claimed kiosk is given another address of its server, a wrong and a right one, and the old one is switched off.

The kiosk never reaches the pages for phones, as behind the firewall of its image. The server's old address is a proxy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from contract.kiosk_messages import SettingState
from contract.kiosk_settings import SettingScope
from runtime.clocks import utc_now
from tests.journeys.tcp_proxy import TcpProxy
from tests.journeys.test_a_spare_takes_a_place import ClaimedHouse, DeskAtAServer
from tests.waiting import until
from tour_server.command_access import open_server
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.health import decoded_health
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_settings.setting_groups import KEY_FILE, SettingGroup, SettingGroups
from tour_server.recorder import COMMAND_LINE
from tour_server.session_key import session_key

pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]
OLD, NEW, NOBODY = "127.0.0.2", "127.0.0.1", "127.0.0.3"
PHONES = 9  # a port at which nothing answers
SITE = SettingGroup(SettingScope.SITE)


class MovingHouse(ClaimedHouse):
    """A house whose kiosks reach it by OLD, as long as that is not switched off, and by NEW."""

    def __init__(self, folder: Path) -> None:
        phones = f"http://{OLD}:{PHONES}"
        super().__init__(folder, OLD, public_url=phones, kiosk_trial_minutes=1)
        both = (self.door, self.mosquitto.broker.port)
        self.old = [TcpProxy(port, (OLD, port)) for port in both]

    def moves_to(self, host: str) -> None:
        """Set another address for all kiosks, as the desk does; nobody types the door's."""
        broker = f"mqtts://{host}:{self.mosquitto.broker.port}"
        changes: dict[str, str | None] = {"server": f"http://{host}:{PHONES}", "broker": broker}
        with open_server(None, str(self.data)) as opened:
            key = session_key(self.data / KEY_FILE)
            events, database = opened.recorder, opened.database
            SettingGroups(database, utc_now, events, lambda: None, key).change(SITE, changes, "Ada")

    def moves_a_kiosk(self, name: str, room: str) -> None:
        with open_server(None, str(self.data)) as opened:
            DeviceRegistry(opened.database, utc_now, opened.recorder).move(name, room, COMMAND_LINE)

    def says(self, name: str) -> dict[str, SettingState]:
        """What the server knows of the addresses of a kiosk."""
        with open_server(None, str(self.data)) as opened, opened.database.reading() as session:
            record = session.get(KioskRecord, name)
            health = None if record is None else decoded_health(record.health)
        return health.settings.states if health is not None and health.settings else {}

    def all_say(self, name: str, state: SettingState) -> bool:
        return self.says(name) == dict.fromkeys(("server", "broker"), state)

    def serial(self, machine: str) -> int:
        file = self.folder / machine / "identity" / "device.crt"
        return x509.load_pem_x509_certificate(file.read_bytes()).serial_number

    def switch_off_the_old(self) -> None:
        for proxy in self.old:
            proxy.close()

    def close(self) -> None:
        self.switch_off_the_old()
        super().close()


@pytest.fixture(name="house")
def moving_house(tmp_path: Path) -> Iterator[MovingHouse]:
    made = MovingHouse(tmp_path)
    try:
        yield made
    finally:
        made.close()


def test_the_server_moves_and_the_old_address_is_switched_off(house: MovingHouse) -> None:
    card = house.card("hall", "--name", "hall-1", "--room", "hal")
    house.start("first", card, None)
    house.wait_for("first", "hall-1", 120)

    # A wrong address, and a power cut while it is tried.
    house.moves_to(NOBODY)
    until(lambda: house.health("first").get("connected") is False, 120)
    house.children["first"].process.kill()
    house.children["first"].process.wait(30)
    house.start("first", card, None)
    until(lambda: house.all_say("hall-1", SettingState.RETURNED), 240, "it is given back")
    house.wait_for("first", "hall-1", 120)
    house.publish()
    until(
        lambda: house.health("first").get("release") == 2, 120, lambda: str(house.health("first"))
    )

    # The right one holds, also when the old one is gone.
    house.moves_to(NEW)
    until(
        lambda: house.all_say("hall-1", SettingState.APPLIED),
        240,
        lambda: str(house.says("hall-1")),
    )
    house.switch_off_the_old()
    house.publish()
    until(
        lambda: house.health("first").get("release") == 3,
        120,
        lambda: str(house.health("first")),
    )

    # It gets its next certificate there, here because its room is another one.
    before = house.serial("first")
    house.moves_a_kiosk("hall-1", "zolder")
    until(lambda: house.serial("first") != before, 120)
    until(lambda: house.health("first").get("room") == "zolder", 120)
    house.wait_for("first", "hall-1", 120)

    # It is refused there.
    DeskAtAServer(house.address).send("/desk/claims/revoke/hall-1")
    until(lambda: house.step("first") == "revoked", 60, lambda: str(house.health("first")))
