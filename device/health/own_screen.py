"""Whether the kiosk's own browser, which has shown its page before, shows it no more: a dark screen, for staff's alarm.

A kiosk has no list of what is connected to it. It knows that it has a browser of its own because that showed its page
for some minutes, and remembers that on its disk: also a slot that never gets a picture is found. A browser that goes
while the museum is closed may be meant, by a switch or a timer; it has to be back when the museum opens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from contract.kiosk_alerts import KioskAlert
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.worker import Worker

log = logging.getLogger(__name__)

FILE = "own-screen.json"
VERSIONS = DocumentVersions("kiosk's own screen")
LOOK_SECONDS = 5.0
KNOWN_SECONDS = 300.0  # that a page is shown until it is known as the kiosk's own: a technician's is closed before
# Its service starts a browser that crashed within seconds, and one that hangs after a minute and a half.
DARK_SECONDS = 180.0
# A slow machine takes minutes to show its first page: see deploy/zaalgids-screen.
STARTING_SECONDS = 600.0
DARK = "This kiosk's own browser shows its page no more: the screen is dark. Look at its service zaalgids-screen."


class KeptScreen(Struct, frozen=True, kw_only=True):
    """The file's content. `known`: the kiosk has a browser of its own. `resting`: that went in a closed museum."""

    known: bool = False
    resting: bool = False
    v: int = 1


class OwnScreen:
    """Owns one thread between `start` and `stop`."""

    def __init__(
        self,
        file: Path,
        watched: Callable[[], bool],
        closed: Callable[[], bool],
        monotonic: Callable[[], float],
        expected: bool | None = None,
    ) -> None:
        """`watched`: its own browser shows its page. `closed`: the museum is closed now, as far as is known.

        `expected`: whether it has a browser of its own, as its settings say; None finds that out.
        """
        self._file, self._watched, self._closed = file, watched, closed
        self._monotonic, self._expected = monotonic, expected
        self._started = monotonic()
        self._shown_since: float | None = None
        self._shown_last: float | None = None
        self._dark = False
        self._kept = _read(file)
        self._worker = Worker("own-screen", self._run)

    def start(self) -> None:
        """Begin to look."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread."""
        self._worker.stop()

    @property
    def problems(self) -> Sequence[str]:
        """Returns a plain sentence where the screen is dark."""
        return [DARK] if self._dark else []

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """Returns SCREEN_DARK where the screen is dark."""
        return [KioskAlert.SCREEN_DARK] if self._dark else []

    def look(self) -> None:
        """Look once."""
        now = self._monotonic()
        if self._watched():
            if self._shown_since is None:
                self._shown_since = now
            self._shown_last, self._dark = now, False
            known = self._kept.known or now - self._shown_since >= KNOWN_SECONDS
            self._keep(replace(self._kept, known=known, resting=False))
            return
        self._shown_since = None
        last = self._shown_last
        since, wait = (self._started, STARTING_SECONDS) if last is None else (last, DARK_SECONDS)
        if now - since < wait:
            return
        closed = self._closed()
        # It went by itself, or somebody switched it off.
        if closed and last is not None and not self._dark:
            self._keep(replace(self._kept, resting=True))
        if not closed:
            self._keep(replace(self._kept, resting=False))
        known = self._kept.known if self._expected is None else self._expected
        dark = known and not (closed and self._kept.resting)
        if dark and not self._dark:
            log.warning("%s", DARK)
        self._dark = dark

    def _keep(self, wanted: KeptScreen) -> None:
        if wanted == self._kept:
            return
        self._kept = wanted
        try:
            write_durably(self._file, VERSIONS.encode(wanted), READABLE_BY_OWNER)
        except OSError as error:  # a disk that can only be read is said by others
            log.warning("what is known of the screen can't be kept: %s", error.strerror)

    def _run(self) -> None:
        while not self._worker.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("looking after the screen failed; it goes on")


def _read(file: Path) -> KeptScreen:
    try:
        return VERSIONS.decode(file.read_bytes(), KeptScreen)
    except FileNotFoundError:
        return KeptScreen()
    except (OSError, DocumentVersionError, DecodeError) as error:
        log.warning("what was known of the screen can't be read, and is found out again: %s", error)
        return KeptScreen()
