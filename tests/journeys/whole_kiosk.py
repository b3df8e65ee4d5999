"""A whole kiosk with real processes: tour server with its broker, kiosk, camera twin, and Chromium on its page.

The kiosk reaches server and broker through proxies, so that the network can fail without them. Each process can be
killed and started again.
"""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import tomli_w
from selenium import webdriver
from selenium.common.exceptions import WebDriverException

from contract.credentials import credentials_of, write_credentials
from contract.museum_folder import read_museum
from device.camera.gallery import hang
from runtime.clocks import utc_now
from tests.brokers import free_port
from tests.browser import chromium, evaluated
from tests.journeys.camera_on_a_wire import SIZE, CameraOnAWire, ShortenedVisits
from tests.journeys.page_queries import json_of, text
from tests.journeys.tcp_proxy import TcpProxy
from tests.process_measures import process_tree
from tests.waiting import until
from tour_server.command_access import open_server
from tour_server.devices.registry import DeviceError, DeviceRegistry
from tour_server.recorder import COMMAND_LINE
from zaalgids.processes import Child, ask, stop_all

NAME = "soak"
LINE = [SIZE[0] / 2, 0.0, SIZE[0] / 2, float(SIZE[1])]  # across the middle of the picture
STATE = "document.body.dataset.screen"


