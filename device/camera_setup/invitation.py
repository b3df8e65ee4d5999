"""A person at the device asks the running kiosk for a code through a socket in the kiosk's own folder.

The folder's mode is the lock: it belongs to the kiosk's account alone (0700), so only that account and root can
connect. There is no port, no password and no secret on a command line.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

FOLDER = "aim"  # of camera set-up, in the kiosk's data folder
SOCKET = "ask"
ANSWER_SECONDS = 20.0  # the first session makes a certificate, on a slow machine too


class Invitation(Struct, frozen=True, tag="invitation"):
    """The code and the addresses for the technician. `fingerprint` is empty where an SSH tunnel encrypts, not TLS."""

    code: str
    addresses: list[str]
    fingerprint: str
    minutes: int


class InvitationRefused(Struct, frozen=True, tag="trouble"):
    """Why there is no session, in a sentence."""

    words: str


class NoInvitationError(Exception):
    """The kiosk gives no invitation. The message says what to do."""


def listen(folder: Path, timeout: float) -> socket.socket:
    """Make the socket that the kiosk listens on, in `folder`; its `accept` waits `timeout` seconds. Raises OSError."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        with _short(folder) as short:
            (folder / SOCKET).unlink(missing_ok=True)
            listener.bind(f"{short}/{SOCKET}")
        (folder / SOCKET).chmod(0o600)
        listener.listen(1)
        listener.settimeout(timeout)
    except OSError:
        listener.close()
        raise
    return listener


def request_invitation(folder: Path) -> Invitation:
    """Ask the kiosk whose folder this is for a code. Raises NoInvitationError."""
    try:
        with socket.socket(socket.AF_UNIX) as client, _short(folder) as short:
            client.settimeout(ANSWER_SECONDS)
            client.connect(f"{short}/{SOCKET}")
            body = b"".join(iter(lambda: client.recv(4096), b""))
        answer = msgspec.json.decode(body, type=Invitation | InvitationRefused)
    except PermissionError as error:
        raise NoInvitationError(
            f"{folder} is the kiosk's alone. Run this as its account: sudo -u zaalgids zaalgids device look …"
        ) from error
    except (OSError, msgspec.DecodeError) as error:
        raise NoInvitationError(
            f"No kiosk answers in {folder}. Is it running, with these settings?"
        ) from error
    if isinstance(answer, InvitationRefused):
        raise NoInvitationError(answer.words)
    return answer


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Give a name for `folder` that fits in the 108 bytes of a socket's address, while the context lasts."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}"
    finally:
        os.close(handle)
