"""The kiosks of previews: one for all drafts and one for what is approved, each while somebody uses it.

A kiosk is started when its page is first asked for. It ends after ten minutes without a request, with the last link
that opens it, and with the server. One that has ended waits until somebody starts it again.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path

from contract.bundle import Release
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.private_files import private_folder
from runtime.worker import Worker
from tour_server.database import DATABASE_AWAY
from tour_server.preview.draft_release import DraftRelease
from tour_server.preview.kiosk_bundle import KioskBundle
from tour_server.preview.kiosk_house import KioskHouse
from tour_server.preview.kiosk_process import HELD, HOUSE, KioskProcess
from tour_server.preview.preview_links import PreviewLinks

log = logging.getLogger(__name__)

FOLDER = "preview"  # below the data folder
IDLE_SECONDS = 600.0  # without a request, after which the kiosk ends
STEP_SECONDS = 0.25  # between two looks at each kiosk
LINKS_SECONDS = 2.0  # between two looks whether a link still opens it
HELD_SECONDS = (
    12.0  # that a picture stays before its camera; a visitor looks no longer for the name to appear
)
START_SECONDS = 120.0  # after which a kiosk without a page is taken to have failed


class KioskState(StrEnum):
    """Where the kiosk of a preview stands."""

    ABSENT = "absent"  # it starts when its page is asked for
    STARTING = "starting"
    RUNNING = "running"
    ENDED = "ended"  # nobody used it
    FAILED = "failed"  # it ended by itself, or could not start


class PreviewedKiosk:
    """The kiosk of one kind of preview. `step` belongs to one thread; the rest is for any."""

    def __init__(
        self,
        folder: Path,
        drafts: DraftRelease,
        is_open: Callable[[], bool],
        clock: Callable[[], float],
        house: KioskHouse,
        *,
        approved_only: bool,
    ) -> None:
        """`folder`: emptied at each start. `is_open`: whether a link opens it. `clock`: monotonic seconds.

        `house`: for this kiosk alone.
        """
        self._folder, self._drafts, self._is_open = folder.absolute(), drafts, is_open
        self._house, self._held_until = house, 0.0
        self._clock, self._approved_only = clock, approved_only
        self._lock = threading.Lock()
        self._state, self._port = KioskState.ABSENT, 0
        self._wanted, self._asked_at = False, 0.0
        self._started_at, self._looked_at = 0.0, 0.0
        self._process: KioskProcess | None = None
        self._bundle: KioskBundle | None = None
        self._served: Release | None = None

    @property
    def state(self) -> KioskState:
        """Where it stands."""
        return self._state

    @property
    def process_number(self) -> int | None:
        """The number of its process, None without one."""
        process = self._process
        return None if process is None else process.number

    def use(self) -> int | None:
        """Take in that somebody uses it now. Returns the port of its page while it runs, otherwise None.

        One that has not been started yet is started.
        """
        with self._lock:
            self._asked_at = self._clock()
            self._wanted = self._wanted or self._state is KioskState.ABSENT
            return self._port if self._state is KioskState.RUNNING else None

    def start_again(self) -> None:
        """Start it where it has ended or failed."""
        with self._lock:
            self._asked_at = self._clock()
            if self._state in (KioskState.ENDED, KioskState.FAILED):
                self._state, self._wanted = KioskState.ABSENT, True

    def hold(self, picture: bytes) -> bool:
        """Hold a picture before its camera for HELD_SECONDS, in the place of the one before; nothing takes it away.

        Returns False while the kiosk does not run. Raises OSError.
        """
        with self._lock:
            if self._state is not KioskState.RUNNING:
                return False
            self._held_until = self._clock() + HELD_SECONDS if picture else 0.0
            if picture:
                write_durably(self._folder / HELD, picture, READABLE_BY_OWNER)
            else:
                (self._folder / HELD).unlink(missing_ok=True)
            return True

    def step(self) -> None:
        """Start, renew or stop it, as is due."""
        if self._process is None:
            if self._wanted:
                self._start()
        elif not self._process.runs:
            log.warning("The preview's kiosk has ended by itself:\n%s", self._process.last_words())
            self.stop(KioskState.FAILED)
        elif self._clock() - self._asked_at > IDLE_SECONDS:
            self.stop(KioskState.ENDED)
        elif self._has_lost_its_links():
            self.stop(KioskState.ABSENT)
        else:
            self._renew()

    def stop(self, state: KioskState) -> None:
        """Stop its process, and delete what it had."""
        with self._lock:
            process, self._process = self._process, None
            bundle, self._bundle = self._bundle, None
            self._state, self._port, self._wanted = state, 0, False
            self._served = None
        if process is not None:
            process.stop()
        if bundle is not None:
            bundle.stop()
        if process is not None or bundle is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _has_lost_its_links(self) -> bool:
        if self._clock() - self._looked_at < LINKS_SECONDS:
            return False
        self._looked_at = self._clock()
        return not self._is_open()

    def _start(self) -> None:
        """Start it when the drafts are prepared."""
        prepared = self._drafts.for_kiosks(approved_only=self._approved_only)
        if prepared is None:
            return
        self._state = KioskState.STARTING
        shutil.rmtree(self._folder, ignore_errors=True)
        private_folder(self._folder)
        self._house.forget()
        private_folder(self._folder / HOUSE)
        self._house.tell(self._folder / HOUSE, prepared[0].museum)
        self._bundle = bundle = KioskBundle(self._folder, self._drafts.speech_file)
        bundle.start()
        bundle.put(*prepared)
        self._served = prepared[0]
        self._started_at = self._looked_at = self._clock()
        self._process = KioskProcess(self._folder, bundle.address, bundle.trusted_root)

    def _renew(self) -> None:
        """Take in the port of its page, and serve it the newest drafts."""
        if self._process is not None and self._state is KioskState.STARTING:
            port = self._process.port()
            if port is not None:
                with self._lock:
                    self._state, self._port = KioskState.RUNNING, port
            elif self._clock() - self._started_at > START_SECONDS:
                log.warning("The preview's kiosk does not start:\n%s", self._process.last_words())
                self.stop(KioskState.FAILED)
                return
        prepared = self._drafts.for_kiosks(approved_only=self._approved_only)
        if self._bundle is not None and prepared is not None and prepared[0] is not self._served:
            self._served = prepared[0]
            self._bundle.put(*prepared)
        if prepared is not None:
            self._house.tell(self._folder / HOUSE, prepared[0].museum)
        with self._lock:
            if self._held_until and self._clock() > self._held_until:
                self._held_until = 0.0
                (self._folder / HELD).unlink(missing_ok=True)


class KioskPreviews:
    """Both kiosks, between `start` and `stop`. Its thread starts them, and they end with it."""

    def __init__(
        self,
        data: Path,
        drafts: DraftRelease,
        links: PreviewLinks,
        house: Callable[[], KioskHouse],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`data`: the server's data folder. `house` makes what tells one kiosk. `clock`: monotonic seconds."""
        self._folder, self._links = data / FOLDER, links
        self._kiosks = {
            approved_only: PreviewedKiosk(
                self._folder / name,
                drafts,
                partial(self._is_open, approved_only),
                clock,
                house(),
                approved_only=approved_only,
            )
            for name, approved_only in (("drafts", False), ("approved", True))
        }
        self._worker = Worker("preview-kiosks", self._watch)

    def kiosk(self, *, approved_only: bool) -> PreviewedKiosk:
        """Returns the kiosk of a kind of preview."""
        return self._kiosks[approved_only]

    def start(self) -> None:
        """Begin to start and stop kiosks as they are used."""
        self._worker.start()

    def stop(self) -> None:
        """Stop both kiosks. May be called twice."""
        self._worker.stop()

    def _watch(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # of a server that was killed
        while not self._worker.wait(STEP_SECONDS):
            for kiosk in self._kiosks.values():
                try:
                    kiosk.step()
                except Exception:
                    log.exception("The preview's kiosk has failed.")
                    kiosk.stop(KioskState.FAILED)
        for kiosk in self._kiosks.values():
            kiosk.stop(KioskState.ABSENT)

    def _is_open(self, approved_only: bool) -> bool:
        """Returns whether a link opens a kind of preview; True while the database is away."""
        try:
            return any(one.approved_only == approved_only for one in self._links.listed())
        except DATABASE_AWAY:
            return True
