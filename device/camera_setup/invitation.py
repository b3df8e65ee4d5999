"""How somebody on the device asks the running kiosk for a code: a socket in the kiosk's own folder.

What a newcomer would get wrong: the folder's mode is the lock. It is the kiosk account's alone (0700), so whoever
can connect is that account or root; no port, no password, no secret on a command line.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

SOCKET = "ask"
ANSWER_SECONDS = 20.0  # the first look makes a certificate, on a slow machine too


class Invitation(Struct, frozen=True, tag="invitation"):
    """What the technician needs. `fingerprint` is empty where an SSH tunnel encrypts instead of TLS."""

    code: str
    addresses: list[str]
    fingerprint: str
    minutes: int


class Trouble(Struct, frozen=True, tag="trouble"):
    """Why there is no look, in a sentence."""

    words: str


class NobodyAnswersError(Exception):
    """The kiosk can't be asked. The message says what to do."""


def doorbell(folder: Path, timeout: float) -> socket.socket:
    """The socket that the kiosk listens on, in `folder`; `accept` waits `timeout` seconds. Raises OSError."""
    bell = socket.socket(socket.AF_UNIX)
    try:
        with _short(folder) as short:
            (folder / SOCKET).unlink(missing_ok=True)
            bell.bind(f"{short}/{SOCKET}")
        (folder / SOCKET).chmod(0o600)
        bell.listen(1)
        bell.settimeout(timeout)
    except OSError:
        bell.close()
        raise
    return bell


def ask(folder: Path) -> Invitation:
    """Asks the kiosk whose folder this is. Raises NobodyAnswersError."""
    try:
        with socket.socket(socket.AF_UNIX) as line, _short(folder) as short:
            line.settimeout(ANSWER_SECONDS)
            line.connect(f"{short}/{SOCKET}")
            body = b"".join(iter(lambda: line.recv(4096), b""))
        answer = msgspec.json.decode(body, type=Invitation | Trouble)
    except PermissionError as error:
        raise NobodyAnswersError(
            f"{folder} is the kiosk's alone. Run this as its account: sudo -u zaalgids zaalgids device look …"
        ) from error
    except (OSError, msgspec.DecodeError) as error:
        raise NobodyAnswersError(
            f"No kiosk answers in {folder}. Is it running, with these settings?"
        ) from error
    if isinstance(answer, Trouble):
        raise NobodyAnswersError(answer.words)
    return answer


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """A name for `folder` that fits in the 108 bytes a socket's address may have, while the context lasts."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}"
    finally:
        os.close(handle)
