"""Keeps the release in use on the kiosk's disk: fetches it through TUF, verifies it and switches in one step.

No failure here takes away the release that the kiosk holds. When the server is away, a bundle is refused or metadata
has expired, the kiosk goes on with its release and says why it has no newer one. Files are named by their content, so
that what two releases share is fetched once, and a fetch that broke off goes on with the files that are missing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from contract.bundle import RELEASE_TARGET, Release, read_release
from device.content.fetcher import BundleFetcher
from device.content.problems import FETCH_ERRORS, FetchError, UnsignedTargetError, describe
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import sync, write_durably
from runtime.worker import Worker

log = logging.getLogger(__name__)

CURRENT = "current.json"
FIRST_ROOT = "first-root.json"
KEPT_RELEASES = 2  # whose files stay: the one in use, and the one before
MAX_ROOT_BYTES = 512_000  # the same limit as python-tuf has for a root
VERSIONS = DocumentVersions("list of releases")
"""The versions of `current.json`."""
STOP_SECONDS = 12.0  # a little longer than the fetcher waits for a byte


class _StoredReleases(Struct, frozen=True):
    """The content of `current.json`: each release's targets with the names of their files, the newest first."""

    releases: list[dict[str, str]]


class _InUse(NamedTuple):
    """The release in use and its files. Replaced as one, so that no reader sees the files of another release."""

    release: Release | None
    files: dict[str, str]


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
    ) -> None:
        """`trusted_root`: the site's first root.json; None trusts the first one the server gives, from then on.

        `on_new` is called with each new release once it is in use. Raises OSError where `folder` can't be made.
        """
        self._folder = folder
        self._bundles = server.rstrip("/") + "/bundles"
        self._root = trusted_root
        self._on_new = on_new
        self._fetcher = BundleFetcher(fetcher)
        self._problem: str | None = None
        self._asking = threading.Lock()  # python-tuf: one client a folder at a time
        self._wake = threading.Event()
        self._interval_seconds = 0.0
        self._worker = Worker("content", self._watch, wake=self._wake.set)
        for part in ("metadata", "targets"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self._in_use = self._load()

    @property
    def release(self) -> Release | None:
        """The release in use; None while there is none."""
        return self._in_use.release

    @property
    def problems(self) -> list[str]:
        """Why there is no newer release, in plain sentences."""
        problem = self._problem
        return [problem] if problem else []

    @property
    def features_path(self) -> Path | None:
        """The path of the reference features of the release in use; None when it has none."""
        release, files = self._in_use
        if release is None or release.features is None:
            return None
        return self._folder / "targets" / files[release.features]

    def path(self, target: str) -> Path:
        """Returns the path of a target of the release in use. Raises KeyError for one it does not name."""
        return self._folder / "targets" / self._in_use.files[target]

    def start(self, interval_seconds: float) -> None:
        """Ask for a new release now and every `interval_seconds`."""
        self._interval_seconds = interval_seconds
        self._worker.start()

    def poke(self) -> None:
        """Ask now, on the store's thread, because a new release was announced."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread, after the file that it is fetching."""
        self._worker.stop(STOP_SECONDS)

    def check_now(self) -> bool:
        """Ask the server, and take what is new. Returns whether another release is in use now."""
        with self._asking:
            try:
                new = self._take()
            except FETCH_ERRORS as error:
                self._report(error)
                return False
            self._problem = None
        if new is None:
            return False
        self._on_new(new)
        return True

    def _take(self) -> Release | None:
        """Fetch a new release and put it in use. Returns it; None when there is no new one."""
        updater = self._updater()
        described = updater.get_targetinfo(RELEASE_TARGET)
        if described is None:
            return None  # nothing is published yet
        if self._in_use.files.get(RELEASE_TARGET) == _file_name(described):
            return None
        release = read_release(self._fetch(updater, described).read_bytes())
        files = {RELEASE_TARGET: _file_name(described)}
        for target in _targets(release):
            described = updater.get_targetinfo(target)
            if described is None:
                raise UnsignedTargetError(
                    f"release {release.number} names {target}, which is not signed"
                )
            if self._worker.stopping.is_set():
                return None
            self._fetch(updater, described)
            files[target] = _file_name(described)
        self._switch(files)
        self._in_use = _InUse(release, files)
        return release

    def _updater(self) -> Updater:
        """Make a client with fresh metadata.

        The first root is stored only after the metadata that it signs was verified, because the first answer may come
        from a Wi-Fi's sign-in page.
        """
        kept = self._folder / FIRST_ROOT
        root, is_new = self._root, False
        if root is None:
            # Not python-tuf's own root.json: it is removed and linked anew at every start of a client, and a
            # power cut in between would make the kiosk trust any server.
            is_new = not kept.exists()
            root = (
                self._fetcher.download_bytes(
                    f"{self._bundles}/metadata/1.root.json", MAX_ROOT_BYTES
                )
                if is_new
                else kept.read_bytes()
            )
        updater = Updater(
            metadata_dir=str(self._folder / "metadata"),
            metadata_base_url=f"{self._bundles}/metadata/",
            target_dir=str(self._folder / "targets"),
            target_base_url=f"{self._bundles}/targets/",
            fetcher=self._fetcher,
            bootstrap=root,
        )
        updater.refresh()
        if is_new:
            write_durably(kept, root)
            log.warning("no root of trust was given: %s is trusted from now on", self._bundles)
        return updater

    def _fetch(self, updater: Updater, described: TargetFile) -> Path:
        """Returns the file of a target: the one that is here already, or one fetched and verified."""
        path = self._folder / "targets" / _file_name(described)
        if updater.find_cached_target(described, str(path)) is None:
            updater.download_target(described, str(path))
        sync(path)  # one that is here already may come from a fetch that broke off
        return path

    def _switch(self, files: dict[str, str]) -> None:
        """Put the new release in use, also after a power cut, and delete the files of older ones."""
        sync(self._folder / "targets")
        before = [release for release in self._stored_releases() if release != files]
        kept = [files, *before][:KEPT_RELEASES]
        write_durably(self._folder / CURRENT, VERSIONS.encode(_StoredReleases(kept)))
        wanted = {name for release in kept for name in release.values()}
        for file in (self._folder / "targets").iterdir():
            if file.name not in wanted:
                with suppress(OSError):
                    file.unlink()

    def _stored_releases(self) -> list[dict[str, str]]:
        """Returns the files of the releases that are here, the newest first."""
        try:
            body = (self._folder / CURRENT).read_bytes()
            return VERSIONS.decode(body, _StoredReleases).releases
        except FileNotFoundError:
            return []
        except (OSError, DocumentVersionError, msgspec.DecodeError) as error:
            log.warning("%s can't be read; the release is asked for again: %s", CURRENT, error)
            return []

    def _load(self) -> _InUse:
        """Returns the newest release on the disk that is whole; skips a damaged one."""
        for files in self._stored_releases():
            places = {target: self._folder / "targets" / name for target, name in files.items()}
            try:
                release = read_release(places[RELEASE_TARGET].read_bytes())
            except (OSError, KeyError, DocumentVersionError, msgspec.DecodeError) as error:
                log.warning("a release on the disk can't be read: %s", error)
                continue
            missing = [target for target, place in places.items() if not place.is_file()]
            if not missing:
                return _InUse(release, files)
            log.warning("release %d on the disk lacks %s", release.number, ", ".join(missing))
        return _InUse(None, {})

    def _watch(self) -> None:
        while not self._worker.stopping.is_set():
            self._wake.clear()
            try:
                self.check_now()
            except Exception:
                log.exception("asking for a new release failed; it is tried again")
            if not self._worker.stopping.is_set():  # `stop` may have come just before the clear
                self._wake.wait(self._interval_seconds)

    def _report(self, error: FetchError) -> None:
        problem = describe(error)
        if problem != self._problem:
            log.warning("%s (%s)", problem, error)
        self._problem = problem


def _file_name(described: TargetFile) -> str:
    """Returns a file's name by its content, with the ending that says what it is."""
    try:
        return described.hashes["sha256"] + Path(described.path).suffix
    except KeyError:
        raise RepositoryError(f"{described.path} is signed without a SHA-256 hash") from None


def _targets(release: Release) -> list[str]:
    """Returns every target that a release names, except itself; each once."""
    found = [*release.pictures.values()]
    for spoken in release.speech:
        found += [spoken.opus, spoken.aac, spoken.subtitles, spoken.subtitles_portrait]
    if release.features is not None:
        found.append(release.features)
    return list(dict.fromkeys(found))
