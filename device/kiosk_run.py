"""Runs a kiosk from its start to its end: as what its settings or its claim say it is, or unclaimed until it has one.

A kiosk that is not to be claimed is what its settings say. Another one is what its identity says; without an identity
it shows the page of a screen that is not set up, and asks its server. It changes between the two without a restart.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from contract.claimed_identity import ClaimedIdentity
from device.camera_setup.saving import NotSavedError, SettingsFile
from device.claim.claimed_part import ClaimedPart
from device.claim.claiming import ClaimAsking
from device.claim.device_key import own_key_pair
from device.claim.identity_store import FOLDER, IdentityStore
from device.claim.prepared_wifi import PreparedNetwork
from device.claim.secret_wiping import SecretWiping
from device.claim.unclaimed_pages import create_unclaimed_app
from device.desk_settings.wifi import wifi_of_this_machine
from device.footfall.settings import CountingSettings
from device.kiosk import Kiosk, KioskProblemError
from device.settings import KioskSettings
from device.updates.shared_data import hold_for_other_slot
from runtime.clocks import utc_now
from runtime.hosts import EVERY_ADDRESS, in_url
from runtime.private_files import private_folder
from runtime.service_watchdog import ServiceWatchdog, page_answers
from runtime.serving_report import ServingReport
from runtime.settings_file import SettingsError
from web.page_server import PageServer

log = logging.getLogger(__name__)

PAGE_THREADS = 4
MAX_BODY_BYTES = 4096


class UnclaimedKiosk:
    """A kiosk without an identity, between `start` and `stop`."""

    def __init__(
        self, settings: KioskSettings, store: IdentityStore, claimed: Callable[[], None]
    ) -> None:
        """`claimed` is called once, when there is an identity. Raises KioskProblemError."""
        try:
            key = own_key_pair(store.folder)
            wiping = SecretWiping(store.folder)
            network = PreparedNetwork(wifi_of_this_machine(), wiping)
            self._asking = ClaimAsking(
                settings.claim, store, key, utc_now, claimed, wiping, network
            )
            app = create_unclaimed_app(lambda: self._asking.scene, night=settings.screen.night)
            host, port = settings.screen.host, settings.screen.port
            self._pages = PageServer(app, host, port, PAGE_THREADS, MAX_BODY_BYTES)
        except OSError as error:
            raise KioskProblemError(str(error)) from error
        self._host = "127.0.0.1" if host in EVERY_ADDRESS else host

    @property
    def screen_url(self) -> str:
        """The address of the page for the kiosk's own browser."""
        return f"http://{in_url(self._host)}:{self._pages.port}/"

    def start(self) -> None:
        """Show the page and begin to ask."""
        self._pages.start()
        self._asking.start()

    @property
    def serves(self) -> bool:
        """Whether its page answers."""
        return page_answers(self.screen_url)

    def stop(self) -> None:
        """Stop asking, and free the port."""
        self._asking.stop()
        self._pages.stop()


