"""Messages of the house from a folder, in the place of a broker: for a kiosk on the server's own machine.

Each kind of message is a file (`offers.json`, `closed-rooms.json`), which stands for the retained message of that kind.
What the kiosk says goes nowhere: its counts stay in its outbox.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from contract.topics import EVERY_DEVICE, topic
from device.uplink.broker_client import BrokerClient, BrokerListener
from device.uplink.no_broker import NoBroker

log = logging.getLogger(__name__)
SCHEME = "file"
ENDING = ".json"
LARGEST_BYTES = 1_000_000
LOOK_SECONDS = 0.5  # between two looks at the folder


def without_network(broker: str, site: str) -> BrokerClient | None:
    """Returns the client for a setting `broker` that names no broker but a folder, or nothing; None for a broker."""
    if not broker:
        return NoBroker()
    return MessageFolder(_path(broker), site) if is_folder(broker) else None


def is_folder(broker: str) -> bool:
    """Returns whether the setting `broker` names a folder of messages: then the server's clock is the kiosk's own."""
    return urlsplit(broker).scheme == SCHEME


class MessageFolder(BrokerClient):
    """Reports each file of a folder when it is new or was written again."""

    def __init__(self, folder: Path, site: str) -> None:
        self._folder, self._site = folder, site
        self._awake = threading.Event()
        self._listener: BrokerListener | None = None
        self._known: dict[str, tuple[int, int]] = {}  # name of a file -> which one of that name
        self._answers: list[int] = []
        self._token = 0
        self._connected = False

    def open(self, listener: BrokerListener) -> None:
        """Begin. Raises OSError where the folder is missing."""
        self._folder.stat()
        self._listener = listener

    def step(self, seconds: float) -> None:
        """Report what the folder has new, then wait."""
        listener = self._listener
        if listener is None:
            return
        if not self._connected:
            self._connected = True
            self._known.clear()
            listener.connected_to_broker(kept=True)
        for token in self._answers:
            listener.answered(token, None)
        self._answers.clear()
        for file in sorted(self._folder.glob(f"*{ENDING}")):
            self._report(file, listener)
        self._awake.wait(max(seconds, LOOK_SECONDS))
        self._awake.clear()

    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> int:
        """Drop a message. What must not be lost stays in the outbox, because no server acknowledges it."""
        self._token += 1
        self._answers.append(self._token)
        return self._token

    def publish_once(self, topic: str, body: bytes) -> None:
        """Drop a message."""

    def wake(self) -> None:
        """End the waiting of a `step`."""
        self._awake.set()

    def close(self, last_topic: str, last_body: bytes) -> None:
        """End."""
        self._listener, self._connected = None, False

    def _report(self, file: Path, listener: BrokerListener) -> None:
        try:
            found = file.stat()
            identity = (found.st_ino, found.st_mtime_ns)
            if identity == self._known.get(file.name):
                return
            self._known[file.name] = identity
            if found.st_size > LARGEST_BYTES:
                raise ValueError("it is too large for a message")
            name = topic(self._site, EVERY_DEVICE, file.stem)
            body = file.read_bytes()
        except (
            OSError,
            ValueError,
        ) as error:  # a name that is no kind of message, or one that has just gone
            log.warning("%s is no message: %s", file.name, error)
            return
        listener.received(name, body)


def _path(broker: str) -> Path:
    """Returns the folder that a file: address names. Raises ValueError for one of another machine."""
    parts = urlsplit(broker)
    if parts.netloc or not parts.path.startswith("/"):
        raise ValueError(f"{broker} is no folder of this machine: write file:///…")
    return Path(unquote(parts.path))
