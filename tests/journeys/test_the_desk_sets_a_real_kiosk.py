"""Real processes: the desk sets a kiosk, moves it to another address and back, and gives it orders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from contract.credentials import credentials_of, write_credentials
from contract.kiosk_messages import OrderKind, SettingState
from contract.kiosk_settings import SettingScope
from runtime.clocks import utc_now
from tests.brokers import free_port
from tests.waiting import until
from tour_server.command_access import open_server
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.health import decoded_health
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_care.order_book import OrderBook
from tour_server.kiosk_settings.setting_groups import KEY_FILE, SettingGroup, SettingGroups
from tour_server.recorder import COMMAND_LINE
from tour_server.session_key import session_key
from zaalgids.processes import Child, ask, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(400)]

NAME = "kiosk-1"
SITE = SettingGroup(SettingScope.SITE)


class RealPair:
    """A server without a museum, and one registered kiosk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, str(folder / "server")
        self.web, self.broker, self.screen = free_port(), free_port(), free_port()
        self.children: list[Child] = []
        self.settings: dict[str, Any] = {
            "aim": {"port": 0}
        }  # of the kiosk, beside those of the test
        (folder / "log").mkdir()

    def start(self) -> None:
        """Start both, and register the kiosk."""
        folder = self.folder
        server = Child(
            "server",
            [
                *("server", "--port", str(self.web), "--broker-port", str(self.broker)),
                *("--data", self.data, "--public-url", f"http://127.0.0.1:{self.web}"),
            ],
            folder / "log" / "server.log",
            ZAALGIDS_SERVER_FIRST_PASSWORD="only-for-a-test",
            ZAALGIDS_SERVER_KIOSK_TRIAL_MINUTES="1",
        )
        self.children.append(server)
        server.wait_until_up(f"http://127.0.0.1:{self.web}/health", 120, enough=bool)
        credentials = folder / "credentials.toml"
        with open_server(None, self.data) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            key = registry.add(NAME, COMMAND_LINE)
            write_credentials(credentials_of(opened.site(), NAME, key), credentials)
        settings = {
            "name": NAME,
            "data": str(folder / NAME),
            "server": f"http://127.0.0.1:{self.web}",
            "broker": f"mqtt://127.0.0.1:{self.broker}",
            "credentials": str(credentials),
            "own_speech_megabytes": 0,
            "screen": {"port": self.screen},
            **self.settings,
        }
        file = folder / "kiosk.toml"
        file.write_text(tomli_w.dumps(settings), encoding="utf-8")
        kiosk = Child(NAME, ["kiosk", "--settings", str(file)], folder / "log" / "kiosk.log")
        self.children.append(kiosk)
        kiosk.wait_until_up(f"http://127.0.0.1:{self.screen}/health", 120, enough=bool)

    def change(self, changes: Mapping[str, str | None]) -> None:
        """Change settings of all kiosks, as the desk does."""
        with open_server(None, self.data) as opened:
            groups = SettingGroups(
                opened.database,
                utc_now,
                opened.recorder,
                lambda: None,
                session_key(Path(self.data) / KEY_FILE),
            )
            groups.change(SITE, changes, "Ada")

    def order(self, what: OrderKind) -> str:
        with open_server(None, self.data) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            book = OrderBook(opened.database, utc_now, opened.recorder, registry.keys)
            return book.ask(NAME, what, "Ada", 7)

    def outcome(self, order: str) -> tuple[str | None, list[str] | None]:
        with open_server(None, self.data) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            book = OrderBook(opened.database, utc_now, opened.recorder, registry.keys)
            found = next(one for one in book.of(NAME) if one.id == order)
            return found.result, found.lines

    def states(self) -> dict[str, SettingState]:
        """What the server knows of the settings of the kiosk."""
        with open_server(None, self.data) as opened, opened.database.reading() as session:
            record = session.get(KioskRecord, NAME)
            health = decoded_health(record.health) if record is not None else None
        return health.settings.states if health is not None and health.settings else {}

    def kiosk_health(self) -> dict[str, Any]:
        return ask(f"http://127.0.0.1:{self.screen}/health") or {}

    def close(self) -> None:
        stop_all(self.children)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[RealPair]:
    made = RealPair(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


def test_settings_orders_and_another_address(pair: RealPair) -> None:
    until(lambda: pair.kiosk_health().get("connected"), 60)
    pair.change({"level": "child", "threads": "2"})
    until(
        lambda: (
            pair.states() == {"level": SettingState.APPLIED, "threads": SettingState.NEEDS_RESTART}
        ),
        60,
    )

    order = pair.order(OrderKind.LOGS)
    until(lambda: pair.outcome(order)[0] == "done", 60)
    lines = pair.outcome(order)[1]
    assert lines
    assert "connected to the broker" in "\n".join(lines)

    boot = pair.kiosk_health()["boot"]
    order = pair.order(OrderKind.RESTART)
    until(lambda: pair.outcome(order)[0] == "done", 90)
    assert pair.kiosk_health()["boot"] != boot
    until(lambda: pair.states().get("threads") is SettingState.APPLIED, 60)

    dead = {"server": "http://127.0.0.1:9", "broker": "mqtt://127.0.0.1:9"}
    pair.change(dead)
    until(lambda: pair.kiosk_health().get("connected") is False, 60)
    until(lambda: pair.states().get("broker") is SettingState.RETURNED, 200)
    assert pair.states()["server"] is SettingState.RETURNED

    pair.change({"server": f"http://localhost:{pair.web}", "broker": None})
    until(lambda: pair.states().get("server") is SettingState.APPLIED, 90)
    kept = json.loads((pair.folder / NAME / "desk-settings.json").read_text("utf-8"))
    assert kept["proved"] == {"server": f"http://localhost:{pair.web}"}
