"""Finds the files of the release in use that the disk has changed or lost since they were fetched.

Each file is named by its SHA-256, so that any of its bytes can be checked at any time. All are checked at the start and
once a day; the features again as soon as recognition can't read them. A damaged file is fetched again at once, and a
second time only after an hour: a failing card would otherwise be written, and the server asked, without end.

Note: features are read row by row while works are recognised (models.feature_file.DiskRows), and only their header is
checked when they are loaded. An altered row is found here, not there.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from contract.kiosk_alerts import KioskAlert
from device.content.stored_releases import StoredRelease
from runtime.backoff import Backoff

log = logging.getLogger(__name__)

CHECK_SECONDS = 24 * 3600.0  # between two checks of all files
# Between two fetches of one damaged file, and between two checks of one that is whole but was reported. `Backoff`
# draws at least half of its span.
AGAIN_SECONDS = 3600.0
MOST_SECONDS = 24 * 3600.0
_READ_BYTES = 1 << 20


class DamagedFiles:
    """The damaged files of one kiosk's release. `report` may be called from any thread, the rest from the store's."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`folder`: where the files are. `clock`: monotonic seconds."""
        self._folder, self._clock = folder, clock
        self._rng = random.Random()  # noqa: S311 - scatters pauses, guards nothing
        self._checked_at = float("-inf")
        self._lock = threading.Lock()
        self._reported: set[str] = set()  # targets that a reader could not read
        self._report_again_at: dict[str, float] = {}
        self._pauses: dict[
            str, tuple[Backoff, float]
        ] = {}  # and when the file may be fetched again
        self._repairs: dict[str, int] = {}  # how often each was made whole again since the start
        self._damaged: dict[str, str] = {}  # target -> name of the file

    @property
    def problems(self) -> list[str]:
        """What is damaged, or was more than once, in plain sentences."""
        times = self._repairs | {one: self._repairs.get(one, 0) + 1 for one in [*self._damaged]}
        return [_sentence(one, count) for one, count in times.items() if self._is_said(one, count)]

    @property
    def alerts(self) -> list[KioskAlert]:
        """An alert where the disk damages files again and again."""
        again = any(count > 1 for count in [*self._repairs.values()])
        return [KioskAlert.FILES_DAMAGED] if again else []

    def _is_said(self, target: str, times: int) -> bool:
        return times > 1 or target in self._damaged

    def report(self, target: str) -> bool:
        """Take in that a target can't be read. Returns whether it is worth a check now: at most once an hour."""
        now = self._clock()
        with self._lock:
            if now < self._report_again_at.get(target, float("-inf")):
                return False
            self._report_again_at[target] = now + AGAIN_SECONDS
            self._reported.add(target)
        return True

    def check(self, stored: StoredRelease, stopping: threading.Event) -> None:
        """Check the files of `stored`: all where a day has passed, else those reported and those known as damaged."""
        with self._lock:
            reported, self._reported = self._reported, set()
        self._damaged = {
            target: name
            for target, name in self._damaged.items()
            if stored.files.get(target) == name  # else another release has come
        }
        is_due = self._clock() - self._checked_at >= CHECK_SECONDS
        wanted = set(stored.files) if is_due else {*reported, *self._damaged}
        for target in [one for one in stored.files if one in wanted]:
            if stopping.is_set():
                return
            name = stored.files[target]
            if is_whole(self._folder / name):
                self._damaged.pop(target, None)
            elif target not in self._damaged:
                log.warning("%s is damaged on the disk; it is fetched again", target)
                self._damaged[target] = name
        if is_due:
            self._checked_at = self._clock()

    def to_fetch(self) -> dict[str, str]:
        """Returns the damaged targets that may be fetched now, each with the name of its file."""
        now = self._clock()
        return {
            target: name
            for target, name in self._damaged.items()
            if target not in self._pauses or now >= self._pauses[target][1]
        }

    def fetching(self, target: str) -> None:
        """Note that a target is fetched now: the next time is an hour away at least, and twice as long each time."""
        backoff, _ = self._pauses.get(
            target, (Backoff(self._rng, 2 * AGAIN_SECONDS, 2 * MOST_SECONDS), 0.0)
        )
        self._pauses[target] = backoff, self._clock() + backoff.next()

    def fetched(self, target: str) -> None:
        """Note that a target is whole again."""
        self._damaged.pop(target, None)
        self._repairs[target] = self._repairs.get(target, 0) + 1


def is_whole(file: Path) -> bool:
    """Returns whether a file can be read to its end and has the SHA-256 by which it is named."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as source:
            while part := source.read(_READ_BYTES):
                digest.update(part)
    except OSError:
        return False
    return digest.hexdigest() == file.stem


def _sentence(target: str, times: int) -> str:
    """Returns what is said of a file that was damaged this many times. Health cuts it at 200 characters."""
    name = target[-60:]
    if times > 1:
        return f"A file on this kiosk's disk was damaged {times} times ({name}): replace the card."
    return f"A file on this kiosk's disk is damaged ({name}); it is fetched again."
