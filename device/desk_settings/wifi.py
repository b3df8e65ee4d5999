"""The machine's Wi-Fi: which one it is in, and a change of it that can be taken back."""

from __future__ import annotations

import logging
import shutil
import subprocess
from typing import Protocol

log = logging.getLogger(__name__)

NMCLI_SECONDS = 60
NEW = "zaalgids-wifi"  # the name of the connection that the desk has set


class WifiError(RuntimeError):
    """The Wi-Fi can't be changed, in a sentence."""


class Wifi(Protocol):
    """Changes the Wi-Fi of this machine."""

    def current(self) -> str:
        """Returns the name of the connection in use, for `back_to`; empty without one. Raises WifiError."""

    def join(self, name: str, password: str) -> None:
        """Join a network, keeping the earlier one known. Raises WifiError."""

    def back_to(self, connection: str) -> None:
        """Leave what was joined and go back. Raises WifiError."""


class NoWifi:
    """A machine whose Wi-Fi this program can't change."""

    def current(self) -> str:
        """Raise WifiError."""
        raise WifiError("This machine has no NetworkManager, so its Wi-Fi can't be changed here.")

    def join(self, name: str, password: str) -> None:
        """Raise WifiError."""
        self.current()

    def back_to(self, connection: str) -> None:
        """Raise WifiError."""
        self.current()


class NetworkManagerWifi:
    """The Wi-Fi by NetworkManager's nmcli. Passwords go to it by its input, where no list of processes shows them."""

    def __init__(self, program: str = "nmcli") -> None:
        self._program = program

    def current(self) -> str:
        """Returns the active connection of a Wi-Fi device."""
        said = self._run("--terse", "--fields", "UUID,TYPE", "connection", "show", "--active")
        for line in said.splitlines():
            identity, _, kind = line.partition(":")
            if kind == "802-11-wireless":
                return identity
        return ""

    def join(self, name: str, password: str) -> None:
        """Make a connection of our own name anew, and bring it up."""
        self._forget()
        added = [
            *("connection", "add", "type", "wifi", "con-name", NEW, "ssid", name),
            *("connection.autoconnect-priority", "10"),
        ]
        self._run(*added)
        if password:
            self._run(
                *("connection", "modify", NEW, "wifi-sec.key-mgmt", "wpa-psk"),
                *("wifi-sec.psk-flags", "0"),
            )
            self._edit(f"set 802-11-wireless-security.psk {password}\nsave\nquit\n")
        self._run("connection", "up", NEW)

    def back_to(self, connection: str) -> None:
        """Forget the connection of our own name, and bring the earlier one up."""
        self._forget()
        if connection:
            self._run("connection", "up", connection)

    def _forget(self) -> None:
        try:
            self._run("connection", "delete", NEW)
        except WifiError:
            log.info("there was no Wi-Fi of the desk yet")

    def _edit(self, words: str) -> None:
        self._run("connection", "edit", NEW, typed=words)

    def _run(self, *arguments: str, typed: str = "") -> str:
        try:
            done = subprocess.run(
                [self._program, *arguments],
                input=typed,
                capture_output=True,
                text=True,
                timeout=NMCLI_SECONDS,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            # What it answers to what was typed may repeat the password.
            said = [] if typed else error.stderr.strip().splitlines()
            raise WifiError(f"nmcli: {said[-1] if said else error.returncode}"[:150]) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise WifiError(f"nmcli does not answer: {type(error).__name__}.") from error
        return done.stdout


def wifi_of_this_machine() -> Wifi:
    """Returns NetworkManager's Wi-Fi where that runs, otherwise one that says that it can't."""
    return NetworkManagerWifi() if shutil.which("nmcli") else NoWifi()
