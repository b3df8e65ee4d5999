"""A real Mosquitto with the authority of a house, and what a server says of claimed kiosks beside it.

What install.sh sets up: certificates.sh makes the house's authority, broker-lists adds the server's.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from runtime.broker_address import BrokerAddress, TlsFiles
from tests.brokers import CONFIGURATION, RealMosquitto


class MosquittoHouse:
    """Mosquitto with an authority of the house, and the lists of the server beside it."""

    def __init__(
        self, folder: Path, lists: Path, names: str = "127.0.0.1", port: int | None = None
    ) -> None:
        """`names`: how kiosks reach it, 127.0.0.1 first, with commas between."""
        self.site, self._to, self._lists = folder / "site", folder / "to", lists
        self._restarted = folder / "restarted"
        subprocess.run(
            [
                *("sh", str(CONFIGURATION / "certificates.sh"), str(self.site)),
                *(names, "tour-server", "by-hand"),
            ],
            check=True,
            capture_output=True,
        )
        self._to.mkdir()
        for name in ("127.0.0.1.crt", "127.0.0.1.key"):
            shutil.copy(self.site / name, self._to / name)
        self.take_lists()
        self.broker = RealMosquitto(folder / "broker", port, tls=self._to)
        self.broker.start()

    def take_lists(self) -> bool:
        """Do what zaalgids-broker-lists.path does at a change. Returns whether Mosquitto has to restart."""
        self._restarted.unlink(missing_ok=True)
        script = str(CONFIGURATION / "broker-lists")
        folders = (str(one) for one in (self._lists, self.site, self._to))
        command = ["sh", script, *folders, f"touch {self._restarted}"]
        subprocess.run(command, check=True, capture_output=True)
        return self._restarted.exists()

    def restart(self) -> None:
        self.broker.stop()
        self.broker.start()

    def by_hand(self) -> BrokerAddress:
        files = (str(self.site / name) for name in ("ca.crt", "by-hand.crt", "by-hand.key"))
        return BrokerAddress("127.0.0.1", self.broker.port, TlsFiles(*files))

    def as_kiosk(self, folder: Path) -> BrokerAddress:
        files = (self.site / "ca.crt", folder / "device.crt", folder / "device.key")
        return BrokerAddress("127.0.0.1", self.broker.port, TlsFiles(*map(str, files)))
