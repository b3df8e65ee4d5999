"""Set-up sessions, from the code to their end.

Off by default: no port is open until a person on the device itself (`zaalgids device look`) asks for a code, nor
after the session. They ask over a socket in the kiosk's own folder, which only the kiosk's account and root can
reach. So a person who can read the settings can open a session, and a visitor before the screen can't.

Note: pictures leave in the answer to a signed-in request only. They are not logged, written to a file or queued.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from device.camera.shared_frames import SharedFrames
from device.camera_setup.access import CODE_SECONDS, SetupAccess
from device.camera_setup.camera_preview import CameraPreview
from device.camera_setup.certificate import own_certificate
from device.camera_setup.invitation import Invitation, InvitationRefused, listen
from device.camera_setup.pages import create_setup_app
from device.camera_setup.saving import NotSavedError, SettingsFile
from device.camera_setup.settings import SetupPageSettings
from device.footfall.counter import Detect
from device.footfall.settings import CountingSettings
from device.sound_level.sound_level import SoundLevel
from runtime.hosts import EVERY_ADDRESS, in_url, own_addresses, own_names
from runtime.worker import Worker
from web.page_server import PageServer, Tls
from web.translations import gettext as _

log = logging.getLogger(__name__)
PAGE_THREADS = 4  # a technician's page asks for two things at a time
CHECK_SECONDS = 0.25  # between two checks for what is over
OPEN_AFTER_SECONDS = (
    20.0  # the port stays open after a session, so that the page can say that it is over
)
ASKED_SECONDS = 2.0  # for a client on the socket to take its answer


class SetupCameras(Protocol):
    """The kiosk's cameras, as set-up needs them. They are numbered from 0, as in the settings."""

    def counting(self) -> Sequence[CountingSettings]:
        """Returns what each camera counts now."""

    def frames(self, number: int) -> SharedFrames | None:
        """Returns the frames of camera `number`; None where it can't be opened."""

    def detector(self) -> Detect | None:
        """Make a person detector for one more thread. Returns None where there is none."""

    def count_with(self, number: int, counting: CountingSettings) -> None:
        """Count with `counting` at camera `number` from now on."""


