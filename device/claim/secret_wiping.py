"""Wipes what a prepared kiosk's file needs no longer: the password of its Wi-Fi, and after the claim its token.

The kiosk's account may not write a boot partition, so what it can't wipe itself it asks zaalgids-wipe to do, a service
that may (device.claim.card_wiper).
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from enum import StrEnum
from pathlib import Path

from msgspec.structs import replace

from contract.prepared_kiosk import PreparedKiosk, prepared_text
from runtime.durable_files import READABLE_BY_OWNER, write_durably

log = logging.getLogger(__name__)

WIPE = "wipe"  # the request, in the folder of the identity; deploy/systemd/zaalgids-wipe.path waits for it


class WipedPart(StrEnum):
    """How much of a file goes: the password of its Wi-Fi, or the token, too."""

    WIFI = "wifi"
    SECRETS = "secrets"


class SecretWiping:
    """Wipes the file of this kiosk, or asks for it. One thread uses it."""

    def __init__(self, folder: Path) -> None:
        """`folder`: of the identity."""
        self._folder = folder
        self._asked: tuple[WipedPart, str] | None = None

    def wipe(self, file: Path, prepared: PreparedKiosk, part: WipedPart) -> bool:
        """Wipe a file that was read. Returns whether that is done; False when it was asked for, or can't be."""
        try:
            wipe_secrets(file, prepared, part)
        except OSError as error:
            self._ask(prepared, part, str(error))
            return False
        return True

    def _ask(self, prepared: PreparedKiosk, part: WipedPart, why: str) -> None:
        request = (part, named(prepared))
        if request == self._asked:
            return
        self._asked = request
        log.info("zaalgids-wipe is asked to wipe the secrets of the file: %s", why)
        try:
            write_durably(self._folder / WIPE, " ".join(request).encode(), READABLE_BY_OWNER)
        except OSError as error:
            log.warning("the secrets of the file can't be wiped: %s", error)


def named(prepared: PreparedKiosk) -> str:
    """Returns what names a file to zaalgids-wipe: the SHA-256 of its token, so that a newer file is left alone."""
    return hashlib.sha256(prepared.token.encode()).hexdigest()


def wipe_secrets(file: Path, prepared: PreparedKiosk, part: WipedPart) -> None:
    """Write a prepared file anew without its secrets. Raises OSError; then the file is as it was.

    The new file takes the old one's place in one step; after that the old one's bytes are overwritten, so that they
    don't lie on the card.
    """
    wifi = None if prepared.wifi is None else replace(prepared.wifi, password="", joined=True)
    token = "" if part is WipedPart.SECRETS else prepared.token
    wiped = replace(prepared, wifi=wifi, token=token)
    if wiped == prepared:
        return
    with file.open("r+b") as old:
        before = os.fstat(old.fileno())
        # Its own mode: a boot partition (FAT) has one for all its files, and refuses another.
        write_durably(file, prepared_text(wiped).encode(), stat.S_IMODE(before.st_mode))
        old.write(bytes(before.st_size))
        old.flush()
        os.fsync(old.fileno())


def password_left(prepared: PreparedKiosk | None) -> bool:
    """Returns whether a file still has the password of a Wi-Fi."""
    return prepared is not None and prepared.wifi is not None and bool(prepared.wifi.password)
