"""Keeps the release in use on the kiosk's disk: fetches it through TUF, verifies it and switches in one step.

A release is in use as soon as its texts, pictures and features are here. Its speech follows, in the order in which this
kiosk needs it, within a limit of space; what is not here the kiosk's own voice says (device.speech).

No failure here takes away the release that the kiosk holds. When the server is away, a bundle is refused or metadata
has expired, the kiosk goes on with its release and says why it has no newer one. Files are named by their content, so
that what two releases share is fetched once, and a fetch that broke off goes on with the files that are missing. A file
that the disk has damaged since is fetched again (damaged_files.py).
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from contract.bundle import (
    MAX_RELEASE_BYTES,
    RELEASE_TARGET,
    Release,
    Speech,
    read_release,
    speech_pack,
)
from contract.kiosk_alerts import KioskAlert
from contract.museum import Key, Language
from device.content.bundle_client import BundleClient
from device.content.damaged_files import DamagedFiles
from device.content.fetcher import BundleFetcher
from device.content.held_speech import HeldSpeech, played
from device.content.problems import (
    FETCH_ERRORS,
    FetchError,
    NoRoomError,
    TooLargeForKioskError,
    alert_of,
    describe,
)
from device.content.signed_files import file_name, signed_file
from device.content.speech_order import speech_in_order
from device.content.stored_releases import (
    KEPT_RELEASES,
    SpeechFile,
    StoredRelease,
    later_targets,
    needed_targets,
    read_stored,
    write_stored,
)
from runtime.clocks import utc_now
from runtime.document_version import DocumentVersionError
from runtime.durable_files import PART_PREFIX, sync, sync_all
from runtime.worker import Worker

log = logging.getLogger(__name__)

STOP_SECONDS = 12.0  # a little longer than the fetcher waits for a byte
ASK_AGAIN_SECONDS = 60.0  # while speech is being fetched, whether there is a newer release
# The disk is waited for once for so many files of speech, or for those of so many seconds.
KEPT_AT_ONCE, KEPT_AFTER_SECONDS = 512, 10.0
SHARE_OF_DISK = 0.5  # of what is free, or taken by content, where no limit is set


class _InUse(NamedTuple):
    """The release in use and its files. Replaced as one, so that no reader sees the files of another release."""

    release: Release | None
    stored: StoredRelease
    before: tuple[
        StoredRelease, ...
    ] = ()  # the release before, whose packs may have the same words

    @property
    def hash(self) -> str | None:
        """The SHA-256 of the release."""
        name = self.stored.files.get(RELEASE_TARGET)
        return None if name is None else Path(name).stem


class ContentStore:
    """Owns one thread between `start` and `stop`. Safe to use from any thread."""

    def __init__(
        self,
        folder: Path,
        server: str,
        trusted_root: bytes | None,
        *,
        on_new: Callable[[Release], None] = lambda _release: None,
        fetcher: FetcherInterface | None = None,
        room: Key | None = None,
        language: Language | None = None,
        most_bytes: int | None = None,
        now: Callable[[], dt.datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`trusted_root`: the site's first root.json; None trusts the first one the server gives, from then on.

        `on_new` is called with each new release once it is in use, and with the one in use once a damaged file of it
        is whole again. `room`, `language`: whose speech is fetched first. `most_bytes`: room for content; None takes
        half of the disk that is free. `now`: for what is said of dates. `clock`: monotonic seconds, for pauses.
        """
        self._folder, self._targets = folder, folder / "targets"
        self._client = BundleClient(
            folder, server.rstrip("/") + "/bundles", trusted_root, BundleFetcher(fetcher)
        )
        self._on_new = on_new
        self.room, self.language = room, language
        self._most_bytes, self._now = most_bytes, now
        self._problem: str | None = None
        self._alert: KioskAlert | None = None
        self._asking = threading.Lock()  # python-tuf: one client a folder at a time
        self._wake = threading.Event()
        self.interval_seconds = 0.0
        self._speech_to_come = False
        self._worker = Worker("content", self._watch, wake=self._wake.set)
        self._make_folders()
        self._damaged = DamagedFiles(self._targets, clock)
        self._speech = HeldSpeech(self._targets, folder / "unpacked")
        self._in_use = self._load()

    @property
    def release(self) -> Release | None:
        """The release in use; None while there is none."""
        return self._in_use.release

    @property
    def release_hash(self) -> str | None:
        """The SHA-256 of the release in use; None while there is none."""
        return self._in_use.hash

    @property
    def problems(self) -> list[str]:
        """Why there is no newer release, and which files are damaged, in plain sentences."""
        problem = self._problem
        return [*([problem] if problem else []), *self._damaged.problems]

    @property
    def alerts(self) -> list[KioskAlert]:
        """What of it staff have an alarm of."""
        alert = self._alert
        return [*([alert] if alert else []), *self._damaged.alerts]

    @property
    def speech_to_come(self) -> bool:
        """Whether speech that there is room for is still to be fetched, after the last call of `check_now`."""
        return self._speech_to_come

    @property
    def features_path(self) -> Path | None:
        """The path of the reference features of the release in use; None when it has none."""
        release, stored, _ = self._in_use
        if release is None or release.features is None:
            return None
        return self._targets / stored.files[release.features]

    def path(self, target: str) -> Path:
        """Returns the path of a target of the release in use. Raises KeyError for one it does not name or lacks."""
        release, stored, before = self._in_use
        if target in stored.files:
            return self._targets / stored.files[target]
        if release is None:
            raise KeyError(target)
        return self._speech.path(target, release, (stored, *before))

    def has_speech(self, speech: Speech) -> bool:
        """Returns whether the files of a block of the release in use are here."""
        return self._speech.has(speech, (self._in_use.stored, *self._in_use.before))

    def start(self, interval_seconds: float) -> None:
        """Ask for a new release now and every `interval_seconds`."""
        self.interval_seconds = interval_seconds
        self._worker.start()

    def poke(self) -> None:
        """Ask now, on the store's thread, because a new release was announced."""
        self._wake.set()

    def report_unreadable_features(self) -> None:
        """Check the features on the store's thread, because recognition could not read them."""
        release = self._in_use.release
        if release is not None and release.features and self._damaged.report(release.features):
            self._wake.set()

    def stop(self) -> None:
        """End the thread, after the file that it is fetching."""
        self._worker.stop(STOP_SECONDS)

    def check_now(self) -> bool:
        """Ask the server, and take what is new, then its speech. Returns whether another release is in use now.

        Files of the release in use that are damaged are fetched again.
        """
        updater: Updater | None = None
        new: Release | None = None
        repaired: Release | None = None
        with self._asking:
            self._speech_to_come = False
            try:
                self._make_folders()
                updater = self._client.updater()
                new = self._take(updater)
                self._problem = self._alert = None
            except FETCH_ERRORS as error:
                self._report(error)
            self._damaged.check(self._in_use.stored, self._worker.stopping)
            if updater is not None:
                repaired = self._fetch_damaged(updater)
        in_use = new or repaired
        if in_use is not None:
            self._on_new(in_use)
        if updater is None or self._problem is not None:
            return new is not None
        with self._asking:
            try:
                self._speech_to_come = self._fetch_speech(updater)
            except FETCH_ERRORS as error:
                self._report(error)
        return new is not None

    def _make_folders(self) -> None:
        """Make the folders; where the disk does not let it, the next question tries again."""
        for part in ("metadata", "targets"):
            with suppress(OSError):
                (self._folder / part).mkdir(parents=True, exist_ok=True)

    def _take(self, updater: Updater) -> Release | None:
        """Fetch a new release without its speech and put it in use. Returns it; None when there is no new one."""
        described = updater.get_targetinfo(RELEASE_TARGET)
        if described is None:
            return None  # nothing is published yet
        if self._has(described):
            return None
        if described.length > MAX_RELEASE_BYTES:
            raise TooLargeForKioskError(RELEASE_TARGET, described.length, MAX_RELEASE_BYTES)
        release = read_release(self._fetch(updater, described).read_bytes())
        wanted = {RELEASE_TARGET: described}
        for target in [*needed_targets(release), *later_targets(release)]:
            wanted[target] = signed_file(updater, target, release)
        needed = sum(one.length for one in wanted.values())
        if needed > (most := self._room_for_content()):
            raise NoRoomError(needed, most)
        for described in list(wanted.values())[1:]:
            if self._worker.stopping.is_set():
                return None
            self._fetch(updater, described)
        stored = StoredRelease(
            {target: file_name(one) for target, one in wanted.items()},
            self._speech_files(updater, release),
        )
        before = self._switch(stored)
        self._in_use = _InUse(release, stored, before)
        return release

    def _has(self, described: TargetFile) -> bool:
        """Returns whether this release is in use, with what software of before did not fetch."""
        release, files = self._in_use.release, self._in_use.stored.files
        if release is None or files.get(RELEASE_TARGET) != file_name(described):
            return False
        return set(later_targets(release)) <= files.keys()

    def _fetch_damaged(self, updater: Updater) -> Release | None:
        """Fetch the damaged files of the release in use again. Returns it where one of them is whole now.

        Until then a damaged file stays, so that what can be read of it is read.
        """
        is_repaired = False
        for target, name in self._damaged.to_fetch().items():
            described = updater.get_targetinfo(target)
            if described is None or file_name(described) != name:
                continue  # a newer release has another file, and this kiosk could not take it
            self._damaged.fetching(target)
            try:
                self._fetch(updater, described)
            except FETCH_ERRORS as error:
                self._report(error)
                continue
            self._damaged.fetched(target)
            is_repaired = True
        if not is_repaired:
            return None
        self._in_use = self._load()
        return self._in_use.release

    def _speech_files(self, updater: Updater, release: Release) -> dict[str, SpeechFile]:
        """Returns the files with the release's speech in the order in which they are fetched.

        They are packs, or from a server of before 0018 single files.
        """
        files: dict[str, SpeechFile] = {}
        for (work, language), blocks in speech_in_order(release, self.room, self.language).items():
            pack = updater.get_targetinfo(speech_pack(work, language))
            singles = [] if pack else [target for block in blocks for target in played(block)]
            signed = (
                [pack] if pack else [signed_file(updater, target, release) for target in singles]
            )
            for one in signed:
                files[one.path] = SpeechFile(file_name(one), one.length)
        return files

    def _fetch_speech(self, updater: Updater) -> bool:
        """Fetch the speech that is not here, in order. Returns whether some is left to fetch that there is room for."""
        stored = self._in_use.stored
        here = {file.name: file.stat().st_size for file in self._targets.iterdir()}
        missing = {  # by name: two targets may have the same content, and so the same file
            file.name: (target, file)
            for target, file in stored.speech.items()
            if file.name not in here
        }
        if not missing:
            return False
        used, most = sum(here.values()), self._room_for_content()
        ask_again = time.monotonic() + ASK_AGAIN_SECONDS
        keep_at = time.monotonic() + KEPT_AFTER_SECONDS
        fetched: list[Path] = []
        try:
            for target, file in missing.values():
                if self._worker.stopping.is_set() or self._wake.is_set():
                    return True
                if time.monotonic() > ask_again:
                    return True
                if used + file.size > most:
                    used -= self._drop_files_of_before()
                if used + file.size > most:
                    log.info("no room for more speech; the kiosk's own voice says the rest")
                    return False
                described = TargetFile(file.size, {"sha256": Path(file.name).stem}, target)
                fetched.append(self._download(updater, described))
                used += file.size
                if len(fetched) == KEPT_AT_ONCE or time.monotonic() > keep_at:
                    _keep(fetched)
                    keep_at = time.monotonic() + KEPT_AFTER_SECONDS
        finally:
            _keep(fetched)
        return False

    def _room_for_content(self) -> int:
        """Returns how many bytes content may take on the disk. Raises OSError."""
        if self._most_bytes is not None:
            return self._most_bytes
        used = sum(file.stat().st_size for file in self._targets.iterdir())
        return int((shutil.disk_usage(self._folder).free + used) * SHARE_OF_DISK)

    def _drop_files_of_before(self) -> int:
        """Delete the speech of the release before that the one in use has not. Returns how many bytes it took."""
        freed, needed = 0, self._in_use.stored.names()
        for release in self._in_use.before:
            for file in release.speech.values():
                path = self._targets / file.name
                if file.name not in needed and path.is_file():
                    freed += path.stat().st_size
                    path.unlink()
        return freed

    def _fetch(self, updater: Updater, described: TargetFile) -> Path:
        """Returns the file of a target, whole and on the disk: the one that is here, or one fetched and verified."""
        path = self._targets / file_name(described)
        if updater.find_cached_target(described, str(path)) is None:
            _keep([self._download(updater, described)])
        return path

    def _download(self, updater: Updater, described: TargetFile) -> Path:
        """Fetch and verify the file of a target. Returns the part that `_keep` gives its name."""
        part = self._targets / (PART_PREFIX + file_name(described))
        try:
            updater.download_target(described, str(part))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return part

    def _switch(self, stored: StoredRelease) -> tuple[StoredRelease, ...]:
        """Put the new release in use, also after a power cut, and delete the files of older ones.

        Returns the releases before that stay.
        """
        sync(self._targets)
        before = [one for one in read_stored(self._folder) if one.files != stored.files]
        kept = [stored, *before][:KEPT_RELEASES]
        write_stored(self._folder, kept)
        wanted = {name for one in kept for name in one.names()}
        for file in self._targets.iterdir():
            if file.name not in wanted:
                with suppress(OSError):
                    file.unlink()
        return tuple(kept[1:])

    def _load(self) -> _InUse:
        """Returns the newest release on the disk that is whole, whatever speech it lacks; skips a damaged one."""
        releases = read_stored(self._folder)
        for n, stored in enumerate(releases):
            places = {target: self._targets / name for target, name in stored.files.items()}
            try:
                release = read_release(places[RELEASE_TARGET].read_bytes())
            except (OSError, KeyError, DocumentVersionError, msgspec.DecodeError) as error:
                log.warning("a release on the disk can't be read: %s", error)
                continue
            missing = [
                target
                for target in needed_targets(release)
                if target not in places or not places[target].is_file()
            ]
            if not missing:
                return _InUse(release, stored, tuple(releases[n + 1 :]))
            log.warning("release %d on the disk lacks %s", release.number, ", ".join(missing))
        return _InUse(None, StoredRelease({}))

    def _watch(self) -> None:
        while not self._worker.stopping.is_set():
            self._wake.clear()
            try:
                self.check_now()
            except Exception:
                log.exception("asking for a new release failed; it is tried again")
            if not self._worker.stopping.is_set():  # `stop` may have come just before the clear
                self._wake.wait(0.0 if self._speech_to_come else self.interval_seconds)

    def _report(self, error: FetchError) -> None:
        problem = describe(error, self._now().date())
        if problem != self._problem:
            log.warning("%s (%s)", problem, error)
        self._problem, self._alert = problem, alert_of(error)


def _keep(parts: list[Path]) -> None:
    """Give fetched files their names, once they are on the disk, and empty the list. Raises OSError."""
    sync_all(parts)
    for part in parts:
        part.replace(part.with_name(part.name.removeprefix(PART_PREFIX)))
    parts.clear()