class WholeKiosk:
    """One kiosk that recognises and counts with one camera, and all that it talks to."""

    def __init__(
        self,
        museum: Path,
        folder: Path,
        *,
        seed: int = 1,
        stand_seconds: float = 4.5,
        bare_seconds: float = 2.0,
        resting: bool = False,
        switches: Sequence[str] = (),
    ) -> None:
        """`museum`: its folder. `folder`: for all data, kept if it is. `resting`: nobody comes.

        `switches`: of Chromium, besides those of each test.
        """
        self.museum, self.folder = museum, folder
        film = ShortenedVisits(hang(museum), seed, stand_seconds, bare_seconds)
        film.resting = resting
        self.camera = CameraOnAWire(film)
        self.web_port, self.broker_port, self.screen_port = free_port(), free_port(), free_port()
        self.web, self.broker = TcpProxy(self.web_port), TcpProxy(self.broker_port)
        self.server: Child | None = None
        self.kiosk: Child | None = None
        self.browser: webdriver.Chrome | None = None
        self._chromium, self._switches = ExitStack(), switches

    @property
    def address(self) -> str:
        """The kiosk's page, without a slash at the end."""
        return f"http://127.0.0.1:{self.screen_port}"

    @property
    def data(self) -> Path:
        """The kiosk's folder."""
        return self.folder / NAME

    @property
    def pids(self) -> list[int]:
        """The processes of the kiosk, without the browser."""
        assert self.kiosk is not None
        return process_tree(self.kiosk.process.pid)

    @property
    def page(self) -> webdriver.Chrome:
        """The browser on the kiosk's page."""
        assert self.browser is not None
        return self.browser

    def script(self, script: str) -> Any:
        """Return what a script returns in the page."""
        return self.page.execute_script(script)

    def start_server(self) -> None:
        """Start server and broker, and wait until there is a release."""
        inside = f"http://127.0.0.1:{self.web_port}"
        self.server = Child(
            "server",
            [
                *("server", "--port", str(self.web_port), "--public-url", inside),
                *("--broker-port", str(self.broker_port), "--data", str(self.folder / "server")),
                *("--museum", str(self.museum)),
            ],
            self.folder / "log" / "server.log",
            ZAALGIDS_SERVER_FIRST_PASSWORD="only-for-a-test",
        )
        self.server.wait_until_up(f"{inside}/health", 300)

    def wait_for_speech(self, seconds: float) -> None:
        """Wait until every text of the release has its speech."""
        health = f"http://127.0.0.1:{self.web_port}/health"
        until(lambda: (ask(health) or {"speech_to_come": 1}).get("speech_to_come") == 0, seconds)

    def start_kiosk(self, *, ready: bool = True) -> None:
        """Start the kiosk, and wait until it has content. With `ready` False it only has to answer."""
        settings = self.folder / "kiosk.toml"
        settings.write_text(tomli_w.dumps(self._settings()), encoding="utf-8")
        self.kiosk = Child(
            NAME, ["kiosk", "--settings", str(settings)], self.folder / "log" / "kiosk.log"
        )
        enough = (lambda answer: bool(answer.get("ready"))) if ready else (lambda _: True)
        self.kiosk.wait_until_up(f"{self.address}/health", 120, enough=enough)

    def open_browser(self) -> webdriver.Chrome:
        """Start the browser as the kiosk's service does, and open the page."""
        self.browser = self._chromium.enter_context(chromium(*self._switches))
        self.browser.get(self.address)
        return self.browser

    def kill_browser(self) -> None:
        """Kill Chromium with all its processes."""
        service = self.page.service.process.pid
        for pid in reversed(process_tree(service)):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        with suppress(WebDriverException, OSError):
            self._chromium.close()
        self._chromium = ExitStack()
        self.browser = None

    def screen(self) -> str:
        """The state that the page shows; an empty string while it has none."""
        try:
            return str(evaluated(self.page, STATE) or "")
        except WebDriverException:
            return ""

    def title(self) -> str:
        """The title of the work that is told, as the page shows it."""
        try:
            return text(self.page, "#telling-title")
        except WebDriverException:
            return ""

    def health(self) -> dict[str, Any]:
        """The kiosk's health."""
        found: dict[str, Any] = json_of(f"{self.address}/health")
        return found

    def touch(self, what: str, value: str = "") -> None:
        """Send a touch as the page does."""
        body = json.dumps({"what": what, "value": value}).encode()
        asked = urllib.request.Request(
            f"{self.address}/touch", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            answer.read()

    def close(self) -> None:
        """Stop everything; a kiosk that does not stop in time is killed."""
        with suppress(WebDriverException, OSError):
            self._chromium.close()
        self.camera.close()
        stop_all([child for child in (self.server, self.kiosk) if child is not None])
        for proxy in (self.web, self.broker):
            proxy.close()

    def _settings(self) -> dict[str, Any]:
        camera = {
            "camera": {"type": "device", "device": self.camera.address},
            "recognise": True,
            "count": True,
            "line": LINE,
        }
        return {
            "name": NAME,
            "site": read_museum(self.museum).site.key,
            "data": str(self.data),
            "server": f"http://127.0.0.1:{self.web.port}",
            "broker": f"mqtt://127.0.0.1:{self.broker.port}",
            "bundle_seconds": 5.0,
            "credentials": str(self._credentials()),
            "trusted_root": str(self.folder / "server" / "bundles" / "metadata" / "1.root.json"),
            "screen": {"port": self.screen_port},
            "aim": {"port": 0},
            "eyes": [camera],
        }

    def _credentials(self) -> Path:
        """Register the kiosk at the server, once; return the file of its credentials."""
        file = self.folder / "credentials.toml"
        room = read_museum(self.museum).rooms[0].key
        with open_server(None, str(self.folder / "server")) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            if file.exists():
                return file
            try:
                key = registry.add(NAME, COMMAND_LINE, room)
            except DeviceError:
                key = registry.renew(NAME, COMMAND_LINE)
            write_credentials(credentials_of(opened.site(), NAME, key), file)
        return file


@contextmanager
def whole_kiosk(museum: Path, folder: Path, **visits: Any) -> Iterator[WholeKiosk]:
    """Start server, broker, kiosk and browser; stop them at the end of the block."""
    made = WholeKiosk(museum, folder, **visits)
    try:
        made.start_server()
        made.start_kiosk()
        made.open_browser()
        yield made
    finally:
        made.close()
