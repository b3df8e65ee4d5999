"""A server without a museum and one registered kiosk, as processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli_w

from contract.credentials import credentials_of, write_credentials
from contract.kiosk_messages import OrderKind, SettingState
from contract.kiosk_settings import SettingScope
from runtime.clocks import utc_now
from tests.brokers import free_port
from tour_server.command_access import open_server
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.health import decoded_health
from tour_server.fleet.kiosk_list import KioskStatus, kiosk_list
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_care.order_book import OrderBook
from tour_server.kiosk_settings.setting_groups import KEY_FILE, SettingGroup, SettingGroups
from tour_server.recorder import COMMAND_LINE
from tour_server.session_key import session_key
from zaalgids.processes import Child, ask, stop_all

NAME = "kiosk-1"
START_SECONDS = 300.0  # on a machine that many others use
SITE = SettingGroup(SettingScope.SITE)


class RealPair:
    """A server without a museum, and one registered kiosk."""

    def __init__(
        self, folder: Path, settings: Mapping[str, Any] = MappingProxyType({}), **environment: str
    ) -> None:
        """`settings`, `environment`: of the kiosk, beside its own."""
        self._more, self._environment = settings, environment
        self.folder, self.data = folder, str(folder / "server")
        self.web, self.broker, self.screen = free_port(), free_port(), free_port()
        self.children: list[Child] = []
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
        server.wait_until_up(f"http://127.0.0.1:{self.web}/health", START_SECONDS, enough=bool)
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
            "aim": {"port": 0},
            **self._more,
        }
        file = folder / "kiosk.toml"
        file.write_text(tomli_w.dumps(settings), encoding="utf-8")
        kiosk = Child(
            NAME,
            ["kiosk", "--settings", str(file)],
            folder / "log" / "kiosk.log",
            **self._environment,
        )
        self.children.append(kiosk)
        kiosk.wait_until_up(f"http://127.0.0.1:{self.screen}/health", START_SECONDS, enough=bool)

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

    def listed(self) -> KioskStatus:
        """The kiosk as the list of kiosks has it."""
        with open_server(None, self.data) as opened, opened.database.reading() as session:
            (status,) = kiosk_list(session, utc_now().timestamp(), None)
            return status

    def kiosk_health(self) -> dict[str, Any]:
        return ask(f"http://127.0.0.1:{self.screen}/health") or {}

    def close(self) -> None:
        stop_all(self.children)
