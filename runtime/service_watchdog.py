"""Tells systemd that this program still serves, so that it starts one again that hangs (WatchdogSec in its unit).

The protocol is sd_notify's: a datagram to the socket that the environment names. Without that socket, as under a test
or on a terminal, nothing is sent.
"""

from __future__ import annotations

import logging
import os
import socket
import urllib.request
from collections.abc import Mapping

log = logging.getLogger(__name__)

SHARE = 4  # messages in the time after which systemd ends a silent program
UNWATCHED_SECONDS = 3600.0  # between two messages where nobody asks for them
PAGE_SECONDS = 10.0  # for an answer of the program's own page


class ServiceWatchdog:
    """Sends the messages. Call it from the thread whose life it is to prove."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._socket = environment.get("NOTIFY_SOCKET", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        watched = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.is_asked = bool(self._socket) and microseconds.isdigit() and watched
        """Whether systemd waits for messages."""
        self.seconds = int(microseconds) / 1e6 / SHARE if self.is_asked else UNWATCHED_SECONDS
        """Between two messages."""

    def serves(self) -> None:
        """Say that the program serves."""
        if not self.is_asked:
            return
        # A name that begins with @ is an abstract one, whose first byte is 0.
        address = f"\0{self._socket[1:]}" if self._socket.startswith("@") else self._socket
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.settimeout(1.0)
                line.sendto(b"WATCHDOG=1", address)
        except OSError as error:
            log.warning("systemd can't be told that the program serves: %s", error)


def page_answers(address: str) -> bool:
    """Returns whether the program's own page answers in PAGE_SECONDS."""
    try:
        with urllib.request.urlopen(address, timeout=PAGE_SECONDS) as answer:  # noqa: S310 - http to ourselves
            return bool(answer.read(1))
    except (OSError, ValueError):
        return False