class KioskRun:
    """Runs a kiosk until `stop` is called."""

    def __init__(
        self,
        read: Callable[[], KioskSettings],
        file: Path | None,
        say_screen: Callable[[str], None],
        *,
        fixed: Collection[str] = (),
        watchdog: ServiceWatchdog | None = None,
    ) -> None:
        """`read`: returns the settings, and raises SettingsError. `file`: where they come from.

        `say_screen` is called with the screen's address at each start. `fixed`: names of settings that hold over those
        of the desk. `watchdog`: in place of systemd's. Raises SettingsError.
        """
        self._fixed = fixed
        self._read, self._file, self._say_screen = read, file, say_screen
        self._settings = read()
        hold_for_other_slot(Path(self._settings.data))
        self._store = IdentityStore(Path(self._settings.data) / FOLDER)
        self._wake = threading.Event()
        self._watchdog = watchdog or ServiceWatchdog()
        self._stopped = False
        self.restarts = False
        """Whether the desk asked that the program be started again, when `run` has ended."""

    def stop(self) -> None:
        """Let `run` end. May be called from a signal handler."""
        self._stopped = True
        self._wake.set()

    def run(self) -> None:
        """Run until `stop`. Raises KioskProblemError, or ValueError for settings that can't be used."""
        while not self._stopped:
            self._wake.clear()
            self._watchdog.serves()  # building takes its time on a small machine
            part = self._part()
            try:
                self._watchdog.serves()
                part.start()
                self._say_screen(part.screen_url)
                if not self._stopped:
                    self._serve(part)
            finally:
                part.stop()
            self._read_again()

    def _serve(self, part: Kiosk | UnclaimedKiosk) -> None:
        """Wait until something ends the part. While it serves, systemd hears so, from this thread."""
        report = ServingReport(self._watchdog)
        while not self._wake.wait(self._watchdog.seconds):
            if self._watchdog.is_asked:
                report.take(part.serves)

    def _restart(self) -> None:
        self.restarts = True
        self.stop()

    def _read_again(self) -> None:
        """Take the settings as they are now: lines may have been drawn meanwhile."""
        try:
            self._settings = self._read()
        except SettingsError as error:
            log.error("The settings stay as they were: %s", error)

    def _part(self) -> Kiosk | UnclaimedKiosk:
        """Build what this kiosk is now."""
        if not self._settings.claimed:
            return self._kiosk(self._settings)
        try:
            private_folder(Path(self._settings.data))
            identity = self._store.read()
            if identity is None:
                return UnclaimedKiosk(self._settings, self._store, self._wake.set)
            self._write_files(identity)
            key = own_key_pair(self._store.folder)
        except OSError as error:
            raise KioskProblemError(str(error)) from error
        settings = self._placed(identity, with_identity(self._settings, identity, self._store))
        claimed = ClaimedPart(identity, self._store, key, self._wake.set)
        return self._kiosk(settings, claimed)

    def _write_files(self, identity: ClaimedIdentity) -> None:
        """Write the files of the identity. Where the disk refuses, those of the last start do. Raises OSError."""
        try:
            self._store.write_files(identity)
        except OSError as error:
            if not (self._store.certificate.is_file() and self._store.credentials.is_file()):
                raise
            log.error(
                "The files of this kiosk's identity can't be written, the last ones are used: %s",
                error,
            )

    def _kiosk(self, settings: KioskSettings, claimed: ClaimedPart | None = None) -> Kiosk:
        fixed, restart = self._fixed, self._restart
        return Kiosk(settings, self._file, claimed=claimed, fixed=fixed, restart=restart)

    def _placed(self, identity: ClaimedIdentity, settings: KioskSettings) -> KioskSettings:
        """Take over, once, what was set up at the place of the kiosk whose name this one has got."""
        if self._store.placed_as() == identity.name:
            return settings
        drawn = [] if identity.placing is None else list(identity.placing.cameras)
        cameras = list(settings.cameras)
        saved = True
        for number, values in enumerate(drawn[: len(cameras)]):
            try:
                counting = msgspec.convert(values, CountingSettings, strict=False)
                cameras[number] = msgspec.structs.replace(
                    cameras[number], **msgspec.structs.asdict(counting)
                )
                if self._file is not None:
                    SettingsFile(self._file).save(number, counting)
            except NotSavedError as error:
                log.warning("The lines are used and not kept: %s", error)
                saved = False
            except msgspec.ValidationError as error:
                log.error("The lines of camera %d can't be taken over: %s", number + 1, error)
        if saved:
            try:
                self._store.note_placed(identity.name)
            except OSError as error:  # it is done again at the next start, with the same result
                log.warning("That the lines were taken over can't be kept: %s", error)
        return msgspec.structs.replace(settings, cameras=tuple(cameras))


def with_identity(
    settings: KioskSettings, identity: ClaimedIdentity, store: IdentityStore
) -> KioskSettings:
    """Return the settings with who the kiosk is by its claim, and how it reaches its server."""
    changes: Mapping[str, Any] = {
        "name": identity.name,
        "site": identity.site,
        "room": identity.room or settings.room,
        "server": identity.server,
        "broker": identity.broker,
        "door": identity.content,
        "broker_ca": str(store.broker_authority) if identity.credentials.broker_ca else "",
        "broker_certificate": str(store.certificate),
        "broker_key": str(store.key),
        "credentials": str(store.credentials),
        "trusted_root": str(store.trusted_root) if identity.trusted_root else "",
    }
    return msgspec.structs.replace(settings, **changes)
