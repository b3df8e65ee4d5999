"""The release in use, on the kiosk's disk: fetched through TUF, verified, switched in one step.

What a newcomer would get wrong: nothing that fails here takes away what the kiosk already holds. A server that is
away, a bundle that is refused, metadata that has expired: the kiosk goes on with its release and says why it has
no newer one. Files are named by their content, so that what two releases share is fetched once, and a fetch that
broke off goes on with the files that are missing.
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

from contract.bundle import RELEASE_TARGET, Release
from device.content.fetcher import Fetcher
from device.content.trouble import EXPECTED, Expected, UnsignedTargetError, in_words
from runtime.durable_files import sync, write_durably

log = logging.getLogger(__name__)

CURRENT = "current.json"
FIRST_ROOT = "first-root.json"
KEPT = 2  # releases whose files stay: the one in use, and the one before
ROOT_LIMIT = 512_000  # bytes, as python-tuf allows a root
STOP_SECONDS = 12.0  # a little longer than the fetcher waits for a byte


class _Held(Struct, frozen=True):
    """What `current.json` says: each release's targets and the files they lie in, the newest first."""

    releases: list[dict[str, str]]


class _InUse(NamedTuple):
    """Replaced as one, so that no reader sees one release's targets with another's words."""

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
        self._fetcher = Fetcher(fetcher)
        self._trouble: str | None = None
        self._asking = threading.Lock()  # python-tuf: one client a folder at a time
        self._wake = threading.Event()
        self._stopping = False
        self._interval_seconds = 0.0
        self._thread = threading.Thread(target=self._watch, name="content", daemon=True)
        for part in ("metadata", "targets"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self._in_use = self._load()

    @property
    def release(self) -> Release | None:
        """The release in use, or None while there is none."""
        return self._in_use.release

    @property
    def trouble(self) -> list[str]:
        """Why there is no newer release, in plain sentences."""
        trouble = self._trouble
        return [trouble] if trouble else []

    @property
    def features_path(self) -> Path | None:
        """Where the reference features of the release in use lie; None when it has none."""
        release, files = self._in_use
        if release is None or release.features is None:
            return None
        return self._folder / "targets" / files[release.features]

    def path(self, target: str) -> Path:
        """Where a target of the release in use lies. Raises KeyError for one it does not name."""
        return self._folder / "targets" / self._in_use.files[target]

    def start(self, interval_seconds: float) -> None:
        """Asks for a new release now and every `interval_seconds`."""
        self._interval_seconds = interval_seconds
        self._thread.start()

    def poke(self) -> None:
        """A new release was announced: ask now, in the thread."""
        self._wake.set()

    def stop(self) -> None:
        """Ends the thread, after the file it fetches."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=STOP_SECONDS)

    def check_now(self) -> bool:
        """Asks the server, and takes what is new. True when another release is in use now."""
        with self._asking:
            try:
                new = self._take()
            except EXPECTED as error:
                self._say(error)
                return False
            self._trouble = None
        if new is None:
            return False
        self._on_new(new)
        return True

    def _take(self) -> Release | None:
        """The new release, in use from here on; None when there is none."""
        updater = self._updater()
        described = updater.get_targetinfo(RELEASE_TARGET)
        if described is None:
            return None  # nothing is published yet
        if self._in_use.files.get(RELEASE_TARGET) == _file_name(described):
            return None
        release = msgspec.json.decode(self._fetch(updater, described).read_bytes(), type=Release)
        files = {RELEASE_TARGET: _file_name(described)}
        for target in _targets(release):
            described = updater.get_targetinfo(target)
            if described is None:
                raise UnsignedTargetError(
                    f"release {release.number} names {target}, which is not signed"
                )
            if self._stopping:
                return None
            self._fetch(updater, described)
            files[target] = _file_name(described)
        self._switch(files)
        self._in_use = _InUse(release, files)
        return release

    def _updater(self) -> Updater:
        """A client with fresh metadata. The first root is kept once what it signs has proved right, not before:
        a Wi-Fi's sign-in page may be what answers first."""
        kept = self._folder / FIRST_ROOT
        root, is_new = self._root, False
        if root is None:
            # Not python-tuf's own root.json: it is removed and linked anew at every start of a client, and a
            # power cut in between would have the kiosk trust a stranger.
            is_new = not kept.exists()
            root = (
                self._fetcher.download_bytes(f"{self._bundles}/metadata/1.root.json", ROOT_LIMIT)
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
        """The file of a target: the one that is here already, or verified from the server."""
        path = self._folder / "targets" / _file_name(described)
        if updater.find_cached_target(described, str(path)) is None:
            updater.download_target(described, str(path))
        sync(path)  # one that is here already may come from a fetch that broke off
        return path

    def _switch(self, files: dict[str, str]) -> None:
        """From here on the new release is in use, also after a power cut; older ones' files go."""
        sync(self._folder / "targets")
        before = [release for release in self._held() if release != files]
        kept = [files, *before][:KEPT]
        write_durably(self._folder / CURRENT, msgspec.json.encode(_Held(kept)))
        wanted = {name for release in kept for name in release.values()}
        for file in (self._folder / "targets").iterdir():
            if file.name not in wanted:
                with suppress(OSError):
                    file.unlink()

    def _held(self) -> list[dict[str, str]]:
        """The files of the releases that are here, the newest first."""
        try:
            return msgspec.json.decode((self._folder / CURRENT).read_bytes(), type=_Held).releases
        except FileNotFoundError:
            return []
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s can't be read; the release is asked for again: %s", CURRENT, error)
            return []

    def _load(self) -> _InUse:
        """The newest release on the disk that is whole; a damaged one gives way to the one before."""
        for files in self._held():
            places = {target: self._folder / "targets" / name for target, name in files.items()}
            try:
                release = msgspec.json.decode(places[RELEASE_TARGET].read_bytes(), type=Release)
            except (OSError, KeyError, msgspec.DecodeError) as error:
                log.warning("a release on the disk can't be read: %s", error)
                continue
            missing = [target for target, place in places.items() if not place.is_file()]
            if not missing:
                return _InUse(release, files)
            log.warning("release %d on the disk lacks %s", release.number, ", ".join(missing))
        return _InUse(None, {})

    def _watch(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self.check_now()
            except Exception:
                log.exception("asking for a new release failed; it is tried again")
            if not self._stopping:  # `stop` may have come just before the clear
                self._wake.wait(self._interval_seconds)

    def _say(self, error: Expected) -> None:
        words = in_words(error)
        if words != self._trouble:
            log.warning("%s (%s)", words, error)
        self._trouble = words


def _file_name(described: TargetFile) -> str:
    """A file's name by its content, with the ending that says what it is."""
    try:
        return described.hashes["sha256"] + Path(described.path).suffix
    except KeyError:
        raise RepositoryError(f"{described.path} is signed without a SHA-256 hash") from None


def _targets(release: Release) -> list[str]:
    """Every target a release names, but itself; each once."""
    found = [*release.pictures.values()]
    for spoken in release.speech:
        found += [spoken.opus, spoken.aac, spoken.subtitles, spoken.subtitles_portrait]
    if release.features is not None:
        found.append(release.features)
    return list(dict.fromkeys(found))
