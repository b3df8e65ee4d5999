"""Joins the Wi-Fi of a prepared kiosk's file, goes back where the server does not answer, and wipes the password.

The kiosk leaves the network that it was in only for as long as the trial lasts. Where it was in none there is no way
back, and it stays. What it was told is wiped from the file when the server has answered.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from contract.prepared_kiosk import PreparedKiosk, PreparedWifi
from device.claim.secret_wiping import SecretWiping, WipedPart

log = logging.getLogger(__name__)

TRIAL_SECONDS = 180.0  # for the server to answer in the new network
AGAIN_SECONDS = (
    300.0  # before a network that did not help is tried once more: its router may start later
)


class JoinsWifi(Protocol):
    """Changes the Wi-Fi of this machine (device.desk_settings.wifi). Each function may raise RuntimeError."""

    def current(self) -> str:
        """Returns the name of the connection in use, for `back_to`; empty without one."""

    def join(self, name: str, password: str) -> None:
        """Join a network."""

    def back_to(self, connection: str) -> None:
        """Leave what was joined and go back."""


class PreparedNetwork:
    """The Wi-Fi of the file, while the kiosk has no identity. One thread uses it."""

    def __init__(
        self,
        wifi: JoinsWifi,
        wiping: SecretWiping,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wifi, self._wiping, self._monotonic = wifi, wiping, monotonic
        self._joined: PreparedWifi | None = None
        self._back_to = ""
        self._until = 0.0  # of the trial
        self._failed: PreparedWifi | None = None
        self._again = 0.0  # when what failed is tried again

    @property
    def failed(self) -> str:
        """The name of the network that could not be joined, or in which no server answered; empty without one."""
        return "" if self._failed is None else self._failed.name

    def join(self, prepared: PreparedKiosk) -> None:
        """Join the network of a file, where that is not done yet."""
        wanted, now = prepared.wifi, self._monotonic()
        if wanted is None or wanted.joined or wanted == self._joined:
            return
        if wanted == self._failed and now < self._again:
            return
        try:
            before = self._wifi.current()
            self._back_to = before
            self._wifi.join(wanted.name, wanted.password)
        except RuntimeError as error:
            log.warning("the Wi-Fi of the file can't be joined: %s", error)
            self._give_up(wanted)
            return
        log.info("the kiosk has joined the Wi-Fi of its file")
        self._joined, self._until = wanted, now + TRIAL_SECONDS

    def unanswered(self) -> None:
        """The server did not answer: go back when the trial is over."""
        joined = self._joined
        if joined is None or not self._back_to or self._monotonic() < self._until:
            return
        log.warning("the server does not answer in the Wi-Fi of the file; the kiosk goes back")
        self._give_up(joined)

    def answered(self, file: Path | None, prepared: PreparedKiosk) -> None:
        """The server has answered: the network holds from now on, and the file forgets its password."""
        if self._joined is None or prepared.wifi != self._joined or file is None:
            return
        self._failed, self._back_to = None, ""
        # What can't be wiped yet is tried again at the next answer.
        if self._wiping.wipe(file, prepared, WipedPart.WIFI):
            self._joined = None

    def _give_up(self, network: PreparedWifi) -> None:
        self._joined, self._failed = None, network
        self._again = self._monotonic() + AGAIN_SECONDS
        try:
            self._wifi.back_to(self._back_to)
        except RuntimeError as error:
            log.warning("the earlier network can't be joined: %s", error)
