"""The technician's look, from the code to its end.

Off by default: nothing listens on the network until somebody on the device itself (`zaalgids device look`) asks for
a code, and nothing after the look. They ask over a socket in the kiosk's own folder, which only the kiosk's account
and root may reach; so whoever may read the settings may look, and nobody who merely stands before the screen.

What a newcomer would get wrong: the pictures' way out. They go from memory into the answer of a signed-in request,
and nowhere else: not through the log, a file, a queue or a page's cache.
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from device.camera.shared_frames import SharedFrames
from device.camera_setup.access import CODE_SECONDS, Access
from device.camera_setup.certificate import own_certificate
from device.camera_setup.invitation import Invitation, Trouble, doorbell
from device.camera_setup.pages import create_aim
from device.camera_setup.saving import NotSavedError, SettingsFile
from device.camera_setup.settings import AimSettings
from device.camera_setup.trial import Trial
from device.footfall.counter import Detect
from device.settings import Eye
from web.page_server import PageServer, PortTakenError, Tls

log = logging.getLogger(__name__)
PAGE_THREADS = 4  # one technician's page asks for two things at a time
TURN = 0.25  # seconds between two looks at what is over
LINGER = 20.0  # seconds the port stays open after a look, so that the page can say that it is over


class Cameras(Protocol):
    """The kiosk's cameras, as the look needs them. They are numbered from 0, as in the settings."""

    def eyes(self) -> Sequence[Eye]:
        """The cameras, with the lines and zones that are counted with now."""

    def frames(self, number: int) -> SharedFrames | None:
        """What camera `number` sees; None where it can't be had."""

    def detector(self) -> Detect | None:
        """A person detector for one more thread; None where there is none."""

    def aimed(self, number: int, eye: Eye) -> None:
        """Counts with `eye` from now on."""


class Aim:
    """Waits for a technician between `start` and `stop`."""

    def __init__(
        self,
        settings: AimSettings,
        folder: Path,
        name: str,
        cameras: Cameras,
        on_look: Callable[[], object],
        file: Path | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """`folder`: its own, for certificate and socket; `file`: the settings file, if there is one.

        `on_look` is called when a look has begun or ended: the screen says so.

        Raises OSError where the folder can't be had.
        """
        self._settings, self._folder, self._name = settings, folder, name
        self._cameras, self._on_look = cameras, on_look
        self._file = SettingsFile(file) if file is not None else None
        self._clock, self._now = clock, now
        self.access = Access(clock)
        self._lock = threading.RLock()
        self._trials: dict[int, Trial] = {}
        self._pages: PageServer | None = None
        self._fingerprint = ""  # of the certificate it is served with
        self._quiet_since: float | None = None  # nobody looks and nobody may
        self._announced = False
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._bell = doorbell(folder, TURN)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aim")

    @property
    def looking(self) -> bool:
        """A technician sees through a camera of this kiosk now."""
        return self.access.looking

    def start(self) -> None:
        """Begins to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Ends every look."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._bell.close()
        self.access.end()
        self._close()

    def invite(self) -> Invitation | Trouble:
        """Makes a code and opens the port."""
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
        except PortTakenError as error:
            log.warning("the look can't be opened: %s", error.strerror)
            return Trouble(f"The look can't be opened. {error.strerror}")
        except OSError as error:
            where = f"port {self._settings.port} of {self._settings.host}"
            log.warning("the look can't be opened: %s", error)
            return Trouble(f"The look can't be opened on {where}: {error.strerror or error}.")

    # What the pages ask for (device.camera_setup.pages.Looked).

    def eyes(self) -> Sequence[Eye]:
        """The cameras."""
        return self._cameras.eyes()

    @property
    def keeps(self) -> bool:
        """There is a settings file to save to."""
        return self._file is not None

    def trial(self, number: int) -> Trial | None:
        """What watches camera `number` for this look, from its first call on; None without a look or a camera."""
        with self._lock:
            if not self.looking or self._stopping.is_set():
                return None
            self._announce()  # before the first picture, not after it
            if number not in self._trials:
                frames = self._cameras.frames(number)
                if frames is None:
                    return None
                trial = Trial(frames, self._cameras.detector(), self._cameras.eyes()[number])
                self._trials[number] = trial
                trial.start()
            return self._trials[number]

    def former(self, number: int) -> Eye | None:
        """Camera `number` as it was drawn before the last save."""
        return self._file.former(number) if self._file is not None else None

    def save(self, number: int, eye: Eye) -> None:
        """Keeps what `eye` has drawn, and counts with it. Raises NotSavedError; then nothing has changed."""
        with self._lock:
            others = [
                at for at, one in enumerate(self._cameras.eyes()) if one.count and at != number
            ]
            if eye.count and others:
                raise NotSavedError(
                    f"Camera {others[0] + 1} of this kiosk counts already, and one may. Set its count to false in the "
                    "settings first, or give this camera a kiosk of its own."
                )
            if self._file is not None:
                self._file.save(number, eye)
            self._cameras.aimed(number, eye)
        log.info("a technician has drawn anew what camera %d counts", number + 1)

    # Opening and closing.

    def _open(self) -> None:
        settings = self._settings
        own = own_certificate(self._folder, self._name, self._now()) if settings.encrypted else None
        self._fingerprint = own.fingerprint if own else ""
        app = create_aim(self, self._name, encrypted=settings.encrypted)
        tls = Tls(own.certificate, own.key) if own else None
        self._pages = PageServer(app, settings.host, settings.port, PAGE_THREADS, tls=tls)
        self._pages.start()
        self._quiet_since = None
        log.info("a technician has asked for a look; port %d is open", self._pages.port)

    def _close(self) -> None:
        with self._lock:
            pages, self._pages = self._pages, None
            trials, self._trials = list(self._trials.values()), {}
        for trial in trials:
            trial.stop()
        if pages is not None:
            pages.stop()
            log.info("the look's port is closed")

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asked, _ = self._bell.accept()
            except TimeoutError:
                asked = None
            except OSError:
                log.exception("nobody can ask for a look")
                return
            try:
                if asked is not None:
                    with asked:
                        asked.settimeout(2.0)
                        asked.sendall(msgspec.json.encode(self.invite()))
                self._turn()
            except Exception:
                log.exception("the technician's look stumbled; it goes on")

    def _turn(self) -> None:
        """Says what has changed, and closes what is over."""
        self._announce()
        looking = self.looking
        if not looking:
            with self._lock:
                over, self._trials = list(self._trials.values()), {}
            for trial in over:
                trial.stop()
        if looking or self.access.offered:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = self._clock()
        elif self._pages is not None and self._clock() - self._quiet_since >= LINGER:
            self._close()

    def _announce(self) -> None:
        with self._lock:
            looking = self.looking
            if looking == self._announced:
                return
            self._announced = looking
            log.info("a technician's look has %s", "begun" if looking else "ended")
            self._on_look()

    def _addresses(self, port: int) -> list[str]:
        scheme = "https" if self._settings.encrypted else "http"
        host = self._settings.host
        hosts = [host] if host not in ("0.0.0.0", "::") else _own_addresses()  # noqa: S104
        return [f"{scheme}://{host}:{port}/" for host in hosts]


def _own_addresses() -> list[str]:
    """Of this machine on its network; by its name where it has no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(
                ("192.0.2.1", 9)
            )  # TEST-NET-1, RFC 5737: only asks which way out; nothing is sent
            return [str(probe.getsockname()[0])]
        except OSError:
            return [socket.gethostname()]
