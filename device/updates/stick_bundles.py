"""Bundles on USB sticks: found, checked as those of the server, and copied to the kiosk's disk.

A stick's bundle is installed by day, too, when no visitor is there: who put it in stands before the kiosk. It has to be
signed and newer; an older one is taken from a stick where the desk has ordered that very bundle.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.kiosk_alerts import KioskAlert
from contract.software import SoftwareReason, is_older
from device.message_trouble import SAID_SECONDS
from device.updates.bundle_files import (
    CHUNK_BYTES,
    BundleFiles,
    check_form,
    on_sticks,
    sha256_of,
)
from device.updates.kept_update import UpdateJob
from device.updates.system_updater import SystemUpdater, UpdaterError

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
NOT_THE_BUNDLES = (SoftwareReason.NO_UPDATER, SoftwareReason.DISK)  # of the machine
_Seen = tuple[str, int, int]


class StickBundles:
    """Looks for bundles. `problems` says why one was passed over, while its stick is there."""

    def __init__(self, places: Sequence[str], monotonic: Callable[[], float]) -> None:
        """`places`: patterns of the settings."""
        self._places, self._monotonic = places, monotonic
        self._looked_at = float("-inf")
        self._seen: dict[_Seen, str] = {}
        self._refused_at = float("-inf")

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong with a bundle on a stick that is there."""
        return [words for words in self._seen.values() if words]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """Returns SOFTWARE_REFUSED for an hour after a refusal: whoever put the stick in may take it out at once."""
        lately = self._monotonic() < self._refused_at + SAID_SECONDS
        return [KioskAlert.SOFTWARE_REFUSED] if lately else []

    def refused(self) -> None:
        """Take in that a bundle of a stick is not signed for this kiosk, or broken."""
        self._refused_at = self._monotonic()

    def next(self, updater: SystemUpdater, running: str) -> UpdateJob | None:
        """Returns a job for a newer bundle that was not looked at before; None where no stick has one."""
        now = self._monotonic()
        if now < self._looked_at + LOOK_SECONDS:
            return None
        self._looked_at = now
        found = {seen: file for file in on_sticks(self._places) if (seen := _seen(file))}
        self._seen = {seen: words for seen, words in self._seen.items() if seen in found}
        for seen, file in found.items():
            if seen in self._seen:
                continue
            self._seen[seen] = ""
            try:
                check_form(file)
                facts = updater.inspect(file)
                if is_older(facts.version, running):
                    self._seen[seen] = (
                        f"The software on the stick, {facts.version[:60]}, is older than what runs; "
                        "order it at the desk."
                    )
                elif facts.version != running:
                    return UpdateJob(
                        id=None, version=facts.version, bytes=seen[1], sha256=sha256_of(file)
                    )
            except UpdaterError as error:
                self._seen[seen] = f"The software on the stick can't be used: {error.words}"[:200]
                if error.reason not in NOT_THE_BUNDLES:
                    self.refused()
            except OSError as error:
                self._seen[seen] = f"The software on the stick can't be read: {error.strerror}."
        return None

    def copy(self, job: UpdateJob, files: BundleFiles) -> bool:
        """Copy the bundle of a job from a stick. Returns whether one had it. Raises OSError of the kiosk's disk."""
        for file in on_sticks(self._places):
            try:
                if file.stat().st_size != job.bytes or sha256_of(file) != job.sha256:
                    continue
                source = file.open("rb")
            except OSError as error:
                log.warning("a bundle on a stick can't be read: %s", error.strerror)
                continue
            files.start_anew(job)
            with source, files.appending(job) as target:
                while chunk := source.read(CHUNK_BYTES):
                    target.write(chunk)
            return True
        return False


def _seen(file: Path) -> _Seen | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return str(file), found.st_size, found.st_mtime_ns