class SetupSessions:
    """Offers set-up sessions, one at a time, between `start` and `stop`."""

    def __init__(
        self,
        settings: SetupPageSettings,
        folder: Path,
        name: str,
        cameras: SetupCameras,
        on_change: Callable[[], object],
        file: Path | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        *,
        sound: SoundLevel | None = None,
    ) -> None:
        """`folder`: its own, for certificate and socket; `file`: the settings file, if there is one.

        `on_change` is called when a session has begun or ended: the screen says so. `sound`: how loud the kiosk speaks;
        without it nothing of that is set here. Raises OSError where the folder can't be used.
        """
        self._settings, self._folder, self._name = settings, folder, name
        self._cameras, self._on_change = cameras, on_change
        self._file = SettingsFile(file) if file is not None else None
        self._clock, self._now = clock, now
        self.sound = sound
        self.access = SetupAccess(clock)
        self._lock = threading.RLock()
        self._previews: dict[int, CameraPreview] = {}
        self._pages: PageServer | None = None
        self._fingerprint = ""  # of the certificate in use
        self._unused_since: float | None = None  # no session is open and no code is offered
        self._announced = False
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._listener = listen(folder, CHECK_SECONDS)
        self._worker = Worker("camera set-up", self._run, daemon=False)

    @property
    def session_open(self) -> bool:
        """Whether a technician sees through a camera of this kiosk now."""
        return self.access.session_open

    def start(self) -> None:
        """Begin to wait for requests of a code."""
        self._worker.start()

    def stop(self) -> None:
        """End the session and close the port."""
        self._worker.stop()
        self._listener.close()
        self.access.end()
        self._close()

    def invite(self) -> Invitation | InvitationRefused:
        """Make a code and open the port."""
        try:
            with self._lock:
                if self._pages is None:
                    self._open()
                pages = self._pages
                assert pages is not None  # noqa: S101 - `_open` made it or raised
                return Invitation(
                    code=self.access.make_code(),
                    addresses=self._addresses(pages.port),
                    fingerprint=self._fingerprint,
                    minutes=round(CODE_SECONDS / 60),
                )
        except OSError as error:
            where = f"port {self._settings.port} of {self._settings.host}"
            log.warning("the camera set-up page can't be opened: %s", error)
            return InvitationRefused(
                f"The look can't be opened on {where}: {error.strerror or error}."
            )

    # What the pages ask for (device.camera_setup.pages.SetupHost).

    def cameras(self) -> Sequence[CountingSettings]:
        """Returns what each camera counts now."""
        return self._cameras.counting()

    @property
    def can_save(self) -> bool:
        """Whether there is a settings file to save to."""
        return self._file is not None

    def preview(self, number: int) -> CameraPreview | None:
        """Returns the preview of camera `number`, started at the first call of a session; None without either."""
        with self._lock:
            if not self.session_open or self._worker.stopping.is_set():
                return None
            self._announce()  # before the first picture, not after it
            if number not in self._previews:
                frames = self._cameras.frames(number)
                if frames is None:
                    return None
                counting = self._cameras.counting()[number]
                preview = CameraPreview(frames, self._cameras.detector(), counting)
                self._previews[number] = preview
                preview.start()
            return self._previews[number]

    def former(self, number: int) -> CountingSettings | None:
        """Returns what camera `number` counted before the last save."""
        return self._file.former(number) if self._file is not None else None

    def save(self, number: int, counting: CountingSettings) -> None:
        """Save what is drawn, and count with it. Raises NotSavedError; then nothing has changed."""
        with self._lock:
            others = [
                at for at, one in enumerate(self._cameras.counting()) if one.count and at != number
            ]
            if counting.count and others:
                raise NotSavedError(
                    _(
                        "Camera {number} of this kiosk counts already, and one may. Set its count to false in the "
                        "settings first, or give this camera a kiosk of its own.",
                        number=others[0] + 1,
                    )
                )
            if self._file is not None:
                self._file.save(number, counting)
            self._cameras.count_with(number, counting)
        log.info("a technician has drawn anew what camera %d counts", number + 1)

    # Opening and closing.

    def _open(self) -> None:
        settings = self._settings
        own = own_certificate(self._folder, self._name, self._now()) if settings.encrypted else None
        self._fingerprint = own.fingerprint if own else ""
        app = create_setup_app(self, self._name, encrypted=settings.encrypted)
        tls = Tls(own.certificate, own.key) if own else None
        self._pages = PageServer(app, settings.host, settings.port, PAGE_THREADS, tls=tls)
        self._pages.start()
        self._unused_since = None
        log.info("a code for camera set-up was asked for; port %d is open", self._pages.port)

    def _close(self) -> None:
        with self._lock:
            pages, self._pages = self._pages, None
        self._end_previews()
        if pages is not None:
            pages.stop()
            log.info("the port of the camera set-up page is closed")

    def _end_previews(self) -> None:
        with self._lock:
            over, self._previews = list(self._previews.values()), {}
        for preview in over:
            preview.stop()

    def _run(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                asked, _ = self._listener.accept()
            except TimeoutError:
                asked = None
            except OSError:
                log.exception("the socket for camera set-up fails; no code can be asked for")
                return
            try:
                if asked is not None:
                    with asked:
                        asked.settimeout(ASKED_SECONDS)
                        asked.sendall(msgspec.json.encode(self.invite()))
                self._check()
            except Exception:
                log.exception("camera set-up failed; it goes on")

    def _check(self) -> None:
        """Announce what has changed, and close what is over."""
        self._announce()
        if not self.session_open:
            self._end_previews()
        if self.session_open or self.access.code_offered:
            self._unused_since = None
        elif self._unused_since is None:
            self._unused_since = self._clock()
        elif self._pages is not None and self._clock() - self._unused_since >= OPEN_AFTER_SECONDS:
            self._close()

    def _announce(self) -> None:
        with self._lock:
            is_open = self.session_open
            if is_open == self._announced:
                return
            self._announced = is_open
            log.info("a camera set-up session has %s", "begun" if is_open else "ended")
            self._on_change()

    def _addresses(self, port: int) -> list[str]:
        scheme = "https" if self._settings.encrypted else "http"
        host = self._settings.host
        hosts = [host] if host not in EVERY_ADDRESS else own_addresses() or own_names()[:1]
        return [f"{scheme}://{in_url(host)}:{port}/" for host in hosts]
